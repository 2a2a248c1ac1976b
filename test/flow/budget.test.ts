// The day's budget of messages at the shard: what is new and below critical is dropped with its
// reason, a page goes out, what was owed before goes out, and the next day begins anew.
import { expect, it } from 'vitest'
import { dayEndOf } from '../../workers/domain/budget.ts'
import { makeId } from '../../workers/domain/id.ts'
import { configure } from '../../workers/flow/configure.ts'
import { putIncident } from '../../workers/flow/judge.ts'
import { newChange } from '../../workers/flow/write.ts'
import { channelOf, checkOf, configOf, workspace } from '../fakes/telling.ts'
import { shardWorld, startAt } from './shard.ts'

const config = configOf({ channels: [channelOf('hook')], checks: [checkOf({ paused: true })] })
const held = { from: startAt, until: dayEndOf(startAt) }

function world() {
  const made = shardWorld(config)
  let number = 0
  const fall = async (level: 'critical' | 'warning') => {
    number += 1
    const incident = made.open({ id: makeId('incident', workspace, `fall-${number}`), level })
    incident.events = incident.events.map((one) => ({ ...one, level }))
    const change = newChange()
    putIncident(made.memory, made.ports, change, incident, [...made.memory.checks.values()][0]!)
    made.ports.store.write(change)
    await made.wake()
    const found = [...made.memory.deliveries.values(), ...made.memory.ended.deliveries]
    return found.filter((one) => one.incident === incident.id).map(({ state, why }) => [state, why])
  }
  const reached = (heldBack: typeof held | null) =>
    configure(made.memory, made.ports, { ...config, version: config.version + ++number, heldBack })
  return { ...made, fall, reached }
}

it('sends all while nothing is reached', async () => {
  const { fall } = world()
  expect(await fall('warning')).toEqual([['sent', null]])
})

it('drops a new warning with its reason, and never a page', async () => {
  const { fall, reached, restart, wake } = world()
  reached(held)
  expect(await fall('warning')).toEqual([['dropped', 'budget']])
  expect(await fall('critical')).toEqual([['sent', null]])
  restart()
  await wake()
  expect(await fall('warning')).toEqual([['dropped', 'budget']])
})

it('sends what was owed before, and all on the next day', async () => {
  const { fall, reached, pass } = world()
  reached({ ...held, from: startAt + 60_000 })
  expect(await fall('warning')).toEqual([['sent', null]])
  pass(60_000)
  expect(await fall('warning')).toEqual([['dropped', 'budget']])
  pass(held.until - startAt)
  expect(await fall('warning')).toEqual([['sent', null]])
})
