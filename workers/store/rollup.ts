// Packed hours into counts and histograms by hour, and hours into days. An hour that grew after
// it was rolled up is rolled up again, and its day with it: the same rows come out.
import { type SQL, sql } from 'drizzle-orm'
import { rollupsDay, rollupsHour, samples } from '../../schema/index.ts'
import { histogramEdgesMs, perBucket } from '../domain/histogram.ts'
import { outcomeCodes } from '../domain/sample.ts'
import { instantOf } from './record.ts'
import { packedVersion } from './series.ts'

const hourMs = 3_600_000
const packedRaw = sql.raw(String(packedVersion))
const columns = ['n', ...Object.keys(outcomeCodes), 'latency_sum_ms', 'latency_max_ms', 'buckets']
const counted = sql.raw(columns.map((name) => `"${name}"`).join(', '))
const replaced = sql.raw(
  [...columns, 'histogram'].map((name) => `"${name}" = excluded."${name}"`).join(', '),
)

/** Rolls up at most `limit` hours that were over at `now`; answers how many as `n`. */
export function rollHours(now: number, limit: number): SQL {
  const lastHour = instantOf(now - hourMs)
  return sql`
    with due as (
      select s.* from ${samples} s where not s.rolled and s.hour <= ${lastHour}::timestamptz
      order by s.hour limit ${limit}::int for update
    ),
    stored as (
      insert into ${rollupsHour} (workspace, check_id, location, hour, ${counted}, rolled)
      select d.workspace, d.check_id, d.location, d.hour, a.*, false
      from due d cross join lateral (
        select sum(b.n), sum(b.pass), sum(b.slow), sum(b.fail), sum(b.blocked), sum(b."unknown"),
          coalesce(sum(b.ms), 0), coalesce(max(b.most), 0),
          coalesce(array_agg(b.answered * ${sql.raw(String(perBucket))} + b.bucket order by b.bucket)
            filter (where b.answered > 0), '{}')
        from (${countsOfHour}) b
      ) a
      on conflict (workspace, check_id, hour, location) do update
        set ${replaced}, rolled = false
    ),
    marked as (
      update ${samples} s set rolled = true from due d
      where s.workspace = d.workspace and s.check_id = d.check_id and s.hour = d.hour
        and s.location = d.location
    )
    select count(*)::int as n from due`
}

/** Counts the days again that hold an hour rolled up since. */
export function rollDays(): SQL {
  return sql`
    with touched as (
      select distinct workspace, check_id, location, (hour at time zone 'UTC')::date as day
      from ${rollupsHour} where not rolled
    ),
    held as (
      select t.day, h.* from touched t join ${rollupsHour} h
        on h.workspace = t.workspace and h.check_id = t.check_id and h.location = t.location
        and h.hour >= t.day::timestamp at time zone 'UTC'
        and h.hour < (t.day + 1)::timestamp at time zone 'UTC'
    ),
    latencies as (
      select workspace, check_id, location, day, array_agg(answered order by bucket) as buckets
      from (
        select h.workspace, h.check_id, h.location, h.day, c.bucket,
          (sum(c.count) * ${sql.raw(String(perBucket))} + c.bucket)::int as answered
        from held h cross join lateral histogram_counts(h.histogram, h.buckets) c
        group by h.workspace, h.check_id, h.location, h.day, c.bucket
      ) b group by workspace, check_id, location, day
    ),
    stored as (
      insert into ${rollupsDay} (workspace, check_id, location, day, ${counted})
      select workspace, check_id, location, day, sum(n), sum(pass), sum(slow), sum(fail),
        sum(blocked), sum("unknown"), sum(latency_sum_ms), max(latency_max_ms),
        coalesce(l.buckets, '{}')
      from held left join latencies l using (workspace, check_id, location, day)
      group by workspace, check_id, location, day, l.buckets
      on conflict (workspace, check_id, day, location) do update set ${replaced}
    )
    update ${rollupsHour} set rolled = true where not rolled`
}

/** Latencies tell of a target only when it answered. */
const answered = sql.raw(`code in (${outcomeCodes.pass}, ${outcomeCodes.slow})`)

/** Of the hour `d`, what fell into each bucket of `domain/histogram.ts`, with its own edges. */
const countsOfHour = sql`
  select width_bucket(ms, ${sql.raw(`array[${histogramEdgesMs.join(',')}]`)}) as bucket,
    count(*) as n, ${countsOfOutcomes()},
    count(*) filter (where ${answered})::int as answered,
    sum(ms) filter (where ${answered}) as ms, max(ms) filter (where ${answered}) as most
  from (
    select ms, code from unpacked_samples(case when d.v = ${packedRaw} then d.packed end, d.n)
    union all
    select ms, code from unnest(d.latencies, d.outcomes) as plain(ms, code) where d.v < ${packedRaw}
  ) as probe group by 1`

function countsOfOutcomes(): SQL {
  const each = Object.entries(outcomeCodes).map(
    ([name, code]) => `count(*) filter (where code = ${code}) as "${name}"`,
  )
  return sql.raw(each.join(', '))
}
