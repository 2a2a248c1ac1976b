// Content: a good status whose body is suddenly empty, or under a tenth of its usual size, in most
// places for a while (design rule 16, verdict.md F34). It ends when the size is back, or when the
// new size has lasted so long that it is the usual one.
import type { Check } from '../check/check.ts'
import type { Measurement } from '../measurement.ts'
import type { Observation } from '../observation.ts'
import type { Round } from '../round.ts'
import type { Draft } from './draft.ts'
import { verdictOf } from './explainable.ts'
import { addEvent, levelOf, openOrRaise } from './incidents.ts'
import type { ContentMemory } from './memory.ts'
import * as numbers from './numbers.ts'
import { extend } from './run.ts'
import { medianOf } from './slow.ts'
import type { Ballot } from './speak.ts'
import { slotGapMs } from './warnings.ts'

/** Statuses whose body is none, or a part, by their meaning. */
const bodiless = new Set([204, 205, 206])

/** Bytes of a healthy answer that may be compared with others; undefined: says nothing. Counted up
 *  to the cap at which bodies are cut. */
export function sizeOf(check: Check, measured: Measurement): number | undefined {
  if (check.type !== 'http' || check.http.method === 'HEAD') return undefined
  if (measured.kind !== 'answered') return undefined
  const status = measured.status ?? 0
  if (status < 200 || status > 299 || bodiless.has(status)) return undefined
  return measured.bodyBytes
}

/** Follows the size of bodies in rounds that pass. */
export function followContent(draft: Draft, round: Round, ballot: Ballot): void {
  const { engine, world } = draft
  if (ballot.said !== 'pass') return
  const sizes = sizesOf(round.observations)
  const before = engine.content ?? { sizes: [], small: null }
  const small = sizes.filter((bytes) => isSudden(before, bytes))
  if (small.length * 2 <= ballot.asked.length) {
    if (sizes.length > 0) engine.content = withSizes(draft, before, sizes)
    return
  }
  const run = extend(before.small, round, slotGapMs(draft))
  const known = [...(before.small?.sizes ?? []), ...small].slice(-numbers.contentSizes)
  engine.content = { ...before, small: { ...run, sizes: known } }
  if (draft.state.open.health?.kind === 'content') engine.pass = null
  if (run.askedMs >= numbers.contentUsualAfterMs) {
    becomeUsual(draft, known)
    return
  }
  const isLong = run.askedMs >= world.check.confirmSeconds * 1000
  if (run.rounds < numbers.contentRounds || !isLong) return
  const verdict = {
    ...verdictOf(draft, ballot, 'content', run),
    bytes: medianOf(small),
    usualBytes: medianOf(before.sizes),
  }
  const level = levelOf(draft, 'content')
  openOrRaise(draft, { kind: 'content', level, startedAt: run.since, verdict })
}

/** Sizes of a round's healthy answers. */
export function sizesOf(observations: Observation[]): number[] {
  return observations.flatMap((one) =>
    (one.kind === 'pass' || one.kind === 'slow') && one.bytes !== undefined ? [one.bytes] : [],
  )
}

/** Empty, or under a tenth of the usual. Where sizes vary as much anyway, and of tiny answers,
 *  nothing is sudden. */
export function isSudden({ sizes }: ContentMemory, bytes: number): boolean {
  if (sizes.length < numbers.contentAnswers) return false
  const usual = medianOf(sizes)
  const least = Math.min(...sizes)
  if (bytes === 0) return usual >= numbers.contentEmptyBytes && least > 0
  if (usual < numbers.contentUsualBytes) return false
  return bytes < usual * numbers.contentShare && bytes * 2 < least
}

/** The latest sizes, with those of a healthy round. */
export function joined(before: ContentMemory, sizes: number[]): ContentMemory {
  return { sizes: [...before.sizes, ...sizes].slice(-numbers.contentSizes), small: null }
}

/** The size is back. A short spell that nobody was told of shows that sizes vary here. */
function withSizes(draft: Draft, before: ContentMemory, sizes: number[]): ContentMemory {
  const isTold = draft.state.open.health?.kind === 'content'
  const varied = isTold ? [] : (before.small?.sizes ?? [])
  return joined(before, [...varied, ...sizes])
}

/** It has been so for a day: that is its size now, and those who were told are told this too. */
function becomeUsual(draft: Draft, sizes: number[]): void {
  const { engine, state } = draft
  engine.content = { sizes, small: null }
  const incident = state.open.health
  if (incident?.kind !== 'content') return
  const verdict = { ...incident.verdict, rule: 'new_usual' }
  addEvent(draft, { ...incident, verdict }, 'updated', { verdict })
}
