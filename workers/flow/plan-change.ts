// A workspace goes to another plan: what the smaller one cannot run is paused by name, what the larger
// one can runs again. Nothing that is owed is stopped, and nothing is removed.
import { limits, type Named, type PlanName } from '../domain/plan.ts'
import { Problem } from '../domain/problem.ts'
import type { HubPorts } from '../hub-ports.ts'
import type { PlanMoved } from '../plan-ports.ts'
import { push } from './change.ts'
import { makeRoom } from './moves.ts'
import { narrowedIn } from './plan.ts'

export interface PlanChange extends PlanMoved {
  plan: PlanName
  /** Those that run less often, or from fewer places, than they are set to. */
  narrowed: Named[]
}

/** Sets the plan of a workspace. `why` is for the audit log: "The subscription ended." Safe to call
 *  again: the same plan twice changes nothing, and pauses what has come over its limit since. */
export async function changePlan(
  hub: HubPorts,
  workspace: string,
  plan: PlanName,
  why: string,
): Promise<PlanChange> {
  const { checks } = limits(plan)
  const checksMax = Number.isFinite(checks) ? checks : null
  const moved = await hub.plans.changePlan(workspace, { plan, checksMax, why })
  if (!moved) throw new Problem('not_found', 'There is no such workspace.')
  await push(hub, workspace)
  await makeRoom(hub, workspace, plan)
  return { ...moved, plan, narrowed: await narrowedIn(hub, workspace) }
}
