// What agents on a target's own side found when it fell: attached to its incident, as evidence.
import { type Agent, isWitness, placeOfAgent } from '../domain/agent.ts'
import type { Check } from '../domain/check/check.ts'
import { type Beside, causesOf, withCauses } from '../domain/host/cause.ts'
import { withHostEvent } from '../domain/host/incident.ts'
import type { HostState } from '../domain/host/state.ts'
import type { Incident } from '../domain/incident.ts'
import { say } from '../domain/words/index.ts'
import type { ShardPorts } from '../ports.ts'
import { putIncident } from './judge.ts'
import type { Memory, Watched } from './memory.ts'
import { type Change, putState } from './write.ts'

/** A finding that comes this long after the incident opened is still said of it. */
const lateMs = 15 * 60_000

/** The incident with what was found beside its target. */
export function caused(memory: Memory, watched: Watched, incident: Incident): Incident {
  if (incident.group !== 'health' || incident.resolvedAt !== null) return incident
  const hosts = besideOf(memory, watched.check)
  if (hosts.length === 0) return incident
  const after = withCauses(incident, causesOf(hosts, incident.startedAt))
  if (after !== incident) holdAs(watched, after)
  return after
}

/** Adds what was just found to incidents that have opened lately: a line in their timeline. */
export function noteCauses(
  memory: Memory,
  ports: ShardPorts,
  change: Change,
  { agent, workspace }: Pick<HostState, 'agent' | 'workspace'>,
): void {
  const now = ports.clock.now()
  for (const watched of memory.checks.values()) {
    const open = watched.state.open.health
    if (!open || open.workspace !== workspace || now - open.openedAt > lateMs) continue
    const hosts = besideOf(memory, watched.check).filter((one) => one.state.agent === agent)
    if (hosts.length === 0) continue
    const before = open.verdict.causes?.length ?? 0
    const after = withCauses(open, causesOf(hosts, open.startedAt))
    const fresh = after.verdict.causes?.slice(before) ?? []
    if (fresh.length === 0) continue
    const text = fresh.map((cause) => say('cause', { cause })).join(' ')
    const noted = withHostEvent(after, 'noted', now, { by: hosts[0]!.name, text })
    holdAs(watched, noted)
    putState(change, watched)
    putIncident(memory, ports, change, noted, watched)
  }
}

/** Hosts on the check's own side: of its site, or asked by it as witnesses. */
function besideOf(memory: Memory, check: Check): Beside[] {
  const agents = memory.configs.get(check.workspace)?.agents ?? []
  return agents.flatMap((agent) => {
    const state = memory.hosts.get(agent.id)
    return state && isBeside(agent, check) ? [{ state, name: agent.name }] : []
  })
}

function isBeside(agent: Agent, check: Check): boolean {
  if (agent.revokedAt !== null || !isWitness(placeOfAgent(agent), check)) return false
  const isOfSite = agent.site !== null && check.tags.includes(agent.site)
  return isOfSite || (check.locations?.includes(agent.id) ?? false)
}

function holdAs(watched: Watched, incident: Incident): void {
  const open = { ...watched.state.open, [incident.group]: incident }
  watched.state = { ...watched.state, open }
}
