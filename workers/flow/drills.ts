// What people and programs ask of drills: begin one, look at those of the last time.
import type { Drill } from '../domain/drill.ts'
import { Problem } from '../domain/problem.ts'
import type { Actor, HubPorts } from '../hub-ports.ts'
import { allow } from './change.ts'

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
  if (drill) return drill
  throw new Problem('unavailable', 'The shard does not know this workspace yet; try again.')
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
