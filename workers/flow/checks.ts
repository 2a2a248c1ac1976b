// What people and programs ask of checks: list, create, change, pause, remove.
import {
  type Check,
  type CheckInput,
  type CheckPatch,
  changeCheck,
  resolveCheck,
  settingsFault,
  withSecrets,
} from '../domain/check/index.ts'
import { makeId, workspaceOf } from '../domain/id.ts'
import { limits, onPlan } from '../domain/plan.ts'
import { Problem } from '../domain/problem.ts'
import type { Health } from '../domain/verdict/state.ts'
import type { Actor, CheckFilter, HubPorts, PageAsk, PageOf } from '../hub-ports.ts'
import { verifyBudget } from './budgets.ts'
import { allow, auditOf, expectedVersion, lostRace, push } from './change.ts'
import { verifyMembers, verifyUnneeded } from './members.ts'
import { orphan, verifyParent } from './parent.ts'
import { verifySlug } from './ping-key.ts'
import { verifyPlaces } from './placing.ts'
import { planNameOf, verifyRoom, verifyRunning } from './plan.ts'
import { mapSecrets } from './secrets.ts'
import { verifySite } from './site.ts'
import { delist, enlist, withToken } from './tokens.ts'

/** What stands where a secret is: shown instead of it, and kept when it comes back. */
export const mask = '•••'

/** What a list of checks is narrowed to; `health` is asked of the shard. */
export interface ChecksAsked extends Omit<CheckFilter, 'among'> {
  health?: Health | undefined
}

export async function listChecks(
  hub: HubPorts,
  actor: Actor,
  ask: PageAsk,
  { health, ...filter }: ChecksAsked = {},
): Promise<PageOf<Check>> {
  allow(actor, 'read', 'check')
  const among = health === undefined ? undefined : await ofHealth(hub, actor, health)
  const page = await hub.config.checks(actor.workspace, ask, { ...filter, among })
  return { ...page, data: page.data.map(masked) }
}

/** Most that one look at the record gives. */
const perLook = 500

/** All checks of the workspace, or those asked for. */
export async function allChecks(
  hub: HubPorts,
  actor: Actor,
  asked: ChecksAsked = {},
): Promise<Check[]> {
  const checks: Check[] = []
  let cursor: string | null = null
  do {
    const found: PageOf<Check> = await listChecks(hub, actor, { cursor, limit: perLook }, asked)
    checks.push(...found.data)
    cursor = found.next
  } while (cursor !== null)
  return checks
}

/** A check that the shard does not know yet is `unknown`. */
async function ofHealth(
  hub: HubPorts,
  actor: Actor,
  health: Health,
): Promise<NonNullable<CheckFilter['among']>> {
  const views = await (await hub.shard(actor.workspace)).views(actor.workspace)
  const isOneOf = health !== 'unknown'
  const these = views.filter((one) => isOneOf === (one.health === health))
  return { ids: these.map((one) => one.check), isOneOf }
}

/** Tags that checks of the workspace carry, and how many of them do. */
export async function listTags(
  hub: HubPorts,
  actor: Actor,
): Promise<{ tag: string; checks: number }[]> {
  allow(actor, 'read', 'check')
  return hub.config.tags(actor.workspace)
}

/** A check of the actor's workspace, secrets masked; `not_found` for any other. */
export async function getCheck(hub: HubPorts, actor: Actor, id: string): Promise<Check> {
  allow(actor, 'read', 'check')
  return masked(await find(hub, actor, id))
}

/** A check of the actor's workspace as it is stored. */
export async function find(hub: HubPorts, actor: Actor, id: string): Promise<Check> {
  const own = workspaceOf('check', id) === actor.workspace
  const check = own ? await hub.config.check(actor.workspace, id) : null
  if (!check) throw new Problem('not_found', 'There is no check of this id.')
  return check
}

