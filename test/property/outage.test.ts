// Laws of what is told, over courses that chance makes with the stories' driver: slow targets,
// failing minorities, outages just long enough, and wall clocks that step in the midst of it.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Location } from '../../workers/domain/location.ts'
import { gapMsMax } from '../../workers/domain/verdict/numbers.ts'
import { driverOf } from '../stories/driver.ts'
import type { Behaviour, Segment } from '../stories/target.ts'
import { castOfMin, minute, names, seg, startAt } from './courses.ts'
import { luck } from './luck.ts'

/** A quick answer of a stage with five places takes no longer. */
const probeMs = 90
const hour = 60 * minute

const settings = luck(50, 20_261_124)

const facts = fc.record({
  intervalSeconds: fc.constantFrom(10, 30, 60, 120),
  confirmSeconds: fc.constantFrom(0, 4, 15, 30, 60),
  recoverSeconds: fc.constantFrom(0, 15, 30),
})
const hard: fc.Arbitrary<Behaviour> = fc.constantFrom<Behaviour>(
  { kind: 'refuses' },
  { kind: 'resets' },
  { kind: 'status', status: 503, ms: 60 },
)
const laterMs = fc.integer({ min: 0, max: 2 * minute })
const steps = fc.constantFrom(-hour, hour, -5 * minute, 5 * minute)

const quick: Behaviour = { kind: 'answers', ms: 80 }

interface Scene {
  locations: Location[]
  own: number
}
type Facts = Parameters<typeof driverOf>[0]['settings']

function stage({ locations, own }: Scene, facts: Facts, segments: Segment[]) {
  return driverOf({ locations, own, checks: 1, settings: facts, segments, seed: 7 }, startAt)
}
const pagesOf = ({ told }: ReturnType<typeof stage>) =>
  told.filter(({ level, event }) => level === 'critical' && event !== 'resolved')
const downsOf = ({ told }: ReturnType<typeof stage>) =>
  told.filter(({ kind, event }) => kind === 'down' && event !== 'resolved')

describe('a long confirmation', () => {
  it('is waited for, however soon a place of its own would be told', () => {
    const timing = fc.record({
      intervalSeconds: fc.constantFrom(10, 30, 60),
      confirmSeconds: fc.constantFrom(60, 120, 300, 600),
      regionalSeconds: fc.constantFrom(30, 60, 300),
    })
    fc.assert(
      fc.property(castOfMin(3), timing, hard, (scene, timing, behaviour) => {
        const at = startAt + 10 * minute
        const driver = stage(scene, timing, [seg(at, behaviour)])
        driver.run(at + 15 * minute)
        const [first] = pagesOf(driver)
        const confirmedAt = at + timing.confirmSeconds * 1_000
        expect(first!.at).toBeGreaterThanOrEqual(confirmedAt)
        expect(first!.kind).toBe('down')
        const slackMs = timing.intervalSeconds * 1_000 + 10_000
        expect(first!.at).toBeLessThanOrEqual(confirmedAt + slackMs)
      }),
      settings,
    )
  })
})

describe('slow is not down', () => {
  it('while every answer comes before patience ends, at whatever pace it changes', () => {
    const ms = fc.integer({ min: 50, max: 23_500 })
    const who = fc.oneof(fc.constant('all' as const), fc.subarray(names, { minLength: 1 }))
    const part = fc.tuple(fc.integer({ min: 5, max: 40 }), ms, who)
    const course = fc.array(part, { minLength: 1, maxLength: 6 })
    fc.assert(
      fc.property(castOfMin(1), facts, course, (scene, facts, parts) => {
        const segments = parts
          .map(([at, ms, who]) => seg(startAt + at * minute, { kind: 'answers', ms }, who))
          .toSorted((a, b) => a.from - b.from)
        const driver = stage(scene, facts, segments)
        driver.run(startAt + 60 * minute)
        expect(pagesOf(driver)).toEqual([])
      }),
      settings,
    )
  })
})

describe('being turned away is not down', () => {
  it('whoever is challenged or limited, and when', () => {
    const turned = fc.constantFrom<Behaviour>({ kind: 'challenges' }, { kind: 'limits' }, quick)
    const who = fc.oneof(fc.constant('all' as const), fc.subarray(names, { minLength: 1 }))
    const part = fc.tuple(fc.integer({ min: 5, max: 40 }), turned, who)
    const course = fc.array(part, { minLength: 1, maxLength: 6 })
    fc.assert(
      fc.property(castOfMin(1), facts, course, (scene, facts, parts) => {
        const segments = parts
          .map(([at, behaviour, who]) => seg(startAt + at * minute, behaviour, who))
          .toSorted((a, b) => a.from - b.from)
        const driver = stage(scene, facts, segments)
        driver.run(startAt + 60 * minute)
        expect(pagesOf(driver)).toEqual([])
      }),
      settings,
    )
  })
})

