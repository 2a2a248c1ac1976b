// Probing that whoever runs the installation has stopped: nothing is asked while the configuration
// says so, an open incident stays open and is told to nobody as over, and all goes on after.
import { expect, it } from 'vitest'
import { configure } from '../../workers/flow/configure.ts'
import { checkOf, configOf } from '../fakes/telling.ts'
import { shardWorld } from './shard.ts'

const places = ['one', 'two', 'three'].map((id) => ({ id, network: id, label: id, default: true }))
const check = checkOf({ paused: false, intervalSeconds: 60 })
const config = (version: number, stop: { reason: string; since: number } | null) =>
  configOf({ version, checks: [check], stop })

it('asks nothing while it is stopped, and asks again after', async () => {
  const world = shardWorld(config(7, null))
  let asked = 0
  world.ports.locations = {
    list: () => places,
    ask: () => {
      asked += 1
      return (async function* () {})()
    },
    controls: async () => [],
  }
  const minute = async () => {
    world.pass(60_000)
    await world.wake()
    const all = asked
    asked = 0
    return all
  }
  expect(await minute()).toBeGreaterThan(0)
  const incident = world.open()
  configure(world.memory, world.ports, config(8, { reason: 'floods a third party', since: 1 }))
  expect([await minute(), await minute()]).toEqual([0, 0])
  world.restart()
  expect(await minute()).toBe(0)
  const held = world.memory.checks.get(check.id)!.state.open.health
  expect([held?.id, held?.resolvedAt]).toEqual([incident.id, null])
  // What is owed is sent; that it is over is told to nobody.
  expect(world.sent.filter((one) => one.body?.includes('incident.resolved'))).toEqual([])
  configure(world.memory, world.ports, config(9, null))
  expect(await minute()).toBeGreaterThan(0)
})
