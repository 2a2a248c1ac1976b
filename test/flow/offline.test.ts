// An agent whose master is away for six hours: what it kept on its disk arrives once, though the master is
// killed meanwhile and acknowledgements are lost. Both sides count the same.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { openSpool } from '../../agent/spool.ts'
import { hearReport, metricHours } from '../../workers/flow/host.ts'
import { hostsIn, incidentsOf } from '../../workers/flow/view.ts'
import { configOf, workspace } from '../fakes/telling.ts'
import { agentOf } from '../stories/host.ts'
import { type ShardWorld, shardWorld } from './shard.ts'

const agent = `agt_${workspace}_db1`
const minuteMs = 60_000
const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

function stage() {
  const folder = mkdtempSync(join(tmpdir(), 'esonar-offline-'))
  folders.push(folder)
  const world = shardWorld(configOf({ agents: [agentOf({})] }))
  const put = (spool: ReturnType<typeof openSpool>, isFull: boolean) => {
    const at = world.ports.clock.now()
    const level = isFull ? ('critical' as const) : ('ok' as const)
    const findings = [{ key: 'filesystem:/var', level, since: at, text: '/var is 97 % full' }]
    spool.put({ at, findings, metrics: [{ name: 'load.oneMinute', value: 1 }] })
  }
  return { folder, world, put }
}

/** Sends all that waits; answers how often a report went out. */
function drain(world: ShardWorld, spool: ReturnType<typeof openSpool>): number {
  let sent = 0
  for (let [next] = spool.oldest(1); next; [next] = spool.oldest(1)) {
    sent += 1
    expect(hearReport(world.memory, world.ports, workspace, agent, next)).toBe(true)
    if (sent % 50 === 0) world.restart()
    // Each seventh acknowledgement is lost on the way: the report comes again.
    if (sent % 7 !== 0) spool.acknowledge(next.seq)
  }
  return sent
}

describe('an agent that was away for six hours', () => {
  it('brings all that it kept, once, and what is long past tells nobody', () => {
    const { folder, world, put } = stage()
    const spool = openSpool(folder)
    for (let minute = 0; minute < 60; minute += 1) {
      put(spool, false)
      drain(world, spool)
      world.pass(minuteMs)
    }
    for (let minute = 0; minute < 360; minute += 1) {
      put(spool, minute > 30 && minute < 300)
      world.pass(minuteMs)
    }
    // The agent was begun anew, too.
    const again = openSpool(folder)
    expect(again.state()).toMatchObject({ waiting: 360, lost: 0 })
    expect(drain(world, again)).toBeGreaterThan(360)
    expect(again.state()).toMatchObject({ waiting: 0, lost: 0 })
    expect(world.memory.hosts.get(agent)!.spools[0]).toEqual([again.name, 420])
    const [view] = hostsIn(world.memory, workspace)
    expect(view).toMatchObject({ lost: 0, silentSince: null })
    const points = metricHours(world.ports, agent).flatMap((one) => one.offsets)
    expect(points).toHaveLength(7 * 12)
    expect(incidentsOf(world.memory, workspace).filter((one) => one.kind === 'host')).toEqual([])
  })
})