/** `rest`: the end of its id, where that is not left to chance. `isOneOfMany`: the caller pushes. */
export async function createCheck(
  hub: HubPorts,
  actor: Actor,
  input: CheckInput,
  { rest = hub.randomId(12), isOneOfMany = false }: { rest?: string; isOneOfMany?: boolean } = {},
): Promise<Check> {
  allow(actor, 'write', 'check')
  await verifyRoom(hub, actor.workspace, 'checks')
  await verifyBudget(hub)
  const id = makeId('check', actor.workspace, rest)
  const facts = { id, workspace: actor.workspace, nowIso: new Date(hub.now()).toISOString() }
  const check = withToken(hub, resolveCheck(input, facts))
  await verify(hub, check)
  await verifyMembers(hub, check)
  await verifyParent(hub, actor.workspace, check)
  await verifySlug(hub, check)
  await enlist(hub, check, null)
  const audit = auditOf(actor, 'create', 'check', id, null, masked(check))
  if (!(await hub.config.putCheck(actor.workspace, await sealed(hub, check, null), null, audit)))
    throw lostRace()
  if (!isOneOfMany) await push(hub, actor.workspace)
  return masked(check)
}

/** Changes some settings. `ifMatch`: the version the caller saw, or null. */
export async function updateCheck(
  hub: HubPorts,
  actor: Actor,
  id: string,
  patch: CheckPatch,
  ifMatch: number | null,
): Promise<Check> {
  allow(actor, 'write', 'check')
  const before = await find(hub, actor, id)
  const expected = expectedVersion(ifMatch, before.version)
  const after = changeCheck(before, patch, new Date(hub.now()).toISOString())
  await verify(hub, after, before)
  if (before.paused && !after.paused) {
    await verifyRunning(hub, actor.workspace)
    await verifyBudget(hub)
  }
  await verifyMembers(hub, after)
  if (patch.parent) await verifyParent(hub, actor.workspace, after)
  if (patch.slug) await verifySlug(hub, after)
  const audit = auditOf(actor, 'update', 'check', id, masked(before), masked(after))
  const stored = await sealed(hub, after, before)
  await enlist(hub, stored, before)
  if (!(await hub.config.putCheck(actor.workspace, stored, expected, audit))) throw lostRace()
  await push(hub, actor.workspace)
  await delist(hub, before, stored)
  return masked(stored)
}

export async function removeCheck(
  hub: HubPorts,
  actor: Actor,
  id: string,
  ifMatch: number | null,
): Promise<void> {
  allow(actor, 'write', 'check')
  const before = await find(hub, actor, id)
  const expected = expectedVersion(ifMatch, before.version)
  await verifyUnneeded(hub, before)
  await orphan(hub, actor, id)
  const audit = auditOf(actor, 'delete', 'check', id, masked(before), null)
  if (!(await hub.config.dropCheck(actor.workspace, id, expected, audit))) throw lostRace()
  await push(hub, actor.workspace)
  await delist(hub, before, null)
}

/** Refuses what this installation does not allow, with the field at fault. */
export async function verify(
  hub: HubPorts,
  check: Check,
  before: Check | null = null,
): Promise<void> {
  const plan = await planNameOf(hub, check.workspace)
  const { intervalSecondsMin } = limits(plan)
  // What a larger plan allowed may stay as it is set.
  const isOld = before !== null && check.intervalSeconds === before.intervalSeconds
  if (check.intervalSeconds < intervalSecondsMin && !isOld) {
    throw new Problem(
      'invalid',
      `must be at least ${intervalSecondsMin} seconds ${onPlan(plan, 'intervalSecondsMin')}`,
      'intervalSeconds',
    )
  }
  const fault = settingsFault(check)
  if (fault) throw new Problem('invalid', fault.message, fault.field)
  await verifyPlaces(hub, check, before)
  await verifySite(hub, check, before)
}

/** The check as it may be shown: every secret is the mask. */
export function masked(check: Check): Check {
  return withSecrets(check, () => mask)
}

/** The check as it is stored: secrets sealed; a mask that came back keeps what was there. */
export async function sealed(hub: HubPorts, check: Check, before: Check | null): Promise<Check> {
  const old = new Map<string, string>()
  if (before) {
    withSecrets(before, (value, key) => {
      old.set(key, value)
      return value
    })
  }
  return mapSecrets(check, async (value, key, field) => {
    if (value !== mask) return hub.vault.seal(value)
    const was = old.get(key)
    if (was === undefined)
      throw new Problem('invalid', 'give the value itself, not the mask', field)
    return hub.vault.open(was).then(
      // One stored before its field was a secret is sealed now.
      (text) => (text === was ? hub.vault.seal(was) : was),
      () => was,
    )
  })
}
