// Kinds of trouble that are not failing: slow, blocked, unstable, and not knowing
// (verdict.md A5, C16, D, E26).
import type { Round } from '../round.ts'
import { lasted, noteRecovering } from './down.ts'
import type { Draft } from './draft.ts'
import { slowFigures, verdictOf } from './explainable.ts'
import { isHeld, worseAgain } from './flapping.ts'
import { levelOf, openOrRaise, resolve } from './incidents.ts'
import type { Run } from './memory.ts'
import * as numbers from './numbers.ts'
import { extend } from './run.ts'
import { slowness } from './slow.ts'
import type { Ballot } from './speak.ts'

/** Follows `slow`: health at once, an incident after ten minutes. */
export function followSlow(draft: Draft, round: Round, ballot: Ballot): void {
  const { engine, state, world } = draft
  if (ballot.said !== 'pass') return
  const { isSlow, medianMs, phase } = slowness(state, round, world)
  if (!isSlow) {
    engine.slowSince = null
    return
  }
  engine.slowSince ??= round.startedAt
  engine.medianMs = medianMs
  if (round.decidedAt - engine.slowSince < numbers.slowToldAfterMs) return
  const verdict = {
    ...verdictOf(draft, ballot, 'slow_median', null),
    ...slowFigures(draft, null),
    ...(phase ? { slowPhase: phase.phase, slowAfterMs: phase.limitMs } : {}),
    decidedAfterMs: Math.max(0, Math.round(world.now - engine.slowSince)),
  }
  const level = levelOf(draft, 'slow')
  openOrRaise(draft, { kind: 'slow', level, startedAt: engine.slowSince, verdict })
}

/** Some places are turned away with a 403 while others get through: told, by name, when it lasts as
 *  long as a regional failure must (design rule 8). */
function followWalled(draft: Draft, round: Round, ballot: Ballot): void {
  const { engine, world } = draft
  const isWalled = ballot.blocked.some((one) => one.reason === 'blocked_by_waf')
  if (!isWalled || ballot.pass.length === 0) {
    if (ballot.said !== 'unknown') engine.walled = null
    return
  }
  engine.walled = extend(engine.walled ?? null, round, slotGapMs(draft))
  if (engine.walled.rounds < 2) return
  if (engine.walled.askedMs < world.check.regionalSeconds * 1000) return
  openBlocked(draft, ballot, engine.walled)
}

function openBlocked(draft: Draft, ballot: Ballot, { since }: Run): void {
  const verdict = verdictOf(draft, ballot, 'blocked', null)
  verdict.decidedAfterMs = Math.max(0, Math.round(draft.world.now - since))
  const level = levelOf(draft, 'blocked')
  openOrRaise(draft, { kind: 'blocked', level, startedAt: since, verdict })
}

/** Follows `blocked`: a majority that is turned away for a minute, or some places for longer. */
export function followBlocked(draft: Draft, round: Round, ballot: Ballot): void {
  const { engine } = draft
  followWalled(draft, round, ballot)
  if (ballot.blocked.length * 2 <= ballot.asked.length) {
    if (ballot.said !== 'unknown') engine.blocked = null
    return
  }
  engine.blocked = extend(engine.blocked, round, slotGapMs(draft))
  if (engine.blocked.rounds < 2 || engine.blocked.askedMs < numbers.blockedAfterMs) return
  openBlocked(draft, ballot, engine.blocked)
}

/** What may lie between two rounds at the slot's pace and still be asked time. */
export function slotGapMs({ world }: Draft): number {
  return Math.max(world.check.intervalSeconds * 1000, numbers.openPaceMs) + numbers.gapMsMax
}

/** Follows `unknown`: abstentions leave no majority possible (C16). */
export function followUnknown({ engine }: Draft, round: Round, ballot: Ballot): void {
  if (ballot.said === 'unknown') engine.unknownSince ??= round.startedAt
  else engine.unknownSince = null
}

/** A round while `slow` or `blocked` is open and nothing worse was found. */
export function whileWarned(draft: Draft, round: Round, ballot: Ballot): void {
  const { engine, state, world } = draft
  const incident = state.open.health!
  if (engine.pass === null) worseAgain(draft, round.startedAt)
  if (ballot.said !== 'pass') return
  if (incident.kind === 'slow' && engine.slowSince !== null) return
  if (incident.kind === 'blocked' && engine.walled) return
  if (incident.kind === 'content' && engine.content?.small) return
  if (lasted(engine.pass, world.check.recoverSeconds)) {
    if (isHeld(draft, engine.pass.since)) return
    resolve(draft, incident, 'recovered', { until: engine.pass.since })
  } else noteRecovering(draft, round)
}

/** The window of `unstable`: 15 minutes or 15 intervals. */
export function unstableWindowMs({ world }: Pick<Draft, 'world'>): number {
  const intervals = numbers.unstableIntervals * world.check.intervalSeconds * 1000
  return Math.max(numbers.unstableWindowMsMin, intervals)
}

/** Opens `unstable` when suspicions keep coming, and closes it when none came for a window. */
export function followUnstable(draft: Draft, ballot: Ballot | null): void {
  const { engine, state, world } = draft
  const windowMs = unstableWindowMs(draft)
  const last = engine.suspicionsAt.at(-1)
  const recent = engine.suspicionsAt.filter((at) => world.now - at < windowMs)
  if (recent.length < engine.suspicionsAt.length) engine.suspicionsAt = recent
  const incident = state.open.health
  if (incident?.kind === 'unstable') {
    const since = last ?? world.now
    if (recent.length > 0 || state.suspicion) worseAgain(draft, since)
    else if (!isHeld(draft, since)) resolve(draft, incident, 'recovered', { until: since })
  } else if (ballot && !incident && isUnstable(draft, ballot)) {
    const verdict = verdictOf(draft, ballot, 'unstable', null)
    const startedAt = recent[0]!
    const level = levelOf(draft, 'unstable')
    openOrRaise(draft, { kind: 'unstable', level, startedAt, verdict })
  }
}

function isUnstable({ engine, state, suspicions }: Draft, ballot: Ballot): boolean {
  // Said of what goes wrong now, not in the calm after it.
  if (ballot.fail.length === 0 && suspicions.size === 0) return false
  if (engine.suspicionsAt.length < numbers.unstableSuspicions) return false
  // On its way to regional: that will be the word for it.
  if (state.suspicion && engine.suspect?.waiting) return false
  const { asked, askedBefore, failed, failedBefore } = engine.tally
  return failed + failedBefore >= numbers.unstableShareMin * (asked + askedBefore)
}

/** Counts probes and failures in windows that follow each other. */
export function tally({ engine, world }: Draft, asked: number, failed: number): void {
  engine.tally = tallied(engine.tally, world, asked, failed)
}

/** The same as a value: the counts with one more round. */
export function tallied(
  before: Draft['engine']['tally'],
  world: Draft['world'],
  asked: number,
  failed: number,
): Draft['engine']['tally'] {
  const passed = world.now - before.since
  if (passed >= 0 && passed < unstableWindowMs({ world })) {
    return { ...before, asked: before.asked + asked, failed: before.failed + failed }
  }
  return {
    since: world.now,
    asked,
    failed,
    askedBefore: before.asked,
    failedBefore: before.failed,
  }
}
