// A machine whose timers run over a second late measures itself: what looks like time lost at the target
// says nothing then, and a refusal still does.
import { afterEach, expect, it, vi } from 'vitest'
import type { Measurement, ProbeOrder } from '../domain/measurement.ts'
import type { ProbeContext } from './probe.ts'
import { startPulse } from './pulse.ts'
import { watched } from './watched.ts'

afterEach(() => void vi.useRealTimers())

it('knows a pause of the machine from then on, and none before', () => {
  vi.useFakeTimers()
  const pulse = startPulse(() => Date.now())
  vi.advanceTimersByTime(2_000)
  const at = Date.now()
  expect(pulse.wasLateSince(at)).toBe(false)
  // The clock goes on and no timer runs.
  vi.setSystemTime(at + 1_600)
  expect(pulse.wasLateSince(at)).toBe(true)
  vi.advanceTimersByTime(500)
  expect(pulse.wasLateSince(at)).toBe(true)
  expect(pulse.wasLateSince(Date.now() + 1)).toBe(false)
  pulse.stop()
  expect(vi.getTimerCount()).toBe(0)
})

it('knows a sleep of the machine, in which a clock that nobody sets stands still', () => {
  vi.useFakeTimers()
  const pulse = startPulse(() => performance.now())
  const at = performance.now()
  vi.setSystemTime(Date.now() + 60_000)
  expect(performance.now()).toBe(at)
  expect(pulse.wasLateSince(at)).toBe(true)
  pulse.stop()
})

const base = { v: 1, order: 'chk_ws_a.1', startedAt: 0, budgetMs: 10_000, phases: {} } as const
const failed = { ...base, kind: 'failed', totalMs: 10_000, phase: 'connect' } as const
const answered = { ...base, kind: 'answered', status: 200 } as const

/** What is said of a measurement that took a second and a half, with our timers late meanwhile or in
 *  time. */
async function said(measured: Measurement, isLate: boolean, facts: Partial<ProbeOrder> = {}) {
  vi.useFakeTimers()
  const now = () => Date.now()
  const pulse = startPulse(now)
  const probe = async () => {
    if (isLate) vi.setSystemTime(now() + 1_600)
    else await vi.advanceTimersByTimeAsync(1_600)
    return measured
  }
  const order = { id: base.order, budgetMs: base.budgetMs, ...facts } as ProbeOrder
  const one = await watched(probe, order, { now } as ProbeContext, pulse)
  pulse.stop()
  return one.kind === 'notMeasured' ? one.reason : one.kind
}

it.each<[string, Measurement, string]>([
  ['no connection', { ...failed, reason: 'connect_timeout', accepted: false }, 'stalled'],
  ['no headers', { ...failed, reason: 'headers_timeout', accepted: true }, 'stalled'],
  ['a refusal', { ...failed, reason: 'connection_refused', accepted: false }, 'failed'],
  ['a slow answer', { ...answered, totalMs: 1_500 }, 'stalled'],
  ['a quick answer', { ...answered, totalMs: 90 }, 'answered'],
])('of %s while our timers are late is said what it is', async (_name, measured, word) => {
  expect(await said(measured, true)).toBe(word)
  expect(await said(measured, false)).toBe(measured.kind)
})

it('keeps an answer that a patient probe waited for', async () => {
  const patient = { patient: { reportAfterMs: 24_000 } }
  expect(await said({ ...answered, totalMs: 22_000 }, true, patient)).toBe('answered')
})
