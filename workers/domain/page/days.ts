// The last 90 days of a component: minutes of each kind a day, in UTC.
import { type Span, uptime } from '../uptime.ts'

export const daysShown = 90
const dayMs = 86_400_000

/** Whole minutes, in this order. */
export type DayMinutes = [down: number, slow: number, regional: number, maintenance: number]

export interface Bars {
  /** The first instant of the oldest day. */
  from: number
  /** Days before this one were not watched: its index. */
  known: number
  /** Share of the known time that was not down; null: nothing is known. */
  share: number | null
  /** Days with trouble alone, by index; 89 is today. */
  days: Record<number, DayMinutes>
}

/** The bars as of `now` of a component that is watched since `since`. */
export function barsOf(spans: readonly Span[], since: number, now: number): Bars {
  const from = Math.floor(now / dayMs) * dayMs - (daysShown - 1) * dayMs
  const begin = Math.max(from, Math.min(since, now))
  const days: Bars['days'] = {}
  for (let index = 0; index < daysShown; index += 1) {
    const start = Math.max(begin, from + index * dayMs)
    const end = Math.min(now, from + (index + 1) * dayMs)
    if (end <= start) continue
    const own = spans.filter((one) => one.from < end && one.to > start)
    if (own.length === 0) continue
    const counted = uptime(own, start, end)
    const minutes: DayMinutes = [
      minutesOf(counted.downSeconds),
      minutesOf(counted.slowSeconds),
      minutesOf(counted.regionalSeconds),
      minutesOf(counted.maintenanceSeconds),
    ]
    if (minutes.some((one) => one > 0)) days[index] = minutes
  }
  const known = Math.floor((begin - from) / dayMs)
  return { from, known, share: uptime(spans, begin, now).share, days }
}

/** Begun minutes: 20 seconds down are not nothing. */
const minutesOf = (seconds: number) => Math.ceil(seconds / 60)

export type DayKind = 'up' | 'down' | 'slow' | 'regional' | 'maintenance'

/** What a day is drawn as: the worst of it. */
export function kindOfDay(minutes: DayMinutes | undefined): DayKind {
  if (!minutes) return 'up'
  const [down, slow, regional] = minutes
  if (down > 0) return 'down'
  if (regional > 0) return 'regional'
  return slow > 0 ? 'slow' : 'maintenance'
}
