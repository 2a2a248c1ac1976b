// The alarm of a shard: set once for a wake, by its last word; the same again is not written.
import { expect, it } from 'vitest'
import { alarmOf } from './alarm.ts'

const later = () => Promise.resolve()

function world() {
  const kept: number[] = []
  let rows = 0
  const alarm = alarmOf(
    (at) => void kept.push(at),
    (count) => {
      rows += count
    },
  )
  return { alarm, kept, rows: () => rows }
}

it('is set once for all that one wake says, and known at once', async () => {
  const { alarm, kept, rows } = world()
  const now = Date.now()
  alarm.set(now + 20_000)
  expect(alarm.get()).toBe(now + 20_000)
  alarm.set(now + 9_000)
  expect([alarm.get(), kept]).toEqual([now + 9_000, []])
  await later()
  expect([kept, rows()]).toEqual([[now + 9_000], 1])
})

it('is not written again where it stands already, but is when it has gone off', async () => {
  const { alarm, kept } = world()
  const at = Date.now() + 60_000
  for (let time = 0; time < 2; time += 1) {
    alarm.set(at)
    await later()
  }
  expect(kept).toEqual([at])
  const past = Date.now() - 1
  for (let time = 0; time < 2; time += 1) {
    alarm.set(past)
    await later()
  }
  expect(kept).toEqual([at, past, past])
  expect(alarm.get()).toBeNull()
})

it('is set anew by each wake, should the platform have lost it', async () => {
  const { alarm, kept } = world()
  const at = Date.now() + 60_000
  for (let wake = 0; wake < 2; wake += 1) {
    alarm.set(Date.now() + 20_000)
    alarm.set(at)
    await later()
  }
  expect(kept).toEqual([at, at])
})

it('is set by a wake that dies half way', async () => {
  const { alarm, kept } = world()
  const at = Date.now() + 20_000
  expect(() => {
    alarm.set(at)
    throw new Error('dies')
  }).toThrow('dies')
  await later()
  expect(kept).toEqual([at])
})
