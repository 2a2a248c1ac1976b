// What a tap on a link does, from the address to the acknowledgement.
import { readTap } from '../domain/tap.ts'
import type { HubPorts } from '../hub-ports.ts'
import type { ShardPorts } from '../ports.ts'
import type { ShardDoor, Tapped } from '../shard-door.ts'
import { actOn } from './act.ts'
import { record } from './change.ts'
import type { Memory } from './memory.ts'
import { tappedIn } from './tap.ts'

/** Acknowledges all that the message spoke of; what the link is about afterwards. */
export async function actOnTap(
  memory: Memory,
  ports: ShardPorts,
  workspace: string,
  code: string,
): Promise<Tapped | null> {
  const tapped = await tappedIn(memory, ports, workspace, code)
  for (const { incident } of tapped?.incidents ?? []) {
    const isCovered = incident.acknowledgedAt !== null || incident.resolvedAt !== null
    if (isCovered) continue
    actOn(memory, ports, workspace, incident.id, { kind: 'acknowledged', by: tapped!.by })
  }
  return tapped && tappedIn(memory, ports, workspace, code)
}

/** From the hub's side, by what follows `/a/` in the address. */
export async function tapByToken(
  hub: HubPorts,
  token: string,
  act: 'see' | 'acknowledge',
): Promise<Tapped | null> {
  const read = readTap(token)
  const door = read && (await holderOf(hub, read.workspace))
  if (!read || !door) return null
  const { workspace, code } = read
  if (act === 'see') return door.tapped(workspace, code)
  const tapped = await door.tap(workspace, code)
  for (const { incident } of tapped?.incidents ?? []) {
    await record(hub, workspace, {
      actor: 'link',
      actorName: tapped!.by,
      verb: 'acknowledge',
      noun: 'incident',
      subject: incident.id,
      before: null,
      after: { kind: incident.kind, check: incident.check },
    })
  }
  return tapped
}

/** The shard of a workspace that a stranger named: it is looked for, and never assigned. */
async function holderOf(hub: HubPorts, workspace: string): Promise<ShardDoor | null> {
  const known = await hub.snapshots.get<{ shard: string }>(`dir:${workspace}`)
  const shard = known?.shard ?? (await hub.directory.shardOf(workspace))
  return shard === null ? null : hub.shardByName(shard)
}
