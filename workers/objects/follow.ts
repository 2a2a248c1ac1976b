// Whoever asks a shard for a workspace that went to another one is sent on: the directory is read from
// copies that may be a minute old, and a heartbeat's ping must not be lost for that.
import { Problem } from '../domain/problem.ts'
import { handOver } from '../flow/leave.ts'
import type { Memory } from '../flow/memory.ts'
import type { ShardPorts } from '../ports.ts'

/** What a call needs of the shard it came to. */
interface Called {
  memory: Memory
  ports: ShardPorts
}

/** The name of the shard that holds the workspace; null: it is this one. While it is on its way, it
 *  is brought there first. */
export async function whereIs(
  { memory, ports }: Called,
  workspace: string,
): Promise<string | null> {
  const gone = memory.gone.get(workspace)
  if (!gone) return null
  if ((await handOver(memory, ports, workspace)) === 'busy')
    throw new Problem('unavailable', 'This workspace is on its way to another shard; try again.')
  return gone.to
}

/** The workspace of a live page that wants to listen; null: this is none. */
export function pageOf({ headers }: Request): string | null {
  const isSocket = headers.get('upgrade')?.toLowerCase() === 'websocket'
  return isSocket ? headers.get('x-esonar-workspace') : null
}

/** Methods that are about the shard itself, or move workspaces. */
const own = new Set([
  ...['constructor', 'alarm', 'begin', 'act', 'fetch', 'webSocketMessage', 'webSocketClose'],
  ...['wake', 'versions', 'health', 'leave', 'takeParcel', 'arrive'],
])

type Method = (this: Called, ...given: unknown[]) => Promise<unknown>

/** Lets every other method of a shard's class follow its workspace, which is its first argument, by id
 *  or as its configuration. */
export function following(shard: { prototype: object }): void {
  const methods = shard.prototype as Record<string, Method>
  for (const name of Object.getOwnPropertyNames(methods)) {
    if (own.has(name)) continue
    const method = methods[name]!
    methods[name] = async function (...given) {
      const [first] = given
      const workspace =
        typeof first === 'string' ? first : (first as { workspace: string }).workspace
      const there = await whereIs(this, workspace)
      if (there !== null) {
        const door = this.ports.shard(there) as unknown as Record<
          string,
          (...one: unknown[]) => unknown
        >
        return door[name]!(...given)
      }
      const { calls } = this.memory
      calls.set(workspace, (calls.get(workspace) ?? 0) + 1)
      try {
        return await method.apply(this, given)
      } finally {
        const left = calls.get(workspace)! - 1
        if (left > 0) calls.set(workspace, left)
        else calls.delete(workspace)
      }
    }
  }
}
