// Packs of credits for text messages and calls: what was paid for, and under which reference.
import { sql } from 'drizzle-orm'
import { check, index, integer, pgTable, text } from 'drizzle-orm/pg-core'
import { instant } from './columns.ts'
import { ofWorkspace } from './workspaces.ts'

export const smsCredits = pgTable(
  'sms_credits',
  {
    /** Of the payment: one that is told twice is credited once. */
    ref: text('ref').primaryKey(),
    workspace: ofWorkspace(),
    pack: text('pack').notNull(),
    credits: integer('credits').notNull(),
    cents: integer('cents').notNull(),
    /** Credits taken back, because money was given back. */
    refunded: integer('refunded').notNull().default(0),
    at: instant('at').notNull().defaultNow(),
  },
  (t) => [
    // What a workspace bought; its sum is part of its configuration.
    index('sms_credits_by_workspace').on(t.workspace, t.at),
    check('sms_credits_some', sql`${t.credits} >= 1`),
    check('sms_credits_refunded', sql`${t.refunded} between 0 and ${t.credits}`),
    check('sms_credits_price', sql`${t.cents} >= 0`),
  ],
)
