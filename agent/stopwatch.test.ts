// Lengths of time on a machine whose clock is set, or that sleeps.
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { steady } from '../workers/probe/steady.ts'
import { stopwatch } from './stopwatch.ts'

const hourMs = 3_600_000

beforeEach(() => void vi.useFakeTimers({ toFake: ['Date', 'performance'] }))
afterEach(() => void vi.useRealTimers())

/** Sets the clock; the steady one goes on. */
const set = (byMs: number) => void vi.setSystemTime(Date.now() + byMs)

it('counts on where a clock is set back', () => {
  const since = stopwatch()
  vi.advanceTimersByTime(5_000)
  set(-2 * hourMs)
  expect(since()).toBe(5_000)
  vi.advanceTimersByTime(60_000)
  expect(since()).toBe(65_000)
})

it('knows of the time that a machine slept, while its steady clock stood still', () => {
  const since = stopwatch()
  set(hourMs)
  expect(since()).toBe(hourMs)
})

it('has a steady clock that nobody sets', () => {
  const begun = steady()
  set(2 * hourMs)
  vi.advanceTimersByTime(1_000)
  set(-4 * hourMs)
  expect(steady() - begun).toBe(1_000)
})
