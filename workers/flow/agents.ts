// Agents: a token to join with, the list, changes, and the end of a key.
import type { AgentLine, JoinToken, KnownAgent, LinkState } from '../agent-ports.ts'
import type { Agent, AgentRole } from '../domain/agent.ts'
import { makeId, workspaceOf } from '../domain/id.ts'
import { Problem } from '../domain/problem.ts'
import type { Actor, HubPorts } from '../hub-ports.ts'
import { allow, auditOf, expectedVersion, lostRace, push, record } from './change.ts'
import { hashOf } from './hash.ts'
import { isAskedFrom, verifyVoices } from './placing.ts'
import { verifyRoom } from './plan.ts'

const tokenMs = 3_600_000
const secretChars = 40
const joinPurpose = (workspace: string) => `agent-join:${workspace}`
const tokenShape = /^esj_([a-z0-9]{4,32})_[a-z0-9]{40}$/
const keyShape = /^esa_[a-z0-9]{40}$/

/** Whose a key is: `agent:<hash of the key>` in KV, so that a link needs no database. */
export interface AgentEntry {
  v: 1
  id: string
  workspace: string
}
export const entryOf = (hash: string) => `agent:${hash}`

/** All agents, each with how it is connected now. */
export async function listAgents(hub: HubPorts, actor: Actor): Promise<AgentLine[]> {
  allow(actor, 'read', 'agent')
  const agents = await hub.agents.agents(actor.workspace)
  return Promise.all(agents.map(async (one) => ({ ...one, link: await linkOf(hub, one) })))
}

/** An agent of the actor's workspace; `not_found` for any other. */
export async function getAgent(hub: HubPorts, actor: Actor, id: string): Promise<AgentLine> {
  allow(actor, 'read', 'agent')
  const found = await find(hub, actor, id)
  return { ...found, link: await linkOf(hub, found) }
}

async function find(hub: HubPorts, actor: Actor, id: string): Promise<KnownAgent> {
  const own = workspaceOf('agent', id) === actor.workspace
  const all = own ? await hub.agents.agents(actor.workspace) : []
  const found = all.find((one) => one.id === id)
  if (!found) throw new Problem('not_found', 'There is no agent of this id.')
  return found
}

function linkOf(hub: HubPorts, { id }: Agent): Promise<LinkState | null> {
  return hub
    .agentDoor(id)
    .state()
    .catch((fault: unknown) => {
      hub.log.error('agent.state', fault, { agent: id })
      return null
    })
}

/** Makes a token with which one agent may join within the hour. */
export async function createJoinToken(hub: HubPorts, actor: Actor): Promise<JoinToken> {
  allow(actor, 'write', 'agent')
  const { workspace } = actor
  await verifyRoom(hub, workspace, 'agents')
  const token = `esj_${workspace}_${hub.randomId(secretChars)}`
  const expiresAt = hub.now() + tokenMs
  await hub.accounts.putToken(joinPurpose(workspace), await hashOf(token), expiresAt)
  await record(hub, workspace, auditOf(actor, 'invite', 'agent', workspace, null, { expiresAt }))
  return { token, expiresAt, command: `esonar-agent join ${hub.settings.baseUrl} ${token}` }
}

export interface JoinInput {
  token: string
  name: string
  network: string
  site: string | null
  program: string
  capabilities: string[]
}

/** Uses a token up; `key` is the only time it is seen. */
export async function joinAgent(
  hub: HubPorts,
  { token, program, capabilities, ...facts }: JoinInput,
): Promise<{ agent: Agent; key: string }> {
  const workspace = tokenShape.exec(token)?.[1]
  const now = hub.now()
  const isGood =
    workspace !== undefined &&
    (await hub.accounts.takeToken(joinPurpose(workspace), await hashOf(token), now))
  if (!isGood) {
    const remedy = 'This token is used up, expired or mistyped; make a new one under Agents.'
    throw new Problem('unauthenticated', remedy)
  }
  await verifyRoom(hub, workspace, 'agents')
  const key = `esa_${hub.randomId(secretChars)}`
  const agent: Agent = {
    v: 1,
    id: makeId('agent', workspace, hub.randomId(12)),
    workspace,
    version: 1,
    ...facts,
    role: 'voter',
    createdAt: new Date(now).toISOString(),
    revokedAt: null,
  }
  const hash = await hashOf(key)
  const by: Actor = { kind: 'key', id: agent.id, name: agent.name, workspace, role: 'viewer' }
  await hub.agents.addAgent(
    workspace,
    agent,
    hash,
    auditOf(by, 'join', 'agent', agent.id, null, agent),
  )
  await hub.agents.seeAgent(workspace, agent.id, { lastSeenAt: null, program, capabilities })
  await hub.snapshots.put(entryOf(hash), { v: 1, id: agent.id, workspace } satisfies AgentEntry)
  await push(hub, workspace)
  return { agent, key }
}

