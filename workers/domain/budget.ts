// What an installation may spend in a day, as its operator sets it: probes of all together, and
// messages, of all together or of each workspace of a plan. A day is one of UTC.
import type { Delivery } from './delivery.ts'
import { type PlanName, plans } from './plan.ts'

export type Budgeted = 'probes' | 'messages'
/** All workspaces together, or each one of a plan. */
export type BudgetScope = 'installation' | PlanName

/** Null: no end. Probes are counted for the installation as a whole only. */
export interface Budget {
  scope: BudgetScope
  probes: number | null
  messages: number | null
}

/** A budget that was reached on a day; `workspace` null: the one of all. */
export interface Spent {
  workspace: string | null
  /** Null where it is all. */
  name: string | null
  what: Budgeted
  /** Milliseconds since the epoch. */
  at: number
}

/** All that is spent today, as KV has it for what the hub itself refuses. */
export interface SpentDay {
  v: 1
  day: string
  probes: boolean
}
export const spentKey = 'operator:spent'

/** PERSISTED CONTRACT: part of a shard's configuration. Milliseconds since the epoch. */
export interface HeldBack {
  from: number
  until: number
}

/** PERSISTED CONTRACT, in KV: probes of one day, and what each shard had counted when looked at. */
export interface Tally {
  v: 1
  day: string
  probes: number
  seen: Record<string, number>
}
export const tallyKey = 'operator:probes'

const dayMs = 86_400_000

export const scopes = ['installation', ...Object.keys(plans)] as BudgetScope[]

export function isScope(text: string): text is BudgetScope {
  return (scopes as string[]).includes(text)
}

/** The day of an instant, as `2026-11-29`. */
export function dayOf(now: number): string {
  return new Date(now).toISOString().slice(0, 10)
}

/** When the day of an instant is over. */
export function dayEndOf(now: number): number {
  return (Math.floor(now / dayMs) + 1) * dayMs
}

/** Whether a message stays untold: new since the budget was reached, and below critical. A page, what
 *  was owed before, and the end of what somebody was told always go out. */
export function isHeldBack(
  held: HeldBack | null | undefined,
  delivery: Delivery,
  now: number,
): boolean {
  if (!held || now < held.from || now >= held.until) return false
  const { level, event, begun, createdAt } = delivery
  if (level === 'critical' || event === 'resolved' || event === 'test') return false
  return begun === 0 && createdAt >= held.from
}

/** The tally after another look. A shard that counts less than before began anew. */
export function tallied(
  before: Tally | null,
  counts: readonly { shard: string; probes: number }[],
  now: number,
): Tally {
  const day = dayOf(now)
  let probes = before?.day === day ? before.probes : 0
  const seen = { ...before?.seen }
  for (const { shard, probes: count } of counts) {
    const known = seen[shard] ?? 0
    probes += count >= known ? count - known : count
    seen[shard] = count
  }
  return { v: 1, day, probes, seen }
}

/** Whose budget of messages is reached; null: that of all. */
export function spenders(
  budgets: readonly Budget[],
  counted: readonly { workspace: string; plan: string; messages: number }[],
): (string | null)[] {
  const most = new Map(budgets.map((one) => [one.scope as string, one.messages]))
  const all = counted.reduce((sum, one) => sum + one.messages, 0)
  const isOver = (messages: number, limit: number | null | undefined) =>
    limit != null && messages >= limit
  return [
    ...(isOver(all, most.get('installation')) ? [null] : []),
    ...counted
      .filter((one) => isOver(one.messages, most.get(one.plan)))
      .map((one) => one.workspace),
  ]
}

/** What it means, in one sentence, for the operator. */
export function spentSentence({ workspace, name, what }: Spent): string {
  if (what === 'probes') {
    return 'the budget of probes for today is reached; checks go on; looks for others, probes by hand and new checks wait'
  }
  const whose = workspace === null ? 'all workspaces' : `${name ?? workspace} (${workspace})`
  return `the budget of messages for today is reached by ${whose}; new ones below critical are held back`
}
