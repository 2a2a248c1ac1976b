// How often a shard rings its own alarm: each is billed. Seldom while all is well, and as often as ever
// while time can change something.
import { expect, it } from 'vitest'
import type { ProbeEvent } from '../../workers/domain/measurement.ts'
import { checkOf, configOf } from '../fakes/telling.ts'
import { shardWorld } from './shard.ts'

const places = ['one', 'two', 'three'].map((id) => ({ id, network: id, label: id, default: true }))
const minutes = 10

function answerTo(order: string, budgetMs: number, status: number): ProbeEvent {
  const base = { v: 1, order, startedAt: 0, totalMs: 12, budgetMs, phases: {} } as const
  return { ...base, kind: 'answered', status }
}

function working(statusAt: (location: string) => number) {
  const check = { ...checkOf(), id: 'chk_ws_a', paused: false, intervalSeconds: 60 }
  const world = shardWorld(configOf({ checks: [check] }))
  world.ports.locations = {
    list: () => places,
    ask: async function* (location, batch) {
      for (const { id, budgetMs } of batch.orders) yield answerTo(id, budgetMs, statusAt(location))
    },
    controls: async () => [],
  }
  /** Follows its alarms; answers how many there were in a minute, and the longest pause. */
  const follow = async () => {
    const begun = world.ports.clock.now()
    let [count, longestMs] = [0, 0]
    while (world.ports.clock.now() - begun < minutes * 60_000) {
      const pauseMs = Math.max(1, world.alarm()! - world.ports.clock.now())
      longestMs = Math.max(longestMs, pauseMs)
      world.pass(pauseMs)
      await world.wake()
      count += 1
    }
    return { perMinute: count / minutes, longestMs }
  }
  return { world, follow, check }
}

it('rings a few times a minute while all is well', async () => {
  const { world, follow } = working(() => 200)
  await world.wake()
  const { perMinute, longestMs } = await follow()
  expect(world.memory.checks.get('chk_ws_a')?.state.health).toBe('up')
  expect(perMinute).toBeLessThan(5)
  expect(longestMs).toBeLessThanOrEqual(20_000)
})

it('each ten seconds while an incident is open, or a place fails alone', async () => {
  const { world, follow } = working(() => 503)
  await world.wake()
  await follow()
  expect(world.memory.checks.get('chk_ws_a')?.state.health).toBe('down')
  expect((await follow()).longestMs).toBeLessThanOrEqual(10_000)
  const other = working((location) => (location === 'two' ? 503 : 200))
  await other.world.wake()
  await other.follow()
  expect((await other.follow()).longestMs).toBeLessThanOrEqual(10_000)
})
