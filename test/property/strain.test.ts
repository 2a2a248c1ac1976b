// The law of a late machine: while our own machine has more to do than it can, no place is told of,
// whichever are late; a place that alone is late, is.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { driverOf } from '../stories/driver.ts'
import type { Segment } from '../stories/target.ts'
import { ids, lateAt, locations, second, startAt } from './late.ts'
import { luck } from './luck.ts'

const settings = luck(100, 20_261_130)

const courses = fc.record({
  intervalSeconds: fc.constantFrom(10, 30, 60),
  late: fc.subarray(ids, { minLength: 1 }),
  longSeconds: fc.integer({ min: 200, max: 900 }),
})

/** What was told while places were late, our machine as well or not. */
function told(
  course: { intervalSeconds: number; late: string[]; longSeconds: number },
  we: boolean,
) {
  const { intervalSeconds, late, longSeconds } = course
  const untilAt = lateAt + longSeconds * second
  const segments: Segment[] = [
    { from: lateAt, places: late, checks: 'all', behaviour: { kind: 'late' } },
    { from: untilAt, places: 'all', checks: 'all', behaviour: { kind: 'answers', ms: 80 } },
  ]
  const driver = driverOf(
    { locations, own: 3, checks: 2, settings: { intervalSeconds }, segments, seed: 5 },
    startAt,
  )
  driver.run(lateAt - 1)
  if (we) driver.strain(untilAt + intervalSeconds * second)
  driver.run(untilAt + 600 * second)
  return driver.told
}

describe('places that are late', () => {
  it('are not told of while our own machine is', () => {
    fc.assert(
      fc.property(courses, (course) => {
        expect(told(course, true)).toEqual([])
      }),
      settings,
    )
  })

  it('are each told of where it is not', () => {
    fc.assert(
      fc.property(courses, (course) => {
        const notices = told(course, false).filter((one) => one.event === 'notice')
        expect(notices.map((one) => one.kind).toSorted()).toEqual(course.late.toSorted())
      }),
      settings,
    )
  })
})
