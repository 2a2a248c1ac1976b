// How many text messages and calls a workspace may send by the installation's own account in a
// month (UTC): parts of messages, each counted once, when its delivery is settled.
import { iso } from './words/time.ts'

/** PERSISTED CONTRACT: what a workspace has used. */
export interface Used {
  v: 1
  /** `2026-11`. */
  month: string
  segments: number
}

const monthOf = (now: number) => iso(now).slice(0, 7)

/** Parts used in the running month. */
export function usedNow(used: Used | undefined, now: number): number {
  return used?.month === monthOf(now) ? used.segments : 0
}

/** The same after so many parts more. */
export function withUsed(used: Used | undefined, segments: number, now: number): Used {
  return { v: 1, month: monthOf(now), segments: usedNow(used, now) + segments }
}

/** Whether one more may go. Without another road an alarm may go over the allowance, up to twice
 *  of it: a message that costs is better than none, but not without end. */
export function mayGo(used: number, allowance: number, hasOtherRoad: boolean): boolean {
  return used < (hasOtherRoad ? allowance : 2 * allowance)
}
