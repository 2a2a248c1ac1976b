// The grid of slots: what is due when time goes on, jumps ahead, stands still or goes back.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { dueSlot, nextSlotAt, phaseOf, slotAt, slotOf, wavePhaseOf } from './schedule.ts'

const everySeconds = 60
const phaseMs = 7_000
const at = (slot: number, afterMs = 0) => slotAt(slot, everySeconds, phaseMs) + afterMs
const due = (last: number, now: number, lastAskedAt?: number) =>
  dueSlot(last, now, everySeconds, phaseMs, lastAskedAt)
const next = (last: number, now: number) => nextSlotAt(last, now, everySeconds, phaseMs)

const instants = fc.integer({ min: 0, max: 4e12 })
const intervals = fc.integer({ min: 10, max: 86_400 })

describe('the grid', () => {
  it.each([
    [6_999, -1],
    [7_000, 0],
    [66_999, 0],
    [67_000, 1],
  ])('%i ms lies in slot %i', (now, slot) => {
    expect(slotOf(now, everySeconds, phaseMs)).toBe(slot)
  })

  it('holds each instant in exactly one slot', () => {
    fc.assert(
      fc.property(instants, intervals, fc.nat({ max: 9_999 }), (now, interval, phase) => {
        const slot = slotOf(now, interval, phase)
        expect(slotAt(slot, interval, phase)).toBeLessThanOrEqual(now)
        expect(slotAt(slot + 1, interval, phase)).toBeGreaterThan(now)
      }),
    )
  })
})

describe('the slot that is due', () => {
  it('is the next one from its first millisecond, once', () => {
    expect(due(9, at(10, -1))).toBeNull()
    expect(due(9, at(10))).toBe(10)
    expect(due(10, at(10))).toBeNull()
    expect(due(10, at(10, 59_999))).toBeNull()
  })

  it('is asked late after a pause, and only the newest of those missed', () => {
    expect(due(9, at(15, 30_000))).toBe(15)
    expect(due(15, at(15, 30_001))).toBeNull()
    expect(due(15, at(16))).toBe(16)
  })

  it('does not drift: a late answer leaves the next slot where it was', () => {
    expect(due(10, at(11))).toBe(11)
    expect(next(10, at(10, 40_000))).toBe(at(11))
    expect(next(10, at(10, 1))).toBe(at(11))
  })

  it('is now when one is due', () => {
    expect(next(9, at(12, 5))).toBe(at(12, 5))
  })

  it('counts on after the clock was set back, never a number twice', () => {
    expect(due(100, at(40))).toBe(101)
  })

  it('comes once an interval after the clock was set back', () => {
    const back = at(40, 500)
    expect(due(100, back, at(100))).toBe(101)
    expect(due(101, back + 1_000, back)).toBeNull()
    expect(due(101, at(41, -1), back)).toBeNull()
    expect(due(101, at(41), back)).toBe(102)
    expect(next(101, back)).toBe(at(41))
  })

  it('costs no slot when the clock catches up with a count that ran ahead', () => {
    expect(due(102, at(102), at(99))).toBe(103)
    expect(due(102, at(102, 1_000), at(102))).toBeNull()
  })

  it('only ever counts up, whatever the clock does', () => {
    fc.assert(
      fc.property(fc.array(instants, { maxLength: 40 }), intervals, (clock, interval) => {
        let last = -1
        let askedAt: number | undefined
        for (const now of clock) {
          const slot = dueSlot(last, now, interval, 0, askedAt)
          if (slot === null) continue
          expect(slot).toBeGreaterThan(last)
          last = slot
          askedAt = now
        }
      }),
    )
  })

  it('is found at the instant it was promised for', () => {
    fc.assert(
      fc.property(instants, intervals, fc.nat({ max: 9_999 }), (now, interval, phase) => {
        const last = slotOf(now, interval, phase)
        const when = nextSlotAt(last, now, interval, phase)
        expect(when).toBeGreaterThan(now)
        expect(dueSlot(last, when - 1, interval, phase)).toBeNull()
        expect(dueSlot(last, when, interval, phase)).toBe(last + 1)
      }),
    )
  })

  it('is now exactly when a slot is due, also after the clock was set back', () => {
    const last = 1_000
    // Slots were counted on: the last one lies ahead of the grid.
    const [askedAt, now] = [at(990, 5_000), at(991)]
    expect(due(last, now - 1, askedAt)).toBeNull()
    expect(nextSlotAt(last, now - 1, everySeconds, phaseMs, askedAt)).toBe(now)
    expect(due(last, now, askedAt)).toBe(last + 1)
    expect(nextSlotAt(last, now, everySeconds, phaseMs, askedAt)).toBe(now)
  })
})

describe('the phase of a shard', () => {
  const names = Array.from({ length: 1_000 }, (_, index) => `shard-${index}`)
  it('is the same for a name each time', () => {
    expect(phaseOf('shard-1', 60)).toBe(phaseOf('shard-1', 60))
  })
  it('lies within the interval', () => {
    for (const name of names) {
      expect(phaseOf(name, 10)).toBeGreaterThanOrEqual(0)
      expect(phaseOf(name, 10)).toBeLessThan(10_000)
    }
  })
  it('differs: no quarter of the interval holds more than 30 % of a thousand', () => {
    const quarters = [0, 0, 0, 0]
    for (const name of names) quarters[Math.floor(phaseOf(name, 4) / 1_000)]! += 1
    expect(Math.max(...quarters)).toBeLessThan(300)
  })
})

describe('the waves of a shard', () => {
  const checks = Array.from({ length: 1_000 }, (_, index) => ({
    id: `chk_ws_${index}`,
    intervalSeconds: 30,
  }))
  const phases = (waves: number) => checks.map((one) => wavePhaseOf('shard-1', one, waves))
  it('are one, at the phase of the shard, where nothing else is set', () => {
    expect(new Set(phases(1))).toEqual(new Set([phaseOf('shard-1', 30)]))
  })
  it('are ten, as far from each other, each with its share of the checks', () => {
    const sizes = Map.groupBy(phases(10), (phase) => phase)
    const at = [...sizes.keys()].toSorted((a, b) => a - b)
    expect(at.map((phase) => phase - at[0]!)).toEqual(at.map((_, index) => index * 3_000))
    expect(at).toHaveLength(10)
    expect(at.at(-1)).toBeLessThan(30_000)
    expect(Math.max(...[...sizes.values()].map((wave) => wave.length))).toBeLessThan(150)
  })
})
