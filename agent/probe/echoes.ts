// What the system's `ping` says of its echoes, read.
import type { Echoes } from '../../workers/domain/echo.ts'

/** What `ping` counted (iputils, busybox, BSD); null: it says nothing of echoes. */
export function echoesOf(text: string, count: number): Echoes | null {
  const counted = /(\d+) packets transmitted, (\d+)(?: packets)? received/.exec(text)
  if (!counted) return null
  const received = Number(counted[2])
  const times = /= *([\d.]+)\/([\d.]+)\/([\d.]+)(?:\/([\d.]+))?/.exec(text)
  const [minMs, meanMs, maxMs, jitterMs] = (times ?? []).slice(1).map((one) => Number(one ?? 0))
  // With the last of its time `ping` sends one more, or sees errors before it could send all.
  const sent = Math.max(1, received, Math.min(Number(counted[1]), count))
  return {
    sent,
    received,
    minMs: minMs ?? 0,
    meanMs: meanMs ?? 0,
    maxMs: maxMs ?? 0,
    jitterMs: jitterMs ?? 0,
  }
}
