// Which plan a workspace has, by what the payment provider last said of its subscription and by the
// time. Nothing is remembered here but since when a payment is owed.
import type { PlanName } from './plan.ts'
import { type Period, type SoldPlan, soldPlans } from './price.ts'

export const statuses = [
  'incomplete',
  'incomplete_expired',
  'trialing',
  'active',
  'past_due',
  'unpaid',
  'canceled',
  'paused',
] as const
export type Status = (typeof statuses)[number]

/** A subscription as the provider last told of it. Times in ms since the epoch. */
export interface Subscription {
  v: 1
  id: string
  /** Its line, which carries the price. */
  item: string
  status: Status
  /** Null: its price is none of ours. */
  plan: SoldPlan | null
  period: Period
  /** In the smallest unit of the currency, for each period. */
  cents: number
  currency: string
  createdAt: number
  /** What is paid for, or the trial, ends then. */
  periodEndsAt: number
  trialEndsAt: number | null
  /** It ends then and is not renewed; null: it goes on. */
  endsAt: number | null
  /** It was ended because nobody paid. */
  endedUnpaid: boolean
  /** When the invoice that is still open fell due; null: none is open. */
  dueSince: number | null
  /** Where that invoice is paid. */
  payUrl: string | null
  /** Its owners were told that the trial ends then. */
  trialTold?: number
}

export const dayMs = 86_400_000
export const graceDays = 14
export const trialDays = 14
/** The owner is told on these days, the first being the one on which a payment failed. */
export const letterDays = [1, 7, 13] as const

/** So long before its end a trial is told of. */
const trialNoticeMs = 3 * dayMs

/** Whether the owners are owed a letter: the trial ends soon, is paid for then, and was not told of. */
export function isTrialLetterDue(subscription: Subscription, now: number): boolean {
  const { status, trialEndsAt, endsAt, trialTold } = subscription
  if (status !== 'trialing' || trialEndsAt === null || endsAt !== null) return false
  return now >= trialEndsAt - trialNoticeMs && now < trialEndsAt && trialTold !== trialEndsAt
}

const hourMs = 3_600_000
/** A subscription nobody heard of is asked for this often. */
const staleMs = 24 * hourMs

/** Whether somebody pays, will pay or should pay: another must not be begun beside it. */
export function isLive({ status }: Subscription): boolean {
  return ['trialing', 'active', 'past_due', 'unpaid', 'paused'].includes(status)
}

/** Whether money is owed. */
export function isOwing({ status, endedUnpaid }: Subscription): boolean {
  return status === 'past_due' || status === 'unpaid' || (status === 'canceled' && endedUnpaid)
}

/** Since when money is owed, given since when it was; null: none is. The earliest that is known. */
export function owingSince(
  before: number | null,
  subscription: Subscription,
  now: number,
): number | null {
  if (!isOwing(subscription)) return null
  return Math.min(before ?? now, subscription.dueSince ?? now, now)
}

/** When monitoring on the plan ends if nobody pays. */
export function graceEndsAt(since: number): number {
  return since + graceDays * dayMs
}

/** The plan at `now`. A payment that failed takes it away only after the days of grace. */
export function planAt(
  subscription: Subscription,
  since: number | null,
  now: number,
): SoldPlan | Extract<PlanName, 'free'> {
  const { plan, status, endsAt } = subscription
  if (plan === null || (endsAt !== null && now >= endsAt)) return 'free'
  if (status === 'trialing' || status === 'active') return plan
  if (!isOwing(subscription)) return 'free'
  return now < graceEndsAt(since ?? now) ? plan : 'free'
}

/** Of all a customer has had: the one that counts. A living one before one that is over, then the
 *  larger plan, then the later. */
export function theOne(all: readonly Subscription[]): Subscription | null {
  const rank = (one: Subscription) => {
    if (one.status === 'trialing' || one.status === 'active') return 3
    if (isOwing(one) && one.status !== 'canceled') return 2
    return one.status === 'paused' || one.endedUnpaid ? 1 : 0
  }
  const size = ({ plan }: Subscription) => (plan === null ? -1 : soldPlans.indexOf(plan))
  const [first] = all.toSorted(
    (a, b) =>
      rank(b) - rank(a) || size(b) - size(a) || b.createdAt - a.createdAt || (a.id < b.id ? -1 : 1),
  )
  return first ?? null
}

/** One that the provider does not know any more: it is over. */
export function gone(before: Subscription | null, now: number): Subscription | null {
  if (before === null || before.status === 'canceled') return before
  const endsAt = Math.min(before.endsAt ?? now, now)
  return { ...before, status: 'canceled', endsAt, dueSince: null, payUrl: null }
}

/** The day of the latest letter that is due; 0: none is. */
export function letterDay(since: number | null, now: number): number {
  if (since === null || now >= graceEndsAt(since)) return 0
  const day = Math.floor((now - since) / dayMs) + 1
  return letterDays.findLast((one) => one <= day) ?? 0
}

/** When to ask the provider again of itself, later than `now`: at each moment at which something
 *  should have happened, and else once a day. */
export function nextLook(subscription: Subscription, since: number | null, now: number): number {
  const { periodEndsAt, trialEndsAt, endsAt } = subscription
  const moments = [
    periodEndsAt + hourMs,
    trialEndsAt === null ? null : trialEndsAt - trialNoticeMs,
    trialEndsAt === null ? null : trialEndsAt + hourMs,
    endsAt,
    ...(since === null ? [] : letterDays.map((day) => since + (day - 1) * dayMs)),
    since === null ? null : graceEndsAt(since),
    now + staleMs,
  ]
  return Math.min(...moments.filter((at) => at !== null && at > now).map(Number))
}

/** What people are told of in the log of what was done: the facts, without ids and addresses. */
export function factsOf(subscription: Subscription | null) {
  if (!subscription) return null
  const { plan, period, status, endsAt, trialEndsAt } = subscription
  return { plan, period, status, endsAt, trialEndsAt }
}
