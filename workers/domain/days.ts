// The last days of a check, one mark a day: what of each day was not plain up.
import { type Span, type Uptime, uptime } from './uptime.ts'

const dayMs = 86_400_000

/** A day that was not plain up. `index` counts from the first day shown. */
export interface MarkedDay {
  index: number
  uptime: Uptime
}

export interface DaysShown {
  /** Start of the first day, UTC. */
  from: number
  count: number
  /** Days before the check was made. */
  unborn: number
  marked: MarkedDay[]
}

/** Start of the first of `count` days that end with the day of `now`, in UTC. */
export function firstDay(now: number, count: number): number {
  return (Math.floor(now / dayMs) - count + 1) * dayMs
}

/** Days [from, from + count) of a check born at `born`. Only days that a span touches are looked
 *  at: most have none. */
export function daysOf(
  spans: readonly Span[],
  { from, count, born, now }: { from: number; count: number; born: number; now: number },
): DaysShown {
  const unborn = Math.min(count, Math.max(0, Math.floor((born - from) / dayMs)))
  const touched = new Set<number>()
  for (const span of spans) {
    const first = Math.max(unborn, Math.floor((span.from - from) / dayMs))
    const last = Math.min(count - 1, Math.ceil((Math.min(span.to, now) - from) / dayMs) - 1)
    for (let index = first; index <= last; index += 1) touched.add(index)
  }
  const marked = [...touched]
    .toSorted((a, b) => a - b)
    .map((index) => {
      const start = Math.max(from + index * dayMs, born)
      return { index, uptime: uptime(spans, start, Math.min(from + (index + 1) * dayMs, now)) }
    })
  return { from, count, unborn, marked }
}
