// A figure over time made a level: averaged over a time, raised when that time was watched whole,
// and let go only past a band, so that a figure that hovers at its limit says nothing twice.
import type { FindingLevel } from './report.ts'

/** What a figure may come to. `below`: small is bad (days left, hours until full). */
export interface Limits {
  /** Null: there is no such level. */
  warning: number | null
  critical: number | null
  /** The figure is averaged over this long, and nothing is said before it was watched so long. */
  forSeconds: number
  below?: boolean
}

export type KnownLevel = Exclude<FindingLevel, 'unknown'>

/** What is remembered of one figure. */
export interface Track {
  level: KnownLevel
  /** When it came to this level. */
  since: number
  /** It was watched for its whole time once. */
  isSettled: boolean
  /** Oldest first; the first one is from before the time that counts. */
  samples: [at: number, value: number][]
}

/** A level is let go when the figure is this share of its limit away from it. */
export const bandShare = 0.1
/** Without a figure for longer than this, what was before counts for nothing. */
const gapMsMin = 180_000

export function newTrack(now: number): Track {
  return { level: 'ok', since: now, isSettled: false, samples: [] }
}

/** The track after one more look. A figure that could not be had changes nothing. */
export function judged(track: Track, value: number | null, limits: Limits, now: number): Track {
  if (value === null || !Number.isFinite(value)) return track
  const forMs = limits.forSeconds * 1_000
  const samples = windowOf(track.samples, [now, value], forMs)
  const isWhole = now - samples[0]![0] >= forMs
  if (!isWhole) return { ...track, samples }
  const level = levelAt(averageOf(samples), track.level, limits)
  const since = level === track.level && track.isSettled ? track.since : now
  return { level, since, isSettled: true, samples }
}

/** The mean of what is remembered; null: nothing is. */
export function averageOf(samples: Track['samples']): number {
  return samples.reduce((sum, [, value]) => sum + value, 0) / samples.length
}

/** How long it was watched, at most its whole time. */
export function watchedSeconds({ samples }: Track, now: number): number {
  const first = samples[0]
  return first ? Math.round((now - first[0]) / 1_000) : 0
}

function windowOf(
  before: Track['samples'],
  sample: Track['samples'][number],
  forMs: number,
): Track['samples'] {
  const [now] = sample
  const last = before.at(-1)
  // A clock that was set back, or a look that is long past: begin anew.
  const isBroken = !last || now < last[0] || now - last[0] > Math.max(gapMsMin, forMs / 2)
  const all = isBroken ? [sample] : [...before, sample]
  let from = 0
  while (from + 1 < all.length && all[from + 1]![0] <= now - forMs) from += 1
  return all.slice(from)
}

function levelAt(value: number, before: KnownLevel, limits: Limits): KnownLevel {
  const { warning, critical } = limits
  const isOver = (limit: number | null) => limit !== null && isAt(value, limit, limits)
  const isHeld = (limit: number | null) =>
    limit !== null && isAt(value, clearAt(limit, limits), limits)
  if (isOver(critical) || (before === 'critical' && isHeld(critical))) return 'critical'
  return isOver(warning) || (before !== 'ok' && isHeld(warning)) ? 'warning' : 'ok'
}

const isAt = (value: number, limit: number, { below }: Limits) =>
  below ? value <= limit : value >= limit

/** Where a level that was reached is let go. */
export function clearAt(limit: number, { below }: Limits): number {
  const band = Math.abs(limit) * bandShare
  return below ? limit + band : limit - band
}
