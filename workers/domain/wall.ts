// The clock on the wall of a time zone: what it shows at an instant, and the instant at which it
// shows a time. A wall time is written as ms, as if it were UTC.
const dayMs = 86_400_000
const clocks = new Map<string, Intl.DateTimeFormat>()
const clocksMax = 500

/** What the clocks of an IANA zone show at `at` (ms since the epoch). Throws `RangeError` when
 *  there is no such zone. */
export function wallAt(at: number, timeZone: string): number {
  const parts: Record<string, number> = {}
  for (const { type, value } of clockOf(timeZone).formatToParts(at)) parts[type] = Number(value)
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts
  const ms = ((at % 1_000) + 1_000) % 1_000
  return Date.UTC(year, month - 1, day, hour, minute, second) + ms
}

/** When the clocks of a zone show `wall`. A time that comes twice is its first; one that is skipped
 *  is as long after the change as it lies in what is skipped. */
export function instantOfWall(wall: number, timeZone: string): number {
  const offset = (at: number) => wallAt(at, timeZone) - at
  // No zone changes its clocks twice within two days.
  const [before, after] = [wall - offset(wall - dayMs), wall - offset(wall + dayMs)]
  const shows = (at: number) => wallAt(at, timeZone) === wall
  if (shows(before) && shows(after)) return Math.min(before, after)
  return shows(after) ? after : before
}

/** Midnight of the day that a wall time lies in. */
export function dayOfWall(wall: number): number {
  return Math.floor(wall / dayMs) * dayMs
}

/** Day of the week of a wall time: 1 Monday to 7 Sunday. */
export function weekdayOfWall(wall: number): number {
  return ((Math.floor(wall / dayMs) + 3) % 7) + 1
}

export const clockShape = /^([01]\d|2[0-3]):([0-5]\d)$/

/** `09:30` as ms after midnight; NaN when it is none. */
export function clockMs(text: string): number {
  const match = clockShape.exec(text)
  return match ? (Number(match[1]) * 60 + Number(match[2])) * 60_000 : Number.NaN
}

/** `2026-11-24 03:00`, for people. */
export function wallText(at: number, timeZone: string): string {
  return new Date(wallAt(at, timeZone)).toISOString().slice(0, 16).replace('T', ' ')
}

function clockOf(timeZone: string): Intl.DateTimeFormat {
  const known = clocks.get(timeZone)
  if (known) return known
  const made = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  })
  if (clocks.size >= clocksMax) clocks.clear()
  clocks.set(timeZone, made)
  return made
}
