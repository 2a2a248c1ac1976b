// Which plan follows from what the provider says: a table, and laws over all there can be.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { soldPlans } from './price.ts'
import {
  dayMs,
  gone,
  graceEndsAt,
  isOwing,
  letterDay,
  nextLook,
  owingSince,
  planAt,
  type Status,
  type Subscription,
  statuses,
  theOne,
} from './subscription.ts'

const now = Date.UTC(2026, 10, 29)
const day = (n: number) => now + n * dayMs
const one = (facts: Partial<Subscription> = {}): Subscription => ({
  v: 1,
  id: 'sub_1',
  item: 'si_1',
  status: 'active',
  plan: 'solo',
  period: 'monthly',
  cents: 900,
  currency: 'usd',
  createdAt: day(-40),
  periodEndsAt: day(20),
  trialEndsAt: null,
  endsAt: null,
  endedUnpaid: false,
  dueSince: null,
  payUrl: null,
  ...facts,
})

describe('the plan', () => {
  it.each<[Status, Partial<Subscription>, since: number | null, plan: string]>([
    ['trialing', { trialEndsAt: day(3) }, null, 'solo'],
    ['active', {}, null, 'solo'],
    ['active', { plan: 'business', period: 'yearly' }, null, 'business'],
    ['active', { endsAt: day(2) }, null, 'solo'],
    ['active', { endsAt: day(0) }, null, 'free'],
    ['active', { plan: null }, null, 'free'],
    // Nobody told us of the renewal: that is no reason to stop.
    ['active', { periodEndsAt: day(-90) }, null, 'solo'],
    ['past_due', {}, day(0), 'solo'],
    ['past_due', {}, day(-13.9), 'solo'],
    ['past_due', {}, day(-14), 'free'],
    ['unpaid', {}, day(-1), 'solo'],
    ['unpaid', {}, day(-15), 'free'],
    ['canceled', { endsAt: day(-1) }, null, 'free'],
    // The provider gave up before the days of grace were over.
    ['canceled', { endedUnpaid: true }, day(-5), 'solo'],
    ['canceled', { endedUnpaid: true }, day(-14), 'free'],
    ['incomplete', {}, null, 'free'],
    ['incomplete_expired', {}, null, 'free'],
    ['paused', {}, null, 'free'],
  ])('of one that is %s, %j, owing since %s, is %s', (status, facts, since, plan) => {
    expect(planAt(one({ status, ...facts }), since, now)).toBe(plan)
  })
})

const times = fc.integer({ min: -60, max: 60 }).map(day)
const anyOne: fc.Arbitrary<Subscription> = fc.record({
  v: fc.constant(1 as const),
  id: fc.constantFrom('sub_1', 'sub_2', 'sub_3'),
  item: fc.constant('si_1'),
  status: fc.constantFrom(...statuses),
  plan: fc.option(fc.constantFrom(...soldPlans)),
  period: fc.constantFrom('monthly' as const, 'yearly' as const),
  cents: fc.nat(100_000),
  currency: fc.constant('usd'),
  createdAt: times,
  periodEndsAt: times,
  trialEndsAt: fc.option(times),
  endsAt: fc.option(times),
  endedUnpaid: fc.boolean(),
  dueSince: fc.option(times),
  payUrl: fc.constant(null),
})
const moment = fc.integer({ min: 0, max: 60 * 24 }).map((hours) => now + hours * 3_600_000)

describe('laws', () => {
  it('hearing the same again changes nothing', () => {
    fc.assert(
      fc.property(anyOne, moment, fc.nat(10 * dayMs), (sub, at, later) => {
        const since = owingSince(null, sub, at)
        expect(owingSince(since, sub, at + later)).toBe(since)
      }),
    )
  })

  it('a payment that is owed takes nothing away within the days of grace, and all after them', () => {
    fc.assert(
      fc.property(anyOne, moment, fc.nat(40 * dayMs), (sub, at, later) => {
        fc.pre(isOwing(sub) && sub.plan !== null && sub.endsAt === null)
        const since = owingSince(null, sub, at)!
        const isFree = planAt(sub, since, at + later) === 'free'
        expect(isFree).toBe(at + later >= graceEndsAt(since))
      }),
    )
  })

  it('nobody has a plan that the provider did not name, and whoever pays has it', () => {
    fc.assert(
      fc.property(anyOne, fc.option(moment), moment, (sub, since, at) => {
        const plan = planAt(sub, since, at)
        expect(['free', sub.plan]).toContain(plan)
        const isPaid = sub.status === 'active' || sub.status === 'trialing'
        const isOver = sub.endsAt !== null && at >= sub.endsAt
        if (isPaid && !isOver && sub.plan) expect(plan).toBe(sub.plan)
        if (isOver) expect(plan).toBe('free')
      }),
    )
  })

  it('between two looks the plan never changes unseen', () => {
    fc.assert(
      fc.property(
        anyOne,
        moment,
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (sub, at, part) => {
          const since = owingSince(null, sub, at)
          const next = nextLook(sub, since, at)
          expect(next).toBeGreaterThan(at)
          expect(next).toBeLessThanOrEqual(at + dayMs)
          const between = at + Math.floor((next - at) * part)
          expect(planAt(sub, since, between)).toBe(planAt(sub, since, at))
          expect(letterDay(since, between)).toBe(letterDay(since, at))
        },
      ),
    )
  })

  it('one that pays counts before all others, whatever their order', () => {
    fc.assert(
      fc.property(fc.uniqueArray(anyOne, { selector: (sub) => sub.id }), (all) => {
        const found = theOne(all)
        const again = theOne(all.toReversed())
        expect([found?.status, found?.plan]).toEqual([again?.status, again?.plan])
        const pays = (sub: Subscription) => sub.status === 'active' || sub.status === 'trialing'
        if (all.some(pays)) expect(pays(found!)).toBe(true)
      }),
    )
  })

  it('what the provider does not know any more is over', () => {
    fc.assert(
      fc.property(anyOne, moment, (sub, at) => {
        fc.pre(!sub.endedUnpaid)
        expect(planAt(gone(sub, at)!, null, at)).toBe('free')
      }),
    )
  })
})

describe('letters', () => {
  it('are due on the first day, the seventh and the thirteenth, and never after the grace', () => {
    const due = (days: number) => letterDay(now, day(days))
    expect([0, 0.9, 5.9, 6, 11.9, 12, 13.9, 14, 30].map(due)).toEqual([1, 1, 1, 7, 7, 13, 13, 0, 0])
    expect(letterDay(null, now)).toBe(0)
  })
})
