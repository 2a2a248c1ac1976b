// Laws of the verdict over courses of events that chance makes: whatever the target and its places
// do, these hold. The stories' driver plays them against the pure engine in virtual time.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Cast, driverOf } from '../stories/driver.ts'
import type { Behaviour, Segment } from '../stories/target.ts'
import { luck } from './luck.ts'

const startAt = Date.UTC(2026, 10, 24, 2, 0, 0)
const minute = 60_000
const places = ['weur', 'enam', 'oc', 'sam', 'afr']

const settings = luck(60, 20_261_124)

const network = fc.constantFrom('cloudflare', 'hetzner', 'ovh')
const locations = fc
  .tuple(fc.integer({ min: 3, max: 5 }), fc.array(network, { minLength: 5, maxLength: 5 }))
  .map(([count, networks]) =>
    places.slice(0, count).map((id, index) => ({ id, network: networks[index]!, label: id })),
  )
const checkSettings = fc.record({
  intervalSeconds: fc.constantFrom(10, 30, 60, 120),
  confirmSeconds: fc.constantFrom(0, 4, 15, 30, 60),
  recoverSeconds: fc.constantFrom(0, 15, 30),
})

const bad: fc.Arbitrary<Behaviour> = fc.constantFrom<Behaviour>(
  { kind: 'refuses' },
  { kind: 'resets' },
  { kind: 'status', status: 503, ms: 60 },
  { kind: 'drops' },
)
const slowMs = fc.integer({ min: 60, max: 55_000 })
const anything: fc.Arbitrary<Behaviour> = fc.oneof(
  bad,
  fc.constant<Behaviour>({ kind: 'hangs' }),
  slowMs.map((ms): Behaviour => ({ kind: 'answers', ms })),
  fc.constantFrom<Behaviour>({ kind: 'limits' }, { kind: 'challenges' }, { kind: 'silent' }),
  fc.constantFrom<Behaviour>({ kind: 'cut off' }, { kind: 'breaks' }, { kind: 'alternates' }),
)

function segmentsOf(behaviour: fc.Arbitrary<Behaviour>, who: fc.Arbitrary<Segment['places']>) {
  const one = fc.record({
    from: fc.integer({ min: 5 * minute, max: 35 * minute }).map((ms) => startAt + ms),
    places: who,
    checks: fc.constant('all' as const),
    behaviour,
  })
  return fc
    .array(one, { minLength: 1, maxLength: 6 })
    .map((list) => list.toSorted((a, b) => a.from - b.from))
}
const anybody = fc.oneof(fc.constant('all' as const), fc.subarray(places, { minLength: 1 }))

/** The cast, calm again at 40 min. */
function castOf(
  all: Cast['locations'],
  facts: Partial<Cast['settings']>,
  segments: Segment[],
  checks = 1,
): Cast {
  const calm: Segment = {
    from: startAt + 40 * minute,
    places: 'all',
    checks: 'all',
    behaviour: { kind: 'answers', ms: 80 },
  }
  return {
    locations: all,
    own: all.length,
    checks,
    settings: facts,
    segments: [...segments, calm],
    seed: 7,
  }
}

function play(cast: Cast, minutes = 70) {
  const driver = driverOf(cast, startAt)
  driver.run(startAt + minutes * minute)
  return driver
}
const pages = (driver: ReturnType<typeof play>) =>
  driver.told.filter((one) => one.level === 'critical' && one.event !== 'resolved')

describe('whatever happens', () => {
  it('places of one data centre wake nobody by themselves', () => {
    const colos = fc.array(fc.constantFrom('LHR', 'SYD', 'IAD'), { minLength: 5, maxLength: 5 })
    fc.assert(
      fc.property(
        locations,
        colos,
        checkSettings,
        segmentsOf(bad, fc.constant([])),
        (all, said, facts, segments) => {
          const stands = Object.fromEntries(all.map(({ id }, index) => [id, said[index]!]))
          const inOne = all.map(({ id }) => id).filter((id) => stands[id] === said[0])
          fc.pre(inOne.length < all.length && all.length - inOne.length >= 1)
          const there = segments.map((one) => ({ ...one, places: inOne }))
          const driver = play({ ...castOf(all, facts, there), colos: stands })
          const down = driver.told.filter((one) => one.kind === 'down' && one.check !== null)
          expect(down).toEqual([])
        },
      ),
      settings,
    )
  })

  it('the same course gives the same verdict', () => {
    fc.assert(
      fc.property(
        locations,
        checkSettings,
        segmentsOf(anything, anybody),
        (all, facts, segments) => {
          const cast = castOf(all, facts, segments)
          expect(play(cast).told).toEqual(play(cast).told)
        },
      ),
      { ...settings, numRuns: 20 },
    )
  })

  it('an incident counts its events up by one, and ends once all is calm', () => {
    fc.assert(
      fc.property(
        locations,
        checkSettings,
        segmentsOf(anything, anybody),
        (all, facts, segments) => {
          const driver = play(castOf(all, facts, segments), 110)
          const [actor] = driver.actors
          expect(actor!.state.open.health?.kind).toBeUndefined()
          expect(actor!.state.suspicion).toBeNull()
          const byIncident = Map.groupBy(
            driver.told.filter((one) => one.check !== null),
            (one) => one.incident,
          )
          for (const [, told] of byIncident) {
            expect(told[0]?.event).toBe('opened')
            expect(told.filter((one) => one.event === 'resolved')).toHaveLength(1)
            expect(told.at(-1)?.event).toBe('resolved')
          }
        },
      ),
      settings,
    )
  })

  it('the state survives being written and read at every moment', () => {
    fc.assert(
      fc.property(
        locations,
        checkSettings,
        segmentsOf(anything, anybody),
        (all, facts, segments) => {
          const cast = castOf(all, facts, segments)
          const kept = driverOf(cast, startAt)
          for (let at = 1; at <= 70 * 12; at += 1) {
            kept.run(startAt + at * 5_000)
            for (const actor of kept.actors) actor.state = JSON.parse(JSON.stringify(actor.state))
          }
          expect(kept.told).toEqual(play(cast).told)
        },
      ),
      { ...settings, numRuns: 15 },
    )
  })
})

