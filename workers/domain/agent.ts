// An agent: eSonar's program on somebody's own machine. A place to probe from, with a network and a
// voice of its own, and the one that looks at its host from inside.
import type { Check } from './check/check.ts'
import { askedOf } from './check/index.ts'
import type { Location } from './location.ts'

/** A voter's word is counted; a witness is asked too, and is evidence alone. */
export const agentRoles = ['voter', 'witness'] as const
export type AgentRole = (typeof agentRoles)[number]

/** PERSISTED CONTRACT: what a shard knows of an agent. */
export interface Agent {
  v: 1
  id: string
  workspace: string
  version: number
  name: string
  /** Who carries its packets, as its owner names it: votes are counted per network too. */
  network: string
  /** Where it stands. A check that carries it as a tag is on the agent's own side. */
  site: string | null
  role: AgentRole
  createdAt: string
  /** Its key works no more since. */
  revokedAt: string | null
  /** The installation's own, on the hub's machine: begun by the launcher, and sharing the network of
   *  the places there. */
  builtIn?: boolean
}

/** What an agent said of itself when it was last seen. */
export interface AgentSeen {
  lastSeenAt: string | null
  /** Of the program. */
  program: string | null
  /** What it can measure and look at, like `ping`. */
  capabilities: string[]
}

/** A place of a workspace: one of the installation's, or an agent of its own. */
export interface Place extends Location {
  /** Asked where a check names no places. */
  default: boolean
  /** An agent of the workspace. */
  agent?: Pick<Agent, 'role' | 'site' | 'builtIn'>
}

/** An agent as a place. It is asked by checks that name it, and stands in for nobody. */
export function placeOfAgent({ id, network, name, role, site, builtIn = false }: Agent): Place {
  return { id, network, label: name, default: false, agent: { role, site, builtIn } }
}

const isForAgents = (check: Check) => askedOf(check) === 'agent'
const areAgents = (named: Place[]) =>
  named.length > 0 && named.every((one) => one.agent !== undefined)

/** The places a check is put to each time. Where it names none, those that are asked by default; what
 *  agents alone can ask is put to the built-in one. */
export function ownPlaces(places: Place[], check: Check): Place[] {
  const { locations } = check
  if (locations) return places.filter((one) => locations.includes(one.id) && !one.borrowed)
  return places.filter((one) => (isForAgents(check) ? one.agent?.builtIn : one.default))
}

/** Whether an agent's word is evidence alone for a check: by its role, or because both stand on one
 *  site. */
export function isWitness({ agent }: Place, { tags }: Pick<Check, 'tags'>): boolean {
  if (!agent) return false
  return agent.role === 'witness' || (agent.site !== null && tags.includes(agent.site))
}

/** Who votes for a check: its own places first, then the spares, then those that are borrowed. An agent
 *  is no spare, and where agents alone are chosen nobody stands in for them: others may not reach what
 *  they do. Agents of the target's own site are counted where nobody else is chosen. */
export function votersOf(places: Place[], check: Check): { voters: Place[]; own: number } {
  const named = ownPlaces(places, check)
  const isApart = isForAgents(check) || areAgents(named)
  const counted = named.filter((one) => !isWitness(one, check))
  const own =
    isApart && counted.length === 0 ? named.filter((one) => one.agent?.role === 'voter') : counted
  const others = isApart ? [] : places.filter((one) => !named.includes(one) && !one.agent)
  const spares = others.filter((one) => !one.borrowed)
  const lent = others.filter((one) => one.borrowed)
  return { voters: [...own, ...spares, ...lent], own: own.length }
}

/** Places that are asked as evidence alone. */
export function witnessesOf(places: Place[], check: Check): string[] {
  const { voters } = votersOf(places, check)
  const named = places.filter((one) => check.locations?.includes(one.id))
  return named.filter((one) => !voters.includes(one)).map((one) => one.id)
}
