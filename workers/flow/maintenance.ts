// What people and programs ask of maintenance: windows in which nobody is told. Checking goes on;
// what is still broken at the end of a window is told then.
import { cronFault, isTimeZone } from '../domain/check/cron.ts'
import type { Maintenance, Repeat } from '../domain/config.ts'
import { makeId, workspaceOf } from '../domain/id.ts'
import { foreverMs, nextOccurrences, occurrenceAt } from '../domain/maintenance.ts'
import { Problem } from '../domain/problem.ts'
import type { Actor, HubPorts } from '../hub-ports.ts'
import { allow, auditOf, expectedVersion, lostRace, push } from './change.ts'

/** Longer ones are a pause. */
const daysMax = 31
const dayMs = 86_400_000

export async function listMaintenance(hub: HubPorts, actor: Actor): Promise<Maintenance[]> {
  allow(actor, 'read', 'maintenance')
  return hub.config.maintenance(actor.workspace)
}

export interface MaintenanceInput {
  startsAt: number
  /** null: for ever; only of one that comes again. */
  endsAt: number | null
  checks: string[] | null
  tags?: string[] | null
  repeat?: Repeat | null
}

/** A new window. Times are ms since the epoch; neither checks nor tags: all of the workspace. */
export async function planMaintenance(
  hub: HubPorts,
  actor: Actor,
  input: MaintenanceInput,
): Promise<Maintenance> {
  allow(actor, 'write', 'maintenance')
  const id = makeId('maintenance', actor.workspace, hub.randomId(12))
  const window = windowOf(id, input)
  await verify(hub, actor, window)
  return put(hub, actor, window, null)
}

/** Changes a window; what is left out stays as it is. */
export async function changeMaintenance(
  hub: HubPorts,
  actor: Actor,
  id: string,
  patch: Partial<MaintenanceInput>,
  ifMatch: number | null,
): Promise<Maintenance> {
  allow(actor, 'write', 'maintenance')
  const before = await getMaintenance(hub, actor, id)
  expectedVersion(ifMatch, versionOf(before))
  const { endedAt } = before
  const kept = before.repeat && endedAt != null ? { endedAt } : {}
  const after = { ...windowOf(id, { ...before, ...patch }), ...kept }
  await verify(hub, actor, after)
  return put(hub, actor, after, before)
}

/** Ends the occurrence under way; one that comes again comes again. */
export async function endMaintenance(
  hub: HubPorts,
  actor: Actor,
  id: string,
  ifMatch: number | null,
): Promise<Maintenance> {
  allow(actor, 'write', 'maintenance')
  const before = await getMaintenance(hub, actor, id)
  expectedVersion(ifMatch, versionOf(before))
  if (!occurrenceAt(before, hub.now())) throw new Problem('conflict', 'It is not under way.')
  return put(hub, actor, { ...before, endedAt: hub.now() }, before)
}

/** A window of the actor's workspace; `not_found` for any other. */
export async function getMaintenance(
  hub: HubPorts,
  actor: Actor,
  id: string,
): Promise<Maintenance> {
  allow(actor, 'read', 'maintenance')
  const own = workspaceOf('maintenance', id) === actor.workspace
  const found = own ? await hub.config.maintenance(actor.workspace) : []
  const window = found.find((one) => one.id === id)
  if (!window) throw new Problem('not_found', 'There is no maintenance of this id.')
  return window
}

function windowOf(id: string, input: MaintenanceInput): Maintenance {
  const { startsAt, checks, tags, repeat } = input
  if (input.endsAt === null && !repeat)
    throw new Problem('invalid', 'is missing: give an instant', 'endsAt')
  return {
    id,
    startsAt,
    endsAt: input.endsAt ?? foreverMs,
    checks,
    ...(tags?.length ? { tags } : {}),
    ...(repeat ? { repeat } : {}),
  }
}

async function put(
  hub: HubPorts,
  actor: Actor,
  window: Maintenance,
  before: Maintenance | null,
): Promise<Maintenance> {
  const verb = before ? 'update' : 'create'
  const expected = before && versionOf(before)
  const after = { ...window, version: (expected ?? 0) + 1 }
  const audit = auditOf(actor, verb, 'maintenance', window.id, before, after)
  const { workspace } = actor
  if (!(await hub.config.putMaintenance(workspace, after, expected, audit))) throw lostRace()
  await push(hub, workspace)
  return after
}

/** Refuses a window that is none, with the field at fault. */
async function verify(hub: HubPorts, actor: Actor, window: Maintenance): Promise<void> {
  const { startsAt, endsAt, checks, repeat } = window
  const now = hub.now()
  if (endsAt <= startsAt) throw new Problem('invalid', 'must be after the start', 'endsAt')
  if (endsAt <= now) throw new Problem('invalid', 'is over already; give a later end', 'endsAt')
  if (repeat) verifyRepeat(repeat)
  else if (endsAt - startsAt > daysMax * dayMs) {
    throw new Problem('invalid', `at most ${daysMax} days; pause the checks instead`, 'endsAt')
  }
  if (repeat && nextOccurrences(window, now, 1).length === 0) {
    throw new Problem('invalid', 'none begins before then; give a later end', 'endsAt')
  }
  for (const id of checks ?? []) {
    const isOwn = workspaceOf('check', id) === actor.workspace
    if (isOwn && (await hub.config.check(actor.workspace, id))) continue
    throw new Problem('invalid', `"${id}" is not a check of yours`, 'checks')
  }
}

function verifyRepeat({ cron, timeZone, durationMinutes }: Repeat): void {
  const fault = cronFault(cron)
  if (fault) throw new Problem('invalid', fault, 'repeat.cron')
  if (!isTimeZone(timeZone)) {
    const like = 'is not a time zone; give one like Europe/Berlin'
    throw new Problem('invalid', `"${timeZone}" ${like}`, 'repeat.timeZone')
  }
  const most = daysMax * 1_440
  if (!Number.isInteger(durationMinutes) || durationMinutes < 1 || durationMinutes > most) {
    const words = `must be a whole number from 1 to ${most}`
    throw new Problem('invalid', words, 'repeat.durationMinutes')
  }
}

/** Ends or cancels a window: what is broken is told within seconds. */
export async function dropMaintenance(
  hub: HubPorts,
  actor: Actor,
  id: string,
  ifMatch: number | null,
): Promise<void> {
  allow(actor, 'write', 'maintenance')
  const before = await getMaintenance(hub, actor, id)
  const expected = expectedVersion(ifMatch, versionOf(before))
  const audit = auditOf(actor, 'delete', 'maintenance', id, before, null)
  if (!(await hub.config.dropMaintenance(actor.workspace, id, expected, audit))) throw lostRace()
  await push(hub, actor.workspace)
}

/** One from before versions counts as the first. */
export function versionOf({ version = 1 }: Maintenance): number {
  return version
}
