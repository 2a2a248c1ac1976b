// Borrowed eyes: places that another master lends, and counts each look of. They are asked to confirm
// a fall, and no more: one that says nothing leaves the verdict to the others (verdict.md, Borrowed).
import type { Location } from '../location.ts'
import type { Measurement } from '../measurement.ts'
import type { Observation } from '../observation.ts'
import type { Round } from '../round.ts'
import type { LocationBook } from './book.ts'
import type { PlaceMemory } from './memory.ts'
import { newPlace } from './memory.ts'
import { askAgainMs, introduceAgainMs } from './numbers.ts'
import type { CheckState, World } from './state.ts'

/** Why borrowed places are wanted in the next round: to confirm, or to be introduced. */
export type Wish = 'confirm' | 'introduce' | null

/** The borrowed places that take a seat in the next round. */
export function borrowedSeats(
  state: CheckState,
  world: World,
  out: ReadonlySet<string>,
  wish: Wish,
): string[] {
  if (wish === null) return []
  const { places } = state.engine
  const isWanted = ({ id }: Location) => {
    const place = places[id]
    if (wish === 'introduce') return isStranger(place, world.now)
    return !out.has(id) || isLater(place, world.now, askAgainMs)
  }
  return world.voters.filter((one) => one.borrowed && isWanted(one)).map(({ id }) => id)
}

/** Nobody has anything to confirm here, and what a new place says cannot tip anything. */
export function isCalm({ health, activity, suspicion, open }: CheckState): boolean {
  return health === 'up' && activity === 'steady' && suspicion === null && !open.health
}

/** It never passed: its `fail` would not be believed. One look in the calm makes it known. */
const isStranger = (place: PlaceMemory | undefined, now: number) =>
  !place || (place.passedAt === null && isLater(place, now, introduceAgainMs))

const isLater = (place: PlaceMemory | undefined, now: number, ms: number) =>
  !place || now - place.askedAt >= ms || now < place.askedAt

/** Without a vote it is no ground for a majority: its lender may have none left for today. */
export const isGround = ({ borrowed }: Location, hasVoted: boolean) => hasVoted || !borrowed

/** Notes how a borrowed place answered last, for those who look at the places. */
export function noteLent(
  book: LocationBook,
  location: string,
  measured: Measurement,
  at: number,
): LocationBook {
  const before = book.locations[location] ?? { unwellSince: null, incident: null }
  const isAnswer = measured.kind !== 'notMeasured'
  const { reason, detail } = isAnswer ? { reason: null, detail: undefined } : measured
  const lent = { at, reason, ...(detail ? { detail } : {}) }
  return { ...book, locations: { ...book.locations, [location]: { ...before, lent } } }
}

/** What is kept of a borrowed place: no times, since it is asked when things go wrong, and no
 *  failure, since nobody will ask it whether that is over. */
export function borrowedPlace(
  before: PlaceMemory | undefined,
  observation: Observation | undefined,
  round: Round,
): PlaceMemory {
  const place = { ...(before ?? newPlace()), askedAt: round.startedAt, failing: null }
  const kind = observation?.kind ?? 'unknown'
  if (kind === 'unknown') place.absentSince ??= round.startedAt
  else place.absentSince = null
  if (kind === 'pass' || kind === 'slow') place.passedAt = round.startedAt
  return place
}
