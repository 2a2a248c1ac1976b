// Slow is not down: each place's usual median, its limit, and whether most places are over it
// (design rule 6). Only answers count here, never failures.
import type { Check } from '../check/check.ts'
import { phaseOver } from '../check/phase-fields.ts'
import type { Phase, PhasesMs } from '../measurement.ts'
import type { PhaseOver } from '../observation.ts'
import type { Round } from '../round.ts'
import type { PlaceMemory } from './memory.ts'
import * as numbers from './numbers.ts'
import type { CheckState, World } from './state.ts'

/** Over this many milliseconds an answer is slow there: as configured, else three times the
 *  place's usual median (at least 1 s), else 2 s while the usual is not known. */
export function slowAfterOf(check: Check, place: PlaceMemory | undefined): number {
  if (check.slowAfterMs !== null) return check.slowAfterMs
  if (!place || place.answers < numbers.usualAnswersMin) return numbers.slowAfterMsUnknown
  return Math.max(numbers.slowAfterMsMin, Math.round(numbers.usualTimes * place.usualMs))
}

/** The place with one more answer of `ms`. The usual median is walked towards, so that a place
 *  costs a few numbers; slow answers move it twenty times less. */
export function withAnswer(
  place: PlaceMemory,
  ms: number,
  isSlow: boolean,
  phases?: PhasesMs,
): PlaceMemory {
  place.last = [...place.last.slice(1 - numbers.slowAnswers), ms]
  if (phases) place.lastPhases = withPhases(place.lastPhases, phases)
  return walkUsual(place, ms, isSlow)
}

function withPhases(before: PlaceMemory['lastPhases'], phases: PhasesMs) {
  const after = { ...before }
  for (const [phase, ms] of Object.entries(phases) as [Phase, number][]) {
    after[phase] = [...(after[phase] ?? []).slice(1 - numbers.slowAnswers), ms]
  }
  return after
}

/** The medians of the phases that have a limit, of enough answers. */
export function phaseMedians(place: PlaceMemory): PhasesMs {
  const known = Object.entries(place.lastPhases ?? {}).filter(
    ([, last]) => last.length >= numbers.slowAnswersMin,
  )
  return Object.fromEntries(known.map(([phase, last]) => [phase, medianOf(last)]))
}

/** The count and the usual median alone, one answer further. */
export function walkUsual(place: PlaceMemory, ms: number, isSlow: boolean): PlaceMemory {
  place.answers += 1
  if (place.answers < numbers.usualAnswersMin) place.first = [...place.first, ms]
  else if (place.usualMs === 0) {
    place.usualMs = Math.max(1, medianOf([...place.first, ms]))
    place.first = []
  } else {
    const step = 1 + (isSlow ? numbers.usualStepSlow : numbers.usualStep)
    place.usualMs = ms > place.usualMs ? place.usualMs * step : place.usualMs / step
  }
  return place
}

/** What most places say of how long it takes. */
export interface Slowness {
  isSlow: boolean
  /** The middle of the medians that are over the limit. */
  medianMs: number
  /** Where no total is over its limit: the phase that is, at most of those places. */
  phase: PhaseOver | null
}

/** Whether the median of the last five is over the limit at most of the places asked, the whole
 *  answer or a phase with a limit of its own. Already slow, it stays so down to 0.8 of the limit. */
export function slowness(state: CheckState, round: Round, world: World): Slowness {
  const factor = state.engine.slowSince === null ? 1 : numbers.slowClearsAt
  const medians: number[] = []
  const phases: PhaseOver[] = []
  let over = 0
  let known = 0
  for (const { id, borrowed } of world.voters) {
    const place = state.engine.places[id]
    if (borrowed || !round.asked.includes(id) || !place || place.absentSince !== null) continue
    known += 1
    if (place.last.length < numbers.slowAnswersMin) continue
    const median = medianOf(place.last)
    const isOver = median > slowAfterOf(world.check, place) * factor
    const phase = isOver ? null : phaseOver(world.check, phaseMedians(place), factor)
    if (!isOver && !phase) continue
    over += 1
    if (phase) phases.push(phase)
    else medians.push(median)
  }
  const phase = medians.length >= phases.length ? null : middleOf(phases)
  const medianMs = Math.round(phase ? phase.ms : medianOf(medians))
  return { isSlow: over * 2 > known, medianMs, phase }
}

/** The phase that most of them name, with the middle of its times. */
function middleOf(phases: PhaseOver[]): PhaseOver | null {
  const of = (phase: Phase) => phases.filter((one) => one.phase === phase)
  const most = phases.toSorted((a, b) => of(b.phase).length - of(a.phase).length)[0]
  return most ? { ...most, ms: medianOf(of(most.phase).map((one) => one.ms)) } : null
}

/** The middle value; of an even number the upper one; 0 of none. */
export function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[sorted.length >> 1] ?? 0
}
