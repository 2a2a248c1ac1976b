// What a report counts of a workspace's checks in a span, and who wants it by mail. Every statement
// names the workspace, but the one that asks whose mail is due.
import { sql } from 'drizzle-orm'
import {
  incidents,
  members,
  reportMails,
  rollupsDay,
  suspicions,
  user,
  workspaces,
} from '../../schema/index.ts'
import { histogramBuckets, histogramOfBuckets, merge, perBucket } from '../domain/histogram.ts'
import type { IncidentKind } from '../domain/incident.ts'
import type { Tally } from '../domain/report.ts'
import type { ReportStore } from '../report-ports.ts'
import { change } from './change.ts'
import type { Database } from './database.ts'
import { instantOf } from './record.ts'

export function reportIn(db: Database): ReportStore {
  return {
    tallies: (workspace, from, to) => tallies(db, workspace, from, to),

    async wantsMail(workspace, person) {
      const rows = await db.rows(sql`
        select 1 from ${reportMails} where workspace = ${workspace} and user_id = ${person}`)
      return rows.length > 0
    },
    wantMail: (workspace, person, now, audit) =>
      change(
        db,
        workspace,
        sql`insert into ${reportMails} (workspace, user_id, wanted_at)
          values (${workspace}, ${person}, ${instantOf(now)}::timestamptz)
          on conflict do nothing returning user_id`,
        audit,
        'none',
      ),
    unwantMail: (workspace, person, audit) =>
      change(
        db,
        workspace,
        sql`delete from ${reportMails}
          where workspace = ${workspace} and user_id = ${person} returning user_id`,
        audit,
        'none',
      ),

    /** The row is the lease: of two crons at once one gets it. */
    claimMails: (weekEndsAt, now, leaseMs, limit) =>
      db.rows(sql`
        with due as (
          select r.workspace, r.user_id from ${reportMails} r
          join ${members} m on m.workspace = r.workspace and m.user_id = r.user_id
          where r.wanted_at < ${instantOf(weekEndsAt)}::timestamptz
            and (r.told_until is null or r.told_until < ${instantOf(weekEndsAt)}::timestamptz)
            and (r.leased_until is null or r.leased_until <= ${instantOf(now)}::timestamptz)
          order by r.leased_until nulls first, r.workspace, r.user_id
          limit ${limit}::int for update of r skip locked
        )
        update ${reportMails} as r set leased_until = ${instantOf(now + leaseMs)}::timestamptz
        from due d, ${user} u, ${workspaces} w
        where r.workspace = d.workspace and r.user_id = d.user_id
          and u.id = r.user_id and w.id = r.workspace
        returning r.workspace, w.name, r.user_id as person, u.email as "to"`),
    async mailsDueAt(weekEndsAt) {
      const [row] = await db.rows<{ at: number | null }>(sql`
        select (min(extract(epoch from coalesce(r.leased_until, 'epoch'))) * 1000)::float8 as at
        from ${reportMails} r
        join ${members} m on m.workspace = r.workspace and m.user_id = r.user_id
        where r.wanted_at < ${instantOf(weekEndsAt)}::timestamptz
          and (r.told_until is null or r.told_until < ${instantOf(weekEndsAt)}::timestamptz)`)
      return row?.at ?? null
    },
    async mailed(workspace, person, weekEndsAt) {
      await db.rows(sql`
        update ${reportMails}
        set told_until = ${instantOf(weekEndsAt)}::timestamptz, leased_until = null
        where workspace = ${workspace} and user_id = ${person}`)
    },
  }
}

/** A sum for each bucket: ten times as fast as a row for each, where all of them are stored. */
const bucketSums = Array.from(
  { length: histogramBuckets },
  (_, index) => `sum(r.histogram[${index + 1}])::int`,
).join(', ')

/** Latencies of each check over whole days, in whichever form each day is stored. */
async function histograms(
  db: Database,
  workspace: string,
  from: string,
  to: string,
): Promise<{ check: string; histogram: number[] }[]> {
  const within = sql`r.workspace = ${workspace}
    and r.day >= (${from}::timestamptz at time zone 'UTC')::date
    and r.day < (${to}::timestamptz at time zone 'UTC')::date`
  const [stored, before] = await Promise.all([
    db.rows<{ check: string; buckets: number[] }>(sql`
      select b.check, jsonb_agg(b.count * ${perBucket}::int + b.bucket) as buckets from (
        select r.check_id as check, one % ${perBucket}::int as bucket,
          sum(one / ${perBucket}::int) as count
        from ${rollupsDay} r cross join lateral unnest(r.buckets) as one
        where ${within} group by 1, 2
      ) b group by b.check`),
    db.rows<{ check: string; counts: (number | null)[] }>(sql`
      select r.check_id as check, to_jsonb(array[${sql.raw(bucketSums)}]) as counts
      from ${rollupsDay} r where ${within} and r.histogram is not null group by r.check_id`),
  ])
  return [
    ...stored.map(({ check, buckets }) => ({ check, histogram: histogramOfBuckets(buckets) })),
    ...before.map(({ check, counts }) => ({ check, histogram: counts.map((one) => one ?? 0) })),
  ].filter(({ histogram }) => histogram.some((one) => one > 0))
}

async function tallies(
  db: Database,
  workspace: string,
  from: number,
  to: number,
): Promise<Map<string, Tally>> {
  const within = [instantOf(from), instantOf(to)] as const
  const [told, avoided, latencies] = await Promise.all([
    db.rows<{ check: string; kind: IncidentKind; n: number }>(sql`
      select i.check_id as check, i.kind, count(*)::int as n from ${incidents} i
      where i.workspace = ${workspace} and i.check_id is not null
        and i.opened_at >= ${within[0]}::timestamptz and i.opened_at < ${within[1]}::timestamptz
      group by i.check_id, i.kind`),
    db.rows<{ check: string; n: number }>(sql`
      select s.check_id as check, count(*)::int as n from ${suspicions} s
      where s.workspace = ${workspace} and s.outcome = 'avoided'
        and s.started_at >= ${within[0]}::timestamptz and s.started_at < ${within[1]}::timestamptz
      group by s.check_id`),
    histograms(db, workspace, ...within),
  ])
  const found = new Map<string, Tally>()
  const tallyOf = (check: string): Tally => {
    const tally = found.get(check) ?? { incidents: {}, avoided: 0, histogram: null }
    found.set(check, tally)
    return tally
  }
  for (const { check, kind, n } of told) tallyOf(check).incidents[kind] = n
  for (const { check, n } of avoided) tallyOf(check).avoided = n
  for (const { check, histogram } of latencies) {
    const tally = tallyOf(check)
    tally.histogram = tally.histogram ? merge(tally.histogram, histogram) : histogram
  }
  return found
}
