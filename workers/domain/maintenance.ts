// Windows of maintenance: which checks they are for, when they are, and until when nobody is told
// (design rule 11). A window is once, or comes again by a cron expression in its time zone.
import { nextCronAt } from './check/cron.ts'
import type { Maintenance, WorkspaceConfig } from './config.ts'

const minuteMs = 60_000
/** Windows joined at most; who asks then asks again at the end of those. */
const joinedMax = 200
/** Occurrences listed at most. */
const listedMax = 2_000
/** The end of a window that comes again for ever. */
export const foreverMs = Date.UTC(9999, 11, 31)

/** One time in which nobody is told, ms since the epoch, the end excluded. */
export interface Occurrence {
  startsAt: number
  endsAt: number
}

/** When the maintenance that mutes a check ends, overlapping windows joined; null: not muted.
 *  `check` null (an incident about a location) is muted only by windows for all checks. */
export function mutedUntil(
  config: Pick<WorkspaceConfig, 'maintenance' | 'checks'>,
  check: string | null,
  now: number,
): number | null {
  if (config.maintenance.length === 0) return null
  const tags = config.checks.find((one) => one.id === check)?.tags ?? []
  const windows = config.maintenance.filter((window) => covers(window, check, tags))
  let until = now
  for (let joined = 0; joined < joinedMax; joined += 1) {
    const ends = windows.map((window) => occurrenceAt(window, until)?.endsAt ?? until)
    const next = Math.max(until, ...ends)
    if (next === until) break
    until = next
  }
  return until > now ? until : null
}

/** Whether a window is for a check: for all, by its id, or by one of its tags. */
export function covers(
  { checks, tags }: Pick<Maintenance, 'checks' | 'tags'>,
  check: string | null,
  tagsOfCheck: string[],
): boolean {
  if (checks === null && !tags?.length) return true
  if (check === null) return false
  return Boolean(checks?.includes(check)) || tagsOfCheck.some((tag) => tags?.includes(tag))
}

/** The occurrence under way at `at`; null: none. One that was ended by hand is over. */
export function occurrenceAt(window: Maintenance, at: number): Occurrence | null {
  const { repeat, startsAt, endsAt, endedAt } = window
  if (at < startsAt || at >= endsAt) return null
  if (!repeat) {
    const isOver = endedAt != null && startsAt <= endedAt && endedAt <= at
    return isOver ? null : { startsAt, endsAt }
  }
  const lengthMs = repeat.durationMinutes * minuteMs
  // Those that began before it was ended by hand are over.
  const after = Math.max(at - lengthMs, startsAt - 1, endedAt ?? Number.NEGATIVE_INFINITY)
  const start = nextCronAt(repeat.cron, repeat.timeZone, after)
  if (start === null || start > at) return null
  return { startsAt: start, endsAt: Math.min(start + lengthMs, endsAt) }
}

/** Occurrences that lie in [from, to), wholly or in part, in order. */
export function occurrences(window: Maintenance, from: number, to: number): Occurrence[] {
  const { repeat, startsAt, endsAt, endedAt } = window
  const cut = (one: Occurrence): Occurrence =>
    endedAt != null && one.startsAt <= endedAt && endedAt < one.endsAt
      ? { ...one, endsAt: endedAt }
      : one
  const isIn = (one: Occurrence) => one.startsAt < to && one.endsAt > from
  if (!repeat) return [cut({ startsAt, endsAt })].filter(isIn)
  const lengthMs = repeat.durationMinutes * minuteMs
  const found: Occurrence[] = []
  let after = Math.max(from - lengthMs, startsAt - 1)
  while (found.length < listedMax) {
    const start = nextCronAt(repeat.cron, repeat.timeZone, after)
    if (start === null || start >= Math.min(to, endsAt)) break
    found.push(cut({ startsAt: start, endsAt: Math.min(start + lengthMs, endsAt) }))
    after = start
  }
  return found.filter(isIn)
}

/** The occurrence under way and the next ones, `count` at most. */
export function nextOccurrences(window: Maintenance, now: number, count: number): Occurrence[] {
  const found: Occurrence[] = []
  const current = occurrenceAt(window, now)
  if (current) found.push(current)
  let after = Math.max(now, window.startsAt - 1)
  while (found.length < count) {
    const start = startAfter(window, after)
    if (start === null || start >= window.endsAt) break
    const lengthMs = window.repeat ? window.repeat.durationMinutes * minuteMs : foreverMs
    found.push({ startsAt: start, endsAt: Math.min(start + lengthMs, window.endsAt) })
    after = start
  }
  return found
}

function startAfter({ repeat, startsAt }: Maintenance, after: number): number | null {
  if (!repeat) return startsAt > after ? startsAt : null
  return nextCronAt(repeat.cron, repeat.timeZone, after)
}
