// Healthy measurements as numbers: one record per check, location and hour.

export const outcomeCodes = { pass: 0, slow: 1, fail: 2, blocked: 3, unknown: 4 } as const

/** PERSISTED CONTRACT. Arrays run in step; the whole hour so far, so that a later upload of the
 *  same hour replaces an earlier one and a repeat changes nothing. */
export interface Packed {
  v: 1
  workspace: string
  check: string
  location: string
  /** Start of the hour, ms since the epoch. */
  hour: number
  /** Seconds into the hour. */
  offsets: number[]
  /** Total milliseconds of each probe. */
  latencies: number[]
  outcomes: number[]
}

/** An hour or a day of one check at one location, counted: what packed samples become. */
export interface Rollup {
  location: string
  /** Start of the hour or day (UTC), ms since the epoch. */
  at: number
  n: number
  pass: number
  slow: number
  fail: number
  blocked: number
  unknown: number
  /** Of what answered (pass and slow); see `histogram.ts`. */
  latencySumMs: number
  latencyMaxMs: number
  histogram: number[]
}

export type Outcome = keyof typeof outcomeCodes
const outcomeNames = Object.keys(outcomeCodes) as Outcome[]

/** One answer of a check at one location. */
export interface Answer {
  /** ms since the epoch. */
  at: number
  location: string
  outcome: Outcome
  ms: number
}

/** The answers in [from, to) of packed hours, oldest first. */
export function answersIn(hours: readonly Packed[], from: number, to: number): Answer[] {
  const answers = hours.flatMap(({ hour, location, offsets, latencies, outcomes }) =>
    offsets.map((offset, index) => ({
      at: hour + offset * 1000,
      location,
      outcome: outcomeNames[outcomes[index] ?? outcomeCodes.unknown] ?? 'unknown',
      ms: latencies[index] ?? 0,
    })),
  )
  return answers
    .filter(({ at }) => at >= from && at < to)
    .toSorted((a, b) => a.at - b.at || (a.location < b.location ? -1 : 1))
}

/** Hours of one check over all its locations, in step; hours without a word are not among them. */
export interface Spark {
  check: string
  /** Counted from the first hour asked for. */
  hours: number[]
  /** The mean of what answered; null: nothing did. */
  ms: (number | null)[]
  failed: number[]
}

/** What one place saw of all checks. */
export interface PlaceDay {
  location: string
  asked: number
  /** Passed or slow: of these are the latencies. */
  answered: number
  failed: number
  unknown: number
  latencySumMs: number
}
