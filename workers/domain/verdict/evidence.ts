// Answers that come after a round was decided: evidence, and for the place itself news; the
// verdict of that round stays (verdict.md C12).
import type { Observation } from '../observation.ts'
import type { Round } from '../round.ts'
import { draftOf } from './draft.ts'
import { settle } from './health.ts'
import { heardFrom, latestOf } from './places.ts'
import type { CheckState, World } from './state.ts'
import { openSuspicion, suspects } from './suspect.ts'
import { slotGapMs } from './warnings.ts'

/** Adds a late answer to the round it belongs to. A late failure on a quiet check opens a
 *  suspicion, so that the next round verifies it. */
export function lateEvidence(
  state: CheckState,
  roundNumber: number,
  observation: Observation,
  world: World,
): CheckState {
  const known = roundsOf(state).find((round) => round.number === roundNumber)
  if (known?.observations.some((one) => one.location === observation.location)) return state
  const draft = draftOf(state, world)
  const { engine } = draft
  const { location, at, ms } = observation
  const round = known ?? {
    v: 1 as const,
    number: roundNumber,
    kind: 'slot' as const,
    startedAt: at - ms,
    decidedAt: at,
    lengthMs: ms,
    asked: [location],
    observations: [],
  }
  const latest = draft.state.latest[location]
  // Older than what is known of the place, or the same answer delivered again.
  if (latest && latest.at >= at) return withLate(draft.state, roundNumber, observation)
  const isBorrowed = world.voters.some(({ id, borrowed }) => id === location && borrowed)
  const before = engine.places[location]
  engine.places[location] = heardFrom(before, observation, round, slotGapMs(draft), isBorrowed)
  draft.state.latest[location] = latestOf(observation)
  const places = suspects(draft.state)
  const isNews = observation.kind === 'fail' && !(engine.late && observation.timeout)
  const isDown = state.open.health?.kind === 'down'
  if (isNews && !isDown && !state.suspicion && places.length > 0) {
    openSuspicion(draft, round, places)
  }
  settle(draft)
  return withLate(draft.state, roundNumber, observation)
}

const roundsOf = ({ suspicion, open }: CheckState): Round[] => [
  ...(suspicion?.rounds ?? []),
  ...(open.health?.rounds ?? []),
]

function withLate(state: CheckState, number: number, observation: Observation): CheckState {
  return mapRounds(state, (round) =>
    round.number === number
      ? { ...round, observations: [...round.observations, observation] }
      : round,
  )
}

/** A round that was judged before, with all that was heard by now. */
export function withEvidence(state: CheckState, round: Round): CheckState {
  if (!roundsOf(state).some((one) => one.number === round.number)) return state
  return mapRounds(state, (one) =>
    one.number === round.number && round.observations.length > one.observations.length
      ? { ...one, observations: round.observations }
      : one,
  )
}

function mapRounds(before: CheckState, map: (round: Round) => Round): CheckState {
  const state = { ...before }
  const { suspicion, open } = state
  if (suspicion) state.suspicion = { ...suspicion, rounds: suspicion.rounds.map(map) }
  if (open.health) {
    state.open = { ...open, health: { ...open.health, rounds: open.health.rounds.map(map) } }
  }
  return state
}
