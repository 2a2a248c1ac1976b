// Latencies as counts in fixed buckets, each about 9% wide: two histograms of the same check are
// added without loss, and a quantile is right within about 5%. Knows no check, place or time.

/** PERSISTED CONTRACT: the lower edges of buckets 1, 2, …, in whole milliseconds; bucket 0 is
 *  what lies below the first. Never change the rule: stored counts would change their meaning. */
export const histogramEdgesMs: readonly number[] = edges()
/** Buckets of a histogram: one more than it has edges. */
export const histogramBuckets = histogramEdgesMs.length + 1

export type Histogram = number[]

function edges(): number[] {
  const mostMs = 120_000
  const growth = 2 ** (1 / 8)
  const list = [1]
  for (let edge = 1; edge < mostMs; ) {
    edge = Math.max(edge + 1, Math.round(edge * growth))
    list.push(edge)
  }
  return list
}

/** The bucket a latency falls in. Fractions are rounded, as they are when stored. */
export function bucketOf(ms: number): number {
  const whole = Math.round(ms)
  let low = 0
  let high = histogramEdgesMs.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (histogramEdgesMs[middle]! <= whole) low = middle + 1
    else high = middle
  }
  return low
}

/** Counts of these latencies. */
export function histogramOf(latenciesMs: readonly number[]): Histogram {
  const counts = empty()
  for (const ms of latenciesMs) counts[bucketOf(ms)]! += 1
  return counts
}

/** PERSISTED CONTRACT: a histogram as it is stored. Of each bucket that is not empty one number: so
 *  many times its count, and the bucket. `histogram_counts` in the schema reads the same. */
export const perBucket = 128

/** Counts of every bucket, of those that are stored. */
export function histogramOfBuckets(buckets: readonly number[]): Histogram {
  const counts = empty()
  for (const one of buckets) counts[one % perBucket] = Math.floor(one / perBucket)
  return counts
}

/** The sum of histograms, in any order; of none: all zeros. */
export function merge(...histograms: readonly (readonly number[])[]): Histogram {
  const sum = empty()
  for (const histogram of histograms) {
    for (let bucket = 0; bucket < histogramBuckets; bucket++) {
      sum[bucket]! += histogram[bucket] ?? 0
    }
  }
  return sum
}

/** The latency in milliseconds which a share `q` (0 to 1) of the answers did not exceed, as the
 *  middle of its bucket; null when nothing was counted. */
export function quantile(histogram: readonly number[], q: number): number | null {
  const total = histogram.reduce((sum, count) => sum + count, 0)
  if (total === 0) return null
  const rank = Math.min(total, Math.max(1, Math.ceil(q * total)))
  let seen = 0
  for (let bucket = 0; bucket < histogram.length; bucket++) {
    seen += histogram[bucket]!
    if (seen >= rank) return middleOf(bucket)
  }
  return null
}

function middleOf(bucket: number): number {
  if (bucket === 0) return 0
  const low = histogramEdgesMs[bucket - 1]!
  const high = histogramEdgesMs[bucket]
  // The last bucket is open: its lower edge is all that is known.
  return high === undefined ? low : Math.round((low + high - 1) / 2)
}

function empty(): Histogram {
  return new Array<number>(histogramBuckets).fill(0)
}
