// The installation's own agent: the launcher runs it on the hub's machine, and it joins without a token,
// each workspace by a key of its own. Of its machine it reports to one workspace alone.
import type { Agent } from '../domain/agent.ts'
import { makeId } from '../domain/id.ts'
import type { Actor, HubPorts } from '../hub-ports.ts'
import { type AgentEntry, entryOf } from './agents.ts'
import { auditOf, push } from './change.ts'
import { hashOf } from './hash.ts'
import { isOpen } from './sign-up.ts'

export interface OwnAgent {
  /** Made and kept by the launcher. */
  key: string
  name: string
  /** That of the places on the machine: it shares their faults. */
  network: string
}

/** A workspace in which it is a place. */
export interface Seat {
  agent: Agent
  key: string
  /** Whether the findings of its machine are this workspace's: the operator's. */
  reports: boolean
}

/** As many links as one program holds without trouble. */
const seatsMax = 100

/** Lets it in under its key: the operator's workspace first, which is the one it joined first or else
 *  the oldest; then all others, unless strangers may sign up here: its machine is none of theirs.
 *  Repeats harmlessly; what its owner called it stays. */
export async function letInOwnAgent(hub: HubPorts, given: OwnAgent): Promise<Seat[]> {
  const [joined, oldest] = await Promise.all([
    hub.agents.builtIn(),
    hub.accounts.oldestWorkspaces(seatsMax),
  ])
  const home = joined[0]?.workspace ?? oldest[0]
  if (home === undefined) return []
  const others = isOpen(hub) ? [] : oldest.filter((one) => one !== home)
  const seats: Seat[] = []
  for (const workspace of [home, ...others]) {
    const key = workspace === home ? given.key : await keyFor(given.key, workspace)
    const before = joined.find((one) => one.workspace === workspace) ?? null
    const agent = await seated(hub, { ...given, key }, workspace, before)
    seats.push({ agent, key, reports: workspace === home })
  }
  return seats
}

/** Another key for each workspace, always the same. */
async function keyFor(key: string, workspace: string): Promise<string> {
  const bytes = new TextEncoder().encode(`${key} ${workspace}`)
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
  return `esa_${[...hash].map((byte) => byte.toString(16).padStart(2, '0')).join('')}`.slice(0, 44)
}

async function seated(
  hub: HubPorts,
  given: OwnAgent,
  workspace: string,
  before: Agent | null,
): Promise<Agent> {
  const hash = await hashOf(given.key)
  const entry = await hub.snapshots.get<AgentEntry>(entryOf(hash))
  if (before && entry?.id === before.id && before.network === given.network) return before
  const agent = before
    ? await rekeyed(hub, { ...before, network: given.network }, hash)
    : await fresh(hub, given, workspace, hash)
  await hub.snapshots.put(entryOf(hash), { v: 1, id: agent.id, workspace } satisfies AgentEntry)
  await push(hub, workspace)
  return agent
}

async function rekeyed(hub: HubPorts, agent: Agent, hash: string): Promise<Agent> {
  await hub.agents.rekeyAgent(agent.workspace, agent, hash)
  return agent
}

async function fresh(
  hub: HubPorts,
  given: OwnAgent,
  workspace: string,
  hash: string,
): Promise<Agent> {
  const agent: Agent = {
    v: 1,
    id: makeId('agent', workspace, hub.randomId(12)),
    workspace,
    version: 1,
    name: given.name,
    network: given.network,
    site: null,
    role: 'voter',
    createdAt: new Date(hub.now()).toISOString(),
    revokedAt: null,
    builtIn: true,
  }
  const by: Actor = { kind: 'key', id: agent.id, name: agent.name, workspace, role: 'viewer' }
  const audit = auditOf(by, 'join', 'agent', agent.id, null, agent)
  await hub.agents.addAgent(workspace, agent, hash, audit)
  return agent
}
