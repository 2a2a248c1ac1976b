// How a heartbeat stands, for people to read. Decides nothing.

import type { CheckState } from '../verdict/state.ts'
import { deadlineOf, dueOf, type HeartbeatCheck, newBeat } from './memory.ts'

/** `late`: past its time, within the grace. `unheard`: due while our own door was closed. */
export const beatWords = [
  'waiting',
  'running',
  'on_time',
  'late',
  'silent',
  'failed',
  'unheard',
] as const
export type BeatWord = (typeof beatWords)[number]

/** A heartbeat as it is now. */
export interface BeatView {
  word: BeatWord
  successAt: number | null
  /** When the next success is due, and when its absence is told; null: nothing is awaited. */
  expectedAt: number | null
  tellAt: number | null
  running: { rid: string | null; startedAt: number }[]
}

/** The view of a heartbeat at `now`. */
export function beatView(state: CheckState, check: HeartbeatCheck, now: number): BeatView {
  const beat = state.beat ?? newBeat()
  const open = state.open.silent
  const due = dueOf(beat, check)
  const word = ((): BeatWord => {
    if (open?.verdict.rule === 'heartbeat_unheard') return 'unheard'
    if (open?.verdict.rule === 'flapping') return 'failed'
    if (open) return beat.failedAt === null ? 'silent' : 'failed'
    if (beat.runs.length > 0) return 'running'
    if (due === null) return 'waiting'
    return now > due.at ? 'late' : 'on_time'
  })()
  return {
    word,
    successAt: beat.successAt,
    expectedAt: due?.at ?? null,
    tellAt: open ? null : (deadlineOf(beat, check)?.at ?? null),
    running: beat.runs,
  }
}
