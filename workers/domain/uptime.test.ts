// Uptime from incidents: what counts as down, what is counted apart, and how stretches add up.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { incidentOf } from '../../test/fakes/telling.ts'
import type { IncidentEvent, IncidentEventKind, IncidentKind } from './incident.ts'
import { add, type Span, spansOf, uptime } from './uptime.ts'

const minute = 60_000

/** An incident told as a list: minute, event, kind, and since when. */
function incidentWith(told: [number, IncidentEventKind, IncidentKind, number?][]) {
  const events = told.map(
    ([at, kind, incidentKind, since], index): IncidentEvent => ({
      v: 1,
      sequence: index + 1,
      at: at * minute,
      kind,
      level: 'critical',
      incidentKind,
      ...(since === undefined ? {} : { since: since * minute }),
    }),
  )
  return incidentOf({ events })
}

const span = (kind: Span['kind'], from: number, to: number): Span => ({
  kind,
  from: from * minute,
  to: to * minute,
})

describe('what an incident counts for', () => {
  it('is from the first failing probe to the first pass of the recovery', () => {
    const incident = incidentWith([
      [10, 'opened', 'down', 9],
      [11, 'acknowledged', 'down'],
      [20, 'recovering', 'down'],
      [22, 'resolved', 'down', 20],
    ])
    expect(spansOf(incident, 60 * minute)).toEqual([span('down', 9, 20)])
  })

  it('runs until now while it is open', () => {
    expect(spansOf(incidentWith([[10, 'opened', 'down']]), 15 * minute)).toEqual([
      span('down', 10, 15),
    ])
  })

  it('changes kind when it is raised and lowered', () => {
    const incident = incidentWith([
      [10, 'opened', 'regional'],
      [12, 'raised', 'down'],
      [15, 'lowered', 'slow'],
      [18, 'resolved', 'slow'],
    ])
    expect(spansOf(incident, 60 * minute)).toEqual([
      span('regional', 10, 12),
      span('down', 12, 15),
      span('slow', 15, 18),
    ])
  })

  it.each(['blocked', 'unstable', 'certificate', 'content', 'silent', 'host', 'node'] as const)(
    'is nothing for %s',
    (kind) => {
      const told = incidentWith([
        [10, 'opened', kind],
        [20, 'resolved', kind],
      ])
      expect(spansOf(told, 60 * minute)).toEqual([])
    },
  )

  it('is nothing for no time at all', () => {
    const told = incidentWith([
      [10, 'opened', 'down'],
      [11, 'resolved', 'down', 10],
    ])
    expect(spansOf(told, 60 * minute)).toEqual([])
  })
})

describe('uptime', () => {
  const hour = (spans: Span[]) => uptime(spans, 0, 60 * minute)

  it('is whole without spans', () => {
    expect(hour([])).toEqual({
      share: 1,
      totalSeconds: 3_600,
      downSeconds: 0,
      regionalSeconds: 0,
      slowSeconds: 0,
      unknownSeconds: 0,
      maintenanceSeconds: 0,
    })
  })

  it.each<[string, Span[], number | null]>([
    ['six minutes down of sixty', [span('down', 10, 16)], 0.9],
    ['slow and regional are up', [span('slow', 0, 30), span('regional', 30, 60)], 1],
    ['unknown time is left out', [span('unknown', 0, 30), span('down', 30, 33)], 0.9],
    ['all unknown is not known', [span('unknown', 0, 60)], null],
    ['maintenance covers down', [span('down', 0, 60), span('maintenance', 0, 60)], 1],
    ['down covers unknown', [span('down', 0, 6), span('unknown', 0, 6)], 0.9],
    ['two that overlap count once', [span('down', 0, 6), span('down', 3, 6)], 0.9],
    ['what lies outside is cut', [span('down', -30, 3), span('down', 57, 90)], 0.9],
    ['what lies wholly outside is nothing', [span('down', -30, 0), span('down', 60, 90)], 1],
  ])('%s', (_name, spans, share) => {
    const got = hour(spans).share
    if (share === null) expect(got).toBeNull()
    else expect(got).toBeCloseTo(share, 12)
  })

  it('counts each second for one kind', () => {
    expect(
      hour([span('slow', 0, 20), span('regional', 5, 20), span('down', 10, 20)]),
    ).toMatchObject({ slowSeconds: 300, regionalSeconds: 300, downSeconds: 600 })
  })

  it('of no time is not known', () => {
    expect(uptime([], 5, 5)).toMatchObject({ share: null, totalSeconds: 0 })
  })

  const kinds = ['down', 'regional', 'slow', 'unknown', 'maintenance'] as const
  const spans = fc.array(
    fc.tuple(fc.constantFrom(...kinds), fc.nat({ max: 120 }), fc.nat({ max: 60 })),
    { maxLength: 8 },
  )
  it('of two stretches added is the uptime of both as one', () => {
    fc.assert(
      fc.property(spans, fc.integer({ min: 1, max: 119 }), (told, cut) => {
        const all = told.map(([kind, from, long]) => span(kind, from - 30, from - 30 + long))
        const whole = uptime(all, 0, 120 * minute)
        const parts = add(uptime(all, 0, cut * minute), uptime(all, cut * minute, 120 * minute))
        expect(parts).toEqual(whole)
        expect(whole.share === null || (whole.share >= 0 && whole.share <= 1)).toBe(true)
      }),
    )
  })
})
