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
