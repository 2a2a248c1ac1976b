// Cron expressions of five fields (or `@daily` and the like) in a time zone: read, checked, and
// asked for their next instant. Pure: the instant to start from is an argument.
import { Cron } from 'croner'

const shape = /^(@(yearly|annually|monthly|weekly|daily|hourly)|\S+(\s+\S+){4})$/
export const cronCharsMax = 100
const known = new Map<string, Cron>()
const knownMax = 1_000
/** The last answer of each: a shard asks at every tick, and between two instants nothing changes. */
const answered = new Map<string, { afterMs: number; next: number | null }>()

/** What is wrong with an expression, as a sentence with the remedy; null when it is good. A day
 *  that never comes (30 February) is wrong too: it would never be told. */
export function cronFault(expression: string): string | null {
  if (expression.length > cronCharsMax) return `must be at most ${cronCharsMax} characters`
  if (!shape.test(expression)) {
    return 'must have five fields (minute hour day month weekday), like 0 3 * * *'
  }
  try {
    const next = cronOf(expression, 'UTC').nextRun(new Date(Date.UTC(2026, 0, 1)))
    return next ? null : 'never comes; name a day that exists'
  } catch (fault) {
    const why = fault instanceof Error ? fault.message.replace(/^\w+: /, '') : 'it cannot be read'
    return `is not a cron expression: ${why}`
  }
}

/** Whether this is the name of a time zone. */
export function isTimeZone(name: string): boolean {
  try {
    return cronOf('@daily', name).nextRun(new Date(0)) !== null
  } catch {
    return false
  }
}

/** The first instant after `afterMs`, ms since the epoch; null: none. A local time that a change of
 *  the clocks skips comes when it is over; one that comes twice counts once. */
export function nextCronAt(expression: string, timeZone: string, afterMs: number): number | null {
  const key = `${timeZone} ${expression}`
  const last = answered.get(key)
  if (last && last.afterMs <= afterMs && (last.next === null || afterMs < last.next)) {
    return last.next
  }
  const next = cronOf(expression, timeZone).nextRun(new Date(afterMs))?.getTime() ?? null
  if (answered.size >= knownMax) answered.clear()
  answered.set(key, { afterMs, next })
  return next
}

/** Reading one takes longer than asking it. */
function cronOf(expression: string, timeZone: string): Cron {
  const key = `${timeZone} ${expression}`
  const found = known.get(key)
  if (found) return found
  const made = new Cron(expression, { timezone: timeZone, mode: '5-part', paused: true })
  if (known.size >= knownMax) known.clear()
  known.set(key, made)
  return made
}
