// The verdict's steps: a round judged, time passed. The order of the rules is here; the rules
// themselves are in the files beside.
import type { Check } from '../check/check.ts'
import type { Round } from '../round.ts'
import { countedOnce } from './colo.ts'
import { followContent } from './content.ts'
import { tryDown, tryTorn, whileDown } from './down.ts'
import { type Draft, draftOf, stepOf } from './draft.ts'
import { withEvidence } from './evidence.ts'
import { followExpiry } from './expiry.ts'
import { settle } from './health.ts'
import { withRound } from './incidents.ts'
import { newMemory } from './memory.ts'
import { failsMin, streakMsMax } from './numbers.ts'
import { heardFrom, latestOf, outPlaces } from './places.ts'
import { quietPass } from './quiet.ts'
import { refusalsApart } from './refusal.ts'
import { runRegional, tryRegional, whileRegional } from './regional.ts'
import { extend } from './run.ts'
import { withAnswer } from './slow.ts'
import { type Ballot, countBallot } from './speak.ts'
import type { CheckState, Step, World } from './state.ts'
import { followSuspicion, isDissent } from './suspect.ts'
import * as warnings from './warnings.ts'

/** The state of a check that nobody has asked yet. */
export function newState(check: Check, now: number): CheckState {
  return {
    v: 1,
    check: check.id,
    health: 'unknown',
    activity: 'steady',
    since: now,
    lastSlot: -1,
    lastRound: 0,
    open: {},
    suspicion: null,
    latest: {},
    engine: newMemory(now),
  }
}

/** Judges a round that is decided. A round already judged, or an older one, changes nothing but
 *  evidence. */
export function judgeRound(state: CheckState, heard: Round, world: World): Step {
  const round = countedOnce(refusalsApart(heard))
  if (round.number <= state.engine.judged) {
    return { state: withEvidence(state, round), incidents: [], suspicions: [] }
  }
  const quiet = quietPass(state, round, world)
  if (quiet) return { state: quiet, incidents: [], suspicions: [] }
  const draft = draftOf(state, world)
  const { ballot, hard } = listen(draft, round)
  count(draft, round, ballot, hard)
  decide(draft, round, ballot)
  followExpiry(draft, round)
  settle(draft)
  return stepOf(draft)
}

/** Takes in what each place said: latest answers, who is absent, who fails, latencies. */
function listen(draft: Draft, round: Round): { ballot: Ballot; hard: Ballot } {
  const { engine, state, world } = draft
  const softVotes = world.check.patienceSeconds === 0 && !engine.late
  const gapMs = warnings.slotGapMs(draft)
  const heard = new Map(round.observations.map((one) => [one.location, one]))
  let failed = 0
  for (const { id, borrowed } of world.voters) {
    if (!round.asked.includes(id)) continue
    const observation = heard.get(id)
    const place = heardFrom(engine.places[id], observation, round, gapMs, borrowed)
    engine.places[id] = place
    if (!observation) continue
    state.latest[id] = latestOf(observation)
    if (observation.kind !== 'fail') continue
    failed += 1
    // A target known to answer late: its timeouts are answers that take at least this long.
    if (engine.late && observation.timeout && !borrowed) withAnswer(place, observation.ms, true)
  }
  warnings.tally(draft, round.observations.length, failed)
  state.lastRound = Math.max(state.lastRound, round.number)
  if (round.slot !== undefined) state.lastSlot = Math.max(state.lastSlot, round.slot)
  const out = outPlaces(state)
  return {
    ballot: countBallot(round, world.voters, { out }),
    hard: countBallot(round, world.voters, { out, softVotes }),
  }
}

/** Counts the runs: how long rounds have said the same. `unknown` adds and breaks nothing. */
function count(draft: Draft, round: Round, ballot: Ballot, hard: Ballot): void {
  const { engine, state } = draft
  const { said } = ballot
  engine.judged = round.number
  engine.lastSaid = said
  engine.lastStartedAt = round.startedAt
  engine.lastDecidedAt = round.decidedAt
  if (said === 'fail') {
    const isOld = engine.streak && round.decidedAt - engine.streak.decidedAt > streakMsMax
    engine.streak = extend(isOld ? null : engine.streak, round)
    engine.hard = hard.said === 'fail' ? extend(isOld ? null : engine.hard, round) : null
    engine.solid = isSolid(draft, round, ballot)
  } else if (said === 'pass') {
    engine.streak = null
    engine.hard = null
    engine.patientFailedAt = null
    if (!ballot.torn) engine.vain = null
  }
  if (ballot.torn) engine.torn = extend(engine.torn, round)
  else if (said !== 'unknown') engine.torn = null
  if (ballot.fail.length > 0) {
    engine.soft = ballot.fail.filter((one) => one.timeout).map((one) => one.location)
  } else if (said === 'pass') engine.soft = []
  const incident = state.open.health
  if (!incident) engine.pass = engine.calm = null
  else if (incident.kind === 'regional') runRegional(draft, round, ballot)
  else if (said === 'fail') engine.pass = engine.calm = null
  else if (said === 'split') {
    engine.pass = null
    engine.calm = extend(engine.calm, round)
  } else if (said === 'pass') {
    engine.pass = extend(engine.pass, round)
    engine.calm = extend(engine.calm, round)
  }
  if (incident) {
    state.open.health = { ...incident, rounds: withRound(incident.rounds, round) }
  }
}

/** A `fail` counts when it is unanimous among three or more and nobody dissented before; any
 *  other only when spares were asked too, or there are none (A6). */
function isSolid({ engine, state, world }: Draft, round: Round, ballot: Ballot): boolean {
  const isPlain = !isDissent(ballot) && ballot.fail.length >= failsMin && !engine.suspect?.dissent
  if (isPlain) return true
  const out = outPlaces(state)
  return !world.voters.some(
    ({ id }, index) =>
      index >= world.own &&
      !round.asked.includes(id) &&
      !out.has(id) &&
      !world.book.locations[id]?.unwellSince,
  )
}

/** The rules, worst first. At most one of them speaks about the incident in a step. */
function decide(draft: Draft, round: Round, ballot: Ballot): void {
  const { state } = draft
  warnings.followUnknown(draft, round, ballot)
  const incident = state.open.health
  if (incident?.kind === 'down') {
    whileDown(draft, round, ballot)
    if (!state.open.health) warnings.followSlow(draft, round, ballot)
    return
  }
  followSuspicion(draft, round, ballot)
  if (ballot.said === 'fail' && tryDown(draft, ballot)) return
  if (tryTorn(draft, ballot) || tryRegional(draft, ballot)) return
  warnings.followSlow(draft, round, ballot)
  warnings.followBlocked(draft, round, ballot)
  followContent(draft, round, ballot)
  const open = state.open.health
  if (open && open.sequence === incident?.sequence) whileOpen(draft, round, ballot)
  if (!open || open.kind === 'unstable') warnings.followUnstable(draft, ballot)
}

function whileOpen(draft: Draft, round: Round, ballot: Ballot): void {
  const { kind } = draft.state.open.health!
  if (kind === 'regional') whileRegional(draft, round, ballot)
  else if (kind === 'slow' || kind === 'blocked' || kind === 'content')
    whileWarned(draft, round, ballot)
}
const { whileWarned } = warnings

/** What falls due without a round: no votes for a minute, an end of `unstable`. */
export function timePassed(state: CheckState, world: World): Step {
  const draft = draftOf(state, world)
  if (state.open.health?.kind === 'unstable') warnings.followUnstable(draft, null)
  settle(draft)
  return stepOf(draft)
}
