// The verdict of a heartbeat: words come, time passes, our own door closes (verdict.md F36 and the
// chapter on heartbeats). A success resolves at once; silence and failure open `silent`.
import { scheduleText } from '../check/heartbeat.ts'
import { type BeatFacts, type Incident, type Level, levels, type Verdict } from '../incident.ts'
import { type Heard, runsMax } from '../ping.ts'
import { type Draft, draftOf, stepOf } from '../verdict/draft.ts'
import { addEvent, resolve } from '../verdict/incidents.ts'
import type { CheckState, Step, World } from '../verdict/state.ts'
import {
  type BeatMemory,
  type Closed,
  closedForRuns,
  type Deadline,
  deadlineOf,
  doorWasClosed,
  type HeartbeatCheck,
  leadMsMin,
  newBeat,
} from './memory.ts'
import { noStep, putHealth, toldVerdict, turnTo } from './turn.ts'

/** Turns in half an hour after which an incident is held open until it is quiet (rule 13). */
const turnsMax = 5
const turnsMs = 30 * 60_000
const saidCharsMax = 200

/** Takes in what a job said. `durationMs`: from the start of its run, null when none was heard. */
export function beatHeard(
  state: CheckState,
  heard: Heard,
  world: World,
): Step & { durationMs: number | null } {
  const draft = draftOf(state, world)
  const check = world.check as HeartbeatCheck
  const { now } = world
  const before = state.beat ?? newBeat()
  const isEnd = heard.act === 'success' || heard.act === 'fail'
  const run = isEnd ? before.runs.find((one) => one.rid === heard.rid) : undefined
  const last = { at: now, act: heard.act, exitCode: heard.exitCode }
  const beat: BeatMemory = { ...before, last, runs: before.runs.filter((one) => one !== run) }
  if (isEnd) beat.ended = withEnd(before.ended, heard, now)
  draft.state.beat = beat
  switch (heard.act) {
    case 'success':
      succeed(draft, beat, check)
      break
    case 'fail':
      fail(draft, beat, check, heard)
      break
    case 'start':
      if (!isOfEnded(beat, check, heard, now)) begin(beat, heard.rid, now)
      break
    case 'log':
      break
  }
  const durationMs = run ? Math.max(0, now - run.startedAt) : heard.durationMs
  return { ...stepOf(draft), durationMs }
}

function withEnd(ended: BeatMemory['ended'] = [], { rid, cameAt }: Heard, now: number) {
  const others = ended.filter((one) => one.rid !== rid)
  return [...others, { rid, at: now, cameAt: cameAt ?? now }].slice(-runsMax)
}

/** Whether a start belongs to a run whose end was heard before it: it was overtaken on its way to
 *  us, or behind our door. A name is that of one run, and may be given again after the longest. */
function isOfEnded(
  { ended = [] }: BeatMemory,
  { heartbeat }: HeartbeatCheck,
  { rid, cameAt }: Heard,
  now: number,
): boolean {
  const end = ended.find((one) => one.rid === rid)
  if (!end) return false
  if (cameAt !== undefined && cameAt < end.cameAt) return true
  const maxMs = (heartbeat.maxRunSeconds ?? heartbeat.graceSeconds) * 1_000
  return rid !== null && now - end.at < Math.max(maxMs, leadMsMin)
}

/** A run begins; one of the same name begins anew. */
function begin(beat: BeatMemory, rid: string | null, now: number): void {
  const others = beat.runs.filter((one) => one.rid !== rid)
  beat.runs = [...others, { rid, startedAt: now }].slice(-runsMax)
}

/** All is well: what was awaited has come. Runs that should have ended by now are given up. */
function succeed(draft: Draft, beat: BeatMemory, check: HeartbeatCheck): void {
  const { now } = draft.world
  const maxMs = (check.heartbeat.maxRunSeconds ?? check.heartbeat.graceSeconds) * 1_000
  beat.successAt = now
  beat.from = null
  beat.failedAt = null
  beat.runs = beat.runs.filter((one) => one.startedAt + maxMs > now)
  beat.closed = closedForRuns(beat)
  const open = draft.state.open.silent
  if (open && isHeld(beat, now)) {
    hold(draft, open)
    return
  }
  if (open) {
    // What was only not heard was not down: nobody can know.
    const until = isSettled(open) ? now : open.startedAt
    resolve(draft, open, 'recovered', { until })
    turned(beat, now)
  }
  putHealth(draft, 'up')
}

/** It keeps failing and coming back: one incident, held open until it is quiet; said once. */
function hold(draft: Draft, open: Incident): void {
  if (open.verdict.rule === 'flapping') return
  const verdict = { ...open.verdict, rule: 'flapping' }
  addEvent(draft, { ...open, verdict }, 'updated', { verdict })
}

