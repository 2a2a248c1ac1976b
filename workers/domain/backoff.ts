// How long a message that failed waits for its next attempt: a steep ladder for what pages, a long one
// for the rest.
/** Delays before the second attempt and later ones of what pages, ms. */
const pageDelaysMs = [1_000, 2_000, 5_000, 10_000, 20_000, 30_000, 60_000]
const pageMinuteUntilMs = 15 * 60_000
const pageEndsMs = 24 * 3_600_000
/** Standard Webhooks' ladder, for what wakes nobody. */
const longDelaysMs = [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400].map(
  (seconds) => seconds * 1_000,
)
const longEndsMs = longDelaysMs.reduce((all, one) => all + one, 0)
export const attemptsMax = 320
/** Jitter only adds, and at most this share: two messages of one storm part. */
const jitterShare = 0.1
const jitterFromMs = 10_000

/** Milliseconds to wait after attempt number `begun` failed; null: give up. `ageMs` counts from
 *  the first attempt, `random01` lies in [0, 1). */
export function backoffMs(
  ladder: 'pages' | 'long',
  begun: number,
  ageMs: number,
  random01: number,
): number | null {
  const base = ladder === 'pages' ? pageDelay(begun, ageMs) : longDelay(begun, ageMs)
  if (base === null || begun >= attemptsMax) return null
  return base < jitterFromMs ? base : Math.round(base * (1 + jitterShare * random01))
}

/** One that was hurried on has used its rungs up early: it is still kept as long. */
function longDelay(begun: number, ageMs: number): number | null {
  const rung = longDelaysMs[begun - 1]
  if (rung !== undefined) return rung
  return ageMs < longEndsMs ? longDelaysMs.at(-1)! : null
}

/** The steep ladder alone: the wait after attempt number `begun`; null: too old. */
export function pageDelay(begun: number, ageMs: number): number | null {
  if (ageMs >= pageEndsMs) return null
  const steep = pageDelaysMs[begun - 1]
  if (steep !== undefined) return steep
  return ageMs < pageMinuteUntilMs ? 60_000 : 300_000
}
