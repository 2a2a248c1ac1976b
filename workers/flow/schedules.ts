// What people and programs ask of schedules: list, create, change, override, remove.

import { makeId, workspaceOf } from '../domain/id.ts'
import { type Layer, type Override, type Schedule, shiftsOf } from '../domain/oncall.ts'
import { Problem } from '../domain/problem.ts'
import type { Actor, HubPorts } from '../hub-ports.ts'
import { allow, auditOf, expectedVersion, lostRace, push } from './change.ts'
import { verifyRoom } from './plan.ts'
import { verifyZone } from './policies.ts'

const schedulesMax = 100
const overridesMax = 200
/** Overrides are kept so long after their end. */
const keptMs = 90 * 86_400_000

export interface ScheduleInput {
  name: string
  timeZone: string
  layers: Layer[]
}

export async function listSchedules(hub: HubPorts, actor: Actor): Promise<Schedule[]> {
  allow(actor, 'read', 'schedule')
  return hub.config.schedules(actor.workspace)
}

/** A schedule of the actor's workspace; `not_found` for any other. */
export async function getSchedule(hub: HubPorts, actor: Actor, id: string): Promise<Schedule> {
  const own = workspaceOf('schedule', id) === actor.workspace
  const all = await listSchedules(hub, actor)
  const found = own ? all.find((one) => one.id === id) : undefined
  if (!found) throw new Problem('not_found', 'There is no schedule of this id.')
  return found
}

export async function createSchedule(
  hub: HubPorts,
  actor: Actor,
  input: ScheduleInput,
): Promise<Schedule> {
  allow(actor, 'write', 'schedule')
  await verifyRoom(hub, actor.workspace, 'schedules')
  if ((await hub.config.schedules(actor.workspace)).length >= schedulesMax) {
    throw new Problem('limit_reached', `At most ${schedulesMax} schedules; remove one.`)
  }
  const schedule: Schedule = {
    v: 1,
    id: makeId('schedule', actor.workspace, hub.randomId(12)),
    workspace: actor.workspace,
    version: 1,
    overrides: [],
    ...input,
  }
  await verify(hub, schedule)
  return put(hub, actor, schedule, null)
}

/** Changes a schedule; what is left out stays as it is. Steps that have not come up are told to
 *  whoever is on call then. */
export async function updateSchedule(
  hub: HubPorts,
  actor: Actor,
  id: string,
  patch: Partial<ScheduleInput>,
  ifMatch: number | null,
): Promise<Schedule> {
  allow(actor, 'write', 'schedule')
  const before = await getSchedule(hub, actor, id)
  expectedVersion(ifMatch, before.version)
  const after = { ...before, ...patch }
  await verify(hub, after)
  return put(hub, actor, after, before)
}

/** Puts one person on call instead of whoever it would be. */
export async function addOverride(
  hub: HubPorts,
  actor: Actor,
  id: string,
  { person, from, to }: Omit<Override, 'id'>,
  ifMatch: number | null = null,
): Promise<Schedule> {
  allow(actor, 'write', 'schedule')
  const before = await getSchedule(hub, actor, id)
  expectedVersion(ifMatch, before.version)
  if (to <= from) throw new Problem('invalid', 'must be after the start', 'to')
  if (to <= hub.now()) throw new Problem('invalid', 'is over already; give a later end', 'to')
  await verifyPeople(hub, before.workspace, [person], 'person')
  const kept = before.overrides.filter((one) => one.to > hub.now() - keptMs)
  if (kept.length >= overridesMax) {
    throw new Problem('limit_reached', `At most ${overridesMax} overrides; remove one.`)
  }
  const overrides = [...kept, { id: hub.randomId(12), person, from, to }]
  return put(hub, actor, { ...before, overrides }, before)
}

export async function removeOverride(
  hub: HubPorts,
  actor: Actor,
  id: string,
  override: string,
  ifMatch: number | null = null,
): Promise<Schedule> {
  allow(actor, 'write', 'schedule')
  const before = await getSchedule(hub, actor, id)
  expectedVersion(ifMatch, before.version)
  const overrides = before.overrides.filter((one) => one.id !== override)
  if (overrides.length === before.overrides.length) {
    throw new Problem('not_found', 'There is no override of this id.')
  }
  return put(hub, actor, { ...before, overrides }, before)
}

/** Removes a schedule that no policy names. */
export async function removeSchedule(
  hub: HubPorts,
  actor: Actor,
  id: string,
  ifMatch: number | null,
): Promise<void> {
  allow(actor, 'write', 'schedule')
  const before = await getSchedule(hub, actor, id)
  const policies = await hub.config.policies(actor.workspace)
  const user = policies.find((one) => one.steps.some((step) => step.onCall?.includes(id)))
  if (user) {
    throw new Problem('conflict', `The policy ${user.name} names it; take it out there first.`)
  }
  const expected = expectedVersion(ifMatch, before.version)
  const audit = auditOf(actor, 'delete', 'schedule', id, before, null)
  if (!(await hub.config.dropSchedule(actor.workspace, id, expected, audit))) throw lostRace()
  await hub.config.dropFeed(actor.workspace, { kind: 'schedule', subject: id }, audit)
  await push(hub, actor.workspace)
}

async function put(
  hub: HubPorts,
  actor: Actor,
  after: Schedule,
  before: Schedule | null,
): Promise<Schedule> {
  const stored = before ? { ...after, version: before.version + 1 } : after
  const verb = before ? 'update' : 'create'
  const audit = auditOf(actor, verb, 'schedule', after.id, before, stored)
  const expected = before?.version ?? null
  if (!(await hub.config.putSchedule(actor.workspace, stored, expected, audit))) throw lostRace()
  await push(hub, actor.workspace)
  return stored
}

async function verify(hub: HubPorts, schedule: Schedule): Promise<void> {
  verifyZone(schedule.timeZone, 'timeZone')
  for (const [index, layer] of schedule.layers.entries()) {
    await verifyPeople(hub, schedule.workspace, layer.people, `layers.${index}.people`)
    if (layer.rotation === 'custom' && !layer.hours) {
      throw new Problem('invalid', 'is missing: how long a turn is', `layers.${index}.hours`)
    }
    if (layer.only && layer.only.from === layer.only.to) {
      throw new Problem('invalid', 'must not be when they begin', `layers.${index}.only.to`)
    }
  }
}

async function verifyPeople(
  hub: HubPorts,
  workspace: string,
  people: string[],
  field: string,
): Promise<void> {
  const members = new Set((await hub.accounts.members(workspace)).map((one) => one.id))
  const stranger = people.find((id) => !members.has(id))
  if (stranger === undefined) return
  throw new Problem('invalid', `"${stranger}" is not a member of this workspace`, field)
}

/** The longest a person may ask for. */
const shiftsMsMax = 92 * 86_400_000

/** Who is on call in [from, to), ms since the epoch, gaps too. */
export async function listShifts(
  hub: HubPorts,
  actor: Actor,
  id: string,
  from: number,
  to: number,
) {
  const schedule = await getSchedule(hub, actor, id)
  if (to <= from) throw new Problem('invalid', 'must be after `from`', 'to')
  if (to - from > shiftsMsMax) throw new Problem('invalid', 'at most 92 days after `from`', 'to')
  return shiftsOf(schedule, from, to)
}
