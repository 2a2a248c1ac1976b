// When it is down, when it is torn between networks, and what happens from there: recovery,
// lowering (verdict.md C14, D18, E23, E25; design rules 3 to 5).
import type { Round } from '../round.ts'
import type { Draft } from './draft.ts'
import { verdictOf } from './explainable.ts'
import { isHeld, worseAgain } from './flapping.ts'
import { addEvent, endDown, levelOf, lower, openOrRaise, resolve } from './incidents.ts'
import type { Run } from './memory.ts'
import { patientMsMax, roundsMin } from './numbers.ts'
import { isAbsent } from './places.ts'
import type { Ballot } from './speak.ts'
import type { CheckState, World } from './state.ts'
import { becomeIncident, suspects } from './suspect.ts'

/** A run has lasted `seconds` of asked time, in two rounds at least. */
export const lasted = (run: Run | null, seconds: number): run is Run =>
  run !== null && run.rounds >= roundsMin && run.askedMs >= seconds * 1000

/** How long a patient probe must wait in vain: after a late answer, to the very end (D20). */
export function patienceMs(state: CheckState, world: World): number {
  return state.engine.late ? patientMsMax : world.check.patienceSeconds * 1000
}

/** Timeouts may count: hard failures alone lasted, or a patient probe waited in vain (D18). */
export function isBeyondPatience(state: CheckState, world: World): 'hard' | 'patient' | null {
  const { engine } = state
  const { confirmSeconds, patienceSeconds } = world.check
  if (lasted(engine.hard, confirmSeconds)) return 'hard'
  if (patienceSeconds === 0 && !engine.late) return 'hard'
  const { vain } = engine
  // Where its place is silent or abstains, that it waits in vain says nothing of the target (A2).
  if (!vain || isAbsent(engine, vain.location)) return null
  return vain.waitedMs >= patienceMs(state, world) ? 'patient' : null
}

/** Opens `down` (or raises to it) once all its conditions are met; true when it did. */
export function tryDown(draft: Draft, ballot: Ballot): boolean {
  const { engine, world, state } = draft
  const { streak } = engine
  if (!engine.solid || !lasted(streak, world.check.confirmSeconds)) return false
  const by = isBeyondPatience(state, world)
  if (by === null) return false
  const verdict = verdictOf(draft, ballot, 'majority', streak)
  const level = levelOf(draft, 'down')
  const since = streak.since
  if (!openOrRaise(draft, { kind: 'down', level, startedAt: since, verdict })) return false
  engine.downBy = by
  engine.downSince = since
  engine.pass = null
  engine.calm = null
  engine.named = []
  becomeIncident(draft, 'down')
  return true
}

/** Without those that ran out of time it is not most places, and no patient probe has waited in
 *  vain yet: that is down or slow, as the patient probes will tell (D18). */
export function isMaybeLate({ state, world }: Draft, { fail, asked }: Ballot): boolean {
  const hard = fail.filter((one) => !one.timeout)
  const isOfTimeouts = hard.length < fail.length && hard.length * 2 <= asked.length
  return isOfTimeouts && isBeyondPatience(state, world) === null
}

/** Most places fail but not most networks, for `confirm_for`: told at critical (E23). */
export function tryTorn(draft: Draft, ballot: Ballot): boolean {
  const { engine, world } = draft
  if (!ballot.torn || !lasted(engine.torn, world.check.confirmSeconds)) return false
  if (isMaybeLate(draft, ballot)) return false
  const { since } = engine.torn
  const verdict = verdictOf(draft, ballot, 'one_network', engine.torn)
  const level = levelOf(draft, 'regional', true)
  if (!openOrRaise(draft, { kind: 'regional', level, startedAt: since, verdict })) return false
  nameFailing(draft)
  becomeIncident(draft, 'regional')
  return true
}

/** The open `regional` names all places that fail now. */
export function nameFailing(draft: Draft): void {
  draft.engine.pass = null
  draft.engine.calm = null
  draft.engine.named = [...new Set([...draft.engine.named, ...suspects(draft.state)])]
}

/** A round while `down` is open: it recovers, or is lowered, or goes on (C15, E25, rule 3). */
export function whileDown(draft: Draft, round: Round, ballot: Ballot): void {
  const { engine, state, world } = draft
  const { recoverSeconds } = world.check
  const incident = state.open.health!
  if (lasted(engine.pass, recoverSeconds)) {
    const until = engine.pass.since
    if (isHeld(draft, until)) return
    if (suspects(state).length > 0) lowerToRegional(draft, ballot, engine.calm?.since ?? until)
    else resolve(draft, incident, 'recovered', { until })
  } else if (ballot.said === 'split' && lasted(engine.calm, recoverSeconds)) {
    if (!isHeld(draft, engine.calm.since)) lowerToRegional(draft, ballot, engine.calm.since)
  } else if (ballot.said === 'pass') {
    noteRecovering(draft, round)
  } else if (ballot.said === 'fail' && isDownAgain(draft)) worseAgain(draft, engine.streak!.since)
}

/** While a flapping target is held: it fails as it would have to for a new incident. Timeouts alone
 *  must last as long as a patient probe would have waited. */
function isDownAgain({ engine, world }: Draft): boolean {
  const { confirmSeconds, patienceSeconds, timeoutMs } = world.check
  const patientSeconds = confirmSeconds + patienceSeconds + timeoutMs / 1000
  return lasted(engine.hard, confirmSeconds) || lasted(engine.streak, patientSeconds)
}

/** One `recovering` in the timeline for each time that it begins. */
export function noteRecovering(draft: Draft, round: Round): void {
  const incident = draft.state.open.health!
  if (draft.engine.pass?.rounds !== 1 || incident.events.at(-1)?.kind === 'recovering') return
  addEvent(draft, incident, 'recovering', { since: round.startedAt })
}

function lowerToRegional(draft: Draft, ballot: Ballot, since: number): void {
  const { engine } = draft
  const verdict = verdictOf(draft, ballot, 'lowered', null)
  const isMost = ballot.fail.length * 2 > ballot.asked.length
  endDown(draft, since)
  lower(draft, { kind: 'regional', level: levelOf(draft, 'regional', isMost), since, verdict })
  engine.streak = null
  engine.hard = null
  nameFailing(draft)
}
