// What the hub's flow needs to know of plans: which one a workspace has, what it paused, and where its
// room is.
import type { Named, Used } from './domain/plan.ts'
import type { Audit } from './hub-ports.ts'
import type { UsedView } from './shard-door.ts'

/** After another plan was taken, history that it does not keep stays for so long. */
export const historyGraceDays = 30

/** How much of its plan a workspace uses. */
export interface Usage {
  plan: string
  used: Used[]
  sms: UsedView
  /** Packs of credits that were bought, latest first. */
  bought: (CreditLine & { refunded: number; at: string })[]
  /** An owner, where something is sold. */
  mayBuy: boolean
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

/** A pack of credits that was paid for. */
export interface CreditLine {
  /** Of the payment. */
  ref: string
  pack: string
  credits: number
  cents: number
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
  /** Notes a pack that was paid for, once under its reference; part of the configuration. */
  credit(workspace: string, line: CreditLine, audit: Audit): Promise<boolean>
  /** Notes how many credits of a pack were taken back in all; less than before changes nothing. */
  refund(workspace: string, ref: string, refunded: number, audit: Audit): Promise<boolean>
  /** Packs that were bought, latest first. */
  credits(workspace: string): Promise<(CreditLine & { refunded: number; at: string })[]>
  /** Checks that nobody paused. */
  countRunning(workspace: string): Promise<number>
}

/** A workspace on its way from one shard to another. */
export interface Move {
  workspace: string
  from: string
  to: string
  /** Counts the moves of the workspace. */
  epoch: number
}

export interface DirectoryStore {
  /** The shard of each workspace; assigns one with room when there is none. */
  assign(workspace: string): Promise<string>
  shardOf(workspace: string): Promise<string | null>
  /** Keeps the room its plan asks for where the workspace is; where there is none, notes a move. */
  reserve(workspace: string, plan: string): Promise<void>
  /** Workspaces whose room is not what their plan asks for, and that are not on their way. */
  unroomed(): Promise<{ workspace: string; plan: string }[]>
  /** Moves that are not over; of one workspace, or of all (null). */
  moves(workspace: string | null): Promise<Move[]>
  /** The workspace is there. */
  moved(workspace: string, epoch: number): Promise<void>
  /** All shards with their workspaces and config versions: what cron wakes and reconciles. */
  shards(): Promise<{ shard: string; workspaces: { workspace: string; version: number }[] }[]>
}
