// Payment: whose customer a workspace is, its subscription as the provider last told of it, and which
// of the provider's events were taken in.
import { sql } from 'drizzle-orm'
import { check, index, integer, jsonb, pgTable, smallint, text } from 'drizzle-orm/pg-core'
import { instant } from './columns.ts'
import { workspaces } from './workspaces.ts'

export const billing = pgTable(
  'billing',
  {
    workspace: text('workspace')
      .primaryKey()
      .references(() => workspaces.id, { onDelete: 'cascade' }),
    version: integer('version').notNull().default(1),
    customer: text('customer').notNull().unique('billing_by_customer'),
    /** Null: none was begun. */
    subscription: jsonb('subscription'),
    /** Since when a payment is owed; null: none is. */
    owingSince: instant('owing_since'),
    /** The day of the last letter about it; 0: none. */
    told: smallint('told').notNull().default(0),
    trialUsedAt: instant('trial_used_at'),
    /** When the provider is asked again of itself. */
    lookAt: instant('look_at').notNull(),
  },
  (t) => [
    // Cron: whom to ask about.
    index('billing_by_look').on(t.lookAt),
    check('billing_version_positive', sql`${t.version} >= 1`),
    check('billing_subscription_object', sql`jsonb_typeof(${t.subscription}) = 'object'`),
    check('billing_told_when_owing', sql`${t.told} = 0 or ${t.owingSince} is not null`),
  ],
)

/** Ids of events that were taken in: one that comes again changes nothing. */
export const paymentEvents = pgTable(
  'payment_events',
  {
    id: text('id').primaryKey(),
    type: text('type').notNull(),
    at: instant('at').notNull(),
  },
  // Upkeep: those that nobody repeats any more.
  (t) => [index('payment_events_by_age').on(t.at)],
)
