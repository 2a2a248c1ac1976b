// Asked time: how long rounds have said the same thing, counted so that silence, restarts and
// steps of the wall clock add next to nothing (verdict.md C13).
import type { Round } from '../round.ts'
import type { Run } from './memory.ts'
import { gapMsMax } from './numbers.ts'

/** A run with one more round. The first counts its own measured length (a timeout of 10 s failed
 *  for 10 s); between two at most the round's length and `gapMs` are added. */
export function extend(run: Run | null, round: Round, gapMs = gapMsMax): Run {
  const { startedAt, decidedAt, lengthMs } = round
  if (!run) return { since: startedAt, decidedAt, rounds: 1, askedMs: lengthMs }
  const askedMs = run.askedMs + askedBetween(run.decidedAt, round, gapMs)
  return { since: run.since, decidedAt, rounds: run.rounds + 1, askedMs }
}

/** Milliseconds that count as asked between an earlier decision and this round's. */
export function askedBetween(before: number, round: Round, gapMs = gapMsMax): number {
  const difference = round.decidedAt - before
  // A clock that was set back: the probes' own length is still true.
  if (difference < 0) return round.lengthMs
  return Math.min(difference, round.lengthMs + gapMs)
}
