// How fast one address may be sent to: a bucket that fills by the minute. What is too much waits,
// critical first; nothing is dropped for it.

/** What a provider takes at one address. */
export interface Pace {
  /** So many at once. */
  burst: number
  /** And then so many a minute. */
  perMinute: number
}
