// A workspace's configuration taken over: newer versions only, whole. What runs on is kept; what is
// gone, paused or has another target is closed as such.
import { orphaned } from '../domain/alert.ts'
import type { Check } from '../domain/check/check.ts'
import { sameTarget, targetText } from '../domain/check/index.ts'
import type { WorkspaceConfig } from '../domain/config.ts'
import { fitted } from '../domain/fit.ts'
import { promised } from '../domain/promise.ts'
import { byHand } from '../domain/verdict/index.ts'
import type { HandEvent } from '../domain/verdict/state.ts'
import type { ShardPorts } from '../ports.ts'
import { noteLeft } from './addresses.ts'
import { forgetCourses } from './course.ts'
import { dropHost, keepHosts } from './host.ts'
import { commit } from './judge.ts'
import { type Memory, watch, worldOf } from './memory.ts'
import { replan } from './mute.ts'
import { endAtClosed } from './road.ts'
import { newChange, packAnew, putDeliveries } from './write.ts'

const by = 'eSonar'

/** Takes a configuration over; an older one, or the one already held, changes nothing. */
export function configure(
  memory: Memory,
  ports: ShardPorts,
  given: WorkspaceConfig,
): { version: number } {
  const config = fitted(given)
  const { workspace } = config
  const before = memory.configs.get(workspace)
  if (before && before.version >= config.version) return { version: before.version }
  const now = ports.clock.now()
  const kept = new Set(config.checks.map((check) => check.id))
  for (const check of before?.checks ?? []) {
    if (!kept.has(check.id)) closed(memory, ports, check.id, 'deleted')
  }
  // From here on the new settings rule: what closes now is told by them.
  memory.configs.set(workspace, config)
  if (before) noteLeft(memory, before, config)
  keepHosts(memory, ports, workspace)
  for (const check of config.checks) take(memory, ports, check, now)
  const gone = (before?.checks ?? []).filter((check) => !kept.has(check.id))
  for (const { id } of gone) letGo(memory, id)
  // The configuration in the same write: a state must not be gone while its check is still known.
  const change = newChange()
  change.put.push([`cfg/${workspace}`, given])
  change.drop.push(...gone.flatMap(({ id }) => [`trouble/${id}`, `pings/${id}`]))
  forgetCourses(memory, change, workspace, config.channels)
  // What is under way is settled by its own answer.
  const idle = [...memory.deliveries.values()].filter((one) => !memory.sending.has(one.id))
  const ended = orphaned(idle, config, now)
  putDeliveries(memory, change, ended)
  endAtClosed(memory, ports, change, ended)
  replan(memory, ports, change, workspace)
  if (before && before.plan !== config.plan)
    putDeliveries(memory, change, promised([...memory.deliveries.values()], workspace))
  ports.store.write(change)
  if (gone.length > 0) packAnew(memory, ports)
  return { version: config.version }
}

/** Whatever is under way of it says nothing any more. */
function stop(memory: Memory, id: string): void {
  const watched = memory.checks.get(id)
  if (watched) watched.epoch += 1
}

function letGo(memory: Memory, id: string): void {
  memory.checks.delete(id)
  memory.pings.delete(id)
  memory.allowance.delete(id)
}

function take(memory: Memory, ports: ShardPorts, check: Check, now: number): void {
  const watched = memory.checks.get(check.id)
  if (!watched) {
    watch(memory, check, undefined, now)
    return
  }
  const before = watched.check
  if (check.paused && !before.paused) closed(memory, ports, check.id, 'paused')
  else if (!sameTarget(before, check)) closed(memory, ports, check.id, 'retargeted')
  // A heartbeat of another schedule is awaited anew, too.
  const isOther = targetText(before) !== targetText(check)
  const isNews = (before.paused && !check.paused) || !sameTarget(before, check) || isOther
  watched.check = check
  if (isNews) watched.now = true
}

function closed(
  memory: Memory,
  ports: ShardPorts,
  id: string,
  kind: 'paused' | 'deleted' | 'retargeted',
): void {
  const watched = memory.checks.get(id)
  if (!watched) return
  const event: HandEvent = { kind, by }
  watched.epoch += 1
  watched.busy = false
  commit(memory, ports, watched, byHand(watched.state, event, worldOf(memory, ports, watched)))
}

/** Lets go of a workspace: nothing of it stays but what Postgres has still to learn. */
export function forget(memory: Memory, ports: ShardPorts, workspace: string): void {
  ports.store.write({ drop: letAllGo(memory, ports, workspace) })
  packAnew(memory, ports)
}

/** The same in memory alone; answers the documents to drop. */
export function letAllGo(memory: Memory, ports: ShardPorts, workspace: string): string[] {
  const drop = [`cfg/${workspace}`]
  for (const [id, { check }] of memory.checks) {
    if (check.workspace !== workspace) continue
    stop(memory, id)
    letGo(memory, id)
    drop.push(`trouble/${id}`, `pings/${id}`)
  }
  for (const [id, delivery] of memory.deliveries) {
    if (delivery.workspace !== workspace) continue
    memory.deliveries.delete(id)
    drop.push(`dlv/${id}`)
  }
  const change = newChange()
  forgetCourses(memory, change, workspace, [])
  drop.push(...change.drop)
  for (const [location, incident] of memory.nodes) {
    if (incident.workspace !== workspace) continue
    memory.nodes.delete(location)
    drop.push(`node/${location}`)
  }
  for (const host of [...memory.hosts.values()]) {
    if (host.workspace === workspace) drop.push(...dropHost(memory, ports, host.agent))
  }
  for (const [id, drill] of memory.drills) {
    if (drill.workspace !== workspace) continue
    memory.drills.delete(id)
    drop.push(`drill/${id}`)
  }
  for (const key of ['incidents', 'suspicions', 'deliveries'] as const) {
    const list = memory.ended[key] as { workspace: string }[]
    memory.ended[key] = list.filter((one) => one.workspace !== workspace) as never
  }
  memory.configs.delete(workspace)
  memory.codes.delete(workspace)
  memory.used.delete(workspace)
  return [...drop, `codes/${workspace}`, `used/${workspace}`]
}
