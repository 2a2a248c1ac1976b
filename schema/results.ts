// What was measured: healthy answers as numbers (packed hours, then hours and days with
// histograms), failing probes whole. `samples` is partitioned by month; the migration says how.
import { sql } from 'drizzle-orm'
import {
  type AnyPgColumn,
  bigint,
  boolean,
  check,
  date,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  smallint,
  text,
} from 'drizzle-orm/pg-core'
import { histogramBuckets, perBucket } from '../workers/domain/histogram.ts'
import { outcomeCodes } from '../workers/domain/sample.ts'
import { bytes, instant } from './columns.ts'
import { ofWorkspace } from './workspaces.ts'

const outcomesMax = Math.max(...Object.values(outcomeCodes))

/** One row per check, location and hour. Of v 1 the samples are three arrays that run in step, of v 2
 *  bytes (`domain/packing.ts`). */
export const samples = pgTable(
  'samples',
  {
    v: smallint('v').notNull(),
    workspace: ofWorkspace(),
    checkId: text('check_id').notNull(),
    location: text('location').notNull(),
    hour: instant('hour').notNull(),
    n: integer('n').notNull(),
    offsets: integer('offsets').array(),
    latencies: integer('latencies').array(),
    outcomes: smallint('outcomes').array(),
    /** True once hours and days hold it; an upload of a longer hour clears it. */
    rolled: boolean('rolled').notNull().default(false),
    packed: bytes('packed'),
  },
  (t) => [
    primaryKey({
      name: 'samples_key',
      columns: [t.workspace, t.checkId, t.hour, t.location],
    }),
    // Rollup: hours that are over and not rolled up.
    index('samples_to_roll').on(t.hour).where(sql`not ${t.rolled}`),
    check('samples_whole_hour', sql`date_trunc('hour', ${t.hour}, 'UTC') = ${t.hour}`),
    check('samples_in_step', inStep(t.n, t.offsets, t.latencies, t.outcomes)),
    check('samples_offsets_range', sql`0 <= all(${t.offsets}) and 3600 > all(${t.offsets})`),
    check('samples_latencies_range', sql`0 <= all(${t.latencies})`),
    check(
      'samples_of_a_version',
      sql`case when ${t.v} = 2 then ${t.packed} is not null and octet_length(${t.packed}) > ${t.n}
        else num_nulls(${t.offsets}, ${t.latencies}, ${t.outcomes}) = 0 end`,
    ),
    check(
      'samples_outcomes_known',
      sql`0 <= all(${t.outcomes}) and ${sql.raw(String(outcomesMax))} >= all(${t.outcomes})`,
    ),
  ],
)

/** Counts by outcome, and the latencies of what answered (pass and slow) as a histogram. */
function counts() {
  return {
    n: integer('n').notNull(),
    pass: integer('pass').notNull(),
    slow: integer('slow').notNull(),
    fail: integer('fail').notNull(),
    blocked: integer('blocked').notNull(),
    unknown: integer('unknown').notNull(),
    latencySumMs: bigint('latency_sum_ms', { mode: 'number' }).notNull(),
    latencyMaxMs: integer('latency_max_ms').notNull(),
    /** Counts of every bucket, as they were stored before. */
    histogram: integer('histogram').array(),
  }
}
/** The counts of buckets that are not empty; see `domain/histogram.ts`. */
const buckets = () => integer('buckets').array()
type Counts = Record<keyof ReturnType<typeof counts> | 'buckets', AnyPgColumn>

export const rollupsHour = pgTable(
  'rollups_hour',
  {
    workspace: ofWorkspace(),
    checkId: text('check_id').notNull(),
    location: text('location').notNull(),
    hour: instant('hour').notNull(),
    ...counts(),
    /** True once its day holds it. */
    rolled: boolean('rolled').notNull().default(false),
    buckets: buckets(),
  },
  (t) => [
    primaryKey({
      name: 'rollups_hour_key',
      columns: [t.workspace, t.checkId, t.hour, t.location],
    }),
    // The last day of all checks: the overview.
    index('rollups_hour_by_workspace').on(t.workspace, t.hour),
    // Rollup: hours whose day does not hold them yet.
    index('rollups_hour_to_roll').on(t.hour).where(sql`not ${t.rolled}`),
    check('rollups_hour_adds_up', addsUp(t)),
    check('rollups_hour_histogram_whole', histogramWhole(t)),
    check('rollups_hour_histogram_once', histogramOnce(t)),
  ],
)

export const rollupsDay = pgTable(
  'rollups_day',
  {
    workspace: ofWorkspace(),
    checkId: text('check_id').notNull(),
    location: text('location').notNull(),
    /** In UTC. */
    day: date('day').notNull(),
    ...counts(),
    buckets: buckets(),
  },
  (t) => [
    primaryKey({
      name: 'rollups_day_key',
      columns: [t.workspace, t.checkId, t.day, t.location],
    }),
    check('rollups_day_adds_up', addsUp(t)),
    check('rollups_day_histogram_whole', histogramWhole(t)),
    check('rollups_day_histogram_once', histogramOnce(t)),
  ],
)

/** Every failing probe, whole. A repeat of the same upload finds its row. */
export const failingProbes = pgTable(
  'failing_probes',
  {
    workspace: ofWorkspace(),
    checkId: text('check_id').notNull(),
    at: instant('at').notNull(),
    round: integer('round').notNull(),
    location: text('location').notNull(),
    body: jsonb('body').notNull(),
  },
  (t) => [
    // Also the failing probes of a check, newest first, and upkeep by age.
    primaryKey({
      name: 'failing_probes_key',
      columns: [t.workspace, t.checkId, t.at, t.round, t.location],
    }),
    check('failing_probes_round_positive', sql`${t.round} >= 0`),
    check('failing_probes_body_object', sql`jsonb_typeof(${t.body}) = 'object'`),
  ],
)

function inStep(n: AnyPgColumn, ...arrays: AnyPgColumn[]) {
  const each = arrays.map(
    (array) => sql`cardinality(${array}) = ${n} and array_position(${array}, null) is null`,
  )
  return sql`${n} >= 1 and ${sql.join(each, sql` and `)}`
}

function addsUp(t: Counts) {
  const parts = [t.pass, t.slow, t.fail, t.blocked, t.unknown]
  const least = sql.join(
    parts.map((part) => sql`${part} >= 0`),
    sql` and `,
  )
  return sql`${least} and ${t.n} = ${sql.join(parts, sql` + `)}`
}

/** In one of its forms, and of something: a version that cannot read packed hours finds nothing in them. */
function histogramOnce(t: Counts) {
  const least = sql.raw(String(perBucket))
  return sql`num_nulls(${t.histogram}, ${t.buckets}) = 1 and ${t.n} >= 1
    and ${least} <= all(${t.buckets})`
}

function histogramWhole(t: Counts) {
  const buckets = sql.raw(String(histogramBuckets))
  return sql`cardinality(${t.histogram}) = ${buckets} and 0 <= all(${t.histogram})`
}
