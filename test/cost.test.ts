// The formula of `npm run cost`: what is included is free, what is beyond is billed by the unit, and
// the targets hold for counts like those of docs/cost.md.
import { describe, expect, it } from 'vitest'
import { type Counts, itemsOf, totalOf, type Wanted } from '../bench/cost/formula.ts'
import { priceOf, prices } from '../workers/domain/cost/prices.ts'
import { countWork } from '../workers/wire/work.ts'

const counts: Counts = {
  alarms: 4,
  busyMs: 3_000,
  rowsWritten: 10,
  calls: 27,
  checks: 512,
  cpuMsPerProbe: 0.3,
  sampleRowBytes: 120,
  sampleBytes: 2,
  rollupRowBytes: 400,
  dayRowBytes: 450,
  awake: 0.12,
  newsMinutes: 7,
}
const wanted: Wanted = { checks: 100_000, intervalSeconds: 60, locations: 3 }
const amountOf = (name: string, change: Partial<Wanted> = {}) =>
  itemsOf(counts, { ...wanted, ...change }).find((one) => one.name === name)!.amount

describe('a price', () => {
  it('is nothing within what is included, and by whole units beyond', () => {
    expect(priceOf(1e6, prices.kvWrites)).toBe(0)
    expect(priceOf(1e6 + 1, prices.kvWrites)).toBe(5)
    expect(priceOf(3e6, prices.kvWrites)).toBe(10)
    expect(priceOf(100, prices.neonCuHours)).toBeCloseTo(10.6)
  })
})

describe('the formula', () => {
  it('counts probes, slots and shards', () => {
    expect(amountOf('Worker CPU')).toBeCloseTo(100_000 * 3 * 43_200 * 0.3)
    expect(amountOf('Worker CPU', { intervalSeconds: 30 })).toBeCloseTo(amountOf('Worker CPU') * 2)
    expect(amountOf('object requests')).toBe(196 * 43_200 * (4 + 2))
    expect(amountOf('object rows written')).toBeLessThanOrEqual(196 * 43_200 * 10)
  })

  it('lets Postgres sleep in the quiet, and wakes it for news', () => {
    const hours = (change: Partial<Wanted>) => amountOf('Postgres compute', change)
    const few = { checks: 1_000 }
    expect(hours(few)).toBeGreaterThan(720 * 0.25 * 0.12)
    expect(hours(few)).toBeLessThan(720 * 0.25 * 0.13)
    expect(hours({ ...few, news: 2 })).toBeGreaterThan(2 * hours(few))
    expect(hours({ ...few, news: 1_000 })).toBeCloseTo(720 * 0.25)
  })

  it('is dearer with more checks, and cheaper for each', () => {
    const few = totalOf(itemsOf(counts, { ...wanted, checks: 1_000 }), { ...wanted, checks: 1_000 })
    const many = totalOf(itemsOf(counts, wanted), wanted)
    expect(few.dollars).toBeLessThan(many.dollars)
    expect(few.perCheck).toBeGreaterThan(many.perCheck)
    expect(few.dollars).toBeGreaterThanOrEqual(prices.base)
  })
})

describe('the count of a shard', () => {
  it('is busy while anything is under way, and counts what goes through', async () => {
    let now = 0
    const count = countWork(() => now)
    const ends: (() => void)[] = []
    const work = () => new Promise<void>((resolve) => ends.push(resolve))
    const both = [count.busy(work()), count.busy(work())]
    now = 100
    ends[0]!()
    await both[0]
    expect(count.read().busyMs).toBe(0)
    now = 250
    ends[1]!()
    await both[1]
    count.wrote(3)
    count.alarm()
    const asked = count.locations({
      list: () => [],
      ask: () => [] as never,
      controls: async () => [],
    })
    asked.ask('one', { orders: [1, 2] } as never)
    expect(count.read()).toMatchObject({
      busyMs: 250,
      rowsWritten: 3,
      alarms: 1,
      calls: 1,
      orders: 2,
    })
  })

  it('is over when the work fails', async () => {
    let now = 0
    const count = countWork(() => now)
    const failing = count.busy(Promise.reject(new Error('no')))
    now = 9
    await expect(failing).rejects.toThrow('no')
    expect(count.read().busyMs).toBe(9)
  })
})
