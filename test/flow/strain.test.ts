// A machine that becomes twenty times slower under its checks: it cannot ask all that is due.
// What it begins stays bounded, it says that it is late, nobody is paged for it, and when it is quick
// again all is as before.
import { expect, it } from 'vitest'
import { wake } from '../../workers/flow/tick.ts'
import { healthOf } from '../../workers/flow/view.ts'
import { busyWorld, slowMachine } from './slow-machine.ts'

it('asks late rather than ever more, says so, pages nobody, and recovers', async () => {
  const world = busyWorld()
  const machine = slowMachine(world)
  wake(world.memory, world.ports, () => {})
  await machine.runFor(90_000)
  machine.out.most = 0
  machine.factor(20)
  let lagMs = 0
  await machine.runFor(180_000, () => {
    lagMs = Math.max(lagMs, healthOf(world.memory, machine.now()).lagMs)
  })
  expect(machine.out.most).toBeLessThan(120)
  expect(lagMs).toBeGreaterThan(30_000)
  machine.factor(1)
  await machine.runFor(60_000)
  expect(world.memory.strain.room).toBe(Number.POSITIVE_INFINITY)
  expect(healthOf(world.memory, machine.now()).lagMs).toBeLessThan(5_000)
  expect(world.sent).toEqual([])
  const states = [...world.memory.checks.values()].map(({ state }) => state.open)
  expect(states.filter((open) => open.health)).toEqual([])
}, 60_000)

it('takes one late timer for a pause, or a clock that was set', async () => {
  const world = busyWorld()
  const machine = slowMachine(world)
  wake(world.memory, world.ports, () => {})
  await machine.runFor(90_000)
  const rooms = new Set<number>()
  machine.step(47_000)
  await machine.runFor(30_000, () => void rooms.add(world.memory.strain.room))
  expect([...rooms]).toEqual([Number.POSITIVE_INFINITY])
}, 60_000)

it('does not tell of a place that is late because the whole machine is', async () => {
  const world = busyWorld()
  const machine = slowMachine(world)
  wake(world.memory, world.ports, () => {})
  await machine.runFor(90_000)
  machine.factor(20)
  machine.stalls('two')
  await machine.runFor(180_000)
  expect(world.memory.nodes.size).toBe(0)
  machine.factor(1)
  machine.stalls(null)
  await machine.runFor(60_000)
  expect(world.sent).toEqual([])
}, 60_000)

it('tells of a place that alone is late', async () => {
  const world = busyWorld()
  const machine = slowMachine(world)
  wake(world.memory, world.ports, () => {})
  await machine.runFor(90_000)
  machine.stalls('two')
  await machine.runFor(90_000)
  expect([...world.memory.nodes.keys()]).toEqual(['two'])
}, 60_000)
