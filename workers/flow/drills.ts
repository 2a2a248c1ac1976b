// What people and programs ask of drills: begin one, look at those of the last time.
import type { Policy } from '../domain/config.ts'
import type { Drill } from '../domain/drill.ts'
import { Problem } from '../domain/problem.ts'
import { clockMs } from '../domain/wall.ts'
import type { Actor, HubPorts } from '../hub-ports.ts'
import { allow, auditOf, record } from './change.ts'
import { listPolicies, updatePolicy } from './policies.ts'

/** Begins a drill of these channels, or of all that are on. One at a time: the one under way is
 *  answered instead of a second. */
export async function beginDrill(
  hub: HubPorts,
  actor: Actor,
  channels: string[] | null,
): Promise<Drill> {
  allow(actor, 'act', 'channel')
  const all = await hub.config.channels(actor.workspace)
  const stranger = channels?.find((id) => !all.some((one) => one.id === id))
  if (stranger !== undefined) {
    throw new Problem('invalid', `there is no channel ${stranger}; leave it out`, 'channels')
  }
  const tried = all.filter((one) => one.enabled && (channels?.includes(one.id) ?? true))
  if (tried.length === 0) {
    throw new Problem('conflict', 'No channel is on: there is nobody a drill could reach.')
  }
  const door = await hub.shard(actor.workspace)
  const drill = await door.startDrill(actor.workspace, actor.name, channels)
  if (drill) {
    const after = { channels: tried.map((one) => one.name) }
    await record(hub, actor.workspace, auditOf(actor, 'begin', 'drill', drill.id, null, after))
    return drill
  }
  throw new Problem('unavailable', 'The shard does not know this workspace yet; try again.')
}

/** When a drill begins by itself; null: never. Of the workspace's default policy. */
export async function drillPlan(hub: HubPorts, actor: Actor): Promise<Policy['drill']> {
  return (await defaultPolicy(hub, actor)).drill ?? null
}

/** Plans a drill a week, at a time on the wall of a zone, or none any more. */
export async function planDrill(
  hub: HubPorts,
  actor: Actor,
  plan: { day: number; at: string; timeZone: string } | null,
): Promise<void> {
  const { id } = await defaultPolicy(hub, actor)
  if (plan && Number.isNaN(clockMs(plan.at))) {
    throw new Problem('invalid', 'must be a time like 09:30', 'at')
  }
  const [hour, minute] = plan?.at.split(':').map(Number) ?? []
  const drill = plan && {
    cron: `${minute} ${hour} * * ${plan.day}`,
    timeZone: plan.timeZone,
  }
  await updatePolicy(hub, actor, id, { drill }, null)
}

async function defaultPolicy(hub: HubPorts, actor: Actor): Promise<Policy> {
  const found = (await listPolicies(hub, actor)).find((one) => one.isDefault)
  if (!found) throw new Problem('conflict', 'The workspace has no default policy.')
  return found
}

/** The latest drills, newest first. */
export async function listDrills(hub: HubPorts, actor: Actor): Promise<Drill[]> {
  allow(actor, 'read', 'channel')
  return (await hub.shard(actor.workspace)).drills(actor.workspace)
}

export async function getDrill(hub: HubPorts, actor: Actor, id: string): Promise<Drill> {
  const found = (await listDrills(hub, actor)).find((one) => one.id === id)
  if (!found) throw new Problem('not_found', 'There is no drill of this id; the last 20 are kept.')
  return found
}
