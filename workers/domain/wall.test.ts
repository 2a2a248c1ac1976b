import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hoursAt, nextClock, spans } from './hours.ts'
import { clockMs, instantOfWall, wallAt, weekdayOfWall } from './wall.ts'

const berlin = 'Europe/Berlin'
const utc = (text: string) => Date.parse(`${text}Z`)

describe('the clock on the wall', () => {
  it('shows the time of its zone, summer and winter', () => {
    expect(wallAt(utc('2026-11-24T02:00:00.007'), berlin)).toBe(utc('2026-11-24T03:00:00.007'))
    expect(wallAt(utc('2026-07-24T02:00:00'), berlin)).toBe(utc('2026-07-24T04:00:00'))
    expect(wallAt(utc('2026-07-24T02:00:00'), 'Asia/Kathmandu')).toBe(utc('2026-07-24T07:45:00'))
  })

  it('finds the first of a time that comes twice, and gets over one that is skipped', () => {
    expect(instantOfWall(utc('2026-10-25T02:30:00'), berlin)).toBe(utc('2026-10-25T00:30:00'))
    expect(instantOfWall(utc('2026-03-29T02:30:00'), berlin)).toBe(utc('2026-03-29T01:30:00'))
    expect(instantOfWall(utc('2026-03-29T03:00:00'), berlin)).toBe(utc('2026-03-29T01:00:00'))
  })

  it('is undone by its inverse, but for an hour that comes twice', () => {
    const zones = ['UTC', berlin, 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu']
    const at = fc.integer({ min: utc('2024-01-01T00:00:00'), max: utc('2030-01-01T00:00:00') })
    fc.assert(
      fc.property(at, fc.constantFrom(...zones), (instant, zone) => {
        const back = instantOfWall(wallAt(instant, zone), zone)
        expect(wallAt(back, zone)).toBe(wallAt(instant, zone))
        expect(instant - back).toBeGreaterThanOrEqual(0)
        expect(instant - back).toBeLessThanOrEqual(3_600_000)
      }),
    )
  })

  it('knows days and times', () => {
    expect(weekdayOfWall(utc('2026-11-23T23:59:00'))).toBe(1)
    expect(weekdayOfWall(utc('2026-11-29T00:00:00'))).toBe(7)
    expect(clockMs('09:30')).toBe(34_200_000)
    expect(clockMs('24:00')).toBeNaN()
  })
})

describe('hours', () => {
  const night = { from: '22:00', to: '07:00' }

  it('last over midnight, the end excluded', () => {
    const span = { from: utc('2026-11-24T21:00:00'), to: utc('2026-11-25T06:00:00') }
    expect(hoursAt(night, berlin, span.from)).toEqual(span)
    expect(hoursAt(night, berlin, span.to - 1)).toEqual(span)
    expect(hoursAt(night, berlin, span.to)).toBeNull()
    expect(hoursAt(night, berlin, span.from - 1)).toBeNull()
  })

  it('are longer and shorter in the nights in which the clocks change', () => {
    const autumn = hoursAt(night, berlin, utc('2026-10-25T00:30:00'))!
    const spring = hoursAt(night, berlin, utc('2026-03-29T00:30:00'))!
    expect(autumn.to - autumn.from).toBe(10 * 3_600_000)
    expect(spring.to - spring.from).toBe(8 * 3_600_000)
  })

  it('begin on their days only, and end on the next', () => {
    const friday = { ...night, days: [5] }
    expect(hoursAt(friday, 'UTC', utc('2026-11-28T03:00:00'))).not.toBeNull()
    expect(hoursAt(friday, 'UTC', utc('2026-11-28T23:00:00'))).toBeNull()
    expect(
      spans(friday, 'UTC', utc('2026-11-01T00:00:00'), utc('2026-12-01T00:00:00')),
    ).toHaveLength(4)
  })

  it('cover all between their beginning and end, each moment once', () => {
    const at = fc.integer({ min: utc('2026-01-01T00:00:00'), max: utc('2027-01-01T00:00:00') })
    fc.assert(
      fc.property(at, (instant) => {
        const span = hoursAt(night, berlin, instant)
        const hour = new Date(wallAt(instant, berlin)).getUTCHours()
        expect(span !== null).toBe(hour >= 22 || hour < 7)
        if (span) expect(span.from <= instant && instant < span.to).toBe(true)
      }),
    )
  })

  it('come again at their time: the next one is after, and a day away at most', () => {
    expect(nextClock('09:00', berlin, utc('2026-11-24T07:59:59'))).toBe(utc('2026-11-24T08:00:00'))
    expect(nextClock('09:00', berlin, utc('2026-11-24T08:00:00'))).toBe(utc('2026-11-25T08:00:00'))
  })
})
