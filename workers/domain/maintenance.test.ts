// Windows that come again: by the clock of their place, also where it is set forward or back.
import { describe, expect, it } from 'vitest'
import { checkOf, configOf } from '../../test/fakes/telling.ts'
import type { Maintenance } from './config.ts'
import { foreverMs, mutedUntil, nextOccurrences, occurrenceAt, occurrences } from './maintenance.ts'

const at = (text: string) => Date.parse(text)
const night = (facts: Partial<Maintenance> = {}): Maintenance => ({
  id: 'm1',
  startsAt: at('2026-01-01T00:00:00Z'),
  endsAt: foreverMs,
  checks: null,
  repeat: { cron: '30 2 * * *', timeZone: 'Europe/Berlin', durationMinutes: 60 },
  ...facts,
})
const startsOf = (window: Maintenance, from: string, to: string) =>
  occurrences(window, at(from), at(to)).map((one) => new Date(one.startsAt).toISOString())

describe('a window at half past two in Berlin', () => {
  it('keeps its hour on the wall in summer and in winter', () => {
    expect(startsOf(night(), '2026-02-01T00:00:00Z', '2026-02-02T00:00:00Z')).toEqual([
      '2026-02-01T01:30:00.000Z',
    ])
    expect(startsOf(night(), '2026-07-01T00:00:00Z', '2026-07-02T00:00:00Z')).toEqual([
      '2026-07-01T00:30:00.000Z',
    ])
  })

  it('comes at three when its hour does not exist, and lasts as long', () => {
    const [spring] = occurrences(night(), at('2026-03-29T00:00:00Z'), at('2026-03-29T12:00:00Z'))
    expect(spring).toEqual({
      startsAt: at('2026-03-29T01:00:00Z'),
      endsAt: at('2026-03-29T02:00:00Z'),
    })
  })

  it('comes once when its hour is there twice', () => {
    const autumn = startsOf(night(), '2026-10-25T00:00:00Z', '2026-10-25T12:00:00Z')
    expect(autumn).toEqual(['2026-10-25T00:30:00.000Z'])
    expect(occurrenceAt(night(), at('2026-10-25T01:29:59Z'))).not.toBeNull()
    expect(occurrenceAt(night(), at('2026-10-25T01:30:00Z'))).toBeNull()
  })
})

describe('a window that was ended by hand', () => {
  it('and then made one that is once, and later, comes', () => {
    const { repeat: _, ...once } = night({
      startsAt: at('2026-03-01T02:00:00Z'),
      endsAt: at('2026-03-01T03:00:00Z'),
      endedAt: at('2026-02-01T02:00:00Z'),
    })
    expect(occurrenceAt(once, at('2026-03-01T02:30:00Z'))).not.toBeNull()
  })
})

describe('until when', () => {
  const config = (...maintenance: Maintenance[]) =>
    configOf({ maintenance, checks: [checkOf({ id: 'c1', tags: ['shop'] })] })

  it('is the end of the occurrence under way', () => {
    const muted = (text: string) => mutedUntil(config(night()), 'c1', at(text))
    expect(muted('2026-02-01T01:29:59Z')).toBeNull()
    expect(muted('2026-02-01T01:30:00Z')).toBe(at('2026-02-01T02:30:00Z'))
    expect(muted('2026-02-01T02:30:00Z')).toBeNull()
  })

  it('joins occurrences and windows that overlap', () => {
    const once = { id: 'm2', startsAt: at('2026-02-01T02:00:00Z'), checks: null }
    const all = config(night(), { ...once, endsAt: at('2026-02-01T05:00:00Z') })
    expect(mutedUntil(all, 'c1', at('2026-02-01T01:45:00Z'))).toBe(at('2026-02-01T05:00:00Z'))
  })

  it('ends, however densely occurrences follow each other', () => {
    const repeat = { cron: '* * * * *', timeZone: 'UTC', durationMinutes: 5 }
    const now = at('2026-02-01T00:00:00Z')
    expect(mutedUntil(config(night({ repeat })), 'c1', now)).toBeGreaterThan(now)
  })

  it.each([
    ['a tag it carries', { tags: ['shop'] }, true],
    ['a tag it does not carry', { tags: ['mail'] }, false],
    ['another check', { checks: ['c2'] }, false],
    ['another check, and its tag', { checks: ['c2'], tags: ['shop'] }, true],
    ['all checks', {}, true],
  ])('a window for %s', (_, facts, isMuted) => {
    const muted = mutedUntil(config(night(facts)), 'c1', at('2026-02-01T01:45:00Z'))
    expect(muted !== null).toBe(isMuted)
  })
})

describe('an occurrence ended by hand', () => {
  const endedAt = at('2026-02-01T01:45:00Z')

  it('is over, and the next one comes', () => {
    const window = night({ endedAt })
    expect(occurrenceAt(window, endedAt)).toBeNull()
    expect(occurrenceAt(window, endedAt + 60_000)).toBeNull()
    expect(occurrenceAt(window, at('2026-02-02T01:45:00Z'))).not.toBeNull()
  })

  it('counts as maintenance until then', () => {
    const [first] = occurrences(night({ endedAt }), at('2026-02-01T00:00:00Z'), endedAt + 9e6)
    expect(first).toEqual({ startsAt: at('2026-02-01T01:30:00Z'), endsAt: endedAt })
  })

  it('ends a window that is once, too', () => {
    const once = { id: 'm', startsAt: endedAt - 1e6, endsAt: endedAt + 1e6, checks: null, endedAt }
    expect(occurrenceAt(once, endedAt - 1)).not.toBeNull()
    expect(occurrenceAt(once, endedAt)).toBeNull()
  })
})

it('the next occurrences end with the window', () => {
  const window = night({ endsAt: at('2026-02-03T02:00:00Z') })
  const next = nextOccurrences(window, at('2026-02-01T01:45:00Z'), 5)
  expect(next.map((one) => new Date(one.startsAt).toISOString())).toEqual([
    '2026-02-01T01:30:00.000Z',
    '2026-02-02T01:30:00.000Z',
    '2026-02-03T01:30:00.000Z',
  ])
  expect(next.at(-1)!.endsAt).toBe(at('2026-02-03T02:00:00Z'))
})
