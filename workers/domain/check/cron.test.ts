import fc from 'fast-check'
import { expect, it } from 'vitest'
import { nextCronAt } from './cron.ts'

const day = 86_400_000
const start = Date.UTC(2026, 2, 27)

it('is the same, in whatever order instants are asked', () => {
  const fixed = [
    ['*/6 * * * *', 'UTC', 6 * 60_000, 0],
    ['0 3 * * *', 'UTC', day, 3 * 3_600_000],
  ] as const
  for (const [expression, zone, everyMs, phaseMs] of fixed) {
    const at = fc.array(fc.integer({ min: 0, max: 3 * day }), { minLength: 2, maxLength: 30 })
    fc.assert(
      fc.property(at, (offsets) => {
        for (const offset of offsets) {
          const after = start + offset
          const next = nextCronAt(expression, zone, after)!
          expect(next).toBeGreaterThan(after)
          expect(next - after).toBeLessThanOrEqual(everyMs)
          expect(next % everyMs).toBe(phaseMs)
        }
      }),
      { numRuns: 50 },
    )
  }
})

it('skips no night when the clocks change', () => {
  const nights: number[] = []
  let at = start
  while (nights.length < 4) {
    at = nextCronAt('30 2 * * *', 'Europe/Berlin', at)!
    nights.push(at)
  }
  // 29 March: 02:30 does not exist; it comes at 03:00 summer time, which is 01:00 UTC.
  expect(nights.map((one) => new Date(one).toISOString().slice(0, 16))).toEqual([
    '2026-03-27T01:30',
    '2026-03-28T01:30',
    '2026-03-29T01:00',
    '2026-03-30T00:30',
  ])
})
