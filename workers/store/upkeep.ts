// What the cron does to the database: coming and old partitions, rollups, retention. Everything
// here may be repeated, or left out for a while.
import { type SQL, sql } from 'drizzle-orm'
import type { PgTable } from 'drizzle-orm/pg-core'
import * as tables from '../../schema/index.ts'
import { limits } from '../domain/plan.ts'
import type { UpkeepStore } from '../hub-ports.ts'
import { historyGraceDays } from '../plan-ports.ts'
import type { Database } from './database.ts'
import { instantOf, jsonOf } from './record.ts'
import { rollDays, rollHours } from './rollup.ts'

const dayMs = 86_400_000
/** Packed samples are kept this long whatever the plan allows; rollups go on after them. */
const sampleDaysMax = 90
const monthsAhead = 2
/** Hours with their histograms are kept this long; days go on after them. */
export const hourDaysMax = 45
const hoursPerRollup = 2_000
const rowsPerPurgeMax = 10_000

export function upkeepIn(db: Database): UpkeepStore {
  return {
    async partitions(now) {
      const days = await retentionDaysMax(db, now)
      const cutoff = instantOf(now - Math.min(sampleDaysMax, days) * dayMs)
      await db.together([
        ...monthsAround(now).map((day) => sql`select ensure_samples_partition(${day}::date)`),
        sql`select drop_samples_partitions_before((${cutoff}::timestamptz at time zone 'UTC')::date)`,
      ])
    },

    async rollup(now, isTime = () => true) {
      for (let rolled = 0; ; ) {
        const n = await rollOnce(db, now)
        rolled += n
        if (n < hoursPerRollup) return { rolled, isDone: true }
        if (!isTime()) return { rolled, isDone: false }
      }
    },

    async purge(now, isTime = () => true) {
      await db.together(expired(now))
      const plans = await db.rows<{ plan: string }>(sql`
        select distinct plan from ${tables.workspaces}`)
      const spared = (await movedLately(db, now)).map((one) => one.workspace)
      for (const { plan } of plans) {
        for (const statement of outlived(plan, spared, now)) {
          for (let gone = rowsPerPurgeMax; gone >= rowsPerPurgeMax; ) {
            const [row] = await db.rows<{ n: number }>(statement)
            gone = row?.n ?? 0
            if (!isTime()) return false
          }
        }
      }
      return true
    },

    async ping() {
      await db.rows(sql`select 1`)
    },
  }
}

async function rollOnce(db: Database, now: number): Promise<number> {
  const [, hours] = await db.together([
    // Two crons at once would count an hour into a day and mark it before it is there.
    sql`select pg_advisory_xact_lock(hashtext('rollup'))`,
    rollHours(now, hoursPerRollup),
    rollDays(),
  ])
  return Number(hours?.[0]?.n ?? 0)
}

async function retentionDaysMax(db: Database, now: number): Promise<number> {
  const plans = await db.rows<{ plan: string }>(sql`
    select distinct plan from ${tables.workspaces}`)
  if (plans.length === 0) return sampleDaysMax
  const all = [...plans, ...(await movedLately(db, now))]
  return Math.max(...all.map(({ plan }) => limits(plan).retentionDays))
}

/** Workspaces that took another plan lately, and the one that each had: what a larger plan kept is not
 *  gone within the hour in which a card was refused for the last time. */
function movedLately(db: Database, now: number): Promise<{ workspace: string; plan: string }[]> {
  const since = sql`${instantOf(now - historyGraceDays * dayMs)}::timestamptz`
  return db.rows(sql`
    select distinct workspace, coalesce(before ->> 'plan', '') as plan from ${tables.audit}
    where noun = 'plan' and verb = 'change' and at > ${since}`)
}

/** First days of the last month, this one and those to come, in UTC. */
function monthsAround(now: number): string[] {
  const today = new Date(now)
  const days: string[] = []
  for (let step = -1; step <= monthsAhead; step++) {
    const first = Date.UTC(today.getUTCFullYear(), today.getUTCMonth() + step, 1)
    days.push(instantOf(first).slice(0, 10))
  }
  return days
}

/** What has run out by itself. */
function expired(now: number): SQL[] {
  const at = sql`${instantOf(now)}::timestamptz`
  return [
    sql`delete from ${tables.oneTimeTokens} where expires_at <= ${at}`,
    sql`delete from ${tables.invitations} where expires_at <= ${at}`,
    sql`delete from ${tables.session} where expires_at <= ${at}`,
    sql`delete from ${tables.verification} where expires_at <= ${at}`,
    sql`delete from ${tables.rateLimit} where last_request <= ${now - dayMs}`,
    sql`delete from ${tables.idempotency} where begun_at <= ${at} - interval '1 day'`,
    sql`delete from ${tables.budgetsSpent} where at <= ${at} - interval '30 days'`,
    sql`delete from ${tables.loanDays} where day < (${at} - interval '400 days')::date`,
    sql`delete from ${tables.paymentEvents} where at <= ${at} - interval '90 days'`,
  ]
}

/** What a plan keeps no longer, so many rows at a time. An open incident and its events are kept however old. */
function outlived(plan: string, spared: string[], now: number): SQL[] {
  const daysAgo = (days: number) => sql`${instantOf(now - days * dayMs)}::timestamptz`
  const cutoff = daysAgo(limits(plan).retentionDays)
  const hourCutoff = daysAgo(Math.min(limits(plan).retentionDays, hourDaysMax))
  const isNone = (ids: string[]) =>
    sql`w.id not in (select jsonb_array_elements_text(${jsonOf(ids)}::jsonb))`
  const old = (table: PgTable, condition: SQL) => sql`
    with gone as (
      delete from ${table} where ctid = any(array(
        select t.ctid from ${table} t join ${tables.workspaces} w on w.id = t.workspace
        where w.plan = ${plan} and ${isNone(spared)} and ${condition} limit ${rowsPerPurgeMax}::int)) returning 1
    ) select count(*)::int as n from gone`
  return [
    old(tables.failingProbes, sql`t.at < ${cutoff}`),
    old(tables.rounds, sql`t.started_at < ${cutoff}`),
    old(tables.suspicions, sql`t.outcome <> 'open' and t.started_at < ${cutoff}`),
    old(tables.deliveries, sql`t.state <> 'pending' and t.created_at < ${cutoff}`),
    old(tables.incidents, sql`t.resolved_at < ${cutoff}`),
    old(tables.rollupsHour, sql`t.hour < ${hourCutoff}`),
    old(tables.rollupsDay, sql`t.day < (${cutoff} at time zone 'UTC')::date`),
    old(tables.audit, sql`t.at < ${cutoff}`),
  ]
}
