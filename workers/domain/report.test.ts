// A report adds up: nothing is counted twice, nothing is rounded up.
import { expect, it } from 'vitest'
import { checkOf } from '../../test/fakes/telling.ts'
import type { Check } from './check/check.ts'
import { histogramOf } from './histogram.ts'
import { percent, reportOf, type Tally, type Told, weekBefore } from './report.ts'
import { uptime } from './uptime.ts'

const day = 86_400_000
const told = (id: string, downMs: number, facts: Partial<Check> = {}, tally = {}): Told => ({
  check: checkOf({ id, name: id, tags: [], ...facts } as Partial<Check>),
  uptime: uptime(downMs > 0 ? [{ kind: 'down', from: 0, to: downMs }] : [], 0, day),
  tally: { incidents: {}, avoided: 0, histogram: null, ...tally } as Tally,
})

it('adds the times of checks up, worst first', () => {
  const report = reportOf([
    told('b', 0, { tags: ['shop'] }, { avoided: 2, histogram: histogramOf([100, 100, 100]) }),
    told('a', day / 2, { tags: ['shop', 'eu'] }, { incidents: { down: 2, slow: 1 } }),
    told('c', 0, {}, { histogram: histogramOf([1_000]) }),
  ])
  expect(report.checks.map((one) => one.check.id)).toEqual(['a', 'b', 'c'])
  expect(report.total).toMatchObject({ checks: 3, incidents: 3, avoided: 2 })
  expect(report.total.uptime.share).toBeCloseTo(2.5 / 3)
  expect(report.total.p50Ms).toBeGreaterThan(90)
  expect(report.total.p50Ms).toBeLessThan(110)
  expect(report.total.p95Ms).toBeGreaterThan(900)
  const shop = { tag: 'shop', checks: 2, incidents: 3, byKind: { down: 2, slow: 1 } }
  expect(report.tags).toMatchObject([{ tag: 'eu', checks: 1 }, shop])
  expect(report.tags[1]!.uptime.downSeconds).toBe(43_200)
})

it('counts a group by its own rule, and for no total', () => {
  const report = reportOf([told('a', 0), told('g', day, { type: 'group' } as Partial<Check>)])
  expect(report.total).toMatchObject({ checks: 1, uptime: { share: 1 } })
  expect(report.groups).toMatchObject([{ check: { id: 'g' }, uptime: { share: 0 } }])
})

it('adds up what a status page shows, a group as one', () => {
  const group = { type: 'group' } as Partial<Check>
  const all = [told('a', day, {}, { incidents: { down: 1 } }), told('b', 0), told('g', 0, group)]
  const { pages } = reportOf(all, [
    { id: 'p', title: 'Public', checks: ['a', 'g', 'gone'] },
    { id: 'q', title: 'By hand', checks: [] },
  ])
  expect(pages).toMatchObject([
    { page: { id: 'p', title: 'Public' }, checks: 2, incidents: 1, uptime: { share: 0.5 } },
  ])
})

it('of nothing says nothing', () => {
  const { total } = reportOf([])
  expect(total).toMatchObject({ checks: 0, incidents: 0, p50Ms: null, uptime: { share: null } })
})

it.each([
  ['2026-11-29T23:59:59Z', '2026-11-16', '2026-11-23'],
  ['2026-11-30T00:00:00Z', '2026-11-23', '2026-11-30'],
  ['2027-01-01T12:00:00Z', '2026-12-21', '2026-12-28'],
])('at %s the last week is from %s to %s', (now, from, to) => {
  const week = weekBefore(Date.parse(now))
  expect(new Date(week.from).toISOString()).toBe(`${from}T00:00:00.000Z`)
  expect(new Date(week.to).toISOString()).toBe(`${to}T00:00:00.000Z`)
})

it.each([
  [1, '100 %'],
  [0.9999999, '99.999 %'],
  [0.5, '50.000 %'],
  [0, '0.000 %'],
  [null, '–'],
])('writes %s as %s', (share, text) => {
  expect(percent(share)).toBe(text)
})
