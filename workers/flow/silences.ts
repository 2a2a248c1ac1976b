// What people and programs ask of silences: a check, a tag or a pattern of names that nobody is told
// about until a time. Checking goes on; what is still broken at the end is told then.
import type { Check } from '../domain/check/check.ts'
import { makeId, workspaceOf } from '../domain/id.ts'
import { Problem } from '../domain/problem.ts'
import { isOn, type Silence } from '../domain/silence.ts'
import type { Actor, HubPorts } from '../hub-ports.ts'
import { allow, auditOf, expectedVersion, lostRace, push } from './change.ts'

/** Longer ones are a pause. */
const daysMax = 31
const dayMs = 86_400_000

export interface SilenceInput {
  check?: string | undefined
  tag?: string | undefined
  pattern?: string | undefined
  /** ms since the epoch. */
  until: number
  reason: string
}

/** Silences, latest end first; those that are over too. */
export async function listSilences(hub: HubPorts, actor: Actor): Promise<Silence[]> {
  allow(actor, 'read', 'silence')
  return hub.config.silences(actor.workspace)
}

/** Silences a check, a tag or a pattern from now on. */
export async function createSilence(
  hub: HubPorts,
  actor: Actor,
  { check, tag, pattern, until, reason }: SilenceInput,
): Promise<Silence> {
  allow(actor, 'write', 'silence')
  const now = hub.now()
  const named = [check, tag, pattern].filter((one) => one !== undefined)
  if (named.length !== 1) {
    throw new Problem('invalid', 'give one of check, tag and pattern, and only one', 'check')
  }
  verifyEnd(until, now)
  if (check !== undefined) await find(hub, actor, check)
  const silence: Silence = {
    v: 1,
    id: makeId('silence', actor.workspace, hub.randomId(12)),
    workspace: actor.workspace,
    version: 1,
    ...(check === undefined ? {} : { check }),
    ...(tag === undefined ? {} : { tag }),
    ...(pattern === undefined ? {} : { pattern }),
    from: now,
    until,
    reason,
    by: actor.name,
  }
  const audit = auditOf(actor, 'create', 'silence', silence.id, null, silence)
  if (!(await hub.config.putSilence(actor.workspace, silence, null, audit))) throw lostRace()
  await push(hub, actor.workspace)
  return silence
}

/** A silence of the actor's workspace; `not_found` for any other. */
export async function getSilence(hub: HubPorts, actor: Actor, id: string): Promise<Silence> {
  const own = workspaceOf('silence', id) === actor.workspace
  const all = own ? await listSilences(hub, actor) : []
  const found = all.find((one) => one.id === id)
  if (!found) throw new Problem('not_found', 'There is no silence of this id.')
  return found
}

/** Another end, another reason. What it is for stays: that is another silence. */
export async function changeSilence(
  hub: HubPorts,
  actor: Actor,
  id: string,
  { until, reason }: Partial<Pick<SilenceInput, 'until' | 'reason'>>,
  ifMatch: number | null,
): Promise<Silence> {
  allow(actor, 'write', 'silence')
  const before = await getSilence(hub, actor, id)
  expectedVersion(ifMatch, before.version)
  if (!isOn(before, hub.now())) throw new Problem('conflict', 'It is over already.')
  if (until !== undefined) verifyEnd(until, hub.now())
  return replace(hub, actor, before, {
    ...before,
    until: until ?? before.until,
    reason: reason ?? before.reason,
  })
}

/** Ends a silence: what is broken is told within seconds. */
export async function endSilence(
  hub: HubPorts,
  actor: Actor,
  id: string,
  ifMatch: number | null,
): Promise<Silence> {
  allow(actor, 'write', 'silence')
  const before = await getSilence(hub, actor, id)
  expectedVersion(ifMatch, before.version)
  const now = hub.now()
  if (!isOn(before, now)) throw new Problem('conflict', 'It is over already.')
  return replace(hub, actor, before, { ...before, endedAt: now })
}

async function replace(
  hub: HubPorts,
  actor: Actor,
  before: Silence,
  changed: Silence,
): Promise<Silence> {
  const after = { ...changed, version: before.version + 1 }
  const audit = auditOf(actor, 'update', 'silence', before.id, before, after)
  if (!(await hub.config.putSilence(actor.workspace, after, before.version, audit))) {
    throw lostRace()
  }
  await push(hub, actor.workspace)
  return after
}

function verifyEnd(until: number, now: number): void {
  if (until <= now) throw new Problem('invalid', 'is over already; give a later end', 'until')
  if (until - now > daysMax * dayMs) {
    throw new Problem('invalid', `at most ${daysMax} days; pause the check instead`, 'until')
  }
}

async function find(hub: HubPorts, actor: Actor, id: string): Promise<Check> {
  const own = workspaceOf('check', id) === actor.workspace
  const check = own ? await hub.config.check(actor.workspace, id) : null
  if (!check) throw new Problem('invalid', `"${id}" is not a check of yours`, 'check')
  return check
}
