// Policies in a running shard: quiet hours, repeats, silences and people on call, across restarts and
// changes of configuration.
import { describe, expect, it } from 'vitest'
import type { Policy, WorkspaceConfig } from '../../workers/domain/config.ts'
import { levels } from '../../workers/domain/incident.ts'
import type { Silence } from '../../workers/domain/silence.ts'
import { actOn } from '../../workers/flow/act.ts'
import { configure } from '../../workers/flow/configure.ts'
import { deliveriesIn } from '../../workers/flow/view.ts'
import { channelOf, checkOf, configOf, policyWith, workspace } from '../fakes/telling.ts'
import { type ShardWorld, shardWorld, startAt } from './shard.ts'

const minute = 60_000
const every = [...levels]
const ruled = (policy: Partial<Policy>, rest: Partial<WorkspaceConfig> = {}) =>
  configOf({ policies: [policyWith(policy)], ...rest })
const change = (world: ShardWorld, config: WorkspaceConfig, version: number) =>
  configure(world.memory, world.ports, { ...config, version })

async function pass(world: ShardWorld, minutes: number): Promise<void> {
  for (let half = 0; half < minutes * 2; half += 1) {
    world.pass(minute / 2)
    await world.wake()
  }
}
const heard = (world: ShardWorld) =>
  world.sent.map(({ url, body }) => {
    const { data } = JSON.parse(body ?? '{}') as { data: { headline: string } }
    return `${url.split('/').at(-1)}: ${data.headline}`
  })
const states = (world: ShardWorld) =>
  deliveriesIn(world.memory, workspace, null)
    .map((one) => `${one.channel.split('_')[2]} ${one.event} ${one.why ?? one.state}`)
    .toSorted()

describe('quiet hours', () => {
  const quietHours = { from: '22:00', to: '04:00', timeZone: 'UTC', levels: every }

  it('keep a warning over a restart, and tell it at their end', async () => {
    const world = shardWorld(ruled({ quietHours }))
    world.open({ level: 'warning', kind: 'slow' })
    await world.wake()
    expect(world.sent).toHaveLength(0)
    world.restart()
    await pass(world, 59)
    expect(world.sent).toHaveLength(0)
    await pass(world, 2)
    expect(world.sent).toHaveLength(1)
  })

  it('keep nothing that is critical', async () => {
    const world = shardWorld(ruled({ quietHours }))
    world.open()
    await world.wake()
    expect(world.sent).toHaveLength(1)
  })
})

it('all steps are told again until somebody acknowledges', async () => {
  const world = shardWorld(ruled({ repeat: { everyMinutes: 10, times: 5 } }))
  const incident = world.open()
  await world.wake()
  await pass(world, 21)
  expect(world.sent).toHaveLength(3)
  actOn(world.memory, world.ports, workspace, incident.id, { kind: 'acknowledged', by: 'ana' })
  await world.wake()
  await pass(world, 60)
  expect(heard(world).slice(3)).toHaveLength(1)
  expect(world.sent.at(-1)?.body).toContain('incident.acknowledged')
})

describe('a silence', () => {
  const silence = (facts: Partial<Silence> = {}): Silence => ({
    v: 1,
    id: `sil_${workspace}_a`,
    workspace,
    version: 1,
    pattern: 'checkout*',
    from: startAt - minute,
    until: startAt + 60 * minute,
    reason: 'new router',
    by: 'Ana',
    ...facts,
  })

  it('is over at its time, or when it is ended: then what is broken is told', async () => {
    const config = configOf({ silences: [silence()] })
    const world = shardWorld(config)
    world.open()
    await pass(world, 5)
    expect(world.sent).toHaveLength(0)
    change(world, { ...config, silences: [silence({ endedAt: startAt + 5 * minute })] }, 8)
    await pass(world, 1)
    expect(world.sent).toHaveLength(1)
    const other = shardWorld(config)
    other.open()
    await pass(other, 59)
    expect(other.sent).toHaveLength(0)
    await pass(other, 2)
    expect(other.sent).toHaveLength(1)
  })

  it('puts off the steps that come up in it, and gives them back when it is ended', async () => {
    const steps = [
      { afterMinutes: 0, channels: [`chn_${workspace}_ops`], levels: every },
      { afterMinutes: 10, channels: [`chn_${workspace}_boss`], levels: every },
    ]
    const config = ruled({ steps }, { channels: [channelOf('ops'), channelOf('boss')] })
    const world = shardWorld(config)
    world.open()
    await world.wake()
    expect(heard(world)).toHaveLength(1)
    change(world, { ...config, silences: [silence()] }, 8)
    await pass(world, 20)
    expect(heard(world)).toHaveLength(1)
    expect(states(world)).toContain('boss opened pending')
    change(world, { ...config, silences: [] }, 9)
    await pass(world, 1)
    expect(heard(world).at(-1)).toMatch(/^boss: /)
    expect(heard(world)).toHaveLength(2)
  })
})

it('a step calls whoever is on call when it is due, by the schedule as it is then', async () => {
  const schedule = (person: string) => ({
    v: 1 as const,
    id: `sch_${workspace}_web`,
    workspace,
    version: 1,
    name: 'Web',
    timeZone: 'UTC',
    layers: [
      { people: [person], rotation: 'daily' as const, startsOn: '2026-01-01', handover: '00:00' },
    ],
    overrides: [],
  })
  const onCall = [`sch_${workspace}_web`]
  const steps = [
    { afterMinutes: 0, channels: [], levels: every, onCall },
    { afterMinutes: 10, channels: [], levels: every, onCall },
  ]
  const channels = [channelOf('ada', { member: 'ada' }), channelOf('bob', { member: 'bob' })]
  const config = ruled({ steps }, { channels, checks: [checkOf()], schedules: [schedule('ada')] })
  const world = shardWorld(config)
  world.open()
  await world.wake()
  change(world, { ...config, schedules: [schedule('bob')] }, 8)
  world.restart()
  await pass(world, 12)
  expect(heard(world).map((one) => one.split(':')[0])).toEqual(['ada', 'bob'])
  expect(states(world)).toEqual(['ada opened sent', 'ada opened superseded', 'bob opened sent'])
})
