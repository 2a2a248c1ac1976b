// What the hub's flow needs to know of plans: which one a workspace has, what it paused.
import type { Named, Used } from './domain/plan.ts'
import type { UsedView } from './shard-door.ts'

/** How much of its plan a workspace uses. */
export interface Usage {
  plan: string
  used: Used[]
  sms: UsedView
  /** Checks that are paused because the plan runs no more. */
  paused: Named[]
  /** Those that run less often, or from fewer places, than they are set to. */
  narrowed: Named[]
}

/** What a change of plan made of a workspace's checks. */
export interface PlanMoved {
  /** The plan it had. */
  before: string
  /** Paused because the plan runs no more of them, the oldest first. */
  paused: Named[]
  /** Those the plan had paused and that run again. */
  resumed: Named[]
}

export interface PlanStore {
  /** Gives a workspace its plan, which runs `checksMax` checks (null: without end). The newest ones
   *  over it are paused, or the oldest of those paused so run again; with a line in the audit log
   *  that says `why`, all at once. The same again changes nothing. Null: no such workspace. */
  changePlan(
    workspace: string,
    to: { plan: string; checksMax: number | null; why: string },
  ): Promise<PlanMoved | null>
  /** Checks that the plan paused, the oldest first. */
  pausedByPlan(workspace: string): Promise<Named[]>
  /** Checks that nobody paused. */
  countRunning(workspace: string): Promise<number>
}
