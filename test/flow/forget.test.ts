// A workspace that is deleted leaves nothing in its shard: at once but for what Postgres has still to
// learn, and nothing at all when that went up, where it is left out.
import { expect, it } from 'vitest'
import type { WorkspaceConfig } from '../../workers/domain/config.ts'
import { configure, forget } from '../../workers/flow/configure.ts'
import { startDrill } from '../../workers/flow/drill.ts'
import { hearPing } from '../../workers/flow/hear.ts'
import { noteSample } from '../../workers/flow/samples.ts'
import { writeQuiet } from '../../workers/flow/write.ts'
import { channelOf, checkOf, configOf, workspace } from '../fakes/telling.ts'
import { heardOf, heartbeatOf } from '../fakes/told.ts'
import { shardWorld } from './shard.ts'

const rival = 'rival0000002'
const minute = 60_000
const config = configOf({
  channels: [channelOf('hook')],
  checks: [checkOf({ paused: true }), heartbeatOf({ slug: 'backup' }, 'backup')],
})
const alike = JSON.stringify(configOf({ checks: [checkOf({ paused: true })] }))
const theirs: WorkspaceConfig = JSON.parse(alike.replaceAll(workspace, rival))

it('is gone from every document when its last hour has gone up', async () => {
  const world = shardWorld(config)
  const { memory, ports } = world
  // As deployed: an hour goes up once, when it is over. Where uploads are more often, what is left of the
  // last hour goes with the next one that any workspace of the shard brings.
  ports.settings.flushSeconds = 3_600
  configure(memory, ports, theirs)
  const watched = [...memory.checks.values()]
  const beat = watched.find(({ check }) => check.type === 'heartbeat')!
  hearPing(memory, ports, workspace, beat.check.id, heardOf())
  world.open()
  startDrill(memory, ports, workspace, { by: 'ann', channels: null })
  await world.wake()
  world.archiveIs('away')
  for (const one of watched) {
    const at = ports.clock.now()
    noteSample(memory, one, { kind: 'pass', location: 'one', network: 'n', at, ms: 40 })
  }
  writeQuiet(memory, ports)
  world.open({ id: `inc_${workspace}_second` })
  await world.wake()
  const naming = (whose: string) =>
    [...world.documents]
      .filter(([key, text]) => `${key} ${text}`.includes(whose))
      .map(([key]) => key.split('/')[0]!)
  expect(naming(workspace).length).toBeGreaterThan(5)
  const before = naming(rival)

  forget(memory, ports, workspace)
  const waiting = new Set(naming(workspace))
  expect([...waiting].filter((one) => !['log', 'out'].includes(one))).toEqual([])
  expect(waiting.size).toBeGreaterThan(0)
  world.restart()
  world.archiveIs('there')
  for (let passed = 0; passed < 130; passed += 1) {
    world.pass(minute)
    await world.wake()
  }
  expect(naming(workspace)).toEqual([])
  // Of the other one only what went up is gone, too.
  expect(naming(rival)).toEqual(before.filter((one) => one !== 'log' && one !== 'out'))
})
