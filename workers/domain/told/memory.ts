// What is remembered of a heartbeat, and when it must be told if nothing more is heard.
// PERSISTED CONTRACT: fields are only added, as optional ones.
import type { CheckOf } from '../check/check.ts'
import { dueAfter } from '../check/heartbeat.ts'
import type { PingAct } from '../ping.ts'

/** A stretch of time in which our own door was closed. */
export interface Closed {
  from: number
  to: number
}

export interface BeatMemory {
  v: 1
  /** The last success heard; null: never. */
  successAt: number | null
  /** The next one is waited for from here when that is later: resumed, resolved by hand, or a
   *  time that passed while our door was closed. */
  from: number | null
  /** Runs that began and have not ended, oldest first. */
  runs: { rid: string | null; startedAt: number }[]
  /** Runs whose end was heard lately: a start of theirs that comes after it begins nothing. */
  ended?: { rid: string | null; at: number; cameAt: number }[]
  /** Closed since the last success, or while a run was open whose end is still awaited, joined into
   *  one; how often within the wait. */
  closed: (Closed & { times: number }) | null
  last: { at: number; act: PingAct; exitCode: number | null } | null
  /** It said that it failed, and no success since. */
  failedAt: number | null
  /** Openings and ends of incidents in the last half hour: flapping (design rule 13). */
  turns: number[]
}

export function newBeat(): BeatMemory {
  const nothing = { successAt: null, from: null, closed: null, last: null, failedAt: null }
  return { v: 1, ...nothing, runs: [], turns: [] }
}

/** The instant at which silence must be told, and why. */
export interface Deadline {
  at: number
  /** When the word should have come: the trouble's beginning. */
  expectedAt: number
  rule: 'heartbeat_late' | 'heartbeat_unended'
  /** It may have come while our door was closed: nobody is paged for it. */
  isUnheard: boolean
  run: { startedAt: number; maxSeconds: number } | null
}

export type HeartbeatCheck = CheckOf<'heartbeat'>

/** A word may come early by this much at least and still be the one awaited. */
export const leadMsMin = 60_000
/** Closings within one wait that give time anew; more do not. */
const closingsMax = 3

/** When silence must be told; null: nothing is awaited. A heartbeat never heard is not awaited. */
export function deadlineOf(beat: BeatMemory, check: HeartbeatCheck): Deadline | null {
  const graceMs = check.heartbeat.graceSeconds * 1_000
  const maxSeconds = check.heartbeat.maxRunSeconds ?? check.heartbeat.graceSeconds
  const all = beat.runs.map((run): Deadline => {
    const { startedAt } = run
    const span = { from: startedAt, to: startedAt + maxSeconds * 1_000 }
    const facts = { rule: 'heartbeat_unended' as const, run: { startedAt, maxSeconds } }
    return { ...withClosed(beat, span, graceMs), ...facts, expectedAt: span.to }
  })
  const due = dueOf(beat, check)
  if (due) {
    const span = { from: Math.max(due.after, due.at - leadMs(graceMs)), to: due.at + graceMs }
    const facts = { rule: 'heartbeat_late' as const, run: null, expectedAt: due.at }
    all.push({ ...withClosed(beat, span, graceMs), ...facts })
  }
  return all.toSorted((a, b) => a.at - b.at)[0] ?? null
}

/** When the next success is due, grace aside, and from when it is waited for. */
export function dueOf(
  { successAt, from }: BeatMemory,
  { heartbeat }: HeartbeatCheck,
): { at: number; after: number } | null {
  if (successAt === null) return null
  const after = Math.max(successAt, from ?? 0)
  const at = dueAfter(heartbeat, after)
  return at === null ? null : { at, after }
}

/** A door closed within the span in which the word could have come gives a fresh grace. */
function withClosed({ closed }: BeatMemory, span: Closed, graceMs: number) {
  const isUnheard = closed !== null && closed.to > span.from && closed.from <= span.to
  return { isUnheard, at: isUnheard ? Math.max(span.to, closed.to + graceMs) : span.to }
}

/** The memory after our door was closed for a while. */
export function doorWasClosed(beat: BeatMemory, check: HeartbeatCheck, closed: Closed): BeatMemory {
  const before = beat.closed
  const awaited = before ? deadlineOf(beat, check) : null
  const times = awaited?.isUnheard && before ? before.times : 0
  if (times >= closingsMax) return beat
  const from = before ? Math.min(before.from, closed.from) : closed.from
  return { ...beat, closed: { from, to: closed.to, times: times + 1 } }
}

/** What of a closed door still counts when another wait begins: the end of a run that had begun by
 *  then may have been said meanwhile. */
export function closedForRuns({ closed, runs }: BeatMemory): BeatMemory['closed'] {
  const isAwaited = closed !== null && runs.some((one) => one.startedAt < closed.to)
  return isAwaited ? { ...closed, times: 0 } : null
}

const leadMs = (graceMs: number) => Math.max(leadMsMin, graceMs)
