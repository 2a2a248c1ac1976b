import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { calendarText } from './ical.ts'

const at = Date.UTC(2026, 10, 24, 8, 0, 0, 250)

describe('a calendar', () => {
  it('is what RFC 5545 asks for', () => {
    const entry = {
      uid: 'sch-1@esonar',
      summary: 'Ada on call (Web)',
      from: at,
      to: at + 3_600_000,
    }
    expect(calendarText('On call: Web', [entry], at).split('\r\n')).toEqual([
      'BEGIN:VCALENDAR',
      'VERSION:2.0',
      'PRODID:-//eSonar//on call//EN',
      'CALSCALE:GREGORIAN',
      'X-WR-CALNAME:On call: Web',
      'REFRESH-INTERVAL;VALUE=DURATION:PT1H',
      'BEGIN:VEVENT',
      'UID:sch-1@esonar',
      'DTSTAMP:20261124T080000Z',
      'DTSTART:20261124T080000Z',
      'DTEND:20261124T090000Z',
      'SUMMARY:Ada on call (Web)',
      'TRANSP:TRANSPARENT',
      'END:VEVENT',
      'END:VCALENDAR',
      '',
    ])
  })

  it('lets no name break out of its line, and folds at 75 bytes without loss', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 120 }), (summary) => {
        const entry = { uid: 'u', summary, from: at, to: at + 1_000 }
        const text = calendarText('x', [entry], at)
        const lines = text.split('\r\n')
        for (const line of lines) {
          expect(new TextEncoder().encode(line).length).toBeLessThanOrEqual(75)
          expect(line).not.toMatch(/[\p{Cc}]/u)
        }
        const whole = text.replaceAll('\r\n ', '').split('\r\n')
        const read = whole
          .find((line) => line.startsWith('SUMMARY:'))!
          .slice('SUMMARY:'.length)
          .replace(/\\([\\;,n])/g, (_, one) => (one === 'n' ? '\n' : one))
        const plain = summary.replace(/\r\n|\r|\n/g, '\n').replace(/(?!\n)\p{Cc}/gu, ' ')
        expect(read).toBe(plain)
        expect(whole.filter((line) => line === 'BEGIN:VEVENT')).toHaveLength(1)
      }),
    )
  })

  it('says line breaks and marks as text', () => {
    const entry = { uid: 'u', summary: 'a;b,c\\d\nEND:VEVENT', from: at, to: at + 1 }
    expect(calendarText('x', [entry], at)).toContain('SUMMARY:a\\;b\\,c\\\\d\\nEND:VEVENT\r\n')
  })
})
