// The law of waiting in vain: a target that only answers late is never down, whichever places lose
// their own way while they wait for it, and whenever.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { driverOf } from '../stories/driver.ts'
import type { Segment } from '../stories/target.ts'
import { ids, lateAt, locations, second, startAt } from './late.ts'
import { luck } from './luck.ts'

const settings = luck(100, 20_261_130)

const courses = fc.record({
  intervalSeconds: fc.constantFrom(20, 60),
  confirmSeconds: fc.constantFrom(15, 60),
  answerMs: fc.integer({ min: 11_000, max: 20_000 }),
  cut: fc.subarray(ids, { minLength: 1, maxLength: 2 }),
  cutAfterMs: fc.integer({ min: 0, max: 60_000 }),
})

it('is slow, not down, for whoever still sees it', () => {
  fc.assert(
    fc.property(courses, ({ answerMs, cut, cutAfterMs, ...timing }) => {
      const cutAt = lateAt + cutAfterMs
      const late = { checks: 'all', behaviour: { kind: 'answers', ms: answerMs } } as const
      const segments: Segment[] = [
        { ...late, from: lateAt, places: 'all' },
        { from: cutAt, places: cut, checks: 'all', behaviour: { kind: 'cut off' } },
      ]
      const driver = driverOf(
        { locations, own: 3, checks: 1, settings: timing, segments, seed: 5 },
        startAt,
      )
      driver.run(cutAt + 900 * second)
      expect(driver.told.filter((one) => one.kind === 'down')).toEqual([])
      expect(driver.told.map((one) => one.kind)).toContain('slow')
    }),
    settings,
  )
})

it('and one that answers nothing is down for whoever still sees it', () => {
  const hanging = fc.record({
    cut: fc.subarray(ids, { minLength: 1, maxLength: 2 }),
    cutAfterMs: fc.integer({ min: 0, max: 120_000 }),
  })
  fc.assert(
    fc.property(hanging, ({ cut, cutAfterMs }) => {
      const cutAt = lateAt + cutAfterMs
      const segments: Segment[] = [
        { from: lateAt, places: 'all', checks: 'all', behaviour: { kind: 'hangs' } },
        { from: cutAt, places: cut, checks: 'all', behaviour: { kind: 'cut off' } },
      ]
      const timing = { intervalSeconds: 60, confirmSeconds: 120 }
      const driver = driverOf(
        { locations, own: 3, checks: 1, settings: timing, segments, seed: 5 },
        startAt,
      )
      driver.run(cutAt + 900 * second)
      expect(driver.told.map((one) => one.kind)).toContain('down')
    }),
    settings,
  )
})
