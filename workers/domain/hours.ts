// Hours that come again each day, by the clocks of a time zone: quiet hours, and the hours a rotation
// is for. They may end on the day after they began.
import { clockMs, dayOfWall, instantOfWall, wallAt, weekdayOfWall } from './wall.ts'

const dayMs = 86_400_000

/** `from` and `to` like `22:00`; `to` not after `from`: the next day. `days`: those on which they
 *  begin, 1 Monday to 7 Sunday; absent: all. */
export interface Hours {
  from: string
  to: string
  days?: number[]
}

/** One time they last, ms since the epoch, the end excluded. */
export interface Span {
  from: number
  to: number
}

/** The hours under way at `at`; null: none are. */
export function hoursAt(hours: Hours, timeZone: string, at: number): Span | null {
  return spans(hours, timeZone, at - dayMs, at + 1).findLast((one) => one.to > at) ?? null
}

/** All that touch [from, to), in order. */
export function spans(hours: Hours, timeZone: string, from: number, to: number): Span[] {
  const [begin, end] = [clockMs(hours.from), clockMs(hours.to)]
  if (Number.isNaN(begin) || Number.isNaN(end)) return []
  const lengthMs = end > begin ? end - begin : end - begin + dayMs
  const found: Span[] = []
  const last = dayOfWall(wallAt(to, timeZone))
  for (let day = dayOfWall(wallAt(from, timeZone)) - dayMs; day <= last; day += dayMs) {
    if (hours.days && !hours.days.includes(weekdayOfWall(day))) continue
    const span = {
      from: instantOfWall(day + begin, timeZone),
      to: instantOfWall(day + begin + lengthMs, timeZone),
    }
    if (span.from < to && span.to > from && span.to > span.from) found.push(span)
  }
  return found
}

/** The next time after `after` that the clocks show `clock`. */
export function nextClock(clock: string, timeZone: string, after: number): number {
  const today = dayOfWall(wallAt(after, timeZone)) + clockMs(clock)
  const times = [today, today + dayMs, today + 2 * dayMs]
  return times.map((wall) => instantOfWall(wall, timeZone)).find((at) => at > after)!
}
