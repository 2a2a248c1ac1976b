// A place that alone fails one check: whether it is the place is learnt from what else it is asked
// (verdict.md B8). Checks with long intervals are asked there at once, not when their slot comes.
import { isGentle } from '../check/index.ts'
import * as numbers from './numbers.ts'
import { seatsOf } from './places.ts'
import type { CheckState, World } from './state.ts'

/** The one place a suspicion is about, in the step in which it began to wait for `regional`; null
 *  when it did not, or several places fail. */
export function loneSuspect(before: CheckState, after: CheckState): string | null {
  const { suspect } = after.engine
  if (!suspect?.waiting || before.engine.suspect?.waiting) return null
  return suspect.failing.length === 1 ? suspect.failing[0]! : null
}

/** Whether asking this check tells something of a place: it is quiet, asked from there, and about a
 *  target; a registry is not asked for the sake of a place. */
export function isAskedFrom(state: CheckState, world: World, place: string): boolean {
  if (state.suspicion || state.open.health || isGentle(world.check)) return false
  return seatsOf(state, world).own.includes(place)
}

/** How many further checks must be asked, of so many that a place has, to know whether it is
 *  unwell: those it must fail alone, less the one it does. */
export function aroundCount(checks: number): number {
  return Math.max(numbers.unwellChecksMin, Math.ceil(numbers.unwellShareMin * checks)) - 1
}
