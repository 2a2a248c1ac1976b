// The fast path: a check that is up, with nothing suspected, whose round passes everywhere. A
// thousand checks pass here each tick, so only what changed is copied.
import { phaseOver } from '../check/phase-fields.ts'
import type { Round } from '../round.ts'
import { isSudden, joined, sizesOf } from './content.ts'
import type { ContentMemory } from './memory.ts'
import { outAfterMs } from './numbers.ts'
import { phaseMedians, slowAfterOf, withAnswer } from './slow.ts'
import type { CheckState, World } from './state.ts'
import { tallied } from './warnings.ts'

/** Nothing suspected, open, verified, recovering or slow: such states may be stored lazily. */
export function isQuiet(state: CheckState): boolean {
  const { engine, health, activity, open, suspicion } = state
  return (
    health === 'up' &&
    activity === 'steady' &&
    suspicion === null &&
    open.health === undefined &&
    engine.streak === null &&
    engine.torn === null &&
    engine.blocked === null &&
    !engine.walled &&
    engine.unknownSince === null &&
    engine.slowSince === null &&
    !engine.content?.small
  )
}

/** The state after a round that passes everywhere within limits; null when the round needs the
 *  whole engine. Gives exactly what `judgeRound` would without it. */
export function quietPass(state: CheckState, round: Round, world: World): CheckState | null {
  if (!isQuiet(state) || round.number <= state.engine.judged) return null
  const { asked, observations, startedAt } = round
  if (observations.length !== asked.length) return null
  if (world.voters.some(({ id, borrowed }) => borrowed && asked.includes(id))) return null
  for (const { kind, location, expiry } of observations) {
    if (kind !== 'pass' || expiry) return null
    const place = state.engine.places[location]
    if (!place || place.failing !== null || place.absentSince !== null) return null
  }
  const places = { ...state.engine.places }
  for (const id of Object.keys(places)) {
    const { failing, absentSince } = places[id]!
    if (failing !== null) return null
    if (absentSince !== null && startedAt - absentSince < outAfterMs) return null
  }
  const content = quietContent(state, observations)
  if (content === null) return null
  const latest = { ...state.latest }
  for (const one of observations) {
    if (one.kind !== 'pass') return null
    const { location, at, ms, phases } = one
    const place = { ...places[location]!, askedAt: startedAt, passedAt: startedAt }
    places[location] = withAnswer(place, ms, false, phases)
    // Answers before it may make the median slow, though this one is not.
    const limitMs = slowAfterOf(world.check, place)
    if (place.last.some((before) => before > limitMs)) return null
    if (phaseOver(world.check, phaseMedians(place))) return null
    latest[location] = { at, kind: 'pass', ms }
  }
  const engine = {
    ...state.engine,
    judged: round.number,
    lastSaid: 'pass' as const,
    lastStartedAt: startedAt,
    lastDecidedAt: round.decidedAt,
    places,
    soft: [],
    vain: null,
    patientFailedAt: null,
    tally: tallied(state.engine.tally, world, observations.length, 0),
    ...content,
  }
  return {
    ...state,
    lastRound: Math.max(state.lastRound, round.number),
    lastSlot: Math.max(state.lastSlot, round.slot ?? -1),
    latest,
    engine,
  }
}

/** What the sizes of its bodies add; null: one of them is suddenly small. */
function quietContent(
  { engine }: CheckState,
  observations: Round['observations'],
): { content?: ContentMemory } | null {
  const sizes = sizesOf(observations)
  if (sizes.length === 0) return {}
  const before = engine.content ?? { sizes: [], small: null }
  if (sizes.some((bytes) => isSudden(before, bytes))) return null
  return { content: joined(before, sizes) }
}
