// What people and programs ask of maintenance: windows in which nobody is told. Checking goes on;
// what is still broken at the end of a window is told then.
import type { Maintenance } from '../domain/config.ts'
import { makeId, workspaceOf } from '../domain/id.ts'
import { Problem } from '../domain/problem.ts'
import type { Actor, HubPorts } from '../hub-ports.ts'
import { allow, auditOf, lostRace, push } from './change.ts'

/** Longer ones are a pause. */
const daysMax = 31
const dayMs = 86_400_000

export async function listMaintenance(hub: HubPorts, actor: Actor): Promise<Maintenance[]> {
  allow(actor, 'read', 'maintenance')
  return hub.config.maintenance(actor.workspace)
}

/** A new window. Times are ms since the epoch; `checks` null: all of the workspace. */
export async function planMaintenance(
  hub: HubPorts,
  actor: Actor,
  input: { startsAt: number; endsAt: number; checks: string[] | null },
): Promise<Maintenance> {
  allow(actor, 'write', 'maintenance')
  const { startsAt, endsAt, checks } = input
  if (endsAt <= startsAt) throw new Problem('invalid', 'must be after the start', 'endsAt')
  if (endsAt <= hub.now())
    throw new Problem('invalid', 'is over already; give a later end', 'endsAt')
  if (endsAt - startsAt > daysMax * dayMs) {
    throw new Problem('invalid', `at most ${daysMax} days; pause the checks instead`, 'endsAt')
  }
  for (const id of checks ?? []) {
    const isOwn = workspaceOf('check', id) === actor.workspace
    if (isOwn && (await hub.config.check(actor.workspace, id))) continue
    throw new Problem('invalid', `"${id}" is not a check of yours`, 'checks')
  }
  const id = makeId('maintenance', actor.workspace, hub.randomId(12))
  const window: Maintenance = { id, startsAt, endsAt, checks }
  const audit = auditOf(actor, 'create', 'maintenance', id, null, window)
  if (!(await hub.config.putMaintenance(actor.workspace, window, audit))) throw lostRace()
  await push(hub, actor.workspace)
  return window
}

/** Ends or cancels a window: what is broken is told within seconds. */
export async function dropMaintenance(hub: HubPorts, actor: Actor, id: string): Promise<void> {
  allow(actor, 'write', 'maintenance')
  const own = workspaceOf('maintenance', id) === actor.workspace
  const audit = auditOf(actor, 'delete', 'maintenance', id, { id }, null)
  if (!own || !(await hub.config.dropMaintenance(actor.workspace, id, audit))) {
    throw new Problem('not_found', 'There is no maintenance of this id.')
  }
  await push(hub, actor.workspace)
}
