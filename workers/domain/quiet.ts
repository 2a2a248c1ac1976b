// Quiet hours and the daily digest: until when a message waits that wakes nobody. What is critical
// never waits.
import { hoursAt, nextClock } from './hours.ts'
import type { Level } from './incident.ts'
import type { Rules } from './policy.ts'

export interface Wait {
  until: number
  why: 'quiet' | 'digest'
}

/** Until when a message of this level, due at `at`, waits; null: it goes. */
export function waitOf(
  { quietHours, digest }: Pick<Rules, 'quietHours' | 'digest'>,
  level: Level,
  at: number,
): Wait | null {
  if (level === 'critical') return null
  if (level === 'info' && digest) {
    return { until: nextClock(digest.at, digest.timeZone, at), why: 'digest' }
  }
  if (!quietHours?.levels.includes(level)) return null
  const span = hoursAt(quietHours, quietHours.timeZone, at)
  return span && { until: span.to, why: 'quiet' }
}
