// The signature on what the shard asks of a region Worker: HMAC-SHA256 over time and body. The
// same on both roads, so a region that can be reached from outside trusts nobody else.

export const signatureToleranceMs = 60_000

/** What is signed. */
export function signedText(atMs: number, body: string): string {
  return `${atMs}.${body}`
}

/** Whether a signature's time is near enough. */
export function isFresh(atMs: number, now: number): boolean {
  return Number.isFinite(atMs) && Math.abs(now - atMs) <= signatureToleranceMs
}
