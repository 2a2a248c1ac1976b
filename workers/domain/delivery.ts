// One message to one channel: pending, sent, dead or dropped, with its attempts. Which are due,
// how they are claimed, and what an answer makes of them. What is owed is `alert.ts`.
import { backoffMs, pageDelay } from './backoff.ts'
import type { IncidentEventKind, Level } from './incident.ts'
import { isWaiting } from './waiting.ts'

export interface Attempt {
  at: number
  ms: number
  status: number | null
  answer: 'ok' | 'retry' | 'permanent'
  /** First characters of the answer or the fault's name, secrets stripped. */
  said: string
  /** What the receiver asked for, when it did. */
  retryAfterSeconds?: number
}

export type DeliveryState = 'pending' | 'sent' | 'dead' | 'dropped'

/** Why a delivery was dropped or died. `attempts`: too many, or older than its ladder.
 *  `over`: it ended before the quiet hours, or before its digest. `superseded`: something newer.
 *  `allowance`: no credits are left; `no_calls`: the plan has none by the installation's account.
 *  `unheard`: its sender ended again and again without an answer. */
export type DeliveryWhy =
  | 'channel_removed'
  | 'channel_off'
  | 'acknowledged'
  | 'resolved'
  | 'superseded'
  | 'over'
  | 'permanent'
  | 'attempts'
  | 'unheard'
  | 'undelivered'
  | 'allowance'
  | 'budget'
  | 'no_calls'

/** PERSISTED CONTRACT. Id = incident : sequence : channel (verdict.md F30). */
export interface Delivery {
  v: 1
  id: string
  workspace: string
  channel: string
  channelType: string
  incident: string | null
  check: string | null
  sequence: number
  /** `test` for a message sent by hand, tried once; `notice` for one about no incident that is owed
   *  like any other. */
  event: IncidentEventKind | 'test' | 'reminder' | 'notice'
  level: Level
  /** Step of the policy it came from, who it is for, what it is grouped with, its receipt. */
  step: number
  recipient: string | null
  group: string | null
  receipt: { at: number; status: string } | null
  state: DeliveryState
  /** A `DeliveryWhy`; text, so that later versions may add reasons. */
  why: string | null
  createdAt: number
  /** Not before. */
  dueAt: number
  /** A claim is a lease that expires, never a mark. */
  leasedUntil: number | null
  settledAt: number | null
  /** The first few and the latest, `attemptsKeptMax` at most. */
  attempts: Attempt[]
  /** Attempts begun, counted when the lease is taken: a message that kills its sender ends dead. */
  begun: number
  /** Leases in a row that ended without an answer; absent: none. */
  unheard?: number
  /** Waits for others of its group, so that a person gets one message. */
  isHeld?: boolean
  /** Why it waits longer than its step says, and when it would have been due. */
  waitsFor?: 'step' | 'quiet' | 'digest' | 'mute'
  owedAt?: number
  /** Why a step calls it, where it is not named itself: see `policy.ts`. */
  calledAs?: string
  /** Those that this one speaks for; the one that speaks for this one. */
  covers?: string[]
  coveredBy?: string
  /** What the carrier calls it, once it has taken it. */
  carrierId?: string
  /** Parts of the text message, and 1 for a call: what it counts. */
  segments?: number
  /** Owed on a plan before this one: it goes out whatever is left of the present one's. */
  promised?: true
  /** Told here because this delivery could not be told where it should. */
  insteadOf?: string
  /** The message frozen when it was owed, from which every attempt is made. */
  payload: unknown
}

export const unheardMax = 5
export const attemptsKeptMax = 50
const attemptsKeptFirst = 10
export const retryAfterSecondsMax = 3_600

/** Whether the steep ladder is used: what may wake a person, and its end. */
export function pages(delivery: Delivery): boolean {
  return delivery.level === 'critical'
}

/** The deliveries that may be attempted now, oldest first. An event waits while an earlier one
 *  of the same incident and channel is under way, so that no recovery overtakes its alarm. A
 *  lease that ran out has come back. */
export function due(deliveries: readonly Delivery[], now: number): Delivery[] {
  const firsts = firstUnderWay(deliveries, now)
  const urgent = urgentLines(deliveries)
  const leaders = leadersOf(deliveries)
  return deliveries
    .filter((delivery) => {
      if (isCovered(delivery, leaders)) return false
      const line = lineOf(delivery)
      return firsts.get(line) === delivery && readyAt(delivery, urgent.has(line)) <= now
    })
    .sort((a, b) => a.dueAt - b.dueAt || order(a, b))
}

/** When `due` will next have something, if nothing changes; null: never. It may lie in the past:
 *  then something is due now. One that waits for an earlier one sets no alarm. */
export function nextDueAt(deliveries: readonly Delivery[]): number | null {
  let next: number | null = null
  const urgent = urgentLines(deliveries)
  const leaders = leadersOf(deliveries)
  for (const [name, line] of linesOf(deliveries)) {
    for (const delivery of line.sort(order)) {
      if (isCovered(delivery, leaders)) break
      const at = readyAt(delivery, urgent.has(name))
      if (next === null || at < next) next = at
      if (isUnderWay(delivery, Number.NEGATIVE_INFINITY)) break
    }
  }
  return next
}

/** Those that stand first in their line. */
export function isNext(deliveries: readonly Delivery[], now: number): Set<string> {
  return new Set([...firstUnderWay(deliveries, now).values()].map((one) => one.id))
}

/** Deliveries that speak for others and are under way. */
function leadersOf(deliveries: readonly Delivery[]): Set<string> {
  const leaders = deliveries.filter((one) => one.state === 'pending' && one.covers)
  return new Set(leaders.map((one) => one.id))
}

