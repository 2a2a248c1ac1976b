// Contract of the database's upkeep, on every PostgreSQL: rollups that come out the same however
// often and late they run, months that come and go, and what a plan keeps no longer.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { histogramBuckets, histogramOf, merge } from '../../workers/domain/histogram.ts'
import type { Packed } from '../../workers/domain/sample.ts'
import { plainRow } from '../../workers/store/series.ts'
import { failAt } from '../fakes/telling.ts'
import { openPlace, type Place, placeNames } from './store-place.ts'
import * as world from './store-world.ts'

const { acme, bolt, hour } = world
const hourMs = 3_600_000
const dayMs = 24 * hourMs

describe.each(placeNames)('upkeep on the %s PostgreSQL', (name) => {
  let place: Place
  beforeAll(async () => {
    place = await openPlace(name)
    await world.settle(place)
  }, 30_000)
  afterAll(() => place?.stop())
  beforeEach(() => place.query('truncate samples, rollups_hour, rollups_day'))

  const save = (...packed: Packed[]) =>
    place.archive.save(packed.map((one) => ({ kind: 'packed' as const, packed: one })))
  const rollups = async (table: string) => {
    const rows = await place.query(`select to_jsonb(t) as row from ${table} t order by t::text`)
    return rows.map(({ row }) => ({ row: plainRow(table, row) }))
  }

  it('rolls up hours that are over, into hours and their day, with the same figures', async () => {
    const first = world.packedIn(acme, 20)
    const second = world.packedIn(acme, 10, { hour: hour + hourMs, latencies: spread(10) })
    await save(first, second, world.packedIn(acme, 3, { hour: hour + 2 * hourMs }))
    expect((await place.upkeep.rollup(hour + 2 * hourMs)).rolled).toBe(2)
    const hours = (await rollups('rollups_hour')).map(({ row }) => row)
    expect(hours).toHaveLength(2)
    expect(hours[0]).toMatchObject({
      workspace: acme,
      location: 'weur',
      n: 20,
      ...counts(first),
      latency_max_ms: Math.max(...answered(first)),
      latency_sum_ms: answered(first).reduce((sum, ms) => sum + ms, 0),
      histogram: histogramOf(answered(first)),
    })
    const [day] = (await rollups('rollups_day')).map(({ row }) => row)
    expect(day).toMatchObject({
      day: '2026-11-24',
      n: 30,
      histogram: merge(histogramOf(answered(first)), histogramOf(answered(second))),
    })
  })

  it('does nothing twice, and counts again an hour that grew', async () => {
    await save(world.packedIn(acme, 10))
    expect((await place.upkeep.rollup(hour + hourMs)).rolled).toBe(1)
    const before = [await rollups('rollups_hour'), await rollups('rollups_day')]
    await save(world.packedIn(acme, 10), world.packedIn(acme, 4))
    expect((await place.upkeep.rollup(hour + hourMs)).rolled).toBe(0)
    expect([await rollups('rollups_hour'), await rollups('rollups_day')]).toEqual(before)
    await save(world.packedIn(acme, 20))
    const both = [place.upkeep.rollup(hour + hourMs), place.upkeep.rollup(hour + hourMs)]
    expect((await Promise.all(both)).map((one) => one.rolled).sort()).toEqual([0, 1])
    const [day] = await rollups('rollups_day')
    expect(day!.row).toMatchObject({ n: 20, ...counts(world.packedIn(acme, 20)) })
  })

  it('leaves an hour alone that is not over', async () => {
    await save(world.packedIn(acme, 10))
    expect((await place.upkeep.rollup(hour + hourMs - 1)).rolled).toBe(0)
    expect(await rollups('rollups_hour')).toEqual([])
  })

  it('counts days in UTC, checks and places and workspaces apart', async () => {
    const midnight = Date.UTC(2026, 10, 25)
    await save(
      world.packedIn(acme, 5, { hour: midnight - hourMs }),
      world.packedIn(acme, 6, { hour: midnight }),
      world.packedIn(acme, 7, { hour: midnight, location: 'enam' }),
      world.packedIn(bolt, 8, { hour: midnight }),
    )
    await place.upkeep.rollup(midnight + dayMs)
    const days = await place.query(
      `select workspace, location, day::text, n from rollups_day order by n`,
    )
    expect(days).toEqual([
      { workspace: acme, location: 'weur', day: '2026-11-24', n: 5 },
      { workspace: acme, location: 'weur', day: '2026-11-25', n: 6 },
      { workspace: acme, location: 'enam', day: '2026-11-25', n: 7 },
      { workspace: bolt, location: 'weur', day: '2026-11-25', n: 8 },
    ])
  })

  it('gives hours and days back to whom they belong', async () => {
    const midnight = Date.UTC(2026, 10, 25)
    const late = world.packedIn(acme, 5, { hour: midnight - hourMs })
    const early = world.packedIn(acme, 6, { hour: midnight })
    await save(late, early, world.packedIn(bolt, 8, { hour: midnight }))
    await place.upkeep.rollup(midnight + dayMs)
    const check = `chk_${acme}_one`
    const { rollups } = place.history
    const hours = await rollups(acme, check, 'hour', midnight - 1, midnight + 1)
    expect(hours.map(({ at, n }) => [at, n])).toEqual([
      [midnight - hourMs, 5],
      [midnight, 6],
    ])
    expect(hours[0]).toEqual({
      location: 'weur',
      at: midnight - hourMs,
      n: 5,
      ...counts(late),
      latencySumMs: answered(late).reduce((sum, ms) => sum + ms, 0),
      latencyMaxMs: Math.max(...answered(late)),
      histogram: histogramOf(answered(late)),
    })
    const days = await rollups(acme, check, 'day', midnight, midnight + 1)
    expect(days.map(({ at, n }) => [at, n])).toEqual([[midnight, 6]])
    expect(await rollups(acme, `chk_${bolt}_one`, 'day', 0, midnight * 2)).toEqual([])
  })

  it('rolls up a long absence in one call', async () => {
    const many = Array.from({ length: 1_100 }, (_, n) =>
      world.packedIn(acme, 1, {
        hour: hour - (n % 11) * hourMs,
        location: `l${Math.trunc(n / 11)}`,
      }),
    )
    await save(...many)
    expect((await place.upkeep.rollup(hour + hourMs)).rolled).toBe(1_100)
    expect((await place.upkeep.rollup(hour + hourMs)).rolled).toBe(0)
  })

  it('ends when there is no time, and goes on where it ended', async () => {
    const many = Array.from({ length: 4_500 }, (_, n) =>
      world.packedIn(acme, 1, { hour: hour - (n % 9) * hourMs, location: `l${Math.trunc(n / 9)}` }),
    )
    await save(...many)
    let looks = 0
    const once = () => ++looks > 1
    const first = await place.upkeep.rollup(hour + hourMs, once)
    expect(first).toEqual({ rolled: 2_000, isDone: false })
    expect(await place.upkeep.rollup(hour + hourMs)).toEqual({ rolled: 2_500, isDone: true })
    const [{ n }] = await place.query('select count(*)::int as n from rollups_hour')
    expect(n).toBe(4_500)
  })

  it('purges more rows than one statement takes, and ends when there is no time', async () => {
    await place.query(
      `insert into rollups_hour (workspace, check_id, location, hour, n, pass, slow, fail, blocked,
         "unknown", latency_sum_ms, latency_max_ms, histogram, rolled)
       select $1, 'chk', 'l' || n, $2::timestamptz, 1, 1, 0, 0, 0, 0, 9, 9,
         array_fill(0, array[${histogramBuckets}]), true from generate_series(1, 25000) n`,
      [acme, new Date(hour).toISOString()],
    )
    const left = async () => {
      const [row] = await place.query('select count(*)::int as n from rollups_hour')
      return row.n
    }
    const now = hour + 46 * dayMs
    expect(await place.upkeep.purge(now, () => false)).toBe(false)
    expect(await place.upkeep.purge(hour + 44 * dayMs)).toBe(true)
    expect(await left()).toBe(25_000)
    expect(await place.upkeep.purge(now)).toBe(true)
    expect(await left()).toBe(0)
  })

  it('has the months that come, and drops those that are over', async () => {
    const months = async () => {
      const rows = await place.query(`select inhrelid::regclass::text as name from pg_inherits
        where inhparent = 'samples'::regclass order by 1`)
      return rows.map((row) => String(row.name).slice('samples_'.length))
    }
    await save(world.packedIn(acme, 1, { hour: Date.UTC(2026, 7, 1) }))
    await place.upkeep.partitions(hour)
    expect(await months()).toEqual(
      expect.arrayContaining(['2026_08', '2026_10', '2026_11', '2026_12', '2027_01']),
    )
    await place.upkeep.partitions(Date.UTC(2027, 0, 15))
    expect((await months())[0]).toBe('2026_10')
    expect((await months()).at(-1)).toBe('2027_03')
  })

  it('purges what each plan keeps no longer, and never what is open', async () => {
    await place.query(`update workspaces set plan = 'self-hosted' where id = $1`, [bolt])
    for (const ws of [acme, bolt]) {
      const ended = { outcome: 'avoided' as const, why: 'blip' as const, endedAt: hour }
      const over = { resolvedAt: hour, resolvedHow: 'recovered' as const, downtimeSeconds: 1 }
      await place.archive.save([
        { kind: 'suspicion', suspicion: world.suspicionIn(ws, 'open') },
        { kind: 'suspicion', suspicion: world.suspicionIn(ws, 'over', ended) },
        { kind: 'incident', incident: world.incidentIn(ws, 'open') },
        { kind: 'incident', incident: world.incidentIn(ws, 'over', over) },
        { kind: 'delivery', delivery: world.deliveryIn(ws, 'open') },
        { kind: 'delivery', delivery: settled(ws) },
        { kind: 'round', workspace: ws, check: 'c', subject: null, round: world.roundOf(1, ['a']) },
        { kind: 'probe', workspace: ws, check: 'c', round: 1, observation: failAt('weur') },
        { kind: 'packed', packed: world.packedIn(ws, 2) },
      ])
    }
    await place.upkeep.rollup(hour + hourMs)
    await place.accounts.putToken('setup', 'old', hour)
    await place.idempotency.begin(acme, 'old', 'h', hour)
    const left = async (table: string) => {
      const rows = await place.query(`select workspace from ${table} order by 1`)
      return rows.map((row) => (row.workspace as string).slice(0, 4)).join(' ')
    }
    await place.upkeep.purge(hour + 80 * dayMs)
    expect(await left('suspicions')).toBe('acme acme bolt bolt')
    expect(await place.query('select from one_time_tokens')).toEqual([])
    expect(await place.query('select from idempotency')).toEqual([])
    await place.upkeep.purge(hour + 100 * dayMs)
    for (const table of ['suspicions', 'incidents', 'deliveries']) {
      expect(await left(table)).toBe('acme bolt bolt')
    }
    for (const table of ['rounds', 'failing_probes', 'rollups_day']) {
      expect(await left(table)).toBe('bolt')
    }
    // Hours are kept 45 days whatever the plan allows.
    expect(await left('rollups_hour')).toBe('')
    const [orphans] = await place.query(`select count(*)::int as n from incident_events e
      where not exists (select from incidents i where i.id = e.incident)`)
    expect(orphans.n).toBe(0)
  })

  it('keeps what a larger plan kept for thirty days after it was left', async () => {
    const now = Date.now()
    const at = now - 60 * dayMs
    const to = (plan: string) =>
      place.plans.changePlan(acme, { plan: plan as never, checksMax: null, why: 'A test.' })
    await to('business')
    // That it was taken is long ago.
    await place.query(`update audit set at = now() - interval '50 days' where noun = 'plan'`)
    for (const ws of [acme, bolt])
      await place.archive.save([
        {
          kind: 'suspicion',
          suspicion: { ...world.suspicionIn(ws, 'aged', aged(at)), startedAt: at },
        },
      ])
    await place.query(`update workspaces set plan = 'free' where id = $1`, [bolt])
    const left = async () => {
      const rows = await place.query(
        `select workspace from suspicions where id like '%aged' order by 1`,
      )
      return rows.map(({ workspace }) => workspace)
    }
    const samples = async () => {
      await place.upkeep.partitions(now)
      const rows = await place.query(`select inhrelid::regclass::text as name from pg_inherits
        where inhparent = 'samples'::regclass order by 1`)
      return rows.length
    }
    await save(world.packedIn(acme, 1, { hour: Math.floor((now - 80 * dayMs) / hourMs) * hourMs }))
    const months = await samples()
    await to('free')
    await place.upkeep.purge(now)
    expect([await left(), await samples()]).toEqual([[acme], months])
    await place.query(`update audit set at = at - interval '31 days' where noun = 'plan'`)
    await place.upkeep.purge(now)
    expect(await left()).toEqual([])
    expect(await samples()).toBeLessThan(months)
  })

  it('takes all of a workspace with it when the workspace goes', async () => {
    await save(world.packedIn(acme, 2))
    await place.upkeep.rollup(hour + hourMs)
    await place.query('delete from workspaces where id = $1', [acme])
    expect(await rollups('rollups_hour')).toEqual([])
    expect(await place.directory.shardOf(acme)).toBeNull()
    expect(await place.config.whole(bolt)).not.toBeNull()
  })
})

const aged = (at: number) => {
  return { outcome: 'avoided' as const, why: 'blip' as const, endedAt: at }
}

function settled(ws: string) {
  return world.deliveryIn(ws, 'over', { state: 'sent', settledAt: hour, sequence: 2 })
}

function spread(n: number): number[] {
  return Array.from({ length: n }, (_, index) => 3 ** index)
}

function answered(packed: Packed): number[] {
  return packed.latencies.filter((_, index) => packed.outcomes[index]! <= 1)
}

function counts(packed: Packed) {
  const of = (code: number) => packed.outcomes.filter((outcome) => outcome === code).length
  return { pass: of(0), slow: of(1), fail: of(2), blocked: of(3), unknown: of(4) }
}
