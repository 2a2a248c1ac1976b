// Packed hours into counts and histograms by hour, and hours into days. An hour that grew after
// it was rolled up is rolled up again, and its day with it: the same rows come out.
import { type SQL, sql } from 'drizzle-orm'
import { rollupsDay, rollupsHour, samples } from '../../schema/index.ts'
import { histogramBuckets, histogramEdgesMs } from '../domain/histogram.ts'
import { outcomeCodes } from '../domain/sample.ts'
import { instantOf } from './record.ts'

const hourMs = 3_600_000
const columns = ['n', ...Object.keys(outcomeCodes), 'latency_sum_ms', 'latency_max_ms', 'histogram']
const counted = sql.raw(columns.map((name) => `"${name}"`).join(', '))
const replaced = sql.raw(columns.map((name) => `"${name}" = excluded."${name}"`).join(', '))

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
      select d.workspace, d.check_id, d.location, d.hour, a.*, ${histogram}, false
      from due d cross join lateral (
        select count(*), ${countOf('pass')}, ${countOf('slow')}, ${countOf('fail')},
          ${countOf('blocked')}, ${countOf('unknown')},
          coalesce(sum(ms) filter (where ${answered}), 0),
          coalesce(max(ms) filter (where ${answered}), 0)
        from unnest(d.latencies, d.outcomes) as probe(ms, code)
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
    stored as (
      insert into ${rollupsDay} (workspace, check_id, location, day, ${counted})
      select t.workspace, t.check_id, t.location, t.day, sum(h.n), sum(h.pass), sum(h.slow),
        sum(h.fail), sum(h.blocked), sum(h."unknown"), sum(h.latency_sum_ms),
        max(h.latency_max_ms), sum_histograms(h.histogram)
      from touched t join ${rollupsHour} h
        on h.workspace = t.workspace and h.check_id = t.check_id and h.location = t.location
        and h.hour >= t.day::timestamp at time zone 'UTC'
        and h.hour < (t.day + 1)::timestamp at time zone 'UTC'
      group by t.workspace, t.check_id, t.location, t.day
      on conflict (workspace, check_id, day, location) do update set ${replaced}
    )
    update ${rollupsHour} set rolled = true where not rolled`
}

/** Latencies tell of a target only when it answered. */
const answered = sql.raw(`code in (${outcomeCodes.pass}, ${outcomeCodes.slow})`)

/** Counts per bucket of `domain/histogram.ts`, with its own edges. */
const histogram = sql`array(
  select count(found.bucket)::int from generate_series(0, ${sql.raw(String(histogramBuckets - 1))})
    as place(bucket)
  left join (
    select width_bucket(probe.ms, ${sql.raw(`array[${histogramEdgesMs.join(',')}]`)}) as bucket
    from unnest(d.latencies, d.outcomes) as probe(ms, code) where ${answered}
  ) as found on found.bucket = place.bucket
  group by place.bucket order by place.bucket)`

function countOf(outcome: keyof typeof outcomeCodes): SQL {
  return sql.raw(`count(*) filter (where code = ${outcomeCodes[outcome]})`)
}
