// The wiring of an agent's door: the shard of its workspace, and its row. Only what a door needs.
import type { AgentSeen } from '../domain/agent.ts'
import type { Env } from '../env.ts'
import { makeLog } from '../log.ts'
import type { Log } from '../ports.ts'
import type { ShardDoor } from '../shard-door.ts'
import { makeSnapshots } from '../snapshots.ts'
import { openStores } from '../store/index.ts'
import { deskOf, teller } from './desk.ts'

export interface AgentPorts {
  shard(workspace: string): Promise<ShardDoor>
  /** Notes what an agent says of itself; with Postgres away it is said again at the next link. */
  see(workspace: string, agent: string, seen: AgentSeen): Promise<void>
  log: Log
  version: string
}

/** Ports of one door. */
export function wireAgent(env: Env): AgentPorts {
  const log = makeLog()
  const snapshots = makeSnapshots(env.PAGES)
  let stores: ReturnType<typeof openStores> | null = null
  const opened = () => {
    stores ??= openStores({
      url: env.DATABASE_URL,
      fetchEndpoint: env.NEON_FETCH_ENDPOINT,
      asked: teller(deskOf(env), Date.now, log),
    })
    return stores
  }
  return {
    shard: async (workspace) => {
      const known = await snapshots.get<{ shard: string }>(`dir:${workspace}`)
      const name = known?.shard ?? (await opened().directory.assign(workspace))
      return env.SHARD.get(env.SHARD.idFromName(name)) as unknown as ShardDoor
    },
    see: (workspace, agent, seen) =>
      opened()
        .agents.seeAgent(workspace, agent, seen)
        .catch((fault: unknown) => log.error('agent.see', fault, { agent })),
    log,
    version: env.VERSION,
  }
}
