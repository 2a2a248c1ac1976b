// Contract of packed hours, on every PostgreSQL: the schema reads the bytes as the code does, rows of the
// version before read the same, and what cannot be read is refused.
import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { histogramOf, merge } from '../../workers/domain/histogram.ts'
import { pack } from '../../workers/domain/packing.ts'
import type { Packed } from '../../workers/domain/sample.ts'
import { plainRow } from '../../workers/store/series.ts'
import { openPlace, type Place, placeNames } from './store-place.ts'
import * as world from './store-world.ts'

const { acme, hour } = world
const check = `chk_${acme}_one`
const hourMs = 3_600_000

const hours = fc
  .array(
    fc.tuple(
      fc.integer({ min: 0, max: 3_599 }),
      fc.oneof(fc.integer({ min: 0, max: 400 }), fc.integer({ min: 0, max: 2 ** 31 - 1 })),
      fc.integer({ min: 0, max: 4 }),
    ),
    { minLength: 1, maxLength: 150 },
  )
  .map((all) => ({
    offsets: all.map(([offset]) => offset),
    latencies: all.map(([, ms]) => ms),
    outcomes: all.map(([, , outcome]) => outcome),
  }))

describe.each(placeNames)('packed hours on the %s PostgreSQL', (name) => {
  let place: Place
  beforeAll(async () => {
    place = await openPlace(name)
    await world.settle(place)
    await place.query('select ensure_samples_partition($1)', [new Date(hour)])
  }, 30_000)
  afterAll(() => place?.stop())
  beforeEach(() => place.query('truncate samples, rollups_hour, rollups_day'))

  const save = (...packed: Packed[]) =>
    place.archive.save(packed.map((one) => ({ kind: 'packed' as const, packed: one })))
  /** As the version before wrote it. */
  const saveOld = (one: Packed) =>
    place.query(
      `insert into samples (v, workspace, check_id, location, hour, n, offsets, latencies, outcomes)
       values (1, $1, $2, $3, $4, $5, $6, $7, $8)
       on conflict (workspace, check_id, hour, location) do update set v = excluded.v,
         n = excluded.n, offsets = excluded.offsets, latencies = excluded.latencies,
         outcomes = excluded.outcomes, rolled = false`,
      [
        acme,
        one.check,
        one.location,
        new Date(one.hour),
        one.offsets.length,
        one.offsets,
        one.latencies,
        one.outcomes,
      ],
    )
  const rolled = (unit: 'hour' | 'day') =>
    place.history.rollups(acme, check, unit, hour - 2 * hourMs, hour + 24 * hourMs)
  const read = () => place.history.packed(acme, check, hour, hour + hourMs)
  const alike = (list: { location: string }[]) => list.map(({ location: _, ...rest }) => rest)

  it('are read by the schema as by the code, whatever was measured', async () => {
    const given = fc.sample(hours, 120)
    const rows = await place.query(
      `select (select jsonb_agg(jsonb_build_array(ms, code))
         from unpacked_samples(one.bytes, one.n)) as seen
       from unnest($1::bytea[], $2::int[]) with ordinality as one(bytes, n, place) order by place`,
      [given.map((one) => Buffer.from(pack(one))), given.map((one) => one.offsets.length)],
    )
    expect(rows.map(({ seen }) => seen)).toEqual(
      given.map(({ latencies, outcomes }) => latencies.map((ms, index) => [ms, outcomes[index]])),
    )
  })

  it('come back, and are counted, as those of the version before', async () => {
    for (const one of fc.sample(hours, 12)) {
      await place.query('truncate samples, rollups_hour, rollups_day')
      const packed = { ...world.packedIn(acme, 0), ...one }
      await save({ ...packed, location: 'new' })
      await saveOld({ ...packed, location: 'old' })
      expect(await read()).toEqual([
        { ...packed, location: 'new' },
        { ...packed, location: 'old' },
      ])
      await place.upkeep.rollup(hour + hourMs)
      for (const unit of ['hour', 'day'] as const) {
        const [first, second, ...more] = alike(await rolled(unit))
        expect([first, more]).toEqual([second, []])
      }
    }
    expect(place.refused).toEqual([])
  })

  it('replace an hour of the version before, which may replace them', async () => {
    await saveOld(world.packedIn(acme, 10))
    await save(world.packedIn(acme, 20))
    expect(await read()).toEqual([world.packedIn(acme, 20)])
    await saveOld(world.packedIn(acme, 30))
    expect(await read()).toEqual([world.packedIn(acme, 30)])
    await place.upkeep.rollup(hour + hourMs)
    expect(await rolled('hour')).toMatchObject([{ n: 30 }])
  })

  it('make days with hours of the version before', async () => {
    const [old, fresh] = [
      world.packedIn(acme, 9, { hour: hour - hourMs }),
      world.packedIn(acme, 20),
    ]
    const answered = ({ latencies, outcomes }: Packed) =>
      histogramOf(latencies.filter((_, index) => outcomes[index]! <= 1))
    await save(old, fresh)
    await place.upkeep.rollup(hour + hourMs)
    await place.query(
      `update rollups_hour set buckets = null, histogram = $1, rolled = false where n = 9`,
      [answered(old)],
    )
    await place.query('update rollups_hour set rolled = false')
    await place.upkeep.rollup(hour + hourMs)
    const both = merge(answered(old), answered(fresh))
    expect(await rolled('day')).toMatchObject([{ n: 29, histogram: both }])
    expect(await rolled('hour')).toMatchObject([
      { n: 9, histogram: answered(old) },
      { n: 20, histogram: answered(fresh) },
    ])
  })

  it('are no hour for a version that cannot read them', async () => {
    await save(world.packedIn(acme, 3))
    const asBefore = `insert into rollups_hour (workspace, check_id, location, hour, n, pass, slow, fail,
        blocked, "unknown", latency_sum_ms, latency_max_ms, histogram, rolled)
      select workspace, check_id, location, hour, coalesce(cardinality(offsets), 0), 0, 0, 0, 0, 0, 0, 0,
        array_fill(0, array[121]), false from samples`
    await expect(place.query(asBefore)).rejects.toThrow('rollups_hour_histogram_once')
  })

  it('are handed out so that people can read them', async () => {
    await save(world.packedIn(acme, 3))
    const [{ row }] = await place.query('select to_jsonb(s) as row from samples s')
    const plain = plainRow('samples', row)
    const { offsets, latencies, outcomes } = world.packedIn(acme, 3)
    expect(plain).toMatchObject({ n: 3, offsets, latencies, outcomes })
    expect(plain).not.toHaveProperty('packed')
  })

  it.each([
    [2, null],
    [2, '\\x00'],
    [1, '\\x000000'],
  ])('of v %d without what belongs to it: refused', async (v, packed) => {
    const wrong = `insert into samples (v, workspace, check_id, location, hour, n, packed)
      values ($1, $2, 'c', 'weur', $3, 1, $4)`
    await expect(place.query(wrong, [v, acme, new Date(hour), packed])).rejects.toThrow(
      'samples_of_a_version',
    )
  })
})
