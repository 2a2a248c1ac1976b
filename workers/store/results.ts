// Packed hours, failing probes and rounds as the shards archived them. Every statement names the
// workspace.
import { sql } from 'drizzle-orm'
import {
  failingProbes,
  rollupsDay,
  rollupsHour,
  rounds,
  samples,
  suspicions,
} from '../../schema/index.ts'
import { fetchLimit, pageOf, type SortKey, startOf } from '../domain/cursor.ts'
import type { Observation } from '../domain/observation.ts'
import type { Round } from '../domain/round.ts'
import type { Packed, Rollup } from '../domain/sample.ts'
import type { HistoryStore } from '../hub-ports.ts'
import type { Database } from './database.ts'
import { instantOf, msOf, type Row, rowOf } from './record.ts'
import { histogramIn, seriesIn } from './series.ts'

const hourMs = 3_600_000
const dayMs = 24 * hourMs

type ResultsStore = Pick<
  HistoryStore,
  'packed' | 'rollups' | 'sparks' | 'placeDays' | 'probes' | 'rounds' | 'keptRounds'
>

export function resultsIn(db: Database): ResultsStore {
  return {
    async packed(workspace, check, from, to) {
      const rows = await db.rows<{ row: unknown }>(sql`
        select to_jsonb(s) as row from ${samples} s
        where s.workspace = ${workspace} and s.check_id = ${check}
          and s.hour > ${instantOf(from - hourMs)}::timestamptz
          and s.hour < ${instantOf(to)}::timestamptz
        order by s.hour, s.location`)
      return rows.map(({ row }) => packedOf(row))
    },

    async rollups(workspace, check, unit, from, to) {
      const table = unit === 'hour' ? rollupsHour : rollupsDay
      const start = unit === 'hour' ? sql`r.hour` : sql`r.day::timestamp at time zone 'UTC'`
      const lengthMs = unit === 'hour' ? hourMs : dayMs
      const rows = await db.rows<{ at: number; row: unknown }>(sql`
        select (extract(epoch from ${start}) * 1000)::float8 as at, to_jsonb(r) as row
        from ${table} r
        where r.workspace = ${workspace} and r.check_id = ${check}
          and ${start} > ${instantOf(from - lengthMs)}::timestamptz
          and ${start} < ${instantOf(to)}::timestamptz
        order by 1, r.location`)
      return rows.map(({ at, row }) => rollupOf(at, rowOf(table, row)))
    },

    async sparks(workspace, from, to) {
      const start = sql`${instantOf(from)}::timestamptz`
      return db.rows(sql`
        select check_id as "check", array_agg(at order by at) as hours,
          array_agg(ms order by at) as ms, array_agg(failed order by at) as failed
        from (
          select check_id, (extract(epoch from hour - ${start}) / 3600)::int as at,
            (sum(latency_sum_ms) / nullif(sum(pass + slow), 0))::int as ms, sum(fail)::int as failed
          from ${rollupsHour}
          where workspace = ${workspace} and hour >= ${start}
            and hour < ${instantOf(to)}::timestamptz
          group by check_id, hour
        ) by_hour
        group by check_id`)
    },

    async placeDays(workspace, from, to) {
      return db.rows(sql`
        select location, sum(n)::int as asked, sum(pass + slow)::int as answered,
          sum(fail)::int as failed, sum("unknown")::int as "unknown",
          sum(latency_sum_ms)::float8 as "latencySumMs"
        from ${rollupsHour}
        where workspace = ${workspace} and hour >= ${instantOf(from)}::timestamptz
          and hour < ${instantOf(to)}::timestamptz
        group by location`)
    },

    async probes(workspace, check, ask) {
      const start = startOf(ask)
      const rows = await db.rows<{ row: unknown }>(sql`
        select to_jsonb(p) as row from ${failingProbes} p
        where p.workspace = ${workspace} and p.check_id = ${check} ${before(start)}
        order by p.at desc, p.round desc, p.location desc limit ${fetchLimit(ask)}`)
      const page = pageOf(
        rows.map(({ row }) => probeOf(row)),
        ask,
        keyOf,
      )
      const data = page.data.map(({ at, round, observation }) => ({ at, round, observation }))
      return { data, next: page.next }
    },

    /** Of an incident: with the rounds of the suspicions it grew from. */
    async rounds(workspace, subject) {
      const rows = await db.rows<{ row: Round }>(sql`
        select distinct on (r.started_at, r.check_id, r.number) r.body as row from ${rounds} r
        where r.workspace = ${workspace} and (r.subject = ${subject} or r.subject in (
          select s.id from ${suspicions} s
          where s.workspace = ${workspace} and s.incident = ${subject}))
        order by r.started_at, r.check_id, r.number, r.answers desc`)
      return rows.map(({ row }) => row)
    },

    async keptRounds(workspace, check, from, to) {
      const rows = await db.rows<{ row: Round }>(sql`
        select distinct on (r.started_at, r.number) r.body as row from ${rounds} r
        where r.workspace = ${workspace} and r.check_id = ${check}
          and r.started_at >= ${instantOf(from)}::timestamptz
          and r.started_at < ${instantOf(to)}::timestamptz
        order by r.started_at, r.number, r.answers desc`)
      return rows.map(({ row }) => row)
    },
  }
}

function packedOf(json: unknown): Packed {
  const { workspace, checkId, location, hour, ...columns } = rowOf(samples, json)
  return { v: 1, workspace, check: checkId, location, hour: msOf(hour), ...seriesIn(columns) }
}

function rollupOf(at: number, row: Row<typeof rollupsHour | typeof rollupsDay>): Rollup {
  const { location, n, pass, slow, fail, blocked, unknown } = row
  const { latencySumMs, latencyMaxMs } = row
  const counts = { n, pass, slow, fail, blocked, unknown }
  return { location, at, ...counts, latencySumMs, latencyMaxMs, histogram: histogramIn(row) }
}

interface FailingProbe {
  at: number
  round: number
  location: string
  observation: Observation
}

function probeOf(json: unknown): FailingProbe {
  const { at, round, location, body } = rowOf(failingProbes, json)
  return { at: msOf(at), round, location, observation: body as Observation }
}

function keyOf(probe: FailingProbe): SortKey {
  return { at: probe.at, id: `${probe.round} ${probe.location}` }
}

function before(start: SortKey | null) {
  if (!start) return sql``
  const [round, ...location] = start.id.split(' ')
  const number = Math.trunc(Number(round)) || 0
  return sql`and (p.at, p.round, p.location)
    < (${instantOf(start.at)}::timestamptz, ${number}::int, ${location.join(' ')})`
}
