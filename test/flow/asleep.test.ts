// A shard that has nothing to do is put away by its platform between two alarms. Whatever is said wakes
// it: a job that falls silent meanwhile is silent, and no door of ours was closed.
import { expect, it } from 'vitest'
import { hearPing } from '../../workers/flow/hear.ts'
import { configOf, workspace } from '../fakes/telling.ts'
import { heardOf, heartbeatOf } from '../fakes/told.ts'
import { type ShardWorld, shardWorld, startAt } from './shard.ts'

const second = 1_000
const beat = heartbeatOf({ periodSeconds: 60, graceSeconds: 60 })

/** A job that was heard once, in a process that began then or on a platform that moves objects about. */
function heardOnce(bornAt: number | null): ShardWorld {
  const world = shardWorld(configOf({ checks: [beat] }))
  if (bornAt !== null) world.ports.settings.bornAt = bornAt
  hearPing(world.memory, world.ports, workspace, beat.id, heardOf())
  return world
}

/** Put away after each alarm, and made anew by the next one, until so long after its word. */
async function sleepUntil(world: ShardWorld, untilMs: number): Promise<void> {
  await world.wake()
  for (;;) {
    const now = world.ports.clock.now()
    const next = world.alarm() ?? Number.POSITIVE_INFINITY
    if (next - startAt > untilMs) return world.pass(startAt + untilMs - now)
    world.pass(Math.max(0, next - now))
    world.restart()
    await world.wake()
  }
}

const told = (world: ShardWorld) =>
  world.sent.splice(0).map(({ body }) => {
    const { level, headline } = JSON.parse(body).data
    return [level, /door was closed/.test(JSON.stringify(JSON.parse(body))), headline]
  })

it.each([
  ['on a platform that moves objects about', null],
  ['in one process', startAt - second],
])('is no closed door %s', async (_where, bornAt) => {
  const world = heardOnce(bornAt)
  await sleepUntil(world, 119 * second)
  expect(told(world)).toEqual([])
  await sleepUntil(world, 140 * second)
  expect(told(world)).toEqual([['critical', false, expect.stringContaining('backup')]])
})

it.each([
  ['a process that was gone for a quarter of a minute', startAt, 15],
  ['a platform that was away for a minute', null, 60],
  ['a machine that stood still for two minutes', startAt - second, 120],
])('the door was closed by %s', async (_what, bornAt, awaySeconds) => {
  const world = heardOnce(bornAt)
  await sleepUntil(world, 40 * second)
  world.pass(awaySeconds * second)
  if (bornAt === startAt) world.ports.settings.bornAt = world.ports.clock.now()
  world.restart()
  await sleepUntil(world, 300 * second)
  const [first] = told(world)
  expect(first).toEqual(['warning', true, expect.stringContaining('backup')])
})
