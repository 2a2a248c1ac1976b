// Places that stand in one data centre are one witness: what breaks that building breaks both. Where
// a place stands it says itself with each measurement, and it may move (verdict.md, Who votes).
import type { Observation, Unknown } from '../observation.ts'
import type { Round } from '../round.ts'
import type { LocationBook } from './book.ts'
import { outPlaces } from './places.ts'
import type { CheckState, World } from './state.ts'

/** Takes in the data centre that a place says it stands in. */
export function noteColo(book: LocationBook, location: string, colo: string): LocationBook {
  const record = book.locations[location] ?? { unwellSince: null, incident: null }
  if (record.colo === colo) return book
  return { ...book, locations: { ...book.locations, [location]: { ...record, colo } } }
}

/** Whether a voter that comes before this place stands in the same data centre and can vote: then
 *  this one abstains, and a spare takes its seat. */
export function isTwin(location: string, colo: string, state: CheckState, world: World): boolean {
  const { locations } = world.book
  const at = world.voters.findIndex(({ id }) => id === location)
  const before = world.voters.slice(0, Math.max(0, at))
  if (!before.some(({ id }) => locations[id]?.colo === colo)) return false
  const out = outPlaces(state)
  return before.some(({ id }) => {
    const record = locations[id]
    return record?.colo === colo && !record.unwellSince && !out.has(id)
  })
}

/** The round with one vote for each data centre, that of the place heard first: also where nobody
 *  knew yet that two stand in one. */
export function countedOnce(round: Round): Round {
  const seen = new Set<string>()
  const isAgain = (one: Observation) => {
    if (one.colo === undefined || one.kind === 'unknown') return false
    if (seen.has(one.colo)) return true
    seen.add(one.colo)
    return false
  }
  const again = new Set(round.observations.filter(isAgain))
  if (again.size === 0) return round
  return {
    ...round,
    observations: round.observations.map((one) => (again.has(one) ? abstaining(one) : one)),
  }
}

/** As evidence it is kept, and says what it would have voted. */
export function abstaining(one: Observation): Unknown {
  const { location, network, at, ms, colo, measurement, expiry } = one
  const wouldBe = one.kind === 'blocked' || one.kind === 'unknown' ? undefined : one.kind
  return {
    location,
    network,
    at,
    ms,
    ...(colo === undefined ? {} : { colo }),
    ...(measurement ? { measurement } : {}),
    ...(expiry ? { expiry } : {}),
    kind: 'unknown',
    reason: 'same_colo',
    ...(wouldBe ? { wouldBe } : {}),
  }
}
