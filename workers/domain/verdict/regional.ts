// Places that fail while the majority passes: a level of its own, told after `regional_after`
// and resolved when the places it named pass (verdict.md E22 to E25).
import type { Round } from '../round.ts'
import { isMaybeLate, lasted, nameFailing, noteRecovering } from './down.ts'
import type { Draft } from './draft.ts'
import { verdictOf } from './explainable.ts'
import { isHeld, worseAgain } from './flapping.ts'
import { addEvent, levelOf, lower, openOrRaise, resolve } from './incidents.ts'
import type { Failing } from './memory.ts'
import { regionalRoundsMin } from './numbers.ts'
import { isOut } from './places.ts'
import { extend } from './run.ts'
import type { Ballot } from './speak.ts'
import { becomeIncident, suspects } from './suspect.ts'

/** Opens `regional`, or names one more place, when a place has failed for `regional_after`. */
export function tryRegional(draft: Draft, ballot: Ballot): boolean {
  const { engine, world, state } = draft
  // One that is unwell by now is the place's trouble, however long ago it failed here.
  const places = suspects(state).filter((id) => !world.book.locations[id]?.unwellSince)
  const isMost = ballot.fail.length * 2 > ballot.asked.length
  // What most see fail is no trouble of a few, and is told no sooner than a fall is confirmed.
  if (isMost && !isConfirmed(draft)) return false
  const isLong = ({ ms, rounds }: Failing) =>
    ms >= world.check.regionalSeconds * 1000 && rounds >= regionalRoundsMin
  const long = places.filter((id) => isLong(engine.places[id]!.failing!))
  if (long.length === 0) return false
  if (isMost && isMaybeLate(draft, ballot)) return false
  const since = Math.min(...places.map((id) => engine.places[id]!.failing!.since))
  const verdict = verdictOf(draft, withLateFails(draft, ballot, places), 'minority', null)
  verdict.decidedAfterMs = Math.max(0, Math.round(world.now - since))
  // One place that failed long ago makes no page of what has just begun for the others.
  const isMostLong = ballot.fail.filter((one) => long.includes(one.location)).length * 2
  const level = levelOf(draft, 'regional', isMostLong > ballot.asked.length)
  const open = state.open.health
  const turn = { kind: 'regional' as const, level, startedAt: since, verdict }
  if (!openOrRaise(draft, turn)) addEvent(draft, { ...open!, verdict }, 'updated', { verdict })
  nameFailing(draft)
  becomeIncident(draft, 'regional')
  return true
}

/** Rounds that said so, or were torn between networks, for as long as a fall is confirmed: by asked time,
 *  which a wall clock that steps does not add to. */
function isConfirmed({ engine, world }: Draft): boolean {
  const { confirmSeconds } = world.check
  return lasted(engine.streak, confirmSeconds) || lasted(engine.torn, confirmSeconds)
}

/** The ballot with the last failure of each place that is still waiting in this round: one that runs
 *  out of time is always heard after the round was decided. */
function withLateFails({ state }: Draft, ballot: Ballot, places: string[]): Ballot {
  const rounds = [...(state.open.health?.rounds ?? []), ...(state.suspicion?.rounds ?? [])]
  const seen = rounds.flatMap((round) => round.observations)
  const late = ballot.missing.flatMap((id) => {
    const last = seen.findLast((one) => one.location === id)
    return places.includes(id) && last?.kind === 'fail' ? [last] : []
  })
  const isLate = (id: string) => late.some((one) => one.location === id)
  const missing = ballot.missing.filter((id) => !isLate(id))
  return { ...ballot, fail: [...ballot.fail, ...late], missing }
}

/** Keeps the runs of an open `regional`: its named places decide, nobody else (E24). */
export function runRegional(draft: Draft, round: Round, ballot: Ballot): void {
  const { engine } = draft
  const failing = new Set(ballot.fail.map((one) => one.location))
  const isPassing = ballot.said === 'pass' && engine.named.every((id) => isWellAgain(draft, id))
  if (isPassing) engine.pass = extend(engine.pass, round)
  else if (engine.named.some((id) => failing.has(id))) engine.pass = null
  if (ballot.torn || ballot.said === 'fail') engine.calm = null
  else if (ballot.said === 'pass') engine.calm = extend(engine.calm, round)
}

/** It passed since it failed last, or nobody counts it any more. */
function isWellAgain({ engine, world }: Draft, id: string): boolean {
  const place = engine.places[id]
  if (!place || place.failing === null) return true
  if (!world.voters.some((one) => one.id === id)) return true
  return Boolean(world.book.locations[id]?.unwellSince) || isOut(place, id, engine.suspect)
}

/** A round while `regional` is open and nothing worse was found. */
export function whileRegional(draft: Draft, round: Round, ballot: Ballot): void {
  const { engine, state, world } = draft
  const incident = state.open.health!
  const { recoverSeconds } = world.check
  if (engine.pass === null) worseAgain(draft, round.startedAt)
  if (lasted(engine.pass, recoverSeconds)) {
    if (isHeld(draft, engine.pass.since)) return
    resolve(draft, incident, 'recovered', { until: engine.pass.since })
    return
  }
  const isTop = incident.level !== levelOf(draft, 'regional')
  const isCalm = isTop && lasted(engine.calm, recoverSeconds)
  if (isCalm && engine.pass === null && !isHeld(draft, engine.calm!.since)) {
    const verdict = verdictOf(draft, ballot, 'lowered', null)
    const level = levelOf(draft, 'regional')
    lower(draft, { kind: 'regional', level, since: engine.calm!.since, verdict })
    engine.named = engine.named.filter((id) => !isWellAgain(draft, id))
    return
  }
  noteRecovering(draft, round)
}
