// The timers of a round: what only time decides is looked at at its time, and once a round is judged
// no timer of its own keeps the object awake, which would be paid for.
import { expect, it } from 'vitest'
import type { ProbeEvent } from '../../workers/domain/measurement.ts'
import { beatMs } from '../../workers/flow/strain.ts'
import { wake } from '../../workers/flow/tick.ts'
import { checkOf, configOf } from '../fakes/telling.ts'
import { shardWorld } from './shard.ts'

const places = ['one', 'two', 'three'].map((id) => ({ id, network: id, label: id, default: true }))
const check = { ...checkOf(), id: 'chk_ws_a', paused: false }

/** Sleeps that wait until told; two places have answered, the third has not. */
function halfAnswered() {
  const world = shardWorld(configOf({ checks: [check] }))
  const sleeping = new Map<symbol, { ms: number; end: () => void }>()
  const slept: number[] = []
  world.ports.clock.sleep = (ms, signal) =>
    new Promise((resolve) => {
      const one = Symbol()
      const end = () => {
        sleeping.delete(one)
        resolve()
      }
      slept.push(ms)
      sleeping.set(one, { ms, end })
      signal?.addEventListener('abort', end)
    })
  const late = Promise.withResolvers<void>()
  world.ports.locations = {
    list: () => places,
    ask: async function* (location, batch) {
      if (location === 'three') await late.promise
      for (const { id, budgetMs } of batch.orders) yield answerTo(id, budgetMs)
    },
    controls: async () => [],
  }
  wake(world.memory, world.ports, () => {})
  const settle = () => new Promise((resolve) => setImmediate(resolve))
  return {
    slept,
    answerLate: late.resolve,
    waiting: () => [...sleeping.values()].map(({ ms }) => ms).toSorted((a, b) => a - b),
    round: () => world.memory.checks.get(check.id)!,
    settle,
    pass: async (ms: number) => {
      world.pass(ms)
      for (const one of [...sleeping.values()]) if (one.ms <= ms) one.end()
      await settle()
    },
  }
}

function answerTo(order: string, budgetMs: number): ProbeEvent {
  const base = { v: 1, order, startedAt: 0, totalMs: 12, budgetMs, phases: {} } as const
  return { ...base, kind: 'answered', status: 200 }
}

it('judges at the time decided on, and leaves no timer behind', async () => {
  const it = halfAnswered()
  await it.settle()
  expect(it.round().busy).toBe(true)
  // Two of three agree: the third is waited for, to its round's end and to that of its call. Meanwhile
  // our own timers are looked at.
  expect(it.waiting()).toEqual([beatMs, 3_000, 15_000])
  await it.pass(2_999)
  expect(it.round().busy).toBe(true)
  await it.pass(3_000)
  expect(it.round().busy).toBe(false)
  expect(it.waiting().filter((ms) => ms !== beatMs)).toHaveLength(1)
  it.answerLate()
  await it.settle()
  expect(it.waiting()).toEqual([])
  // Three calls, and a look planned at each answer: nothing looks every few milliseconds.
  const looks = it.slept.filter((ms) => ms > beatMs).toSorted((a, b) => a - b)
  expect(looks).toEqual([3_000, 13_000, 15_000, 15_000, 15_000])
})

it('forgets the look that was planned once all have answered', async () => {
  const it = halfAnswered()
  await it.settle()
  it.answerLate()
  await it.settle()
  expect(it.round().busy).toBe(false)
  expect(it.waiting()).toEqual([])
})
