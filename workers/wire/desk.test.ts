// The word at the desk of whoever asks Postgres: once a minute, said again where it did not arrive, and
// never in anybody's way.
import { expect, it, vi } from 'vitest'
import type { Desk } from '../ports.ts'
import { deskOf, teller } from './desk.ts'

function world(failing: number) {
  let now = 1_000_000
  let left = failing
  const said: number[] = []
  const faults: unknown[] = []
  const desk: Desk = {
    read: async () => null,
    asked: async (at) => {
      left -= 1
      if (left >= 0) throw new Error('the desk is away')
      said.push(at)
    },
    looked: async () => undefined,
  }
  const log = { info: () => undefined, error: (_: string, fault: unknown) => faults.push(fault) }
  const tell = teller(desk, () => now, log)
  return {
    said,
    faults,
    after: async (ms: number) => {
      now += ms
      await tell()
    },
  }
}

it('is said once a minute, and again when the clock was set back', async () => {
  const { said, after } = world(0)
  for (const ms of [0, 30_000, 29_999, 1, 59_999, -3_600_000]) await after(ms)
  expect(said).toEqual([1_000_000, 1_060_000, 1_119_999 - 3_600_000])
})

it('has two tries, and then the next question has', async () => {
  const once = world(1)
  await once.after(0)
  expect([once.said.length, once.faults.length]).toEqual([1, 0])
  const longer = world(3)
  await longer.after(0)
  expect([longer.said.length, longer.faults.length]).toEqual([0, 1])
  await longer.after(10)
  expect([longer.said.length, longer.faults.length]).toEqual([1, 1])
})

it('is waited for three seconds, and no longer', async () => {
  vi.useFakeTimers()
  try {
    const silent = () => new Promise(() => undefined)
    const stub = { read: silent, asked: silent, looked: async () => undefined }
    const desk = deskOf({ DESK: { idFromName: () => 'desk', get: () => stub } as never })
    const read = desk.read().catch((fault: Error) => fault.message)
    const asked = desk.asked(1).catch((fault: Error) => fault.message)
    await vi.advanceTimersByTimeAsync(2_999)
    expect(await Promise.race([read, 'waits'])).toBe('waits')
    await vi.advanceTimersByTimeAsync(1)
    expect(await Promise.all([read, asked])).toEqual(Array(2).fill('the desk does not answer'))
    await desk.looked({} as never)
    expect(vi.getTimerCount()).toBe(0)
  } finally {
    vi.useRealTimers()
  }
})
