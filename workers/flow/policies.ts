// What people and programs ask of alert policies: list, create, change, remove, draw what they do.
import { cronFault, isTimeZone } from '../domain/check/cron.ts'
import type { Policy, PolicyStep, WorkspaceConfig } from '../domain/config.ts'
import { makeId, workspaceOf } from '../domain/id.ts'
import type { Level } from '../domain/incident.ts'
import { withOwners } from '../domain/owner-road.ts'
import { type Preview, previewOf } from '../domain/preview.ts'
import { Problem } from '../domain/problem.ts'
import type { Actor, HubPorts } from '../hub-ports.ts'
import { allow, auditOf, expectedVersion, lostRace, push } from './change.ts'

const policiesMax = 100

export type PolicyInput = Pick<
  Policy,
  'name' | 'steps' | 'remindEveryMinutes' | 'repeat' | 'quietHours' | 'digest' | 'drill'
>

export async function listPolicies(hub: HubPorts, actor: Actor): Promise<Policy[]> {
  allow(actor, 'read', 'policy')
  return hub.config.policies(actor.workspace)
}

/** A policy of the actor's workspace; `not_found` for any other. */
export async function getPolicy(hub: HubPorts, actor: Actor, id: string): Promise<Policy> {
  const policies = await listPolicies(hub, actor)
  const own = workspaceOf('policy', id) === actor.workspace
  const found = own ? policies.find((one) => one.id === id) : undefined
  if (!found) throw new Problem('not_found', 'There is no policy of this id.')
  return found
}

export async function createPolicy(
  hub: HubPorts,
  actor: Actor,
  input: PolicyInput,
): Promise<Policy> {
  allow(actor, 'write', 'policy')
  if ((await hub.config.policies(actor.workspace)).length >= policiesMax) {
    throw new Problem('limit_reached', `At most ${policiesMax} policies; remove one.`)
  }
  const policy: Policy = {
    v: 1,
    id: makeId('policy', actor.workspace, hub.randomId(12)),
    workspace: actor.workspace,
    version: 1,
    isDefault: false,
    ...input,
  }
  await verify(hub, policy)
  const audit = auditOf(actor, 'create', 'policy', policy.id, null, policy)
  if (!(await hub.config.putPolicy(actor.workspace, policy, null, audit))) throw lostRace()
  await push(hub, actor.workspace)
  return policy
}

/** Changes a policy; what is left out stays as it is. */
export async function updatePolicy(
  hub: HubPorts,
  actor: Actor,
  id: string,
  patch: Partial<PolicyInput>,
  ifMatch: number | null,
): Promise<Policy> {
  allow(actor, 'write', 'policy')
  const before = await getPolicy(hub, actor, id)
  const expected = expectedVersion(ifMatch, before.version)
  const after: Policy = { ...before, ...patch, version: before.version + 1 }
  await verify(hub, after)
  const audit = auditOf(actor, 'update', 'policy', id, before, after)
  if (!(await hub.config.putPolicy(actor.workspace, after, expected, audit))) throw lostRace()
  await push(hub, actor.workspace)
  return after
}

/** Removes a policy that is neither the default nor in use. */
export async function removePolicy(
  hub: HubPorts,
  actor: Actor,
  id: string,
  ifMatch: number | null,
): Promise<void> {
  allow(actor, 'write', 'policy')
  const before = await getPolicy(hub, actor, id)
  if (before.isDefault) {
    throw new Problem('conflict', 'It is the default policy: change it instead.')
  }
  const checks = (await hub.config.whole(actor.workspace))?.checks ?? []
  const user = checks.find((one) => one.policy === id)
  if (user) {
    throw new Problem('conflict', `The check ${user.name} uses it; give that another one first.`)
  }
  const expected = expectedVersion(ifMatch, before.version)
  const audit = auditOf(actor, 'delete', 'policy', id, before, null)
  if (!(await hub.config.dropPolicy(actor.workspace, id, expected, audit))) throw lostRace()
  await push(hub, actor.workspace)
}

/** Refuses a policy that names what is not there, with the field at fault. */
async function verify(hub: HubPorts, policy: Policy): Promise<void> {
  const config = await hub.config.whole(policy.workspace)
  const members = await hub.accounts.members(policy.workspace)
  for (const [index, step] of policy.steps.entries()) {
    verifyStep(step, `steps.${index}`, config, new Set(members.map((one) => one.id)))
  }
  const { quietHours, digest, drill } = policy
  if (quietHours) {
    verifyZone(quietHours.timeZone, 'quietHours.timeZone')
    if (quietHours.from === quietHours.to) {
      throw new Problem('invalid', 'must not be when they begin', 'quietHours.to')
    }
  }
  if (digest) verifyZone(digest.timeZone, 'digest.timeZone')
  if (drill) {
    verifyZone(drill.timeZone, 'drill.timeZone')
    const wrong = cronFault(drill.cron)
    if (wrong) throw new Problem('invalid', wrong, 'drill.cron')
  }
}

export function verifyZone(timeZone: string, field: string): void {
  if (isTimeZone(timeZone)) return
  throw new Problem('invalid', 'is not a time zone; give one like Europe/Berlin', field)
}

function verifyStep(
  step: PolicyStep,
  field: string,
  config: WorkspaceConfig | null,
  members: Set<string>,
): void {
  const { channels, onCall = [], people = [] } = step
  const isNobody = channels !== 'all' && channels.length + onCall.length + people.length === 0
  if (isNobody) throw new Problem('invalid', 'name a channel, a schedule or a member', field)
  const known = new Set(config?.channels.map((one) => one.id))
  const schedules = new Set(config?.schedules?.map((one) => one.id))
  const refuse = (ids: string[], has: Set<string>, what: string, name: string) => {
    const stranger = ids.find((id) => !has.has(id))
    if (stranger === undefined) return
    throw new Problem('invalid', `"${stranger}" is not ${what} of yours`, `${field}.${name}`)
  }
  refuse(channels === 'all' ? [] : channels, known, 'a channel', 'channels')
  refuse(onCall, schedules, 'a schedule', 'onCall')
  refuse(people, members, 'a member', 'people')
}

/** Who is told when, if something of this level falls at `at` and nobody acknowledges. */
export async function previewPolicy(
  hub: HubPorts,
  actor: Actor,
  id: string,
  ask: { at: number; level: Level; check?: string | null },
): Promise<Preview & { names: Names }> {
  const policy = await getPolicy(hub, actor, id)
  const config = await hub.config.whole(actor.workspace)
  if (!config) throw new Problem('not_found', 'There is no workspace.')
  if (ask.check && !config.checks.some((one) => one.id === ask.check)) {
    throw new Problem('invalid', `"${ask.check}" is not a check of yours`, 'check')
  }
  const members = await hub.accounts.members(actor.workspace)
  const told = hub.settings.carriers.mail ? withOwners(config) : config
  const all = [...told.channels, ...members, ...(config.schedules ?? [])]
  const names = Object.fromEntries(all.map((one) => [one.id, one.name]))
  return { ...previewOf(policy, told, ask), names }
}

/** Names of channels, members and schedules by id. */
export type Names = Record<string, string>
