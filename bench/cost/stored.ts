// What history takes in Postgres, all in all: whole hours put together from what was measured, stored,
// rolled up and vacuumed hour by hour as in production, then looked at on the disk, indexes and free
// room included.
import type { SQL } from 'drizzle-orm'
import { PgDialect } from 'drizzle-orm/pg-core'
import type pg from 'pg'
import type { Series } from '../../workers/domain/packing.ts'
import { rollDays, rollHours } from '../../workers/store/rollup.ts'
import { packedText, packedVersion, seriesIn } from '../../workers/store/series.ts'
import type { Counts } from './formula.ts'

const hourMs = 3_600_000
const hours = 24
const dialect = new PgDialect()

export type Stored = Pick<
  Counts,
  'sampleRowBytes' | 'sampleBytes' | 'rollupRowBytes' | 'dayRowBytes'
>

interface Key {
  workspace: string
  check: string
  location: string
  /** Of one slot to the next, in which second of its interval it was asked. */
  seconds: number[]
}

/** Bytes of a row, with its share of index and free room, and of each sample in it. */
export async function storedSizes(client: pg.Client, intervalSeconds: number): Promise<Stored> {
  const { keys, latencies } = await measured(client, intervalSeconds)
  const today = Math.floor(Date.now() / (hours * hourMs)) * hours * hourMs
  const begin = today - hours * hourMs
  // Beside those of the program, which goes on.
  await client.query('create schema measured')
  for (const table of ['samples', 'rollups_hour', 'rollups_day'])
    await client.query(`create table measured.${table} (like public.${table} including all)`)
  await client.query('set search_path = measured, public')
  let [bytes, samples] = [0, 0]
  for (let hour = begin; hour < today; hour += hourMs) {
    const rows = keys.map((key, index) => {
      const at = (index * hours + (hour - begin) / hourMs) * 61
      return { key, series: seriesOf(key, latencies, at, intervalSeconds) }
    })
    for (const { series } of rows) {
      bytes += (packedText(series).length - 2) / 2
      samples += series.offsets.length
    }
    await save(client, hour, rows)
    for (let n = 1; n > 0; ) {
      const { rows: rolled } = await run(client, rollHours(hour + 2 * hourMs, 2_000))
      await run(client, rollDays())
      n = Number(rolled[0]?.n ?? 0)
    }
    await client.query('vacuum samples, rollups_hour, rollups_day')
  }
  const sampleBytes = bytes / samples
  const whole = await rowBytes(client, 'samples')
  return {
    sampleBytes,
    sampleRowBytes: whole - (sampleBytes * samples) / (keys.length * hours),
    rollupRowBytes: await rowBytes(client, 'rollups_hour'),
    dayRowBytes: await rowBytes(client, 'rollups_day'),
  }
}

/** The checks at their places, and how long each answer took. */
async function measured(client: pg.Client, intervalSeconds: number) {
  // Of a run over the full hour there are two rows each: the fuller one.
  const { rows } = await client.query(
    `select distinct on (check_id, location) to_jsonb(s) as row from samples s
     order by check_id, location, n desc`,
  )
  const latencies: number[] = []
  const keys: Key[] = rows.map(({ row }) => {
    const series = seriesIn(row)
    latencies.push(...series.latencies)
    const seconds = series.offsets.map((offset) => offset % intervalSeconds)
    return { workspace: row.workspace, check: row.check_id, location: row.location, seconds }
  })
  return { keys, latencies }
}

/** An hour of a check: its own seconds one after the other, and latencies as they came. */
function seriesOf(key: Key, latencies: number[], from: number, intervalSeconds: number): Series {
  const each = Array.from({ length: Math.floor(3_600 / intervalSeconds) }, (_, index) => index)
  return {
    offsets: each.map((n) => n * intervalSeconds + key.seconds[n % key.seconds.length]!),
    latencies: each.map((n) => latencies[(from + n) % latencies.length]!),
    outcomes: each.map(() => 0),
  }
}

async function save(client: pg.Client, hour: number, rows: { key: Key; series: Series }[]) {
  await client.query(
    `insert into samples (v, workspace, check_id, location, hour, n, packed)
     select $1, w, c, l, $2, n, p from unnest($3::text[], $4::text[], $5::text[], $6::int[], $7::bytea[])
       as row(w, c, l, n, p)`,
    [
      packedVersion,
      new Date(hour),
      rows.map(({ key }) => key.workspace),
      rows.map(({ key }) => key.check),
      rows.map(({ key }) => key.location),
      rows.map(({ series }) => series.offsets.length),
      rows.map(({ series }) => packedText(series)),
    ],
  )
}

function run(client: pg.Client, statement: SQL) {
  const { sql, params } = dialect.sqlToQuery(statement)
  return client.query(sql, params)
}

async function rowBytes(client: pg.Client, table: string): Promise<number> {
  const { rows } = await client.query<{ bytes: number }>(
    `select pg_total_relation_size('measured.${table}')::float8 / count(*) as bytes
     from measured.${table}`,
  )
  return rows[0]!.bytes
}
