// Probes that people ask for: a check right now, and a target before it is a check. Both go the
// road of every probe, under the same limits and the same address policy.
import { ownPlaces, type Place } from '../domain/agent.ts'
import {
  type Check,
  type CheckInput,
  type CheckPatch,
  changeCheck,
  commandOf,
  isAsked,
  resolveCheck,
} from '../domain/check/index.ts'
import { makeId } from '../domain/id.ts'
import type { Look } from '../domain/look.ts'
import { limits } from '../domain/plan.ts'
import { Problem } from '../domain/problem.ts'
import type { Actor, HubPorts } from '../hub-ports.ts'
import { placesFor } from './agent-places.ts'
import { verifyBudget } from './budgets.ts'
import { allow, auditOf, record } from './change.ts'
import { find, getCheck, sealed, verify } from './checks.ts'
import { planNameOf } from './plan.ts'
import { verifyProbing } from './stop.ts'

/** A person who tests waits for the answer. */
const testMsMax = 30_000

/** Asks a check of record at once; the answers of its own places count. `locations` null: those of
 *  its round. */
export async function probeCheck(
  hub: HubPorts,
  actor: Actor,
  id: string,
  locations: string[] | null,
): Promise<Look[]> {
  allow(actor, 'act', 'check')
  const check = await find(hub, actor, id)
  if (check.paused) throw new Problem('conflict', 'The check is paused; resume it first.')
  mustBeAsked(check, 'conflict')
  await verifyProbing(hub, actor.workspace)
  await verifyBudget(hub)
  await verify(hub, { ...check, locations })
  const looks = await (await hub.shard(actor.workspace)).lookNow(actor.workspace, id, locations)
  if (looks) {
    const after = { name: check.name, locations: looks.map((one) => one.location) }
    await record(hub, actor.workspace, auditOf(actor, 'probe', 'check', id, null, after))
    return looks
  }
  throw new Problem('unavailable', 'The shard does not know this check yet; try again in a moment.')
}

/** How to ask by hand what a check asks now; null for one that is gone, or that no common tool asks.
 *  Beside evidence: what stays away with Postgres is left out. */
export async function commandFor(
  hub: HubPorts,
  actor: Actor,
  id: string | null,
): Promise<string | null> {
  if (id === null) return null
  const check = await getCheck(hub, actor, id).catch(() => null)
  return check && commandOf(check)
}

/** Tests a target as a new check would ask it. Nothing is stored. */
export async function testTarget(hub: HubPorts, actor: Actor, input: CheckInput): Promise<Look[]> {
  allow(actor, 'write', 'check')
  const check = resolveCheck(input, {
    id: makeId('check', actor.workspace, `test-${hub.randomId(8)}`),
    workspace: actor.workspace,
    nowIso: new Date(hub.now()).toISOString(),
  })
  return test(hub, actor, check, null)
}

/** Tests a check of record as it would be with these settings; it stays as it is. */
export async function testChange(
  hub: HubPorts,
  actor: Actor,
  id: string,
  patch: CheckPatch,
): Promise<Look[]> {
  allow(actor, 'write', 'check')
  const before = await find(hub, actor, id)
  return test(hub, actor, changeCheck(before, patch, before.updatedAt), before)
}

async function test(
  hub: HubPorts,
  actor: Actor,
  check: Check,
  before: Check | null,
): Promise<Look[]> {
  mustBeAsked(check, 'invalid')
  await verifyProbing(hub, actor.workspace)
  await verifyBudget(hub)
  await verify(hub, check, before)
  const { locationsPerCheckMax } = limits(await planNameOf(hub, actor.workspace))
  const usual = async () => ownPlaces(await placesFor(hub, actor.workspace), check)
  const ids = (found: Place[]) => found.slice(0, locationsPerCheckMax).map((one) => one.id)
  const places = check.locations ?? ids(await usual())
  const short = { ...check, timeoutMs: Math.min(check.timeoutMs, testMsMax) }
  const door = await hub.shard(actor.workspace)
  return door.look(actor.workspace, await sealed(hub, short, before), places)
}

function mustBeAsked(check: Check, code: 'invalid' | 'conflict'): void {
  if (isAsked(check)) return
  throw new Problem(
    code,
    'Nobody is asked about this check: it is told, or made of others.',
    'type',
  )
}
