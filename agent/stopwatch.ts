// How long ago something was, on a machine whose clock may be set and that may sleep.
import { steady } from '../workers/probe/steady.ts'

/** Milliseconds since this call. A clock that is set back hides nothing; the steady clock stands still
 *  while a machine sleeps, and the other one knows of it. */
export function stopwatch(): () => number {
  const begun = { steady: steady(), wall: Date.now() }
  return () => Math.max(steady() - begun.steady, Date.now() - begun.wall)
}
