// The stretch of time that a page is about, as its address says it.
import { daysKept } from '../../workers/domain/host/history.ts'

const hourMs = 3_600_000
const dayMs = 24 * hourMs

export const ranges = {
  '6h': 6 * hourMs,
  '24h': dayMs,
  '7d': 7 * dayMs,
  '30d': 30 * dayMs,
  '90d': 90 * dayMs,
} as const
type RangeName = keyof typeof ranges

export interface Range {
  from: number
  to: number
  /** Null: given by dates. */
  name: RangeName | null
  /** The dates as typed. */
  typed: { from: string; to: string }
  fault: string | null
}

const daysMax = 400
const date = /^\d{4}-\d{2}-\d{2}$/

/** Of a query: a name, or dates in UTC of which the last one is whole. */
export function rangeOf(query: Record<string, string>, now: number): Range {
  const named = (name: RangeName, fault: string | null = null): Range => ({
    from: now - ranges[name],
    to: now,
    name,
    typed,
    fault,
  })
  const typed = { from: (query.from ?? '').slice(0, 10), to: (query.to ?? '').slice(0, 10) }
  if (!typed.from && !typed.to) {
    const name = query.range ?? ''
    return named(name in ranges ? (name as RangeName) : '24h')
  }
  const [from, last] = [typed.from, typed.to || typed.from].map((text) =>
    date.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN,
  ) as [number, number]
  if (Number.isNaN(from) || Number.isNaN(last)) return named('24h', 'Give dates like 2026-11-24.')
  if (last < from) return named('24h', 'The first day must not be after the last.')
  if (from > now) return named('24h', 'The first day is still to come.')
  const to = Math.min(now, last + dayMs)
  if (to - from > daysMax * dayMs) return named('24h', `At most ${daysMax} days.`)
  return { from, to, name: null, typed, fault: null }
}

/** Whether more comes into it. */
export const reachesNow = ({ to }: Pick<Range, 'to'>, now: number): boolean => to >= now

/** The same as a query. */
export function queryOf({ name, typed }: Range): string {
  return name ? `range=${name}` : `from=${typed.from}&to=${typed.to || typed.from}`
}

const weekMs = 7 * dayMs
/** How far the same weekdays before a stretch lie back; null: nothing so old is kept. */
export function beforeMsOf({ from, to }: Range): number | null {
  const back = Math.max(1, Math.ceil((to - from) / weekMs)) * weekMs
  return to - from + back > daysKept * dayMs ? null : back
}
