// What each place has shown for one check: who ever passed, who is silent, who fails until it
// passes again, and which places take a seat in the next round (verdict.md A2, A3, E22).
import { isGentle } from '../check/index.ts'
import type { Observation } from '../observation.ts'
import type { Round } from '../round.ts'
import { borrowedPlace } from './borrowed.ts'
import type { Failing, PlaceMemory, Suspect } from './memory.ts'
import { newPlace } from './memory.ts'
import { askAgainMs, outAfterMs, outAfterPassMs } from './numbers.ts'
import { askedBetween } from './run.ts'
import { withAnswer } from './slow.ts'
import type { CheckState, LatestAnswer, World } from './state.ts'

/** Places known to be out: silent or abstaining for 60 s, or for 5 min if they had said `pass`
 *  during this suspicion. By what the last round knew, so that time alone moves nobody. */
export function outPlaces(state: CheckState): Set<string> {
  const out = new Set<string>()
  const { places, suspect } = state.engine
  for (const id of Object.keys(places)) if (isOut(places[id]!, id, suspect)) out.add(id)
  return out
}

/** It was silent or abstained when it was last asked. */
export function isAbsent({ places }: CheckState['engine'], id: string | undefined): boolean {
  return id !== undefined && places[id] !== undefined && places[id].absentSince !== null
}

export function isOut(place: PlaceMemory, id: string, suspect: Suspect | null): boolean {
  if (place.absentSince === null) return false
  const after = suspect?.passed.includes(id) ? outAfterPassMs : outAfterMs
  return place.askedAt - place.absentSince >= after
}

/** The places of a regular round: the check's own, a spare for each that is out, unwell or still
 *  measuring, and whoever failed last. Those out are asked every 5 min. One that still measures
 *  stays where no spare takes its seat: it is not asked again, and the round counts it as unknown. */
export function seatsOf(state: CheckState, world: World): { own: string[]; spares: string[] } {
  const { places, named } = state.engine
  const out = outPlaces(state)
  const seats = isGentle(world.check) ? 1 : world.own
  const own: string[] = []
  const spares: string[] = []
  const replaced = new Set<string>()
  const waiting: string[] = []
  let empty = 0
  for (const [index, { id, borrowed }] of world.voters.entries()) {
    if (borrowed) continue
    const isUnwell = Boolean(world.book.locations[id]?.unwellSince)
    const isSound = !out.has(id) && !isUnwell
    const fit = isSound && !isMeasuring(world, id)
    // Well again: what it said meanwhile was not believed, and is no silence.
    const isBack = !isUnwell && state.latest[id]?.reason === 'unwell'
    if (index < seats) {
      if (!fit) empty += 1
      if (!fit && isSound) waiting.push(id)
      // An unwell place is asked on, uncounted, so that it can show that it is well (B10).
      if (!out.has(id) || isUnwell || isBack || isDueAgain(places[id], world.now)) own.push(id)
    } else if (fit && empty > 0) {
      empty -= 1
      own.push(id)
      replaced.add(waiting.shift() ?? '')
    } else if (places[id]?.failing || named.includes(id)) own.push(id)
    else if (isSound) spares.push(id)
    // A spare too, now and then.
    else if (isUnwell && !isGentle(world.check) && isDueAgain(places[id], world.now)) own.push(id)
  }
  // A keeper of records is asked once: by a spare where the seat's own place is out.
  if (isGentle(world.check)) return { own: own.slice(-1), spares }
  if (own.some((id) => !out.has(id))) return { own: own.filter((id) => !replaced.has(id)), spares }
  // Nobody is left: better to ask those that were silent than nobody at all.
  const all = world.voters.slice(0, seats).map((one) => one.id)
  return { own: [...new Set([...all, ...own])], spares }
}

/** It still holds an order of this check, so that it is not asked a second time meanwhile. */
export const isMeasuring = (world: World, id: string) => world.measuring?.has(id) ?? false

/** Somebody can be asked. Where all still measure, the next round waits for the first of them. */
export const isAnyFree = (world: World, locations: string[]) =>
  locations.length === 0 || !locations.every((id) => isMeasuring(world, id))

const isDueAgain = (place: PlaceMemory | undefined, now: number) =>
  !place || now - place.askedAt >= askAgainMs || now < place.askedAt

/** A place with one more answer (or silence) of a round. */
export function heardFrom(
  before: PlaceMemory | undefined,
  observation: Observation | undefined,
  round: Round,
  gapMs: number,
  isBorrowed = false,
): PlaceMemory {
  if (isBorrowed) return borrowedPlace(before, observation, round)
  const place = { ...(before ?? newPlace()), askedAt: round.startedAt }
  const kind = observation?.kind ?? 'unknown'
  if (kind === 'unknown') place.absentSince ??= round.startedAt
  else place.absentSince = null
  if (!observation) return place
  if (observation.kind === 'pass' || observation.kind === 'slow') {
    place.passedAt = round.startedAt
    place.failing = null
    return withAnswer(place, observation.ms, observation.kind === 'slow', observation.phases)
  }
  if (observation.kind === 'fail') place.failing = failingOn(place.failing, round, gapMs)
  if (isDisbelieved(observation)) place.failing = null
  return place
}

/** Its failures are known to be its own: they no longer hold a suspicion open. */
function isDisbelieved(observation: Observation): boolean {
  if (observation.kind !== 'unknown') return false
  return observation.reason === 'unwell' || observation.reason === 'never_reached'
}

function failingOn(before: Failing | null, round: Round, gapMs: number): Failing {
  const { startedAt, decidedAt, lengthMs } = round
  if (!before) return { since: startedAt, ms: lengthMs, at: decidedAt, rounds: 1 }
  return {
    since: before.since,
    ms: before.ms + askedBetween(before.at, round, gapMs),
    at: decidedAt,
    rounds: before.rounds + 1,
  }
}

/** The latest outcome of a place, for the screen. */
export function latestOf(observation: Observation): LatestAnswer {
  const { at, kind, ms } = observation
  if (kind === 'fail') return { at, kind, ms, reason: observation.reasons[0] ?? 'status' }
  if (kind === 'pass' || kind === 'slow') return { at, kind, ms }
  return { at, kind, ms, reason: observation.reason }
}
