// What a plan does not allow is cut where checks run: at the shard, whatever the record says, and for
// as long as the plan is the smaller one.
import { expect, it } from 'vitest'
import type { Agent } from '../../workers/domain/agent.ts'
import { configure } from '../../workers/flow/configure.ts'
import { viewOf } from '../../workers/flow/view.ts'
import { checkOf, configOf, workspace } from '../fakes/telling.ts'
import { shardWorld } from './shard.ts'

const wished = ['enam', 'weur', 'agt_acme00000001_desk', 'apac', 'oc', 'me']
const witness: Agent = {
  v: 1,
  id: 'agt_acme00000001_desk',
  workspace,
  version: 1,
  name: 'desk',
  network: 'office',
  site: null,
  role: 'witness',
  createdAt: '2026-11-01T00:00:00.000Z',
  revokedAt: null,
}
const check = checkOf({ intervalSeconds: 10, locations: wished, paused: true })
const config = (plan: string, version: number) =>
  configOf({ plan, version, checks: [check], agents: [witness] })

it('runs no more often and from no more places than the plan allows', () => {
  const world = shardWorld(config('business', 7))
  const asked = () => viewOf(world.memory, world.ports, workspace, check.id)?.asked
  expect(asked()).toEqual({ intervalSeconds: 10, locations: wished })
  configure(world.memory, world.ports, config('free', 8))
  // Whose word counts is kept before a witness.
  const cut = { intervalSeconds: 60, locations: ['enam', 'weur', 'apac'] }
  expect(asked()).toEqual(cut)
  world.restart()
  expect(asked()).toEqual(cut)
  configure(world.memory, world.ports, config('team', 9))
  expect(asked()).toEqual({ intervalSeconds: 20, locations: wished })
})

it('keeps witnesses where there is nobody else', () => {
  const only = { ...witness, id: 'agt_acme00000001_own', role: 'voter' as const }
  const own = checkOf({ locations: [witness.id, only.id], paused: true })
  const world = shardWorld(configOf({ plan: 'free', checks: [own], agents: [witness, only] }))
  expect(viewOf(world.memory, world.ports, workspace, own.id)?.asked?.locations).toEqual([
    witness.id,
    only.id,
  ])
})
