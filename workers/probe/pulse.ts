// How late the timers of this machine run while a batch is under way. One that is paused, or has far
// more to do than it can, measures itself and not the target.
import { stalledMsMax } from '../domain/measurement.ts'

/** A timer is set this often. */
const beatMs = 500

export interface Pulse {
  /** Whether a timer ran over a second late since then. */
  wasLateSince(at: number): boolean
  stop(): void
}

/** Looks at our own timers until it is stopped. */
export function startPulse(now: () => number): Pulse {
  let beatAt = now()
  let wallAt = Date.now()
  let lateAt = Number.NEGATIVE_INFINITY
  // A clock that nobody sets stands still while a machine sleeps; the other one knows of it.
  const sinceMs = () => Math.max(now() - beatAt, Date.now() - wallAt)
  const isLate = () => sinceMs() > beatMs + stalledMsMax
  const beat = () => {
    if (isLate()) lateAt = now()
    beatAt = now()
    wallAt = Date.now()
    handle = setTimeout(beat, beatMs)
  }
  let handle = setTimeout(beat, beatMs)
  return {
    wasLateSince: (at) => lateAt >= at || isLate(),
    stop: () => clearTimeout(handle),
  }
}
