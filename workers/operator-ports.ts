// What the operator console needs to know of all workspaces at once. Nothing of what they watch, whom
// they tell or what their secrets are: numbers, names and states only.
import type { Announcement } from './domain/announcement.ts'
import type { Budget, Budgeted, BudgetScope, Spent } from './domain/budget.ts'
import type { PageAsk, PageOf } from './domain/cursor.ts'
import type { ShardHealth } from './shard-door.ts'

/** Whoever runs the installation, behind the door of the console. */
export interface Operator {
  person: string
  name: string
}
/** A workspace as its operator sees it in the list. */
export interface Tenant {
  id: string
  name: string
  plan: string
  createdAt: number
  /** Last visit of anybody who belongs to it; null: none that is known. */
  lastSeenAt: number | null
  people: number
  /** Checks, and those that nobody paused. */
  checks: number
  running: number
  /** Probes a day, as its checks are set up. */
  probesPerDay: number
  /** Probing of this workspace is stopped. */
  isStopped: boolean
}

export interface Totals {
  workspaces: number
  people: number
  checks: number
  running: number
  probesPerDay: number
}

/** Messages of the last seven days over all workspaces. */
export interface Told {
  state: string
  kind: string
  count: number
  /** The oldest of them. */
  since: number
}

/** A message that did not arrive: where and why, never what it said. */
export interface DeadLetter {
  id: string
  workspace: string
  workspaceName: string
  kind: string
  event: string
  why: string | null
  attempts: number
  at: number
}

export interface OperatorAct {
  person: string
  name: string
  act: OperatorVerb
  /** Of a workspace, or empty. */
  subject: string
  reason: string
}
export type OperatorVerb = 'enter' | 'stop' | 'go on' | 'announce' | 'take back' | 'look' | 'budget'
export interface RecordedAct extends OperatorAct {
  id: number
  at: number
}

/** All of it, for the console. */
export interface BudgetsToday {
  budgets: Map<BudgetScope, { probes: number | null; messages: number | null }>
  /** Looks that were lent to others are among them. */
  probes: number
  lent: number
  messages: number
  spent: Spent[]
}

export interface OperatorStore {
  /** Newest first; `text` is a part of the name, or a whole id. */
  tenants(text: string, ask: PageAsk): Promise<PageOf<Tenant>>
  tenant(workspace: string): Promise<Tenant | null>
  totals(): Promise<Totals>
  told(since: number): Promise<Told[]>
  deadLetters(since: number, limit: number): Promise<DeadLetter[]>
  act(act: OperatorAct): Promise<void>
  /** What is stopped; without a workspace: all. */
  stops(): Promise<{ workspace: string | null; reason: string; since: number }[]>
  /** False: it is stopped already, or there is no such workspace. */
  stop(workspace: string | null, act: OperatorAct): Promise<boolean>
  /** False: it is not stopped. */
  goOn(workspace: string | null, act: OperatorAct): Promise<boolean>
  /** Those that are over, too. */
  announcements(): Promise<Announcement[]>
  announce(text: string, until: number, act: OperatorAct): Promise<void>
  /** False: there is none of this id. */
  takeBack(id: number, act: OperatorAct): Promise<boolean>
  /** What a workspace used since then, and keeps now. */
  use(
    workspace: string,
    since: number,
  ): Promise<{
    probes: number
    /** Looks that were lent to others. */
    lent: number
    sampleRows: number
    samples: number
    hourRows: number
    dayRows: number
    messages: { channel: string; type: string; count: number; parts: number }[]
  }>
  budgets(): Promise<Budget[]>
  /** Without an amount: it is taken away. What was reached that day is forgotten: look again. */
  setBudget(budget: Budget, day: string, act: OperatorAct): Promise<void>
  /** Looks that all workspaces lent to others that day. */
  lentOn(day: string): Promise<number>
  /** Messages that left that day, of each workspace that sent any; most first. */
  messagesToday(day: string): Promise<{ workspace: string; plan: string; messages: number }[]>
  /** Notes that a budget was reached; null: that of all. False: it was known. */
  spend(workspace: string | null, what: Budgeted, day: string, at: number): Promise<boolean>
  spent(day: string): Promise<Spent[]>
  /** Newest first; of one workspace, or all (null). */
  acts(subject: string | null, limit: number): Promise<RecordedAct[]>
}

export interface ShardLook {
  shard: string
  workspaces: number
  /** Null: it does not answer. */
  health: ShardHealth | null
}

export interface Installation {
  totals: Totals
  shards: ShardLook[]
  /** Every place, and in how many shards its word does not count just now. */
  locations: { id: string; network: string; label: string; unwellIn: number }[]
  told: Told[]
  dead: DeadLetter[]
}