describe('no false page', () => {
  it('while every place gets an answer, however late', () => {
    const answers = slowMs.map((ms): Behaviour => ({ kind: 'answers', ms: Math.min(ms, 9_000) }))
    fc.assert(
      fc.property(
        locations,
        checkSettings,
        segmentsOf(answers, anybody),
        (all, facts, segments) => {
          expect(pages(play(castOf(all, facts, segments)))).toEqual([])
        },
      ),
      settings,
    )
  })

  it('because of one place, whatever it does', () => {
    fc.assert(
      fc.property(
        locations,
        checkSettings,
        segmentsOf(anything, fc.constant(['weur'])),
        (all, facts, segments) => {
          const healthy = all.map((one) => ({ ...one, network: 'cloudflare' }))
          expect(pages(play(castOf(healthy, facts, segments)))).toEqual([])
        },
      ),
      settings,
    )
  })

  it('for a blip shorter than it takes to confirm', () => {
    const lengths = fc.integer({ min: 200, max: 14_000 })
    fc.assert(
      fc.property(
        locations,
        bad,
        lengths,
        fc.integer({ min: 0, max: 120_000 }),
        (all, behaviour, ms, later) => {
          const from = startAt + 10 * minute + later
          const blip: Segment = { from, places: 'all', checks: 'all', behaviour }
          const over: Segment = { ...blip, from: from + ms, behaviour: { kind: 'answers', ms: 80 } }
          const facts = { intervalSeconds: 10, confirmSeconds: 15 }
          // A dropped connection takes its whole budget: its blip must be shorter still.
          fc.pre(behaviour.kind !== 'drops' || ms < 4_000)
          expect(pages(play(castOf(all, facts, [blip, over])))).toEqual([])
        },
      ),
      settings,
    )
  })
})

describe('no missed outage', () => {
  it('a hard one seen from everywhere is told in time, once, and so is its end', () => {
    fc.assert(
      fc.property(
        locations,
        checkSettings,
        bad,
        fc.integer({ min: 0, max: 120_000 }),
        (all, facts, behaviour, later) => {
          const from = startAt + 10 * minute + later
          const outage: Segment = { from, places: 'all', checks: 'all', behaviour }
          const driver = play(castOf(all, facts, [outage]))
          const told = driver.told.filter((one) => one.kind === 'down')
          expect(told.map((one) => one.event)).toEqual(['opened', 'resolved'])
          const { intervalSeconds, confirmSeconds } = facts
          const budgetMs = behaviour.kind === 'drops' ? 20_100 : 2_000
          const mostMs = (intervalSeconds + confirmSeconds) * 1000 + budgetMs
          expect(told[0]!.at - from).toBeLessThanOrEqual(mostMs)
        },
      ),
      settings,
    )
  })

  it('one that accepts and hangs is told once a patient probe has waited in vain', () => {
    fc.assert(
      fc.property(
        locations,
        checkSettings,
        fc.integer({ min: 0, max: 120_000 }),
        (all, facts, later) => {
          const from = startAt + 10 * minute + later
          const hangs: Segment = {
            from,
            places: 'all',
            checks: 'all',
            behaviour: { kind: 'hangs' },
          }
          const told = play(castOf(all, facts, [hangs])).told.filter((one) => one.kind === 'down')
          expect(told[0]?.event).toBe('opened')
          const mostMs =
            facts.intervalSeconds * 1000 + Math.max(36_000, 30_000 + facts.confirmSeconds * 1000)
          expect(told[0]!.at - from).toBeLessThanOrEqual(mostMs)
        },
      ),
      settings,
    )
  })

  it('of many checks is told for each, and no place is blamed', () => {
    fc.assert(
      fc.property(locations, bad, (all, behaviour) => {
        const outage: Segment = {
          from: startAt + 10 * minute,
          places: 'all',
          checks: 'all',
          behaviour,
        }
        const driver = play(castOf(all, { intervalSeconds: 30 }, [outage], 12), 50)
        const opened = driver.told.filter((one) => one.event === 'opened' && one.kind === 'down')
        expect(new Set(opened.map((one) => one.check)).size).toBe(12)
        expect(driver.told.filter((one) => one.event === 'notice')).toEqual([])
      }),
      { ...settings, numRuns: 20 },
    )
  })
})
