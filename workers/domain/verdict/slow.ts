// Slow is not down: each place's usual median, its limit, and whether most places are over it
// (design rule 6). Only answers count here, never failures.
import type { Check } from '../check/check.ts'
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
export function withAnswer(place: PlaceMemory, ms: number, isSlow: boolean): PlaceMemory {
  place.last = [...place.last.slice(1 - numbers.slowAnswers), ms]
  return walkUsual(place, ms, isSlow)
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

/** Whether the median of the last five is over the limit at most of the places asked, and the
 *  middle of those medians. Already slow, it stays so down to 0.8 of the limit. */
export function slowness(
  state: CheckState,
  round: Round,
  world: World,
): { isSlow: boolean; medianMs: number } {
  const factor = state.engine.slowSince === null ? 1 : numbers.slowClearsAt
  const medians: number[] = []
  let over = 0
  let known = 0
  for (const { id } of world.voters) {
    const place = state.engine.places[id]
    if (!round.asked.includes(id) || !place || place.absentSince !== null) continue
    known += 1
    if (place.last.length < numbers.slowAnswersMin) continue
    const median = medianOf(place.last)
    if (median <= slowAfterOf(world.check, place) * factor) continue
    over += 1
    medians.push(median)
  }
  return { isSlow: over * 2 > known, medianMs: Math.round(medianOf(medians)) }
}

/** The middle value; of an even number the upper one; 0 of none. */
export function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[sorted.length >> 1] ?? 0
}
