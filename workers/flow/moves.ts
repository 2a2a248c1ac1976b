// Room in the shards: a plan that runs more checks takes more of its shard, or its workspace goes to
// another. Each step may be repeated, and cron goes on with what was interrupted.
import type { HubPorts } from '../hub-ports.ts'
import type { Move } from '../plan-ports.ts'
import { push } from './change.ts'

/** Keeps the room that a plan asks for; moves the workspace where its shard has too little. What fails
 *  here is made up by cron. */
export async function makeRoom(hub: HubPorts, workspace: string, plan: string): Promise<void> {
  try {
    await hub.directory.reserve(workspace, plan)
    for (const move of await hub.directory.moves(workspace)) await goOnWith(hub, move)
  } catch (fault) {
    hub.log.error('move', fault, { workspace })
  }
}

/** Cron: room for plans that were changed, and moves that are not over. Answers when it wants to be
 *  called again. */
export async function runMoves(hub: HubPorts): Promise<number> {
  const unroomed = await hub.directory.unroomed()
  for (const { workspace, plan } of unroomed) await hub.directory.reserve(workspace, plan)
  const moves = await hub.directory.moves(null)
  for (const move of moves) {
    await goOnWith(hub, move).catch((fault: unknown) => hub.log.error('move', fault, { ...move }))
  }
  return unroomed.length + moves.length > 0 ? hub.now() : Number.POSITIVE_INFINITY
}

/** From the shard to the shard first; the directory follows. Whoever reads it late is sent on by the
 *  shard that was left. */
async function goOnWith(hub: HubPorts, { workspace, from, to, epoch }: Move): Promise<void> {
  if ((await hub.shardByName(from).leave(workspace, to, epoch)) === 'busy') return
  await hub.directory.moved(workspace, epoch)
  await hub.snapshots.put(`dir:${workspace}`, { v: 1, shard: to })
  await push(hub, workspace)
  hub.log.info('workspace.moved', { workspace, from, to, epoch })
}
