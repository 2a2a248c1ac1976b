// What the hub's flow needs to know of agents: their rows, and the door of each.
import type { Agent, AgentSeen } from './domain/agent.ts'
import type { Audit } from './hub-ports.ts'

export type KnownAgent = Agent & AgentSeen

/** Whose a key is. */
export interface AgentKey {
  id: string
  workspace: string
  revokedAt: string | null
}

/** Agents of record. `changeAgent` answers false when its version is not `expected` any more. */
export interface AgentStore {
  /** In the order they joined; those revoked too. */
  agents(workspace: string): Promise<KnownAgent[]>
  /** Hashes of all their keys. */
  agentHashes(workspace: string): Promise<string[]>
  agentOfHash(hash: string): Promise<AgentKey | null>
  /** The installation's own, one for each workspace it has joined, the first one first. */
  builtIn(): Promise<KnownAgent[]>
  /** The key of an agent is another from now on, and so is its network. */
  rekeyAgent(workspace: string, agent: Agent, hash: string): Promise<void>
  addAgent(workspace: string, agent: Agent, hash: string, audit: Audit): Promise<void>
  changeAgent(workspace: string, agent: Agent, expected: number, audit: Audit): Promise<boolean>
  /** The hash of its key; null: there was none. */
  dropAgent(workspace: string, id: string, audit: Audit): Promise<string | null>
  /** Notes what it said of itself; not part of the configuration. */
  seeAgent(workspace: string, id: string, seen: AgentSeen): Promise<void>
}

/** How an agent is connected now. */
export interface LinkState {
  /** Null: it is not there. */
  road: 'socket' | 'poll' | null
  /** ms since the epoch; null: never. */
  seenAt: number | null
  /** It said that it stops. */
  saidGoodbye: boolean
}

/** An agent with how it is connected now. */
export interface AgentLine extends KnownAgent {
  /** Null: the door could not be asked. */
  link: LinkState | null
}

export interface JoinToken {
  /** Shown this once; good for one agent. */
  token: string
  expiresAt: number
  /** What is typed on the machine. */
  command: string
}

/** What the hub asks of the door of one agent (objects/agent-door.ts). */
export interface AgentDoor {
  state(): Promise<LinkState>
  /** Closes its link, and takes no other. */
  revoke(): Promise<void>
  /** The link, or one poll, of an agent that the hub has let in. */
  fetch(request: Request): Promise<Response>
}