/** The agent of a key; null: nobody's. KV first; just after joining it may not know yet. */
export async function agentOfKey(hub: HubPorts, key: string): Promise<AgentEntry | null> {
  if (!keyShape.test(key)) return null
  const hash = await hashOf(key)
  const entry = await hub.snapshots.get<AgentEntry>(entryOf(hash))
  if (entry) return entry
  const found = await hub.agents.agentOfHash(hash)
  if (!found || found.revokedAt !== null) return null
  return { v: 1, id: found.id, workspace: found.workspace }
}

export interface AgentPatch {
  name?: string | undefined
  network?: string | undefined
  site?: string | null | undefined
  role?: AgentRole | undefined
}

/** Another name, network, site or role. */
export async function changeAgent(
  hub: HubPorts,
  actor: Actor,
  id: string,
  patch: AgentPatch,
  ifMatch: number | null,
): Promise<AgentLine> {
  allow(actor, 'write', 'agent')
  const before = await find(hub, actor, id)
  const { name, network, site, role } = patch
  const after = {
    ...before,
    name: name ?? before.name,
    network: network ?? before.network,
    site: site === undefined ? before.site : site,
    role: role ?? before.role,
  }
  if (before.builtIn && after.network !== before.network) {
    throw new Problem('invalid', 'is that of the places on this machine', 'network')
  }
  await verifyVoices(hub, after)
  return replace(hub, actor, 'update', before, after, ifMatch)
}

/** Ends its key: its link closes and it stops. Its name stays beside what it saw. */
export async function revokeAgent(
  hub: HubPorts,
  actor: Actor,
  id: string,
  ifMatch: number | null,
): Promise<AgentLine> {
  allow(actor, 'write', 'agent')
  const before = await find(hub, actor, id)
  if (before.builtIn) throw ownOfHere()
  if (before.revokedAt !== null) throw new Problem('conflict', 'It is revoked already.')
  // First of all, and with the database away too: the door takes no link of it any more.
  await hub.agentDoor(id).revoke()
  const revokedAt = new Date(hub.now()).toISOString()
  return replace(hub, actor, 'revoke', before, { ...before, revokedAt }, ifMatch)
}

async function replace(
  hub: HubPorts,
  actor: Actor,
  verb: string,
  before: KnownAgent,
  after: KnownAgent,
  ifMatch: number | null,
): Promise<AgentLine> {
  const { workspace } = actor
  const expected = expectedVersion(ifMatch, before.version)
  const audit = auditOf(actor, verb, 'agent', before.id, shown(before), shown(after))
  if (!(await hub.agents.changeAgent(workspace, after, expected, audit))) throw lostRace()
  await push(hub, workspace)
  return getAgent(hub, actor, before.id)
}

const shown = ({ name, network, site, role, revokedAt }: Agent) => {
  return { name, network, site, role, revokedAt }
}

/** It would be back at the next start: only the setting ends it. */
function ownOfHere(): Problem {
  const remedy =
    'It is built in: set ESONAR_OWN_AGENT=off and start eSonar again; then it can be removed.'
  return new Problem('conflict', remedy)
}

/** Takes an agent out; refused while a check is asked from it. */
export async function removeAgent(hub: HubPorts, actor: Actor, id: string): Promise<void> {
  allow(actor, 'write', 'agent')
  const before = await find(hub, actor, id)
  const checks = (await hub.config.whole(actor.workspace))?.checks ?? []
  const user = checks.find((one) => isAskedFrom(one, before))
  if (user) {
    const remedy = `${user.name} is asked from it; take it out of that check's locations first.`
    throw new Problem('conflict', remedy)
  }
  if (before.builtIn && (await linkOf(hub, before))?.road !== null) throw ownOfHere()
  await hub.agentDoor(id).revoke()
  const audit = auditOf(actor, 'delete', 'agent', id, shown(before), null)
  const hash = await hub.agents.dropAgent(actor.workspace, id, audit)
  if (hash === null) throw new Problem('not_found', 'There is no agent of this id.')
  await hub.snapshots.drop(entryOf(hash))
  await push(hub, actor.workspace)
}
