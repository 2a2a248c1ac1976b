// Badges: checks whose health and uptime anybody with the address may see.
import { sql } from 'drizzle-orm'
import { check, pgTable, text, unique } from 'drizzle-orm/pg-core'
import { checks } from './checks.ts'
import { instant } from './columns.ts'
import { ofWorkspace } from './workspaces.ts'

export const badges = pgTable(
  'badges',
  {
    /** Part of a public address, and shown again: not a secret, but not to be guessed. */
    token: text('token').notNull(),
    workspace: ofWorkspace(),
    checkId: text('check_id')
      .primaryKey()
      .references(() => checks.id, { onDelete: 'cascade' }),
    createdAt: instant('created_at').notNull().defaultNow(),
  },
  (t) => [
    // The badge under an address.
    unique('badges_token_once').on(t.token),
    check('badges_token_long', sql`length(${t.token}) >= 24`),
    check('badges_check_own', sql`split_part(${t.checkId}, '_', 2) = ${t.workspace}`),
  ],
)
