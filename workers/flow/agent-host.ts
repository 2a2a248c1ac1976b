// What an agent said of its host, for people to read: findings and figures over time.
import { linesOf, type MetricLine } from '../domain/host/history.ts'
import type { Actor, HubPorts } from '../hub-ports.ts'
import type { HostView } from '../shard-door.ts'
import { allow } from './change.ts'

export interface AgentHost {
  /** Null: it has said nothing yet. */
  view: HostView | null
  lines: MetricLine[]
}

/** The host of an agent of the actor's workspace; null when the shard cannot be asked. */
export async function hostOf(
  hub: HubPorts,
  actor: Actor,
  agent: string,
  hours: number,
): Promise<AgentHost | null> {
  allow(actor, 'read', 'agent')
  try {
    const door = await hub.shard(actor.workspace)
    const [all, kept] = await Promise.all([
      door.hosts(actor.workspace),
      door.hostMetrics(actor.workspace, agent),
    ])
    const now = hub.now()
    const view = all.find((one) => one.agent === agent) ?? null
    return { view, lines: linesOf(kept, now - hours * 3_600_000, now + 1) }
  } catch (fault) {
    hub.log.error('agent.host', fault, { agent })
    return null
  }
}
