// Families of checks in a shard: what a parent holds back is written down, survives a restart, and
// is told when the parent is up again, once.
import { describe, expect, it } from 'vitest'
import { judge } from '../../workers/flow/judge.ts'
import type { Watched } from '../../workers/flow/memory.ts'
import { deliveriesIn, incidentsOf } from '../../workers/flow/view.ts'
import { roundOf } from '../fakes/rounds.ts'
import { checkOf, configOf, workspace } from '../fakes/telling.ts'
import { type ShardWorld, shardWorld } from './shard.ts'

const router = `chk_${workspace}_router`
const web = `chk_${workspace}_web`
const settings = { confirmSeconds: 0, recoverSeconds: 0, paused: false }
const config = configOf({
  checks: [
    checkOf({ id: router, name: 'router', ...settings }),
    checkOf({ id: web, name: 'web', parent: router, ...settings }),
  ],
})
const places = [{ id: 'weur', network: 'cloudflare', label: 'weur', default: true }]

function family(): ShardWorld {
  const world = shardWorld(config)
  world.ports.locations.list = () => places
  return world
}

/** Judges rounds of a check, 2 s apart. */
function hears(world: ShardWorld, id: string, sight: 'pass' | 'fail', rounds = 2): void {
  for (let count = 0; count < rounds; count += 1) {
    world.pass(2_000)
    const watched: Watched = world.memory.checks.get(id)!
    const now = world.ports.clock.now()
    const times = { startedAt: now - 100, decidedAt: now, number: watched.state.lastRound + 1 }
    judge(world.memory, world.ports, watched, roundOf(`weur:${sight}`, places, times))
  }
}
const told = (world: ShardWorld) =>
  deliveriesIn(world.memory, workspace, null)
    .filter((one) => one.state !== 'dropped')
    .map((one) => `${one.check === web ? 'web' : 'router'} ${one.event}`)
    .toSorted()

describe('a child', () => {
  it('is held while its parent is down, over a restart, and told once after it', async () => {
    const world = family()
    for (const id of [router, web]) hears(world, id, 'pass')
    for (const id of [router, web]) hears(world, id, 'fail')
    expect(told(world)).toEqual(['router opened'])
    const [open] = incidentsOf(world.memory, workspace).filter((one) => one.check === web)
    expect(open).toMatchObject({ because: { check: router, name: 'router' }, resolvedAt: null })
    expect(JSON.parse(world.documents.get(`trouble/${web}`)!).open.health.because).toBeDefined()
    world.restart()
    world.ports.locations.list = () => places
    hears(world, router, 'pass')
    expect(told(world)).toEqual(['router opened', 'router resolved'])
    hears(world, web, 'fail', 1)
    expect(told(world)).toEqual(['router opened', 'router resolved', 'web opened'])
    const message = deliveriesIn(world.memory, workspace, null).find((one) => one.check === web)
    const payload = message!.payload as { details: string[] }
    expect(payload.details.join(' ')).toContain('held back while router, its parent, was down')
    hears(world, web, 'fail', 3)
    expect(told(world)).toHaveLength(3)
  })

  it('that is up again with its parent is never told', async () => {
    const world = family()
    for (const id of [router, web]) hears(world, id, 'pass')
    for (const id of [router, web]) hears(world, id, 'fail')
    for (const id of [router, web]) hears(world, id, 'pass')
    expect(told(world)).toEqual(['router opened', 'router resolved'])
    expect(incidentsOf(world.memory, workspace).every((one) => one.resolvedAt !== null)).toBe(true)
  })

  it('has its parent asked at its first failure, and is released by a quiet round of it', () => {
    const world = family()
    for (const id of [router, web]) hears(world, id, 'pass')
    world.memory.checks.get(router)!.now = false
    hears(world, web, 'fail')
    expect(world.memory.checks.get(router)!.now).toBe(true)
    expect(told(world)).toEqual([])
    hears(world, router, 'pass', 1)
    expect(told(world)).toEqual(['web opened'])
  })
})
