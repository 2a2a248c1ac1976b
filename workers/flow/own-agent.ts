// The installation's own agent: the launcher runs it on the hub's machine, and it joins without a token.
import type { Agent } from '../domain/agent.ts'
import { makeId } from '../domain/id.ts'
import type { Actor, HubPorts } from '../hub-ports.ts'
import { type AgentEntry, entryOf } from './agents.ts'
import { auditOf, push } from './change.ts'
import { hashOf } from './hash.ts'

export interface OwnAgent {
  /** Made and kept by the launcher. */
  key: string
  name: string
  /** That of the places on the machine: it shares their faults. */
  network: string
}

/** Lets it in under its key, in the workspace that is there longest. Null: there is none yet. Repeats
 *  harmlessly; what its owner called it stays. */
export async function letInOwnAgent(hub: HubPorts, given: OwnAgent): Promise<Agent | null> {
  const hash = await hashOf(given.key)
  const agent = (await known(hub, given, hash)) ?? (await fresh(hub, given, hash))
  if (!agent) return null
  const { id, workspace } = agent
  await hub.snapshots.put(entryOf(hash), { v: 1, id, workspace } satisfies AgentEntry)
  await push(hub, workspace)
  return agent
}

async function known(hub: HubPorts, { network }: OwnAgent, hash: string): Promise<Agent | null> {
  const before = await hub.agents.builtIn()
  if (!before) return null
  const after = { ...before, network }
  await hub.agents.rekeyAgent(before.workspace, after, hash)
  return after
}

async function fresh(hub: HubPorts, given: OwnAgent, hash: string): Promise<Agent | null> {
  const workspace = await hub.accounts.firstWorkspace()
  if (workspace === null) return null
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