describe('a failing minority', () => {
  const anything: fc.Arbitrary<Behaviour> = fc.oneof(
    hard,
    fc.constantFrom<Behaviour>({ kind: 'drops' }, { kind: 'hangs' }, { kind: 'silent' }),
    fc.constantFrom<Behaviour>({ kind: 'limits' }, { kind: 'challenges' }, { kind: 'cut off' }),
    fc.constantFrom<Behaviour>({ kind: 'alternates' }, { kind: 'breaks' }, { kind: 'stuck' }),
  )
  const course = fc.array(fc.tuple(fc.integer({ min: 5, max: 40 }), anything), {
    minLength: 1,
    maxLength: 6,
  })

  it('alone never pages', () => {
    fc.assert(
      fc.property(castOfMin(3), facts, course, (scene, facts, parts) => {
        // Whoever fails shares one network, and the others are on others too.
        const { length } = scene.locations
        const few = names.slice(0, Math.ceil(length / 2) - 1)
        const locations = scene.locations.map((one) =>
          few.includes(one.id) ? { ...one, network: 'carrier' } : one,
        )
        const networks = new Set(locations.map((one) => one.network))
        fc.pre(networks.size > 2)
        const segments = parts
          .map(([at, behaviour]) => seg(startAt + at * minute, behaviour, few))
          .toSorted((a, b) => a.from - b.from)
        const driver = stage({ locations, own: length }, facts, segments)
        driver.run(startAt + 60 * minute)
        expect(pagesOf(driver)).toEqual([])
      }),
      settings,
    )
  })

  it('is never down, whatever networks it is on', () => {
    fc.assert(
      fc.property(castOfMin(3), facts, course, (scene, facts, parts) => {
        const { length } = scene.locations
        const few = names.slice(0, Math.ceil(length / 2) - 1)
        const segments = parts
          .map(([at, behaviour]) => seg(startAt + at * minute, behaviour, few))
          .toSorted((a, b) => a.from - b.from)
        const driver = stage({ ...scene, own: length }, facts, segments)
        driver.run(startAt + 60 * minute)
        expect(downsOf(driver)).toEqual([])
      }),
      settings,
    )
  })
})

describe('an outage', () => {
  it('just long enough is always told, and not before it was confirmed', () => {
    fc.assert(
      fc.property(castOfMin(1), facts, hard, laterMs, (scene, facts, behaviour, later) => {
        const from = startAt + 20 * minute + later
        const { confirmSeconds, intervalSeconds } = facts
        const until = from + (confirmSeconds + intervalSeconds + 20) * 1000
        const driver = stage(scene, facts, [seg(from, behaviour), seg(until, quick)])
        driver.run(startAt + 50 * minute)
        const [down, ...more] = downsOf(driver)
        expect(more).toEqual([])
        // A probe under way when it began is the first that fails.
        expect(down!.at - from + probeMs).toBeGreaterThanOrEqual(confirmSeconds * 1000)
        expect(down!.at).toBeLessThanOrEqual(until)
        expect(driver.told.filter(({ event }) => event === 'resolved')).toHaveLength(1)
      }),
      settings,
    )
  })

  it('is told though the wall clock steps while it is verified', () => {
    fc.assert(
      fc.property(
        castOfMin(1),
        facts,
        hard,
        steps,
        fc.integer({ min: 0, max: 30_000 }),
        (scene, facts, behaviour, stepMs, afterMs) => {
          const from = startAt + 90 * minute
          const driver = stage(scene, facts, [seg(from, behaviour)])
          driver.run(from + afterMs)
          driver.stepClock(stepMs)
          driver.run(from + 20 * minute)
          const [down, ...more] = downsOf(driver)
          expect(more).toEqual([])
          const { confirmSeconds, intervalSeconds } = facts
          const mostMs = (confirmSeconds + 2 * intervalSeconds + 20) * 1000
          expect(down!.at - from).toBeLessThanOrEqual(mostMs)
        },
      ),
      settings,
    )
  })
})

describe('a blip', () => {
  it('makes no page though the wall clock steps in the midst of it', () => {
    // One step forward may pass for 6 s of asking, whatever its size (C13): the price of a wall clock.
    const blipMs = fc.integer({ min: 200, max: 15_000 - gapMsMax - probeMs })
    const share = fc.double({ min: 0, max: 1.5, noNaN: true })
    fc.assert(
      fc.property(
        castOfMin(1),
        hard,
        blipMs,
        steps,
        share,
        fc.constantFrom(10, 60),
        (scene, behaviour, ms, stepMs, share, intervalSeconds) => {
          const from = startAt + 90 * minute + 55
          const facts = { intervalSeconds, confirmSeconds: 15 }
          const driver = stage(scene, facts, [seg(from, behaviour), seg(from + ms, quick)])
          driver.run(from + share * ms)
          driver.stepClock(stepMs)
          driver.run(from + 20 * minute)
          expect(pagesOf(driver)).toEqual([])
          expect(driver.actors[0]!.state.health).toBe('up')
        },
      ),
      settings,
    )
  })
})