/** Its leader is under way; when that is gone it goes by itself. */
const isCovered = ({ coveredBy }: Delivery, leaders: Set<string>) =>
  coveredBy !== undefined && leaders.has(coveredBy)

/** Claims a delivery before its attempt: the beginning is counted now. Write what this answers
 *  before sending. One whose sender ended `unheardMax` times without an answer comes back `dead`:
 *  send only what is still `pending`. */
export function lease(delivery: Delivery, now: number, leaseMs: number): Delivery {
  const unheard = delivery.unheard ?? 0
  if (unheard >= unheardMax) return settle(delivery, 'dead', 'unheard', now)
  return {
    ...delivery,
    leasedUntil: now + leaseMs,
    begun: delivery.begun + 1,
    unheard: unheard + 1,
  }
}

/** The delivery after an attempt was answered: sent, dead, or pending for later. `Retry-After`
 *  wins over the ladder, within `retryAfterSecondsMax`. A test is attempted once. */
export function after(
  delivery: Delivery,
  attempt: Attempt,
  now: number,
  random01: number,
): Delivery {
  const { unheard: _, ...rest } = delivery
  const heard: Delivery = { ...rest, attempts: kept([...delivery.attempts, attempt]) }
  if (attempt.answer === 'ok') return settle(heard, 'sent', null, now)
  // Dropped while its attempt was under way: the answer is kept, the decision stands.
  if (delivery.state !== 'pending') return { ...heard, leasedUntil: null }
  if (attempt.answer === 'permanent') return settle(heard, 'dead', 'permanent', now)
  if (delivery.event === 'test') return settle(heard, 'dead', 'attempts', now)
  const ageMs = now - (heard.attempts[0]?.at ?? now)
  const ladder = pages(delivery) ? 'pages' : 'long'
  const wait = backoffMs(ladder, Math.max(1, delivery.begun), ageMs, random01)
  if (wait === null) return settle(heard, 'dead', 'attempts', now)
  return { ...heard, leasedUntil: null, dueAt: now + (asked(attempt) ?? wait) }
}

/** Ends a pending delivery without an attempt. One already settled is given back unchanged. */
export function drop(delivery: Delivery, why: DeliveryWhy, now: number): Delivery {
  return delivery.state === 'pending' ? settle(delivery, 'dropped', why, now) : delivery
}

function asked(attempt: Attempt): number | null {
  const seconds = attempt.retryAfterSeconds
  if (seconds === undefined || !Number.isFinite(seconds)) return null
  return Math.min(retryAfterSecondsMax, Math.max(1, seconds)) * 1_000
}

function settle(
  delivery: Delivery,
  state: DeliveryState,
  why: DeliveryWhy | null,
  now: number,
): Delivery {
  return { ...delivery, state, why, settledAt: now, leasedUntil: null }
}

function kept(attempts: Attempt[]): Attempt[] {
  if (attempts.length <= attemptsKeptMax) return attempts
  return [
    ...attempts.slice(0, attemptsKeptFirst),
    ...attempts.slice(attemptsKeptFirst - attemptsKeptMax),
  ]
}

function readyAt(delivery: Delivery, isUrgent: boolean): number {
  if (delivery.state !== 'pending') return Number.POSITIVE_INFINITY
  const dueAt = isUrgent ? Math.min(delivery.dueAt, hurriedAt(delivery)) : delivery.dueAt
  return Math.max(dueAt, delivery.leasedUntil ?? dueAt)
}

/** When the steep ladder would try it again. */
function hurriedAt({ attempts, begun, dueAt }: Delivery): number {
  const last = attempts.at(-1)
  if (!last || last.retryAfterSeconds !== undefined) return dueAt
  const waitMs = pageDelay(begun, last.at - attempts[0]!.at)
  return waitMs === null ? dueAt : last.at + last.ms + waitMs
}

/** Lines in which something that pages waits: what stands before it must not take its time. */
function urgentLines(deliveries: readonly Delivery[]): Set<string> {
  const urgent = new Set<string>()
  for (const one of deliveries) {
    const isPaging = one.state === 'pending' && pages(one) && !isWaiting(one)
    if (isPaging) urgent.add(lineOf(one))
  }
  return urgent
}

/** Messages that must arrive in order: of one incident to one channel. A test stands alone. */
function lineOf(delivery: Delivery): string {
  return delivery.incident === null ? delivery.id : `${delivery.incident} ${delivery.channel}`
}

/** Whether it holds back later ones: a step that has not come up yet does not. */
function isUnderWay(delivery: Delivery, now: number): boolean {
  if (delivery.state !== 'pending') return false
  const isLater = isWaiting(delivery) || delivery.event === 'reminder'
  return !isLater || delivery.begun > 0 || delivery.dueAt <= now
}

function linesOf(deliveries: readonly Delivery[]): Map<string, Delivery[]> {
  const lines = new Map<string, Delivery[]>()
  for (const delivery of deliveries) {
    if (delivery.state !== 'pending') continue
    const line = lines.get(lineOf(delivery))
    if (line) line.push(delivery)
    else lines.set(lineOf(delivery), [delivery])
  }
  return lines
}

function firstUnderWay(deliveries: readonly Delivery[], now: number): Map<string, Delivery> {
  const firsts = new Map<string, Delivery>()
  for (const delivery of deliveries) {
    if (!isUnderWay(delivery, now)) continue
    const line = lineOf(delivery)
    const first = firsts.get(line)
    if (!first || order(delivery, first) < 0) firsts.set(line, delivery)
  }
  return firsts
}

function order(a: Delivery, b: Delivery): number {
  return (
    a.sequence - b.sequence ||
    a.step - b.step ||
    a.createdAt - b.createdAt ||
    (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)
  )
}
