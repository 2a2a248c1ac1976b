// Laws of maintenance: a window that comes again is where the clocks on its wall say, also when they
// are set; nobody is told in it, checking goes on, and what outlasts it is told at its end.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Maintenance } from '../../workers/domain/config.ts'
import {
  foreverMs,
  mutedUntil,
  occurrenceAt,
  occurrences,
} from '../../workers/domain/maintenance.ts'
import { configOf } from '../fakes/telling.ts'
import { driverOf } from '../stories/driver.ts'
import type { Segment } from '../stories/target.ts'
import { luck } from './luck.ts'

const minute = 60_000
const day = 1_440 * minute
const settings = luck(50, 20_261_126)

/** Days on which clocks are set somewhere, and days on which none is. */
const days = [
  '2026-03-08',
  '2026-03-29',
  '2026-04-05',
  '2026-10-04',
  '2026-10-25',
  '2026-11-01',
  '2027-01-15',
].map((text) => Date.parse(text))
const zones = [
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'Australia/Lord_Howe',
  'Asia/Kathmandu',
  'America/Santiago',
]

/** The clock on the wall, minute by minute, by a calendar that knows nothing of cron. */
function wallIn(timeZone: string) {
  const format = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  })
  return (at: number) => {
    const part = Object.fromEntries(format.formatToParts(at).map((one) => [one.type, one.value]))
    const date = `${part.year}-${part.month}-${part.day}`
    return { date, minutes: Number(part.hour) * 60 + Number(part.minute) }
  }
}

/** The first minute of each local day at which its clock shows this time, or has just passed it. */
function startsOf(timeZone: string, wanted: number, from: number, to: number): number[] {
  const wall = wallIn(timeZone)
  const starts = new Map<string, number>()
  for (let at = from; at < to; at += minute) {
    const { date, minutes } = wall(at)
    if (minutes >= wanted && !starts.has(date)) starts.set(date, at)
  }
  // The first day is seen from its midst on.
  starts.delete(wall(from).date)
  return [...starts.values()]
}

const daily = fc.record({
  hour: fc.integer({ min: 0, max: 23 }),
  minutes: fc.constantFrom(0, 15, 30, 59),
  timeZone: fc.constantFrom(...zones),
  durationMinutes: fc.integer({ min: 1, max: 300 }),
})
const repeatOf = ({ hour, minutes, ...rest }: { hour: number; minutes: number } & Rest) => ({
  cron: `${minutes} ${hour} * * *`,
  ...rest,
})
type Rest = { timeZone: string; durationMinutes: number }
const windowOf = (facts: Partial<Maintenance>): Maintenance => ({
  id: 'm1',
  startsAt: Date.parse('2026-01-01'),
  endsAt: foreverMs,
  checks: null,
  ...facts,
})

describe('a window that comes each day', () => {
  it('begins when the clock on its wall says so, once a day, and lasts as long', () => {
    fc.assert(
      fc.property(daily, fc.constantFrom(...days), (rule, at) => {
        const [from, to] = [at - day, at + 2 * day]
        const wanted = startsOf(rule.timeZone, rule.hour * 60 + rule.minutes, from, to)
        const window = windowOf({ repeat: repeatOf(rule) })
        const found = occurrences(window, wanted[0]!, to).filter(
          (one) => one.startsAt >= wanted[0]! && one.startsAt < to,
        )
        expect(found).toEqual(
          wanted.map((startsAt) => ({
            startsAt,
            endsAt: startsAt + rule.durationMinutes * minute,
          })),
        )
      }),
      settings,
    )
  })
})

const often = fc.constantFrom('*/20 * * * *', '0 * * * *', '5 3 * * *', '30 1,2 * * *', '0 0 * * 0')
const windows = fc.array(
  fc.record({
    cron: fc.option(often, { nil: null }),
    timeZone: fc.constantFrom(...zones),
    durationMinutes: fc.integer({ min: 1, max: 180 }),
    from: fc.integer({ min: 0, max: 1_440 }),
    length: fc.integer({ min: 1, max: 2_000 }),
    ended: fc.option(fc.integer({ min: 0, max: 1_440 }), { nil: null }),
  }),
  { minLength: 1, maxLength: 4 },
)
type Windows = typeof windows extends fc.Arbitrary<infer All> ? All : never
const laid = (all: Windows, at: number): Maintenance[] =>
  all.map(({ cron, timeZone, durationMinutes, from, length, ended }, index) =>
    windowOf({
      id: `m${index}`,
      startsAt: at + from * minute,
      endsAt: at + (from + length) * minute,
      repeat: cron === null ? null : { cron, timeZone, durationMinutes },
      ...(ended === null ? {} : { endedAt: at + ended * minute }),
    }),
  )

