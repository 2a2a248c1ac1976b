// What whoever runs the installation did in the operator console. A workspace that was acted on has
// a line in its own log besides.
import { bigint, index, pgTable, text } from 'drizzle-orm/pg-core'
import { instant } from './columns.ts'

export const operatorActs = pgTable(
  'operator_acts',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    at: instant('at').notNull().defaultNow(),
    /** Id and name of the person, as they were then. */
    person: text('person').notNull(),
    name: text('name').notNull(),
    act: text('act').notNull(),
    /** What it was done to: an id of a workspace, which may be gone since; empty: nothing of that kind. */
    subject: text('subject').notNull().default(''),
    reason: text('reason').notNull().default(''),
  },
  (t) => [
    // What was done to one workspace, newest first.
    index('operator_acts_by_subject').on(t.subject, t.id),
  ],
)
