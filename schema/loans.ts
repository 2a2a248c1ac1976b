// Loans: what other masters may borrow of a workspace's places, and the meter of each.
import { sql } from 'drizzle-orm'
import {
  check,
  date,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  smallint,
  text,
} from 'drizzle-orm/pg-core'
import { looksPerDayMax } from '../workers/domain/loan.ts'
import { instant, ownId, within } from './columns.ts'
import { ofWorkspace } from './workspaces.ts'

export const loans = pgTable(
  'loans',
  {
    v: smallint('v').notNull(),
    id: text('id').primaryKey(),
    workspace: ofWorkspace(),
    version: integer('version').notNull(),
    name: text('name').notNull(),
    /** Ids of the installation's places that are lent. */
    locations: jsonb('locations').notNull(),
    perDay: integer('per_day').notNull(),
    /** Its key, sealed: requests are verified with it. */
    secret: text('secret').notNull(),
    createdAt: instant('created_at').notNull().defaultNow(),
    revokedAt: instant('revoked_at'),
    lastUsedAt: instant('last_used_at'),
  },
  (t) => [
    // All loans of a workspace.
    index('loans_by_workspace').on(t.workspace, t.createdAt),
    check('loans_id_own', ownId(t.id, t.workspace, 'lon')),
    check('loans_version_positive', sql`${t.version} >= 1`),
    check('loans_locations_list', sql`jsonb_typeof(${t.locations}) = 'array'`),
    check('loans_per_day_known', within(t.perDay, 1, looksPerDayMax)),
    check('loans_secret_sealed', sql`${t.secret} like 'sealed:%'`),
  ],
)

/** Looks of a loan by day (UTC). They outlive their loan: they were made, and count. */
export const loanDays = pgTable(
  'loan_days',
  {
    workspace: ofWorkspace(),
    loan: text('loan').notNull(),
    day: date('day').notNull(),
    used: integer('used').notNull(),
  },
  (t) => [
    primaryKey({ name: 'loan_days_key', columns: [t.loan, t.day] }),
    // What was lent on a day, by all or by a workspace.
    index('loan_days_by_day').on(t.day, t.workspace),
    check('loan_days_used_positive', sql`${t.used} >= 1`),
  ],
)

/** Requests of the last minutes, so that none is taken twice. */
export const loanNonces = pgTable(
  'loan_nonces',
  {
    workspace: ofWorkspace(),
    loan: text('loan').notNull(),
    nonce: text('nonce').notNull(),
    at: instant('at').notNull(),
  },
  (t) => [
    primaryKey({ name: 'loan_nonces_key', columns: [t.loan, t.nonce] }),
    foreignKey({
      name: 'loan_nonces_loan',
      columns: [t.loan],
      foreignColumns: [loans.id],
    }).onDelete('cascade'),
    // Those that are old are dropped with the next request of their loan.
    index('loan_nonces_by_time').on(t.loan, t.at),
  ],
)