function fail(draft: Draft, beat: BeatMemory, check: HeartbeatCheck, heard: Heard): void {
  const { now } = draft.world
  const rule = draft.state.open.silent?.verdict.rule
  beat.failedAt = now
  if (rule === 'heartbeat_failed' || rule === 'flapping') return
  const { exitCode, body } = heard
  const said = body === '' ? {} : { said: body.slice(0, saidCharsMax) }
  const facts = { ...factsOf(beat, check, now), exitCode, ...said }
  const verdict = toldVerdict('heartbeat_failed', { beat: facts, decidedAfterMs: 0 })
  alarm(draft, beat, { level: check.downLevel, startedAt: now, verdict })
}

function alarm(
  draft: Draft,
  beat: BeatMemory,
  turn: { level: Level; startedAt: number; verdict: Verdict },
): void {
  const { open } = draft.state
  if (!open.silent) turned(beat, draft.world.now)
  else if (!isSettled(open.silent)) {
    // From here on it is known: the trouble begins now, not when we could not hear.
    open.silent = { ...open.silent, startedAt: turn.startedAt }
  }
  turnTo(draft, { kind: 'silent', ...turn })
  putHealth(draft, turn.verdict.rule === 'heartbeat_unheard' ? 'unknown' : 'down')
}

/** When `beatPassed` has something to do next, ms since the epoch; null: nothing. */
export function beatWakeAt(state: CheckState, check: HeartbeatCheck): number | null {
  const { beat } = state
  if (!beat) return null
  const open = state.open.silent
  if (open && isSettled(open)) return heldUntil(beat, open, check)
  return deadlineOf(beat, check)?.at ?? null
}

/** What time alone brings: a word that did not come, the end of flapping. */
export function beatPassed(state: CheckState, world: World): Step {
  const check = world.check as HeartbeatCheck
  const at = beatWakeAt(state, check)
  if (!state.beat || at === null || world.now < at) return noStep(state)
  const draft = draftOf(state, world)
  const beat: BeatMemory = { ...state.beat }
  draft.state.beat = beat
  const open = state.open.silent
  if (open && isSettled(open)) {
    resolve(draft, open, 'recovered', { until: beat.successAt ?? world.now })
    beat.turns = []
    putHealth(draft, 'up')
    return stepOf(draft)
  }
  const deadline = deadlineOf(beat, check)
  if (deadline) miss(draft, beat, check, deadline)
  return stepOf(draft)
}

/** The word did not come. While our door was closed it may have: that is told, but wakes nobody,
 *  and the next one is waited for from then on. */
function miss(draft: Draft, beat: BeatMemory, check: HeartbeatCheck, deadline: Deadline): void {
  const { expectedAt, isUnheard, run, rule } = deadline
  const { now } = draft.world
  const facts: BeatFacts = { ...factsOf(beat, check, expectedAt), ...(run ? { run } : {}) }
  const decidedAfterMs = Math.max(0, now - expectedAt)
  if (!isUnheard || !beat.closed) {
    const verdict = toldVerdict(rule, { beat: facts, decidedAfterMs })
    alarm(draft, beat, { level: check.downLevel, startedAt: expectedAt, verdict })
    return
  }
  const { from, to } = beat.closed
  beat.from = to
  if (run) beat.runs = beat.runs.filter((one) => one.startedAt !== run.startedAt)
  beat.closed = closedForRuns(beat)
  if (draft.state.open.silent) return
  const known = { beat: { ...facts, closed: { from, to } }, decidedAfterMs }
  const level = levels[Math.min(levels.indexOf(check.downLevel), levels.indexOf('warning'))]!
  const verdict = toldVerdict('heartbeat_unheard', known)
  alarm(draft, beat, { level, startedAt: expectedAt, verdict })
}

/** Our own door was closed for a while: whatever was said then was not heard. */
export function beatUnheard(state: CheckState, check: HeartbeatCheck, closed: Closed): CheckState {
  const { beat } = state
  return beat ? { ...state, beat: doorWasClosed(beat, check, closed) } : state
}

function factsOf(beat: BeatMemory, check: HeartbeatCheck, expectedAt: number): BeatFacts {
  const { graceSeconds } = check.heartbeat
  const schedule = scheduleText(check.heartbeat)
  return { lastAt: beat.successAt, expectedAt, schedule, graceSeconds }
}

/** Nothing more is decided until a success comes. */
function isSettled(open: Incident): boolean {
  return open.verdict.rule !== 'heartbeat_unheard'
}

function turned(beat: BeatMemory, now: number): void {
  beat.turns = [...beat.turns.filter((at) => now - at < turnsMs), now].slice(-2 * turnsMax)
}

function isHeld(beat: BeatMemory, now: number): boolean {
  return beat.turns.filter((at) => now - at < turnsMs).length > turnsMax
}

/** When an incident that is held open although successes came again may end. */
function heldUntil(beat: BeatMemory, open: Incident, check: HeartbeatCheck): number | null {
  const { failedAt, successAt, turns } = beat
  if (turns.length <= turnsMax || failedAt !== null) return null
  if (successAt === null || successAt < open.openedAt) return null
  const deadline = deadlineOf(beat, check)
  const at = turns[turns.length - 1 - turnsMax]! + turnsMs
  return deadline && deadline.at < at ? null : at
}
