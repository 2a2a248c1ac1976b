// A suspicion's life: opened by the first failure, ended when the places that failed have passed
// (verdict.md E22), and kept either way.
import { makeId } from '../id.ts'
import type { IncidentKind } from '../incident.ts'
import type { Round } from '../round.ts'
import type { AvoidedWhy, Suspicion } from '../suspicion.ts'
import type { Draft } from './draft.ts'
import { restFor, withRound } from './incidents.ts'
import * as numbers from './numbers.ts'
import { isOut } from './places.ts'
import { extend } from './run.ts'
import type { Ballot } from './speak.ts'
import type { CheckState } from './state.ts'

/** Places that failed and have not passed since, beside those an open incident names. */
export function suspects(state: CheckState): string[] {
  const { places, named, suspect } = state.engine
  return Object.keys(places).filter((id) => {
    const place = places[id]!
    return place.failing !== null && !named.includes(id) && !isOut(place, id, suspect)
  })
}

/** Opens, goes on with, or ends the suspicion, after a round that decided nothing else. */
export function followSuspicion(draft: Draft, round: Round, ballot: Ballot): void {
  const { state, engine } = draft
  const places = suspects(state)
  if (isAnother(draft, places)) avoid(draft, whyAvoided(draft, ballot))
  if (!state.suspicion) {
    if (places.length === 0 || isKnownLate(draft, ballot)) return
    openSuspicion(draft, round, places)
  }
  const suspicion = state.suspicion!
  const before = engine.suspect
  const longEnough = Math.max(numbers.suspectMsMin, draft.world.check.confirmSeconds * 1000)
  const run = extend(before, round)
  engine.suspect = {
    ...run,
    saidFail: ballot.said === 'fail' || (before?.saidFail ?? false),
    dissent: isDissent(ballot) || (before?.dissent ?? false),
    waiting: ballot.said !== 'fail' && run.askedMs >= longEnough,
    passed: [...new Set([...(before?.passed ?? []), ...ballot.pass])],
    failing: places,
  }
  state.suspicion = {
    ...suspicion,
    places: [...new Set([...suspicion.places, ...places])],
    rounds: withRound(suspicion.rounds, round),
  }
  if (places.length === 0) avoid(draft, whyAvoided(draft, ballot))
}

/** The places that failed have passed while others fail now: that is another suspicion (E22). */
function isAnother({ state, engine }: Draft, places: string[]): boolean {
  if (!state.suspicion || !engine.suspect || engine.streak) return false
  const { failing } = engine.suspect
  return places.length > 0 && failing.length > 0 && !places.some((id) => failing.includes(id))
}

/** Some failed and some passed in one round: the next ones are asked wider (A6). */
export const isDissent = (ballot: Ballot) => ballot.fail.length > 0 && ballot.pass.length > 0

/** Timeouts of a target that is known to answer late are no new suspicion (D20). */
function isKnownLate({ engine }: Draft, ballot: Ballot): boolean {
  return engine.late && ballot.fail.every((one) => one.timeout)
}

/** Opens a suspicion; it counts towards `unstable`. */
export function openSuspicion(draft: Draft, round: Pick<Round, 'startedAt'>, places: string[]) {
  const { state, world, engine } = draft
  const since = places.map((id) => engine.places[id]?.failing?.since ?? round.startedAt)
  const startedAt = Math.min(...since)
  const suspicion: Suspicion = {
    v: 1,
    id: makeId('suspicion', world.check.workspace, restFor(draft, startedAt)),
    workspace: world.check.workspace,
    check: world.check.id,
    startedAt,
    endedAt: null,
    outcome: 'open',
    why: null,
    incident: null,
    incidentKind: null,
    places,
    rounds: [],
  }
  state.suspicion = suspicion
  const last = engine.suspicionsAt.at(-1)
  if (last === undefined || Math.abs(world.now - last) >= numbers.unstableApartMs) {
    engine.suspicionsAt = [...engine.suspicionsAt, world.now]
  }
  draft.suspicions.set(suspicion.id, suspicion)
}

function whyAvoided({ state, engine, world }: Draft, ballot: Ballot): AvoidedWhy {
  const places = state.suspicion!.places
  const isUnwell = (id: string) => Boolean(world.book.locations[id]?.unwellSince)
  if (places.every(isUnwell)) return 'location_unwell'
  if (!places.some((id) => engine.places[id]?.absentSince === null)) return 'not_verified'
  const quietWhy = world.quietWhy?.()
  if (quietWhy) return quietWhy
  const isAlone = places.length === 1 && ballot.asked.length > 1 && !engine.suspect?.saidFail
  return isAlone ? 'one_location' : 'blip'
}

/** Ends the suspicion as a false alarm avoided. */
export function avoid(draft: Draft, why: AvoidedWhy): void {
  end(draft, { outcome: 'avoided', why })
}

/** Ends the suspicion as the incident that is open now. */
export function becomeIncident(draft: Draft, kind: IncidentKind): void {
  const incident = draft.state.open.health?.id ?? null
  end(draft, { outcome: 'incident', incident, incidentKind: kind })
}

function end(draft: Draft, facts: Partial<Suspicion>): void {
  const { state, engine, world } = draft
  if (!state.suspicion) return
  const ended = { ...state.suspicion, ...facts, endedAt: world.now }
  draft.suspicions.set(ended.id, ended)
  state.suspicion = null
  engine.suspect = null
}
