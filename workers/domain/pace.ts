// How fast one address may be sent to: a bucket of messages that fills by the minute. What is too
// much waits, critical first; nothing is dropped for it.

/** What a provider takes at one address. */
export interface Pace {
  /** So many at once. */
  burst: number
  /** And then so many a minute. */
  perMinute: number
}

/** How many may go at once, and as of when. Lost with memory: then it is full again. */
export interface Bucket {
  left: number
  at: number
}

const minuteMs = 60_000

/** When the next message may go: `now`, or later. What does not page leaves one for what does. */
export function opensAt(
  bucket: Bucket | undefined,
  pace: Pace,
  isUrgent: boolean,
  now: number,
): number {
  const needed = isUrgent || pace.burst < 2 ? 1 : 2
  const missing = needed - filled(bucket, pace, now).left
  return missing <= 0 ? now : now + Math.ceil((missing * minuteMs) / pace.perMinute)
}

/** The bucket after one message left it; below empty when it had to go all the same. */
export function spent(bucket: Bucket | undefined, pace: Pace, now: number): Bucket {
  const { left, at } = filled(bucket, pace, now)
  return { left: Math.max(-pace.burst, left - 1), at }
}

function filled(bucket: Bucket | undefined, { burst, perMinute }: Pace, now: number): Bucket {
  if (!bucket) return { left: burst, at: now }
  const passedMs = Math.max(0, now - bucket.at)
  return { left: Math.min(burst, bucket.left + (passedMs * perMinute) / minuteMs), at: now }
}
