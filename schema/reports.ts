// Who wants the report of a week by mail, and up to when each was told.
import { pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import { user } from './accounts.ts'
import { instant } from './columns.ts'
import { ofWorkspace } from './workspaces.ts'

export const reportMails = pgTable(
  'report_mails',
  {
    workspace: ofWorkspace(),
    userId: text('user_id')
      .notNull()
      .references(() => user.id, { onDelete: 'cascade' }),
    wantedAt: instant('wanted_at').notNull(),
    /** End of the last week that was told. */
    toldUntil: instant('told_until'),
    /** Somebody is sending it; after this it is sent again, under the same id. */
    leasedUntil: instant('leased_until'),
  },
  (t) => [primaryKey({ name: 'report_mails_key', columns: [t.workspace, t.userId] })],
)
