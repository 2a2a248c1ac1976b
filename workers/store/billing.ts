// Payment of record. A row is written only over the version that was read: what the provider said
// later is never overwritten by what it said before.
import { type SQL, sql } from 'drizzle-orm'
import { billing, paymentEvents } from '../../schema/index.ts'
import type { Billing, BillingStore } from '../billing-ports.ts'
import { auditLine } from './change.ts'
import type { Database } from './database.ts'
import { instantOf, jsonOf, msOf, rowOf } from './record.ts'

export function billingIn(db: Database): BillingStore {
  const one = async (where: SQL) => {
    const [found] = await db.rows<{ row: unknown }>(sql`
      select to_jsonb(b) as row from ${billing} b where ${where}`)
    return found ? billingOfRow(found.row) : null
  }
  return {
    billing: (workspace) => one(sql`b.workspace = ${workspace}`),
    billingOf: (customer) => one(sql`b.customer = ${customer}`),

    async beginBilling(workspace, customer, instead) {
      await db.rows(sql`
        insert into ${billing} as b (workspace, customer, look_at)
        values (${workspace}, ${customer}, now())
        on conflict (workspace) do update
          set customer = excluded.customer, version = b.version + 1
          where b.customer = ${instead}`)
    },

    async putBilling(given, audit) {
      const { workspace, version, subscription, told } = given
      const [row] = await db.rows<{ n: number }>(sql`
        with changed as (
          update ${billing} as b set version = version + 1,
            subscription = ${subscription && jsonOf(subscription)}::jsonb,
            owing_since = ${at(given.owingSince)}::timestamptz, told = ${told}::int,
            trial_used_at = ${at(given.trialUsedAt)}::timestamptz,
            look_at = ${instantOf(given.lookAt)}::timestamptz
          where b.workspace = ${workspace} and b.version = ${version}::int returning b.workspace
        )${audit ? sql`, audited as (${auditLine(workspace, audit, sql`from changed`)})` : sql``}
        select count(*)::int as n from changed`)
      return (row?.n ?? 0) > 0
    },

    async dueBillings(now, limit) {
      const rows = await db.rows<{ workspace: string }>(sql`
        select workspace from ${billing} where look_at <= ${instantOf(now)}::timestamptz
        order by look_at limit ${limit}::int`)
      return rows.map((row) => row.workspace)
    },

    async isEventKnown(id) {
      return (await db.rows(sql`select id from ${paymentEvents} where id = ${id}`)).length > 0
    },

    async keepEvent(id, type, when) {
      await db.rows(sql`
        insert into ${paymentEvents} (id, type, at)
        values (${id}, ${type}, ${instantOf(when)}::timestamptz) on conflict (id) do nothing`)
    },
  }
}

const at = (ms: number | null) => (ms === null ? null : instantOf(ms))

function billingOfRow(json: unknown): Billing {
  const row = rowOf(billing, json)
  return {
    ...row,
    subscription: row.subscription as Billing['subscription'],
    owingSince: msOf(row.owingSince),
    trialUsedAt: msOf(row.trialUsedAt),
    lookAt: msOf(row.lookAt),
  }
}