describe('windows of any kind', () => {
  it('are under way exactly while one of their occurrences is', () => {
    const moment = fc.integer({ min: -100, max: 3_600 })
    fc.assert(
      fc.property(windows, fc.constantFrom(...days), moment, (all, day0, minutes) => {
        const at = day0 + minutes * minute
        for (const window of laid(all, day0)) {
          // Nobody ends one before the moment has come.
          fc.pre((window.endedAt ?? at) <= at)
          const listed = occurrences(window, at - 2 * day, at + 2 * day)
          const isListed = listed.some((one) => one.startsAt <= at && at < one.endsAt)
          expect(occurrenceAt(window, at) !== null).toBe(isListed)
        }
      }),
      { ...settings, numRuns: settings.numRuns * 10 },
    )
  })

  it('mute until the first minute in which none of them is', () => {
    fc.assert(
      fc.property(windows, fc.constantFrom(...days), fc.integer({ max: 3_000 }), (all, day0, n) => {
        const maintenance = laid(all, day0).map(({ endedAt: _, ...one }) => one)
        const config = configOf({ maintenance })
        const at = day0 + Math.max(0, n) * minute
        const isIn = (time: number) => maintenance.some((one) => occurrenceAt(one, time) !== null)
        let until = at
        while (isIn(until)) until += minute
        expect(mutedUntil(config, null, at)).toBe(until === at ? null : until)
      }),
      settings,
    )
  })
})

describe('in maintenance', () => {
  const names = ['weur', 'enam', 'oc']
  const locations = names.map((id) => ({ id, network: id, label: id }))
  const spans = (count: number) =>
    fc.array(fc.tuple(fc.integer({ min: 5, max: 90 }), fc.integer({ min: 2, max: 30 })), {
      minLength: 1,
      maxLength: count,
    })

  it('nobody is told, rounds go on, and what outlasts it is told at its end', () => {
    const startAt = Date.UTC(2026, 10, 24, 2, 0, 0)
    const interval = fc.constantFrom(10, 30, 60)
    fc.assert(
      fc.property(spans(4), spans(3), interval, (falls, quiet, intervalSeconds) => {
        const segments: Segment[] = []
        let clear = 0
        const outages: { from: number; to: number }[] = []
        for (const [from, long] of falls.toSorted((a, b) => a[0] - b[0])) {
          if (from < clear + 5) continue
          clear = from + long
          const span = { from: startAt + from * minute, to: startAt + clear * minute }
          outages.push(span)
          const all = { places: 'all' as const, checks: 'all' as const }
          segments.push({ ...all, from: span.from, behaviour: { kind: 'refuses' } })
          segments.push({ ...all, from: span.to, behaviour: { kind: 'answers', ms: 80 } })
        }
        const facts = { intervalSeconds, confirmSeconds: 15, recoverSeconds: 15 }
        const cast = { locations, own: 3, checks: 1, settings: facts, segments, seed: 7 }
        const driver = driverOf(cast, startAt)
        const muted = quiet.map(([from, long]) => ({
          from: startAt + from * minute,
          to: startAt + (from + long) * minute,
        }))
        for (const one of muted.toSorted((a, b) => a.from - b.from)) {
          driver.run(one.from)
          driver.maintain(one.to)
        }
        driver.run(startAt + 150 * minute)
        const isMuted = (at: number) => muted.some((one) => one.from <= at && at < one.to)
        const news = driver.told.filter((one) => one.event !== 'resolved')
        for (const { at } of news) expect(isMuted(at)).toBe(false)
        for (const { from, to } of outages) {
          const byMs = (intervalSeconds + 15 + 6) * 1_000
          let due = from + byMs
          while (isMuted(due) || isMuted(due - 1)) due += 1_000
          // Verified, then told: at once, or when the last window over it ends.
          const told = news.filter((one) => from <= one.at && one.at <= to + 30_000)
          if (due < to) expect(told[0]?.at ?? Number.POSITIVE_INFINITY).toBeLessThanOrEqual(due)
          expect(told.length).toBeLessThanOrEqual(1)
          const isVerified = [...driver.incidents.values()].some(
            (one) => one.kind === 'down' && Math.abs(one.startedAt - from) <= byMs,
          )
          expect(isVerified).toBe(true)
        }
        const ends = driver.told.filter((one) => one.event === 'resolved')
        expect(ends.map((one) => one.incident).toSorted()).toEqual(
          news.map((one) => one.incident).toSorted(),
        )
      }),
      settings,
    )
  })
})
