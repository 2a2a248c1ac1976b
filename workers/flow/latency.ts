// How fast a check answered over a stretch of time, from each place: single answers of a day, the
// median of hours or days of more; and what was wrong meanwhile.
import type { Check } from '../domain/check/index.ts'
import { bucketOf, histogramBuckets, merge, quantile } from '../domain/histogram.ts'
import { Problem } from '../domain/problem.ts'
import { type Answer, answersIn, type Packed, type Rollup } from '../domain/sample.ts'
import type { Span } from '../domain/uptime.ts'
import type { Actor, HubPorts } from '../hub-ports.ts'
import { resultsOf } from './results.ts'
import { spansOf, troubleOf } from './uptime.ts'

const hourMs = 3_600_000
const dayMs = 24 * hourMs
const singlesMsMax = 26 * hourMs
const hoursMsMax = 32 * dayMs
/** Hours are kept so long, with a day to spare (`store/upkeep.ts`); days go on after them. */
const hoursKeptMs = 44 * dayMs
const lastMs = 2 * hourMs

export type Unit = 'answer' | 'hour' | 'day'
export interface LatencyLine {
  location: string
  /** Instant and milliseconds; null: it did not answer. */
  points: [at: number, ms: number | null][]
  asked: number
  failed: number
  p50: number | null
  p95: number | null
}
export interface Latency {
  from: number
  to: number
  /** What a point is. */
  unit: Unit
  lines: LatencyLine[]
  /** Trouble and maintenance, to be drawn behind. */
  bands: Span[]
  /** Postgres was away: only what the shard holds. */
  partial: boolean
}

/** Latency of [from, to). */
export async function latencyOf(
  hub: HubPorts,
  actor: Actor,
  check: Check,
  from: number,
  to: number,
): Promise<Latency> {
  const hasHours = to - from <= hoursMsMax && from >= hub.now() - hoursKeptMs
  const unit = to - from <= singlesMsMax ? 'answer' : hasHours ? 'hour' : 'day'
  let partial = false
  const whenAway = (fault: unknown) => {
    if (!(fault instanceof Problem) || fault.code !== 'unavailable') throw fault
    partial = true
    return null
  }
  const [lines, trouble] = await Promise.all([
    unit === 'answer'
      ? resultsOf(hub, actor, check.id, from, to).then((results) => {
          partial ||= results.partial
          return linesOfAnswers(results.hours, from, to)
        })
      : hub.history
          .rollups(actor.workspace, check.id, unit, from, to)
          .catch((fault: unknown) => whenAway(fault) ?? [])
          .then(linesOfRollups),
    troubleOf(hub, actor.workspace, check.id, from, to).catch(whenAway),
  ])
  const bands = trouble ? spansOf(trouble, check) : []
  return { from, to, unit, lines, bands, partial }
}

/** The newest answers of all places, newest first. */
export async function lastAnswers(
  hub: HubPorts,
  actor: Actor,
  id: string,
  count: number,
): Promise<Answer[]> {
  const now = hub.now()
  const { hours } = await resultsOf(hub, actor, id, now - lastMs, now)
  return answersIn(hours, now - lastMs, now + 1)
    .toReversed()
    .slice(0, count)
}

const isAnswer = ({ outcome }: Answer) => outcome === 'pass' || outcome === 'slow'

function linesOfAnswers(hours: Packed[], from: number, to: number): LatencyLine[] {
  const byPlace = Map.groupBy(answersIn(hours, from, to), (one) => one.location)
  return [...byPlace].toSorted(byName).map(([location, own]) => {
    const counts = new Array<number>(histogramBuckets).fill(0)
    for (const one of own) if (isAnswer(one)) counts[bucketOf(one.ms)]! += 1
    const points = own.map((one): [number, number | null] => [
      one.at,
      isAnswer(one) ? one.ms : null,
    ])
    const failed = own.filter(({ outcome }) => outcome === 'fail').length
    return { location, points, asked: own.length, failed, ...quantiles(counts) }
  })
}

function linesOfRollups(rollups: Rollup[]): LatencyLine[] {
  const byPlace = Map.groupBy(rollups, (one) => one.location)
  return [...byPlace].toSorted(byName).map(([location, own]) => ({
    location,
    points: own.map(({ at, histogram }): [number, number | null] => [at, quantile(histogram, 0.5)]),
    asked: own.reduce((sum, { n }) => sum + n, 0),
    failed: own.reduce((sum, { fail }) => sum + fail, 0),
    ...quantiles(merge(...own.map(({ histogram }) => histogram))),
  }))
}

const byName = ([a]: [string, unknown], [b]: [string, unknown]) => (a < b ? -1 : 1)
const quantiles = (histogram: number[]) => ({
  p50: quantile(histogram, 0.5),
  p95: quantile(histogram, 0.95),
})
