// What a workspace costs: each thing at its price, nothing for nothing, and words for small amounts.
import { expect, it } from 'vitest'
import { costOf, dollarsText, monthlyDollars, probeDollars } from './tenant.ts'

const none = {
  days: 30,
  probes: 0,
  lent: 0,
  sampleRows: 0,
  samples: 0,
  hourRows: 0,
  dayRows: 0,
  mails: 0,
  parts: 0,
  partsDollars: 0,
  others: 0,
}

it('costs nothing where nothing was used', () => {
  expect(costOf(none).map((one) => one.dollars)).toEqual([0, 0, 0, 0, 0, 0])
})

it('costs for each probe what a share of its shard does', () => {
  const [probes, lent] = costOf({ ...none, probes: 1_000_000, lent: 500_000 })
  expect(lent!.dollars).toBeCloseTo(5e5 * probeDollars())
  expect(probes!.dollars).toBeCloseTo(1e6 * probeDollars())
  // CPU 0.0128, alarms 0.0009, rows 0.0155, duration 0.0021 of a dollar for a thousand probes a thousand times.
  expect(probes!.dollars).toBeGreaterThan(0.01)
  expect(probes!.dollars).toBeLessThan(0.06)
  expect(monthlyDollars(4_320)).toBeCloseTo(129_600 * probeDollars())
})

it('costs for history by its bytes, and for messages by theirs', () => {
  const gigabyte = costOf({ ...none, dayRows: 1e6 })[2]!
  const twice = costOf({ ...none, dayRows: 2e6 })[2]!
  expect(gigabyte.dollars).toBeGreaterThan(0)
  expect(twice.dollars).toBeCloseTo(gigabyte.dollars * 2)
  const [, , , mails, parts, others] = costOf({
    ...none,
    mails: 1_000,
    parts: 3,
    partsDollars: 0.24,
    others: 9,
  })
  expect([mails!.dollars, parts!.dollars, others!.dollars]).toEqual([0.4, 0.24, 0])
})

it.each([
  [0, '$0'],
  [0.00001, 'under $0.0001'],
  [0.0123, '$0.0123'],
  [1.2, '$1.20'],
  [1204.4, '$1,204'],
])('%d is %s', (dollars, text) => {
  expect(dollarsText(dollars)).toBe(text)
})
