// A judgement becomes a vote: what a place saw is weighed with what is known of the place itself:
// unwell, never passed here, its controls (verdict.md A3, B, F33).
import { isGentle } from '../check/index.ts'
import { limitedPhases, phaseOver } from '../check/phase-fields.ts'
import { isWayUnknown } from '../family.ts'
import type { Location } from '../location.ts'
import { bodyStartCharsMax, type ControlAnswer, type Measurement } from '../measurement.ts'
import type { Judgement, Observation, Proof } from '../observation.ts'
import { controlsOf } from './book.ts'
import { abstaining, isTwin } from './colo.ts'
import { sizeOf } from './content.ts'
import { passesElsewhereMs } from './numbers.ts'
import { slowAfterOf } from './slow.ts'
import type { CheckState, World } from './state.ts'

/** The observation of one place, from what its check's file made of the measurement. `at` is the
 *  shard's clock when it was heard. One that stands where another stands abstains. */
export function toObservation(
  judgement: Judgement,
  measurement: Measurement,
  location: Location,
  at: number,
  state: CheckState,
  world: World,
): Observation {
  const seen = observationOf(judgement, measurement, location, at, state, world)
  if (seen.colo === undefined || seen.kind === 'unknown') return seen
  return isTwin(location.id, seen.colo, state, world) ? abstaining(seen) : seen
}

function observationOf(
  judgement: Judgement,
  measurement: Measurement,
  location: Location,
  at: number,
  state: CheckState,
  world: World,
): Observation {
  const ms = measurement.totalMs ?? 0
  const { expiry } = judgement
  const colo = measurement.kind === 'notMeasured' ? undefined : measurement.colo
  const base = {
    location: location.id,
    network: location.network,
    at,
    ms,
    ...(colo ? { colo } : {}),
    ...(expiry ? { expiry } : {}),
  }
  const whole = { ...base, measurement: withoutCompared(measurement) }
  if (judgement.kind === 'unknown') {
    return { ...whole, kind: 'unknown', reason: judgement.reason }
  }
  const isUnwell = Boolean(world.book.locations[location.id]?.unwellSince)
  if (judgement.kind === 'blocked') {
    if (isUnwell) return { ...whole, kind: 'unknown', reason: 'unwell' }
    return { ...whole, kind: 'blocked', reason: judgement.reason }
  }
  if (judgement.kind === 'pass') {
    const limit = slowAfterOf(world.check, state.engine.places[location.id])
    const phases = limitedPhases(world.check, measurement)
    const over = ms > limit ? null : phaseOver(world.check, phases)
    const kind = (ms > limit || over) && !isGentle(world.check) ? 'slow' : 'pass'
    if (isUnwell) return { ...base, kind: 'unknown', reason: 'unwell', wouldBe: kind }
    const bytes = sizeOf(world.check, measurement)
    const size = { ...(bytes === undefined ? {} : { bytes }), ...(phases ? { phases } : {}) }
    if (kind === 'pass') return { ...base, ...size, kind }
    return { ...whole, ...size, kind, ...(over ? { over } : {}) }
  }
  const abstains = (reason: 'unwell' | 'never_reached' | 'controls_failed'): Observation => ({
    ...whole,
    kind: 'unknown',
    reason,
    wouldBe: 'fail',
  })
  if (isUnwell) return abstains('unwell')
  const proof = proofOf(measurement.controls ?? [], controlsOf(world.book, location.id))
  if (proof === null) return abstains('controls_failed')
  if (isWayUnknown(measurement, state.engine.places[location.id]?.passedAt)) {
    return { ...whole, kind: 'unknown', reason: 'no_route' }
  }
  if (neverPassedHere(location.id, state, world)) return abstains('never_reached')
  const { kind: _, ...why } = judgement
  return { ...whole, measurement: withStart(measurement), kind: 'fail', ...why, proof }
}

/** How a failing place proved itself; null: half or more of the controls that ever answered
 *  there fail now, so it abstains. Where none ever answered, nothing is proven either way. */
export function proofOf(answers: ControlAnswer[], ever: Record<string, number>): Proof | null {
  const known = answers.filter(({ url, ok }) => ok || ever[url] !== undefined)
  if (known.length === 0) return 'not_cross_checked'
  const failed = known.filter(({ ok }) => !ok).length
  return failed * 2 >= known.length ? null : 'controls'
}

/** This check never passed from there, and passes from elsewhere: a fence, a new agent, blocked
 *  egress. A target that passes nowhere is no such case. */
function neverPassedHere(location: string, state: CheckState, world: World): boolean {
  const place = state.engine.places[location]
  if (place && place.passedAt !== null) return false
  const freshMs = Math.max(passesElsewhereMs, 3 * world.check.intervalSeconds * 1000)
  return world.voters.some(({ id }) => {
    const latest = id === location ? undefined : state.latest[id]
    const passes = latest?.kind === 'pass' || latest?.kind === 'slow'
    return passes && world.now - latest.at < freshMs
  })
}

/** A failing answer with the first of its body, also where only its text was wrong. */
function withStart(measurement: Measurement): Measurement {
  const kept = withoutCompared(measurement)
  if (measurement.kind !== 'answered' || kept.kind !== 'answered') return kept
  if (kept.bodyStart !== undefined || !measurement.body) return kept
  return { ...kept, bodyStart: measurement.body.slice(0, bodyStartCharsMax) }
}

/** What is only compared with expectations is never stored. */
function withoutCompared(measurement: Measurement): Measurement {
  if (measurement.kind !== 'answered') return measurement
  if (measurement.body === undefined && measurement.headers === undefined) return measurement
  const { body: _, headers: __, ...rest } = measurement
  return rest
}
