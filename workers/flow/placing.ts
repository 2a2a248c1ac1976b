// Whether a check may be asked from where it wants to be: places that exist, enough for its plan, and
// targets that may be watched from there.
import { type AddressPolicy, refusal } from '../domain/address.ts'
import { type Agent, ownPlaces, type Place, placeOfAgent, votersOf } from '../domain/agent.ts'
import { addressesOf, askedOf, type Check, isAsked, kindOf } from '../domain/check/index.ts'
import { limits, onPlan } from '../domain/plan.ts'
import { Problem } from '../domain/problem.ts'
import type { HubPorts } from '../hub-ports.ts'
import { placesFor } from './agent-places.ts'
import { planNameOf } from './plan.ts'

/** Refuses places that are not there or cannot ask this, with the field at fault. */
export async function verifyPlaces(
  hub: HubPorts,
  check: Check,
  before: Check | null = null,
): Promise<void> {
  const chosen = check.locations ?? []
  const places = await placesFor(hub, check.workspace)
  const known = places.filter((one) => !one.borrowed)
  const lent = chosen.find((id) => places.some((one) => one.id === id && one.borrowed))
  if (lent) {
    const remedy = `"${lent}" is borrowed: it is asked by itself, to confirm a fall; leave it out`
    throw new Problem('invalid', remedy, 'locations')
  }
  const stranger = chosen.find((id) => !known.some((one) => one.id === id))
  if (stranger) {
    const ids = known.map((one) => one.id).join(', ')
    throw new Problem(
      'invalid',
      `"${stranger}" is not a location here; there are ${ids}`,
      'locations',
    )
  }
  const plan = await planNameOf(hub, check.workspace)
  const { locationsPerCheckMax } = limits(plan)
  const isOld = chosen.length <= (before?.locations?.length ?? 0)
  if (chosen.length > locationsPerCheckMax && !isOld) {
    throw new Problem(
      'invalid',
      `at most ${locationsPerCheckMax} locations ${onPlan(plan, 'locationsPerCheckMax')}`,
      'locations',
    )
  }
  const own = ownPlaces(places, check)
  const areAgents = own.length > 0 && own.every((one) => one.agent !== undefined)
  if (askedOf(check) === 'agent' && !areAgents) throw needsAgent(check, places)
  if (own.length > 0 && votersOf(places, check).own === 0) throw noVoice()
  verifyAddress(hub, check, areAgents && own.every((one) => !one.agent?.builtIn))
}

function noVoice(): Problem {
  const remedy = 'has only witnesses, whose word is not counted; choose a voter, too'
  return new Problem('invalid', remedy, 'locations')
}

/** Refuses a change of an agent that would leave a check without anybody whose word counts. */
export async function verifyVoices(hub: HubPorts, agent: Agent): Promise<void> {
  const places = (await placesFor(hub, agent.workspace)).map((one) =>
    one.id === agent.id ? placeOfAgent(agent) : one,
  )
  const checks = (await hub.config.whole(agent.workspace))?.checks ?? []
  const mute = checks.find((one) => isAskedFrom(one, agent) && votersOf(places, one).own === 0)
  if (!mute) return
  const remedy = `${mute.name} would have only witnesses; choose a voter for it first.`
  throw new Problem('conflict', remedy, 'role')
}

/** Whether a check is put to an agent each time. */
export function isAskedFrom(check: Check, agent: Agent): boolean {
  return isAsked(check) && ownPlaces([placeOfAgent(agent)], check).length > 0
}

function needsAgent(check: Check, places: Place[]): Problem {
  const isAny = places.some((one) => one.agent !== undefined)
  if (kindOf(check.type).asked !== 'agent') {
    const remedy = isAny
      ? 'choose agents alone, or any family'
      : 'join an agent first, or choose any'
    const field = check.locations === null ? 'addressFamily' : 'locations'
    return new Problem('invalid', `over one family only agents can ask; ${remedy}`, field)
  }
  return isAny
    ? new Problem('invalid', 'choose agents alone: only they can ask this', 'locations')
    : new Problem('invalid', 'needs an agent: join one first', 'type')
}

/** An agent may reach what is private: it stands there by its owner's will. The built-in one keeps to
 *  the rule of the machine. */
function verifyAddress(hub: HubPorts, check: Check, isElsewhere: boolean): void {
  const { privateTargets, ownPorts } = hub.settings
  const policy: AddressPolicy = isElsewhere
    ? { privateTargets: 'allow', ownPorts: [] }
    : { privateTargets, ownPorts }
  const address = addressesOf(check).find((one) => refusal(one.host, one.port, policy))
  if (!address) return
  throw new Problem(
    'invalid',
    `${address.host} is an address that may not be watched from here; give a public one`,
    address.field,
  )
}
