// Laws of whom is asked, over courses that chance makes with the stories' driver: places that hang,
// targets that hang for some and answer late for others.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { driverOf } from '../stories/driver.ts'
import type { Behaviour } from '../stories/target.ts'
import { castOfMin, minute, names, seg, startAt } from './courses.ts'
import { luck } from './luck.ts'

const settings = luck(50, 20_261_125)

const facts = fc.record({
  intervalSeconds: fc.constantFrom(10, 20, 60),
  confirmSeconds: fc.constantFrom(0, 4, 15, 30),
  recoverSeconds: fc.constantFrom(0, 15, 30),
  timeoutMs: fc.constantFrom(5_000, 10_000, 20_000),
})
const waits: fc.Arbitrary<Behaviour> = fc.oneof(
  fc.constantFrom<Behaviour>({ kind: 'hangs' }, { kind: 'drops' }, { kind: 'stuck' }),
  fc.integer({ min: 50, max: 25_000 }).map((ms): Behaviour => ({ kind: 'answers', ms })),
)
const anything: fc.Arbitrary<Behaviour> = fc.oneof(
  { weight: 3, arbitrary: waits },
  {
    weight: 1,
    arbitrary: fc.constantFrom<Behaviour>(
      { kind: 'refuses' },
      { kind: 'alternates' },
      { kind: 'silent' },
      { kind: 'status', status: 503, ms: 300 },
    ),
  },
)
const who = fc.oneof(fc.constant('all' as const), fc.subarray(names, { minLength: 1 }))

describe('asking', () => {
  it('never puts two probes in flight for a check and a place', () => {
    const parts = fc.array(fc.tuple(fc.integer({ min: 0, max: 1_200 }), anything, who), {
      minLength: 1,
      maxLength: 8,
    })
    fc.assert(
      fc.property(castOfMin(1), facts, parts, (scene, facts, parts) => {
        const segments = parts
          .map(([at, behaviour, places]) => seg(startAt + at * 1_000, behaviour, places))
          .toSorted((a, b) => a.from - b.from)
        const driver = driverOf(
          { ...scene, checks: 1, settings: facts, segments, seed: 7 },
          startAt,
        )
        driver.run(startAt + 25 * minute)
        const [actor] = driver.actors
        expect(actor!.doubled).toEqual([])
        // Nobody is forgotten over it: a round a slot, or one call after the other.
        const roundSeconds = facts.intervalSeconds + facts.timeoutMs / 1000 + 4
        expect(actor!.probes.length).toBeGreaterThanOrEqual(Math.floor((25 * 60) / roundSeconds))
      }),
      settings,
    )
  })

  it('is held up by no place that hangs: an outage is told as fast without it', () => {
    const early = fc.integer({ min: 0, max: 240 })
    fc.assert(
      fc.property(castOfMin(3), facts, waits, early, (scene, facts, behaviour, seconds) => {
        const segments = [
          seg(startAt + (600 - seconds) * 1_000, behaviour, ['enam']),
          seg(startAt + 600_000, { kind: 'status', status: 503, ms: 80 }, [
            ...names.filter((one) => one !== 'enam'),
          ]),
        ]
        const driver = driverOf(
          { ...scene, checks: 1, settings: facts, segments, seed: 7 },
          startAt,
        )
        driver.run(startAt + 15 * minute)
        const page = driver.told.find(
          ({ level, event }) => level === 'critical' && event !== 'resolved',
        )
        const networks = new Set(scene.locations.slice(0, scene.own).map((one) => one.network))
        // With the place goes its network: two of two may then disagree for ever.
        fc.pre(networks.size !== 2)
        const allowedMs = (facts.intervalSeconds + facts.confirmSeconds + 10) * 1_000
        expect(page?.at ?? Number.POSITIVE_INFINITY).toBeLessThanOrEqual(
          startAt + 600_000 + allowedMs,
        )
      }),
      settings,
    )
  })
})
