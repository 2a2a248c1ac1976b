// A provider's pace: so many at once, then by the minute, and one kept for what pages.
import { describe, expect, it } from 'vitest'
import { type Bucket, opensAt, spent } from './pace.ts'

const pace = { burst: 3, perMinute: 30 }
const start = 1_000_000

/** When each of many messages may go, if each goes as soon as it may. */
function times(count: number, isUrgent: boolean): number[] {
  let bucket: Bucket | undefined
  let now = start
  return Array.from({ length: count }, () => {
    now = opensAt(bucket, pace, isUrgent, now)
    bucket = spent(bucket, pace, now)
    return now - start
  })
}

describe('a pace', () => {
  it('lets a burst go at once, then one every so often', () => {
    expect(times(6, true)).toEqual([0, 0, 0, 2_000, 4_000, 6_000])
  })

  it('keeps one back for what pages', () => {
    expect(times(4, false)).toEqual([0, 0, 2_000, 4_000])
    let bucket: Bucket | undefined
    for (const _ of [1, 2]) bucket = spent(bucket, pace, start)
    expect(opensAt(bucket, pace, false, start)).toBe(start + 2_000)
    expect(opensAt(bucket, pace, true, start)).toBe(start)
  })

  it('never gives more in a minute than a burst and what the minute brings', () => {
    const all = times(200, true)
    for (const from of all) {
      const within = all.filter((at) => at >= from && at < from + 60_000)
      expect(within.length).toBeLessThanOrEqual(pace.burst + pace.perMinute)
    }
  })

  it('is not confused by a clock that is set back', () => {
    const bucket = spent(undefined, pace, start)
    expect(opensAt(bucket, pace, true, start - 3_600_000)).toBe(start - 3_600_000)
    expect(spent(bucket, pace, start - 3_600_000).left).toBe(1)
  })
})
