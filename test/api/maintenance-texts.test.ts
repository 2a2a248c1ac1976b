// The form of a window of maintenance: a day and a time on the wall of its zone, both ways.
import { expect, it } from 'vitest'
import { textsOfWindow, windowOfTexts } from '../../dashboard/routes/maintenance-texts.ts'

const texts = {
  startsAt: '2026-03-29T01:30',
  endsAt: '2026-03-29T03:30',
  timeZone: 'Europe/Berlin',
  tags: 'shop, mail',
}
const iso = (at: number | null) => at && new Date(at).toISOString()

it('is once, and the night in which an hour is missing is an hour shorter', () => {
  const window = windowOfTexts({ ...texts, repeats: 'once' }, [])
  expect(iso(window.startsAt)).toBe('2026-03-29T00:30:00.000Z')
  expect(iso(window.endsAt)).toBe('2026-03-29T01:30:00.000Z')
  expect(window).toMatchObject({ checks: null, tags: ['shop', 'mail'], repeat: null })
})

it.each([
  ['every day', '30 1 * * *'],
  ['every week', '30 1 * * 0'],
  ['every month', '30 1 29 * *'],
])('comes %s at the same time', (repeats, cron) => {
  const window = windowOfTexts({ ...texts, repeats }, ['chk'])
  expect(window.repeat).toEqual({ cron, timeZone: 'Europe/Berlin', durationMinutes: 120 })
  expect(window).toMatchObject({ endsAt: null, checks: ['chk'] })
})

it('ends on its last day, by the clocks of its zone', () => {
  const until = '2026-12-31'
  const window = windowOfTexts({ ...texts, repeats: 'every day', until }, [])
  expect(iso(window.endsAt)).toBe('2026-12-31T22:59:00.000Z')
})

it('is shown as it was given', () => {
  const given = windowOfTexts({ ...texts, repeats: 'every week', until: '2026-12-31' }, [])
  const stored = { ...given, id: 'm1', endsAt: given.endsAt! }
  const shown = textsOfWindow(stored, Date.parse('2026-03-28T12:00:00Z'))
  expect(shown).toMatchObject({ startsAt: '2026-03-29T01:30', timeZone: 'Europe/Berlin' })
  expect(shown).toMatchObject({ cron: '30 1 * * 0', until: '2026-12-31', tags: 'shop, mail' })
})

it('names the field that cannot be read', () => {
  expect(() => windowOfTexts({ ...texts, timeZone: 'Nowhere' }, [])).toThrow('Europe/Berlin')
  expect(() => windowOfTexts({ ...texts, startsAt: 'soon' }, [])).toThrow('a day and a time')
})
