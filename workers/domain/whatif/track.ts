// One verdict engine under some settings, led along the rounds that were: the same steps that judge
// live rounds. Says what it would have wanted to know and nobody asked.
import type { Check } from '../check/check.ts'
import { phaseLimits, phaseOver } from '../check/phase-fields.ts'
import type { Incident } from '../incident.ts'
import type { Location } from '../location.ts'
import type { Observation } from '../observation.ts'
import type { Round } from '../round.ts'
import type { Suspicion } from '../suspicion.ts'
import { isBeyondPatience, lasted } from '../verdict/down.ts'
import * as engine from '../verdict/index.ts'
import type { CheckState, Step, World } from '../verdict/state.ts'
import type { Happening } from './happening.ts'
import { addQuietRound, beginQuietRun, endQuietRun, type QuietRun } from './quiet-run.ts'

/** Why something cannot be known: nobody asked then, no patient probe waited as long, a place was
 *  never asked, the interval would be shorter. */
export const notKnownWhys = ['rounds', 'patience', 'phases', 'places', 'interval'] as const
export type NotKnownWhy = (typeof notKnownWhys)[number]
export interface Stretch {
  from: number
  to: number
  why: NotKnownWhy
}

export interface Track {
  check: Check
  /** Own places first. */
  voters: Location[]
  own: number
  /** Read it by `stateOf`: quiet rounds are taken in at once. */
  held: CheckState
  quiet: QuietRun | null
  incidents: Map<string, Incident>
  suspicions: Map<string, Suspicion>
  notKnown: Stretch[]
}

export function trackOf(check: Check, voters: Location[], own: number, at: number): Track {
  return {
    check,
    voters,
    own,
    held: engine.newState(check, at),
    quiet: null,
    incidents: new Map(),
    suspicions: new Map(),
    notKnown: [],
  }
}

/** The state now. */
export function stateOf(track: Track): CheckState {
  if (track.quiet) {
    track.held = endQuietRun(track.quiet)
    track.quiet = null
  }
  return track.held
}

/** Whether nothing is suspected or open. */
export function isCalm({ quiet, held }: Track): boolean {
  return quiet !== null || engine.isQuiet(held)
}

const noBook = engine.newBook()

export function worldAt({ check, voters, own }: Track, now: number, round?: Round): World {
  return { now, check, voters, own, book: round ? bookOf(round) : noBook }
}

/** Which places were unwell, as far as the round's own abstentions say. */
function bookOf({ observations, startedAt }: Round): World['book'] {
  let book = noBook
  for (const one of observations) {
    if (one.kind !== 'unknown' || one.reason !== 'unwell') continue
    const record = { unwellSince: startedAt, incident: null }
    book = { ...book, locations: { ...book.locations, [one.location]: record } }
  }
  return book
}

/** Judges a round as it was heard: on time first, then what came late. */
export function takeRound(track: Track, heard: Round): void {
  track.quiet ??= beginQuietRun(track.held)
  if (track.quiet && addQuietRound(track.quiet, heard, worldAt(track, heard.decidedAt))) return
  const round = asJudged(track, heard)
  passTime(track, round.decidedAt)
  const world = worldAt(track, round.decidedAt, round)
  const isLate = round.observations.some((one) => one.at > round.decidedAt)
  const onTime = isLate
    ? { ...round, observations: round.observations.filter((one) => one.at <= round.decidedAt) }
    : round
  take(track, engine.judgeRound(stateOf(track), onTime, world))
  if (isLate) {
    for (const one of round.observations) {
      if (one.at <= round.decidedAt) continue
      const late = worldAt(track, one.at, round)
      track.held = engine.lateEvidence(track.held, round.number, one, late)
      const { suspicion } = track.held
      if (suspicion) track.suspicions.set(suspicion.id, suspicion)
    }
  }
  notePatience(track, round)
}

/** Numbered for this engine, answers called slow by these settings. */
function asJudged(track: Track, round: Round): Round {
  const { check } = track
  const state = stateOf(track)
  let observations = round.observations
  for (const [index, one] of observations.entries()) {
    if (one.kind !== 'pass' && one.kind !== 'slow') continue
    const limitMs = engine.slowAfterOf(check, state.engine.places[one.location])
    const over = one.ms > limitMs ? null : phaseOver(check, one.phases)
    const kind = one.ms > limitMs || over ? 'slow' : 'pass'
    if (kind === one.kind) continue
    // Of what was slow by a phase alone, only the whole time was kept.
    if (kind === 'pass' && !one.phases && phaseLimits(check).length > 0) {
      noteStretch(track, { from: round.startedAt, to: round.decidedAt, why: 'phases' })
    }
    if (observations === round.observations) observations = [...observations]
    observations[index] = { ...one, kind, ...(over ? { over } : {}) } as Observation
  }
  return { ...round, number: state.lastRound + 1, observations }
}

/** Would be down but for a patient probe of which nothing is known. */
function notePatience(track: Track, round: Round): void {
  const { check, held: state } = track
  const { streak } = state.engine
  if (!streak || state.open.health?.kind === 'down') return
  if (!state.engine.solid || !lasted(streak, check.confirmSeconds)) return
  if (isBeyondPatience(state, worldAt(track, round.decidedAt)) !== null || state.engine.late) return
  // As long as the patient probe may still be waiting, nothing is missing.
  if (round.decidedAt - streak.since < check.timeoutMs + check.patienceSeconds * 1000 + 5_000)
    return
  noteStretch(track, { from: streak.since, to: round.decidedAt, why: 'patience' })
}

/** Adds a stretch, joined to the one before where they touch. */
export function noteStretch(track: Track, stretch: Stretch): void {
  const last = track.notKnown.at(-1)
  if (last && last.why === stretch.why && stretch.from <= last.to + 1_000) {
    last.to = Math.max(last.to, stretch.to)
  } else track.notKnown.push({ ...stretch })
}

/** What falls due without a round, up to an instant. */
export function passTime(track: Track, until: number): void {
  if (track.quiet) return
  const { held: state } = track
  const { unknownSince } = state.engine
  if (!state.open.health && unknownSince === null) return
  for (let turns = 0; turns < 4; turns += 1) {
    const at = engine.wants(stateOf(track), worldAt(track, until)).wakeAt
    if (at === null || at >= until) return
    take(track, engine.timePassed(stateOf(track), worldAt(track, at)))
  }
}

/** Takes in a patient probe's word, or what a person did. */
export function takeHappening(track: Track, happening: Happening): void {
  if ('hand' in happening) {
    take(track, engine.byHand(stateOf(track), happening.hand, worldAt(track, happening.at)))
    return
  }
  const { patient, startedAt, lateUntil } = happening
  if (lateUntil !== undefined) {
    noteStretch(track, { from: startedAt, to: lateUntil, why: 'patience' })
  }
  const patienceMs = track.check.patienceSeconds * 1000
  const isShorter = patient.kind === 'waiting' && patient.waitedMs > patienceMs
  const at = isShorter ? startedAt + patienceMs : happening.at
  const started = { kind: 'started' as const, location: patient.location, at: startedAt }
  take(track, engine.patientHeard(stateOf(track), started, worldAt(track, at)))
  take(track, engine.patientHeard(stateOf(track), patient, worldAt(track, at)))
}

function take(track: Track, step: Step): void {
  track.held = step.state
  for (const one of step.incidents) track.incidents.set(one.id, one)
  for (const one of step.suspicions) track.suspicions.set(one.id, one)
}
