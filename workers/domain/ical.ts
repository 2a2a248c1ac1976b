// A calendar of shifts as other programs read it (RFC 5545). Times are in UTC.
import type { Shift } from './oncall.ts'

export interface Entry extends Pick<Shift, 'from' | 'to'> {
  /** Unique, and the same each time it is asked for. */
  uid: string
  summary: string
}

const lineBytesMax = 75

/** The calendar as text. `now` stamps it. */
export function calendarText(name: string, entries: Entry[], now: number): string {
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//eSonar//on call//EN',
    'CALSCALE:GREGORIAN',
    `X-WR-CALNAME:${escaped(name)}`,
    'REFRESH-INTERVAL;VALUE=DURATION:PT1H',
    ...entries.flatMap(({ uid, summary, from, to }) => [
      'BEGIN:VEVENT',
      `UID:${escaped(uid)}`,
      `DTSTAMP:${stamp(now)}`,
      `DTSTART:${stamp(from)}`,
      `DTEND:${stamp(to)}`,
      `SUMMARY:${escaped(summary)}`,
      'TRANSP:TRANSPARENT',
      'END:VEVENT',
    ]),
    'END:VCALENDAR',
  ]
  return `${lines.map(folded).join('\r\n')}\r\n`
}

const stamp = (at: number) =>
  new Date(Math.floor(at / 1_000) * 1_000).toISOString().replace(/[-:]|\.000/g, '')

/** RFC 5545 3.3.11; controls, which it forbids, become spaces. */
function escaped(text: string): string {
  return text
    .replace(/[\\;,]/g, (one) => `\\${one}`)
    .replace(/\r\n|\r|\n/g, '\\n')
    .replace(/\p{Cc}/gu, ' ')
}

/** RFC 5545 3.1: 75 bytes a line at most, no character cut in two. */
function folded(line: string): string {
  const encoder = new TextEncoder()
  const parts: string[] = []
  let [part, bytes] = ['', 0]
  for (const character of line) {
    const length = encoder.encode(character).length
    if (bytes + length > lineBytesMax) {
      parts.push(part)
      // The space that marks a continuation counts.
      part = ' '
      bytes = 1
    }
    part += character
    bytes += length
  }
  return [...parts, part].join('\r\n')
}
