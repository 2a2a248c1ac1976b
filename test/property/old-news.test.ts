// The law of old news: at the end of a window a target is told as down if, and only if, it is.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { driverOf } from '../stories/driver.ts'
import type { Segment } from '../stories/target.ts'
import { luck } from './luck.ts'

const settings = luck(100, 20_261_129)
const second = 1_000
const startAt = Date.UTC(2026, 10, 24, 2, 0, 0)
const [beginsAt, endsAt] = [startAt + 600 * second, startAt + 1_200 * second]
const locations = ['weur', 'enam', 'oc'].map((id) => ({ id, network: id, label: id }))

/** Falls in the window, is back at one moment, and may fall again at a later one. */
function told(intervalSeconds: number, recoverSeconds: number, backAt: number, againAt: number) {
  const all = { places: 'all' as const, checks: 'all' as const }
  const from = (at: number, behaviour: Segment['behaviour']) => ({ ...all, from: at, behaviour })
  const segments: Segment[] = [
    from(beginsAt + 60 * second, { kind: 'refuses' }),
    from(backAt, { kind: 'answers', ms: 80 }),
    from(againAt, { kind: 'refuses' }),
  ]
  const check = { intervalSeconds, confirmSeconds: 15, recoverSeconds }
  const driver = driverOf(
    { locations, own: 3, checks: 1, settings: check, segments, seed: 3 },
    startAt,
  )
  driver.run(beginsAt)
  driver.maintain(endsAt)
  driver.run(againAt + 400 * second)
  return driver.told
}

describe('at the end of a window', () => {
  it('nobody is told of what is back, and everybody of what is down', () => {
    const interval = fc.constantFrom(10, 30, 60, 300)
    const recover = fc.constantFrom(15, 30, 60, 300)
    const back = fc.integer({ min: -120, max: -1 })
    const calm = fc.integer({ min: 2, max: 600 })
    fc.assert(
      fc.property(
        interval,
        recover,
        back,
        calm,
        (intervalSeconds, recoverSeconds, before, after) => {
          const againAt = endsAt + after * second
          const news = told(intervalSeconds, recoverSeconds, endsAt + before * second, againAt)
          const opened = news.filter((one) => one.event !== 'resolved')
          // Not for the first outage; for the second one, once.
          for (const { at } of opened) expect(at).toBeGreaterThanOrEqual(againAt)
          expect(opened).toHaveLength(1)
          const mostMs = (intervalSeconds + 15 + 6) * second
          expect(opened[0]!.at - againAt).toBeLessThanOrEqual(mostMs)
        },
      ),
      settings,
    )
  })
})
