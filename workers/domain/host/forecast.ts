// When something that fills will be full: a line through its last hours, believed only when the
// growth is steady.

export interface Fill {
  at: number
  used: number
}

/** Less than this is no trend. */
const watchedMsMin = 20 * 60_000
/** How much of the movement must be growth: a log that is rotated goes up and down. */
const steadyShare = 0.7
/** Looks that are kept, and how far apart. */
const keptMs = 6 * 3_600_000
const everyMs = 120_000

/** Later than this is not foreseen: 30 days, in hours. */
export const foreseenHoursMax = 720

/** What is remembered, with one more look. */
export function withFill(fills: readonly Fill[], at: number, used: number): Fill[] {
  const kept = fills.filter((one) => one.at > at - keptMs && one.at <= at)
  const last = kept.at(-1)
  return last && at - last.at < everyMs ? kept : [...kept, { at, used }]
}

/** Hours until `size` is used up; `foreseenHoursMax` when it does not fill, null: not known yet. */
export function fullInHours(fills: readonly Fill[], size: number): number | null {
  const first = fills[0]
  const last = fills.at(-1)
  if (!first || !last || last.at - first.at < watchedMsMin) return null
  const grown = last.used - first.used
  const moved = fills.reduce(
    (sum, one, index) => sum + (index === 0 ? 0 : Math.abs(one.used - fills[index - 1]!.used)),
    0,
  )
  if (grown <= 0 || moved === 0 || grown / moved < steadyShare) return foreseenHoursMax
  const perMs = slopeOf(fills)
  if (perMs <= 0) return foreseenHoursMax
  const hours = Math.max(0, size - last.used) / perMs / 3_600_000
  return Math.min(foreseenHoursMax, hours)
}

/** Least squares. */
function slopeOf(fills: readonly Fill[]): number {
  const base = fills[0]!.at
  const meanAt = fills.reduce((sum, one) => sum + (one.at - base), 0) / fills.length
  const meanUsed = fills.reduce((sum, one) => sum + one.used, 0) / fills.length
  let over = 0
  let under = 0
  for (const { at, used } of fills) {
    over += (at - base - meanAt) * (used - meanUsed)
    under += (at - base - meanAt) ** 2
  }
  return under === 0 ? 0 : over / under
}
