// A month of suspicions and incidents, put together: what is counted, under which reason.
import { describe, expect, it } from 'vitest'
import {
  type IncidentLine,
  ledgerOf,
  monthAt,
  monthBeside,
  monthOf,
  type SuspicionLine,
} from './ledger.ts'

const at = Date.UTC(2026, 10, 24, 3)
const suspicion = (id: string, facts: Partial<SuspicionLine> = {}): SuspicionLine => ({
  id,
  check: 'shop',
  startedAt: at,
  endedAt: at + 4_000,
  outcome: 'avoided',
  why: 'blip',
  places: ['weur'],
  ...facts,
})
const incident = (id: string, facts: Partial<IncidentLine> = {}): IncidentLine => ({
  id,
  check: 'shop',
  location: null,
  kind: 'down',
  openedAt: at,
  resolvedAt: null,
  isTold: true,
  isHeldByParent: false,
  dropped: null,
  places: ['weur', 'oc'],
  ...facts,
})

const noWindows = { maintenance: [], tags: {} }

describe('the ledger', () => {
  it('lists what woke nobody, newest first, and counts it by reason, check and place', () => {
    const found = ledgerOf(
      [
        suspicion('a'),
        suspicion('b', { startedAt: at + 1, why: 'one_location', check: 'blog', places: ['oc'] }),
        suspicion('c', { startedAt: at + 2 }),
        suspicion('open', { outcome: 'open', endedAt: null, why: null }),
        suspicion('grown', { outcome: 'incident', why: null }),
      ],
      [],
      noWindows,
    )
    expect(found.lines.map((one) => one.id)).toEqual(['c', 'b', 'a'])
    expect(found.byWhy).toEqual([
      { key: 'blip', n: 2 },
      { key: 'one_location', n: 1 },
    ])
    expect(found.byCheck).toEqual([
      { key: 'shop', n: 2 },
      { key: 'blog', n: 1 },
    ])
    expect(found.byPlace).toEqual([
      { key: 'weur', n: 2 },
      { key: 'oc', n: 1 },
    ])
    expect(found.open).toBe(1)
    expect(found.told).toBe(0)
  })

  const nightly = {
    id: 'n',
    startsAt: at - 86_400_000,
    endsAt: at + 86_400_000,
    checks: null,
    tags: ['batch'],
    repeat: { cron: '0 3 * * *', timeZone: 'UTC', durationMinutes: 5 },
  }
  const window = { id: 'm', startsAt: at - 1, endsAt: at + 1, checks: ['shop'] }
  const rows: [what: string, line: Partial<IncidentLine>, why: string | null][] = [
    ['one that was told', {}, null],
    ['one in maintenance', { isTold: false }, 'maintenance'],
    ['one of another check', { isTold: false, check: 'blog' }, 'nobody'],
    ['one that opened as the window ended', { isTold: false, openedAt: at + 1 }, 'nobody'],
    [
      'one whose message was dropped',
      { isTold: false, check: 'x', dropped: 'resolved' },
      'dropped',
    ],
    ['one held back by its parent', { isTold: false, check: 'x', isHeldByParent: true }, 'parent'],
    [
      'one with a tag, in a window that comes again',
      { isTold: false, check: 'tagged' },
      'maintenance',
    ],
    ['one about a location', { isTold: false, check: null }, 'nobody'],
  ]
  it.each(rows)('says of %s why it was silent', (_what, line, why) => {
    const found = ledgerOf([], [incident('i', line)], {
      maintenance: [window, nightly],
      tags: { tagged: ['batch'] },
    })
    expect(found.lines.map((one) => one.why)).toEqual(why === null ? [] : [why])
    expect(found.told).toBe(why === null ? 1 : 0)
  })

  it('takes a reason of a later version for the plainest', () => {
    const found = ledgerOf([suspicion('a', { why: 'moonlight' })], [], noWindows)
    expect(found.lines[0]?.why).toBe('blip')
  })
})

describe('a month', () => {
  it('runs from midnight to midnight in UTC', () => {
    expect(monthOf('2026-12')).toEqual({
      month: '2026-12',
      from: Date.UTC(2026, 11, 1),
      to: Date.UTC(2027, 0, 1),
    })
    expect(monthAt(Date.UTC(2026, 10, 30, 23, 59)).month).toBe('2026-11')
    expect(monthBeside(monthOf('2026-12')!, 1).month).toBe('2027-01')
    expect(monthBeside(monthOf('2026-01')!, -1).month).toBe('2025-12')
  })

  it.each(['2026-13', '2026-1', '26-11', '2026-11-01', ''])('is not %s', (text) => {
    expect(monthOf(text)).toBeNull()
  })
})
