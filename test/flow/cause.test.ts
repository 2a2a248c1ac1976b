// What an agent on a target's side found is said with the alarm, or noted when it comes a little later;
// what another agent found is not.
import { describe, expect, it } from 'vitest'
import type { Agent } from '../../workers/domain/agent.ts'
import type { Finding } from '../../workers/domain/host/report.ts'
import { hearSaying } from '../../workers/flow/hear.ts'
import { hearReport, metricHours } from '../../workers/flow/host.ts'
import { incidentsOf } from '../../workers/flow/view.ts'
import { configOf, workspace } from '../fakes/telling.ts'
import { manualOf } from '../fakes/told.ts'
import { agentOf } from '../stories/host.ts'
import { type ShardWorld, shardWorld } from './shard.ts'

const idOf = (name: string) => `chk_${workspace}_${name}`
const agentId = `agt_${workspace}_db1`

function worldOf(facts: Partial<Agent>, tags: string[]) {
  const checks = [manualOf('shop', { tags })]
  return shardWorld(configOf({ checks, agents: [agentOf(facts)] }))
}

let seq = 0
function find(world: ShardWorld, level: Finding['level'], agoMs = 0): boolean {
  seq += 1
  const now = world.ports.clock.now()
  const text = '/var is 97 % full'
  const findings = [{ key: 'filesystem:/var', level, since: now - agoMs, text }]
  const metrics = [{ name: 'load.oneMinute', value: 1 }]
  const report = { v: 1 as const, seq, spool: 's', at: now, findings, metrics, lost: 0 }
  return hearReport(world.memory, world.ports, workspace, agentId, report)
}

async function fall(world: ShardWorld) {
  const saying = { health: 'down' as const, text: '', by: 'Ann' }
  hearSaying(world.memory, world.ports, workspace, idOf('shop'), saying)
  await world.wake()
}

const shop = (world: ShardWorld) =>
  incidentsOf(world.memory, workspace).find((one) => one.check === idOf('shop'))!
const said = (world: ShardWorld) => world.sent.map(({ body }) => body).join('\n')

describe('the probable cause', () => {
  it('is said with the alarm, from an agent of the same site', async () => {
    const world = worldOf({ site: 'rack-7' }, ['rack-7'])
    find(world, 'critical', 60_000)
    world.pass(120_000)
    await fall(world)
    expect(shop(world).verdict.causes).toMatchObject([{ name: 'db1', text: '/var is 97 % full' }])
    expect(shop(world).events[0]!.verdict?.causes).toHaveLength(1)
    expect(said(world)).toContain('Probable cause, found on db1 since')
  })

  it('is a line in the timeline when it comes a little later, and tells nobody anew', async () => {
    const world = worldOf({ site: 'rack-7' }, ['rack-7'])
    find(world, 'ok')
    await fall(world)
    const before = world.sent.length
    world.pass(120_000)
    find(world, 'critical', 30_000)
    find(world, 'critical', 30_000)
    await world.wake()
    const notes = shop(world).events.filter((one) => one.kind === 'noted')
    expect(notes).toMatchObject([{ by: 'db1', text: expect.stringContaining('/var is 97 % full') }])
    // The host's own incident is told, the check's note is not.
    expect(world.sent.length - before).toBe(1)
    world.restart()
    expect(shop(world).verdict.causes).toHaveLength(1)
  })

  it.each([
    ['another site', { site: 'rack-8' }, 60_000],
    ['no site', { site: null }, 60_000],
    ['days before', { site: 'rack-7' }, 3 * 86_400_000],
  ])('is none of %s', async (_what, facts, agoMs) => {
    const world = worldOf(facts, ['rack-7'])
    find(world, 'critical', agoMs)
    await fall(world)
    expect(shop(world).verdict.causes).toBeUndefined()
  })

  it('is not taken from a stranger, nor from one whose key is revoked', () => {
    const revoked = worldOf({ revokedAt: '2026-11-02T00:00:00.000Z' }, [])
    expect(find(revoked, 'critical')).toBe(false)
    expect(incidentsOf(revoked.memory, workspace)).toEqual([])
  })
})

describe('figures of a host', () => {
  it('are kept by the hour, one in five minutes', () => {
    const world = worldOf({}, [])
    for (let minute = 0; minute < 70; minute += 1) {
      find(world, 'ok')
      world.pass(60_000)
    }
    const hours = metricHours(world.ports, agentId)
    expect(hours.map((one) => one.offsets.length)).toEqual([12, 2])
    expect(hours[0]!.columns['load.oneMinute']).toHaveLength(12)
  })

  it('become points of their day after three days, and are gone after ninety', () => {
    const world = worldOf({}, [])
    const hourMs = 3_600_000
    const forHours = (count: number) => {
      for (let hour = 0; hour < count; hour += 1) {
        find(world, 'ok')
        world.pass(hourMs)
      }
    }
    forHours(100)
    const all = metricHours(world.ports, agentId)
    // Each hour is there once, in a day or by itself.
    expect(all.reduce((sum, one) => sum + one.offsets.length, 0)).toBe(100)
    const now = world.ports.clock.now()
    expect(metricHours(world.ports, agentId, now - 24 * hourMs).length).toBeLessThan(30)
    world.pass(95 * 24 * hourMs)
    forHours(1)
    expect(metricHours(world.ports, agentId).map((one) => one.offsets.length)).toEqual([1])
  })
})
