import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Layer, type Schedule, shiftsOf, whoIsOnCall } from './oncall.ts'

const utc = (text: string) => Date.parse(`${text}Z`)
const hour = 3_600_000
const weekly: Layer = {
  people: ['ada', 'bob', 'eve'],
  rotation: 'weekly',
  startsOn: '2026-11-02',
  handover: '09:00',
}
const rota = (facts: Partial<Schedule> = {}): Schedule => ({
  v: 1,
  id: 'sch_acme_one',
  workspace: 'acme',
  version: 1,
  name: 'Web',
  timeZone: 'Europe/Berlin',
  layers: [weekly],
  overrides: [],
  ...facts,
})

describe('who is on call', () => {
  it('hands over in order, at the handover', () => {
    const schedule = rota()
    expect(whoIsOnCall(schedule, utc('2026-11-02T07:59:59'))).toBeNull()
    expect(whoIsOnCall(schedule, utc('2026-11-02T08:00:00'))).toBe('ada')
    expect(whoIsOnCall(schedule, utc('2026-11-09T07:59:59'))).toBe('ada')
    expect(whoIsOnCall(schedule, utc('2026-11-09T08:00:00'))).toBe('bob')
    expect(whoIsOnCall(schedule, utc('2026-11-16T08:00:00'))).toBe('eve')
    expect(whoIsOnCall(schedule, utc('2026-11-23T08:00:00'))).toBe('ada')
  })

  it('goes by the clocks when they change: nine is nine', () => {
    const schedule = rota({ layers: [{ ...weekly, startsOn: '2026-10-19', rotation: 'daily' }] })
    // Summer time until 25 October.
    expect(whoIsOnCall(schedule, utc('2026-10-24T06:59:59'))).toBe('bob')
    expect(whoIsOnCall(schedule, utc('2026-10-24T07:00:00'))).toBe('eve')
    expect(whoIsOnCall(schedule, utc('2026-10-25T07:59:59'))).toBe('eve')
    expect(whoIsOnCall(schedule, utc('2026-10-25T08:00:00'))).toBe('ada')
  })

  it('hands nothing back in an hour that comes twice', () => {
    const early: Layer = { ...weekly, startsOn: '2026-10-20', rotation: 'daily', handover: '02:30' }
    const schedule = rota({ layers: [early] })
    const at = (text: string) => whoIsOnCall(schedule, utc(`2026-10-25T${text}:00`))
    expect([at('00:29'), at('00:30'), at('01:10'), at('01:30')]).toEqual([
      'bob',
      'eve',
      'eve',
      'eve',
    ])
  })

  it('takes turns of some hours', () => {
    const layer: Layer = { ...weekly, rotation: 'custom', hours: 12 }
    const schedule = rota({ layers: [layer] })
    const at = (text: string) => whoIsOnCall(schedule, utc(text))
    expect([at('2026-11-02T10:00:00'), at('2026-11-02T20:00:00')]).toEqual(['ada', 'bob'])
  })

  it('lets later layers win where they cover, and overrides over all', () => {
    const office: Layer = {
      ...weekly,
      people: ['tom'],
      only: { from: '09:00', to: '17:00', days: [1, 2, 3, 4, 5] },
    }
    const [from, to] = [utc('2026-11-04T10:00:00'), utc('2026-11-04T11:00:00')]
    const overrides = [
      { id: 'a', person: 'zoe', from, to },
      { id: 'b', person: 'max', from, to: from + hour / 2 },
    ]
    const schedule = rota({ layers: [weekly, office], overrides })
    const at = (text: string) => whoIsOnCall(schedule, utc(text))
    expect(at('2026-11-04T09:00:00')).toBe('tom')
    expect(at('2026-11-04T10:15:00')).toBe('max')
    expect(at('2026-11-04T10:30:00')).toBe('zoe')
    expect(at('2026-11-04T11:00:00')).toBe('tom')
    expect(at('2026-11-04T16:00:00')).toBe('ada')
    expect(at('2026-11-07T10:00:00')).toBe('ada')
  })

  it('is nobody where nothing covers', () => {
    const layers = [{ ...weekly, only: { from: '09:00', to: '17:00' } }]
    expect(whoIsOnCall(rota({ layers }), utc('2026-11-04T20:00:00'))).toBeNull()
    expect(
      whoIsOnCall(rota({ layers: [{ ...weekly, people: [] }] }), utc('2026-11-04T20:00:00')),
    ).toBeNull()
    expect(whoIsOnCall(rota({ layers: [] }), 0)).toBeNull()
  })
})

describe('shifts', () => {
  const layers = [weekly, { ...weekly, people: ['tom'], only: { from: '22:00', to: '06:00' } }]

  it('fill a time without holes, and say who is on call at each moment of it', () => {
    const at = fc.integer({ min: utc('2026-10-20T00:00:00'), max: utc('2027-04-10T00:00:00') })
    const hours = fc.integer({ min: 1, max: 400 })
    fc.assert(
      fc.property(at, hours, hours, (from, length, cover) => {
        const to = from + length * hour
        const overrides = [
          { id: 'o', person: 'zoe', from: from + hour / 2, to: from + cover * hour },
        ]
        const schedule = rota({ layers, overrides })
        const shifts = shiftsOf(schedule, from, to)
        expect([shifts[0]!.from, shifts.at(-1)!.to]).toEqual([from, to])
        for (const [index, one] of shifts.entries()) {
          expect(one.to).toBeGreaterThan(one.from)
          if (index > 0) expect(one.from).toBe(shifts[index - 1]!.to)
          for (const moment of [one.from, Math.floor((one.from + one.to) / 2), one.to - 1]) {
            expect(whoIsOnCall(schedule, moment)).toBe(one.person)
          }
        }
      }),
      { numRuns: 60 },
    )
  })
})
