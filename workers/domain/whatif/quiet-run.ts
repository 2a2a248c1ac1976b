// Many quiet rounds one after another, for a replay of months: what `quietPass` gives round by round,
// without a new state for each. A round near any limit is left to the whole engine.
import type { Round } from '../round.ts'
import type { EngineMemory, PlaceMemory } from '../verdict/memory.ts'
import { outAfterMs, slowAnswers, usualAnswersMin } from '../verdict/numbers.ts'
import { isQuiet } from '../verdict/quiet.ts'
import { slowAfterOf, walkUsual } from '../verdict/slow.ts'
import type { CheckState, World } from '../verdict/state.ts'
import { tallied } from '../verdict/warnings.ts'

/** A run under way. Nobody else sees its places. */
export interface QuietRun {
  before: CheckState
  places: Record<string, PlaceMemory>
  /** Until then a place that is away is not known to be out. */
  absentUntil: number
  tally: EngineMemory['tally']
  rounds: number
  last: Round | null
}

/** Share of a limit up to which an answer surely changes nothing but the usual median. */
const surely = 0.9

/** Begins a run; null when the state needs the whole engine. */
export function beginQuietRun(state: CheckState): QuietRun | null {
  if (!isQuiet(state)) return null
  const places: QuietRun['places'] = {}
  let absentUntil = 0
  for (const id of Object.keys(state.engine.places)) {
    const place = state.engine.places[id]!
    if (place.failing !== null) return null
    if (place.absentSince !== null) {
      absentUntil = Math.max(absentUntil, place.absentSince + outAfterMs)
    }
    places[id] = { ...place, last: [...place.last] }
  }
  return { before: state, places, absentUntil, tally: state.engine.tally, rounds: 0, last: null }
}

/** Takes one more round; false, and nothing has changed, when it needs the whole engine. Whether an
 *  answer passes or is slow is read from its milliseconds. */
export function addQuietRound(run: QuietRun, round: Round, world: World): boolean {
  const { observations, asked, startedAt } = round
  if (observations.length !== asked.length || startedAt < run.absentUntil) return false
  for (const one of observations) {
    // Dates and sizes have rules of their own.
    if ((one.kind !== 'pass' && one.kind !== 'slow') || one.expiry || one.bytes) return false
    if (one.phases) return false
    const { location, ms } = one
    const place = run.places[location]
    if (!place || place.absentSince !== null || place.lastPhases) return false
    if (place.answers === usualAnswersMin - 1) return false
    const sureMs = slowAfterOf(world.check, place) * surely
    if (ms > sureMs) return false
    for (const before of place.last) if (before > sureMs) return false
  }
  for (const { location, ms } of observations) {
    const place = run.places[location]!
    place.askedAt = startedAt
    place.passedAt = startedAt
    // In place: a run owns its lists.
    if (place.last.length >= slowAnswers) place.last.shift()
    place.last.push(ms)
    walkUsual(place, ms, false)
  }
  run.tally = tallied(run.tally, world, observations.length, 0)
  run.rounds += 1
  run.last = round
  return true
}

/** The state after the run. Its rounds are numbered on from the state's own. */
export function endQuietRun({ before, places, tally, rounds, last }: QuietRun): CheckState {
  if (!last) return before
  const number = before.lastRound + rounds
  const latest = { ...before.latest }
  for (const { location, at, ms } of last.observations) latest[location] = { at, kind: 'pass', ms }
  const engine = {
    ...before.engine,
    judged: number,
    lastSaid: 'pass' as const,
    lastStartedAt: last.startedAt,
    lastDecidedAt: last.decidedAt,
    places,
    soft: [],
    vain: null,
    patientFailedAt: null,
    tally,
  }
  return {
    ...before,
    lastRound: number,
    lastSlot: Math.max(before.lastSlot, last.slot ?? -1),
    latest,
    engine,
  }
}
