// Laws of a level over time: whole time, no flapping within the band, unknown changes nothing.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bandShare, judged, type Limits, newTrack, type Track } from './judge.ts'

const limits: Limits = { warning: 80, critical: 95, forSeconds: 60 }
const stepMs = 10_000

function run(values: (number | null)[], of: Limits = limits, from: Track = newTrack(0)): Track[] {
  const tracks: Track[] = []
  let track = from
  values.forEach((value, index) => {
    track = judged(track, value, of, index * stepMs)
    tracks.push(track)
  })
  return tracks
}

describe('a level over time', () => {
  it('needs its whole time', () => {
    const tracks = run(Array(8).fill(99))
    expect(tracks.map((one) => one.level)).toEqual([...Array(6).fill('ok'), 'critical', 'critical'])
    expect(tracks[5]!.isSettled).toBe(false)
    expect(tracks[7]!.since).toBe(60_000)
  })

  it('is never raised by less than its whole time', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 100 }), { maxLength: 80 }), (values) => {
        let before: Track = newTrack(0)
        for (const [index, after] of run(values).entries()) {
          const isRaised = before.level === 'ok' && after.level !== 'ok'
          if (isRaised) {
            const span = values.slice(Math.max(0, index - 6), index + 1)
            expect(index).toBeGreaterThanOrEqual(6)
            const mean = span.reduce((sum, one) => sum + one, 0) / span.length
            expect(mean).toBeGreaterThanOrEqual(80)
          }
          before = after
        }
      }),
    )
  })

  it('never flaps within the band, above or below', () => {
    const low = 80 * (1 - bandShare) + 0.01
    const cases: [Limits, number, number, number][] = [
      [{ warning: 80, critical: null, forSeconds: 0 }, 90, low, 200],
      [{ warning: 20, critical: null, forSeconds: 0, below: true }, 10, 0, 21.9],
      [{ warning: 80, critical: null, forSeconds: 60 }, 90, low, 200],
    ]
    for (const [of, bad, from, to] of cases) {
      fc.assert(
        fc.property(
          fc.array(fc.double({ min: from, max: to, noNaN: true }), { maxLength: 60 }),
          (inside) => {
            const tracks = run([...Array(8).fill(bad), ...inside], of).slice(7)
            expect(new Set(tracks.map((one) => one.level))).toEqual(new Set(['warning']))
          },
        ),
      )
    }
  })

  it('is let go past the band, and by one step where that is enough', () => {
    const now: Limits = { warning: 80, critical: 95, forSeconds: 0 }
    const levels = run([96, 90, 85, 80, 73, 71], now).map((one) => one.level)
    expect(levels).toEqual(['critical', 'critical', 'warning', 'warning', 'warning', 'ok'])
  })

  it('is changed by nothing that is not known', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 100 }), { minLength: 1, maxLength: 40 }),
        fc.constantFrom(null, Number.NaN, Number.POSITIVE_INFINITY),
        (values, nothing) => {
          const before = run(values).at(-1)!
          expect(judged(before, nothing, limits, values.length * stepMs)).toBe(before)
        },
      ),
    )
  })

  it('counts for nothing what was before a gap, or before the clock went back', () => {
    const before = run(Array(7).fill(70)).at(-1)!
    const late = judged(before, 99, limits, 3_600_000)
    expect(late.level).toBe('ok')
    expect(late.samples).toEqual([[3_600_000, 99]])
    expect(judged(before, 99, limits, 5_000).samples).toEqual([[5_000, 99]])
  })
})
