// Drills in the shard: begun, followed by what comes of their deliveries, ended, and their result
// mailed. What is known of one is a document, so that a restart in the middle loses nothing.
import type { Channel } from '../domain/config.ts'
import type { Delivery } from '../domain/delivery.ts'
import {
  type Drill,
  drillMessage,
  drillPassed,
  drillResult,
  drillsKept,
  isDrillDue,
  newDrill,
} from '../domain/drill.ts'
import { makeId, restOf } from '../domain/id.ts'
import { noticeTo } from '../domain/notice.ts'
import type { ShardPorts } from '../ports.ts'
import type { Memory } from './memory.ts'
import { retire } from './retire.ts'
import { type Change, newChange, putDeliveries, putDrill } from './write.ts'

/** Begins a drill of all channels that are on, or of those named; null when the workspace is not
 *  known here. One that is under way is answered instead of a second. */
export function startDrill(
  memory: Memory,
  ports: ShardPorts,
  workspace: string,
  { by, channels }: { by: string; channels: string[] | null },
): Drill | null {
  const config = memory.configs.get(workspace)
  if (!config) return null
  const running = drillsOf(memory, workspace).find((one) => one.endedAt === null)
  if (running) return running
  const now = ports.clock.now()
  const rest = `${now.toString(36)}${ports.random(3)}`
  const wanted = config.channels.filter(
    (one) => one.enabled && (channels === null || channels.includes(one.id)),
  )
  const restFor = (channel: Channel) => `drill-${rest}-${restOf(channel.id)}`
  const facts = { id: makeId('drill', workspace, rest), workspace, by, startedAt: now }
  const drill = newDrill(facts, wanted, (one) => makeId('delivery', workspace, restFor(one)))
  const change = newChange()
  putDrill(memory, change, drillPassed(drill, now))
  const message = (channel: Channel) => drillMessage(channel.name, config.name, by, now)
  const deliveries = wanted.map((one) => noticeTo(one, restFor(one), message(one), now))
  putDeliveries(memory, change, deliveries)
  forgetOld(memory, change, workspace)
  ports.store.write(change)
  return memory.drills.get(drill.id)!
}

/** Begins drills that are planned, ends those whose time has come, and mails their results. */
export function sweepDrills(memory: Memory, ports: ShardPorts, change: Change): void {
  const now = ports.clock.now()
  for (const { workspace, policies } of memory.configs.values()) {
    const plan = policies.find((one) => one.isDefault)?.drill
    // Not while something is really down: nobody could tell them apart at three in the morning.
    if (!isDrillDue(plan, drillsOf(memory, workspace), now) || isBad(memory, workspace)) continue
    startDrill(memory, ports, workspace, { by: 'its plan', channels: null })
  }
  endDrills(memory, ports, change)
}

/** Ends drills that have nothing left to wait for, and mails their results. */
export function endDrills(memory: Memory, ports: ShardPorts, change: Change): void {
  const now = ports.clock.now()
  for (const drill of memory.drills.values()) {
    const after = drillPassed(drill, now)
    if (after === drill) continue
    putDrill(memory, change, after)
    putDeliveries(memory, change, resultsOf(memory, after, now))
    retire(memory, change, null)
    ports.live.tell(drill.workspace, { type: 'drill', drill: drill.id })
  }
}

/** Whether one is under way: time ends it, also where nothing is watched. */
export function isDrilling(memory: Memory): boolean {
  for (const { endedAt } of memory.drills.values()) if (endedAt === null) return true
  return false
}

/** Whether a critical incident of the workspace is open. */
function isBad(memory: Memory, workspace: string): boolean {
  for (const { check, state } of memory.checks.values()) {
    if (check.workspace !== workspace) continue
    if (Object.values(state.open).some((one) => one.level === 'critical')) return true
  }
  return false
}

/** The result goes by mail; where there is none, it stands on its page. */
function resultsOf(memory: Memory, drill: Drill, now: number): Delivery[] {
  const config = memory.configs.get(drill.workspace)
  const mails = config?.channels.filter((one) => one.enabled && one.type === 'email') ?? []
  const message = drillResult(drill, config?.name ?? '')
  const restFor = (one: Channel) => `drilled-${restOf(drill.id)}-${restOf(one.id)}`
  return mails.map((one) => noticeTo(one, restFor(one), message, now))
}

/** Drills of a workspace, newest first. */
export function drillsOf(memory: Memory, workspace: string): Drill[] {
  const all = [...memory.drills.values()].filter((one) => one.workspace === workspace)
  return all.toSorted((a, b) => b.startedAt - a.startedAt)
}

function forgetOld(memory: Memory, change: Change, workspace: string): void {
  for (const { id } of drillsOf(memory, workspace).slice(drillsKept)) {
    memory.drills.delete(id)
    change.drop.push(`drill/${id}`)
  }
}
