// What whoever runs the installation did in the operator console. A workspace that was acted on has
// a line in its own log besides.
import { sql } from 'drizzle-orm'
import {
  bigint,
  check,
  date,
  index,
  integer,
  pgTable,
  text,
  uniqueIndex,
} from 'drizzle-orm/pg-core'
import { instant } from './columns.ts'
import { workspaces } from './workspaces.ts'

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

/** Probing that is stopped: of one workspace, or of all. */
export const stops = pgTable(
  'stops',
  {
    /** Null: of all. */
    workspace: text('workspace').references(() => workspaces.id, { onDelete: 'cascade' }),
    reason: text('reason').notNull(),
    since: instant('since').notNull().defaultNow(),
  },
  (t) => [
    // One for each workspace, and one for all.
    uniqueIndex('stops_one').on(sql`coalesce(${t.workspace}, '')`),
    check('stops_reason_present', sql`${t.reason} <> ''`),
  ],
)

/** What everybody is told on their dashboard, until a moment. */
export const announcements = pgTable(
  'announcements',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    text: text('text').notNull(),
    madeAt: instant('made_at').notNull().defaultNow(),
    until: instant('until').notNull(),
  },
  (t) => [check('announcements_text_length', sql`length(${t.text}) between 1 and 300`)],
)

/** What may be spent in a day: by all together (`installation`), or by each workspace of a plan. */
export const budgets = pgTable(
  'budgets',
  {
    scope: text('scope').primaryKey(),
    probes: bigint('probes', { mode: 'number' }),
    messages: integer('messages'),
  },
  (t) => [
    check('budgets_scope_present', sql`${t.scope} <> ''`),
    check('budgets_above_zero', sql`${t.probes} > 0 and ${t.messages} > 0`),
    check('budgets_say_something', sql`${t.probes} is not null or ${t.messages} is not null`),
  ],
)

/** Budgets that were reached, by the day in UTC. */
export const budgetsSpent = pgTable(
  'budgets_spent',
  {
    /** Null: the one of all. */
    workspace: text('workspace').references(() => workspaces.id, { onDelete: 'cascade' }),
    what: text('what').notNull(),
    day: date('day').notNull(),
    at: instant('at').notNull(),
  },
  (t) => [
    // Each once a day.
    uniqueIndex('budgets_spent_once').on(t.day, t.what, sql`coalesce(${t.workspace}, '')`),
    check('budgets_spent_what_known', sql`${t.what} in ('probes', 'messages')`),
  ],
)
