// What people and programs say: the health of a manual check; and what jobs said, as it is read.
import type { SaidHealth } from '../domain/incident.ts'
import type { Ping } from '../domain/ping.ts'
import { Problem } from '../domain/problem.ts'
import type { Actor, HubPorts } from '../hub-ports.ts'
import { allow, auditOf, record } from './change.ts'
import { getCheck } from './checks.ts'

/** Sets a manual check. */
export async function setHealth(
  hub: HubPorts,
  actor: Actor,
  id: string,
  { health, text }: { health: SaidHealth; text: string },
): Promise<void> {
  allow(actor, 'act', 'check')
  const check = await getCheck(hub, actor, id)
  if (check.type !== 'manual') {
    throw new Problem('conflict', 'Only a manual check is set by hand; this one is measured.')
  }
  if (check.paused) throw new Problem('conflict', 'The check is paused; resume it first.')
  const door = await hub.shard(actor.workspace)
  if (!(await door.say(actor.workspace, id, { health, text, by: actor.name }))) {
    throw new Problem('unavailable', 'The shard does not know this check yet; try again.')
  }
  const after = { name: check.name, health, text }
  await record(hub, actor.workspace, auditOf(actor, 'say', 'check', id, null, after))
}

/** The latest pings of a heartbeat, newest first; none for any other check. */
export async function pingsOf(hub: HubPorts, actor: Actor, id: string): Promise<Ping[]> {
  await getCheck(hub, actor, id)
  return (await hub.shard(actor.workspace)).pings(actor.workspace, id)
}
