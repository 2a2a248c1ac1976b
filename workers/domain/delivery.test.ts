import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { attemptsMax, backoffMs } from './backoff.ts'
import {
  type Attempt,
  after as answered,
  attemptsKeptMax,
  type Delivery,
  drop,
  due,
  lease,
  nextDueAt,
  unheardMax,
} from './delivery.ts'

const start = 1_000_000_000
const leaseMs = 30_000

function delivery(facts: Partial<Delivery> = {}): Delivery {
  return {
    v: 1,
    id: 'dlv_acme_1-1-ops',
    workspace: 'acme',
    channel: 'ops',
    channelType: 'webhook',
    incident: 'inc_acme_1',
    check: 'chk_acme_1',
    sequence: 1,
    event: 'opened',
    level: 'critical',
    step: 0,
    recipient: null,
    group: null,
    receipt: null,
    state: 'pending',
    why: null,
    createdAt: start,
    dueAt: start,
    leasedUntil: null,
    settledAt: null,
    attempts: [],
    begun: 0,
    payload: null,
    ...facts,
  }
}
const attempt = (answer: Attempt['answer'], at: number, more: Partial<Attempt> = {}): Attempt => ({
  at,
  ms: 5,
  status: answer === 'ok' ? 200 : 503,
  answer,
  said: '',
  ...more,
})
const ids = (list: Delivery[]) => list.map((one) => one.id)

/** Seconds between attempts until it is settled, when every one is answered with `retry`. */
function gaps(one: Delivery, limit = Number.POSITIVE_INFINITY): number[] {
  const found: number[] = []
  let current = one
  let now = start
  while (current.state === 'pending' && found.length < limit) {
    current = answered(lease(current, now, leaseMs), attempt('retry', now), now, 0)
    if (current.state === 'pending') found.push((current.dueAt - now) / 1000)
    now = current.dueAt
  }
  return found
}

describe('the ladder', () => {
  it('is steep for what pages: seconds, then minutes, then every five minutes for a day', () => {
    const all = gaps(delivery())
    expect(all.slice(0, 9)).toEqual([1, 2, 5, 10, 20, 30, 60, 60, 60])
    const total = all.reduce((a, b) => a + b, 0)
    expect(total).toBeGreaterThanOrEqual(24 * 3600)
    expect(total).toBeLessThan(24 * 3600 + 301)
    expect(all.filter((gap) => gap === 60).reduce((a, b) => a + b, 68)).toBeGreaterThanOrEqual(900)
    expect(Math.max(...all)).toBe(300)
    expect(all.length).toBeLessThan(attemptsMax)
  })

  it('is long for what wakes nobody', () => {
    const hours = [5 / 3600, 300 / 3600, 0.5, 2, 5, 10, 14, 20, 24]
    expect(gaps(delivery({ level: 'warning' })).map((gap) => gap / 3600)).toEqual(hours)
  })

  it('ends dead, and says why', () => {
    let one = delivery({ level: 'warning' })
    for (let now = start; one.state === 'pending'; now = one.dueAt) {
      one = answered(lease(one, now, leaseMs), attempt('retry', now), now, 0.99)
    }
    expect([one.state, one.why, one.begun]).toEqual(['dead', 'attempts', 10])
  })

  it('grows, and is capped, whatever the jitter', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 300 }),
        fc.integer({ min: 0, max: 86_399_999 }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (begun, ageMs, random) => {
          const wait = backoffMs('pages', begun, ageMs, random)!
          expect(wait).toBeGreaterThanOrEqual(1000)
          expect(wait).toBeLessThanOrEqual(330_000)
          const next = backoffMs('pages', begun + 1, ageMs, random)!
          expect(next).toBeGreaterThanOrEqual(wait)
        },
      ),
    )
  })
})

describe('an answer', () => {
  const leased = lease(delivery(), start, leaseMs)

  it('settles what was taken', () => {
    const one = answered(leased, attempt('ok', start), start + 5, 0)
    expect([one.state, one.settledAt, one.leasedUntil]).toEqual(['sent', start + 5, null])
    expect(one.attempts).toHaveLength(1)
  })

  it('ends what was refused for good', () => {
    const one = answered(leased, attempt('permanent', start), start, 0)
    expect([one.state, one.why]).toEqual(['dead', 'permanent'])
  })

  it.each([
    [7, 7],
    [0, 1],
    [86_400, 3600],
  ])('that asks to come back in %i s is heard: %i s', (asked, waited) => {
    const said = attempt('retry', start, { retryAfterSeconds: asked })
    expect(answered(leased, said, start, 0.5).dueAt).toBe(start + waited * 1000)
  })

  it('keeps a receiver that always asks for one second within its attempts', () => {
    let one = delivery()
    let now = start
    while (one.state === 'pending') {
      const said = attempt('retry', now, { retryAfterSeconds: 1 })
      one = answered(lease(one, now, leaseMs), said, now, 0)
      now = one.dueAt
    }
    expect([one.state, one.begun]).toEqual(['dead', attemptsMax])
    expect(one.attempts).toHaveLength(attemptsKeptMax)
    expect(one.attempts[0]?.at).toBe(start)
  })

  it('to a test is final', () => {
    const one = delivery({ event: 'test', incident: null, level: 'info' })
    const tried = answered(lease(one, start, leaseMs), attempt('retry', start), start, 0)
    expect([tried.state, tried.why]).toEqual(['dead', 'attempts'])
  })

  it('that comes after the message was dropped does not bring it back', () => {
    const dropped = drop(leased, 'channel_removed', start)
    expect(answered(dropped, attempt('retry', start), start, 0).state).toBe('dropped')
    expect(answered(dropped, attempt('ok', start), start, 0).state).toBe('sent')
    expect(drop(answered(leased, attempt('ok', start), start, 0), 'resolved', start).state).toBe(
      'sent',
    )
  })
})

describe('a lease', () => {
  it('hides a delivery until it runs out, and never longer', () => {
    const leased = lease(delivery(), start, leaseMs)
    expect(due([leased], start + leaseMs - 1)).toEqual([])
    expect(ids(due([leased], start + leaseMs))).toEqual([leased.id])
    expect(nextDueAt([leased])).toBe(start + leaseMs)
  })

  it('counts the beginning, so that a message that kills its sender ends dead', () => {
    let one = delivery()
    let now = start
    for (let i = 0; i < unheardMax; i += 1) {
      one = lease(one, now, leaseMs)
      expect(one.state).toBe('pending')
      now += leaseMs
    }
    one = lease(one, now, leaseMs)
    expect([one.state, one.why, one.begun]).toEqual(['dead', 'unheard', unheardMax])
  })

  it('forgives broken-off attempts once one was heard', () => {
    let one = delivery()
    for (let i = 0; i < 40; i += 1) {
      const now = start + i * 600_000
      one =
        i % 4 === 3
          ? answered(lease(one, now, 1), attempt('retry', now), now, 0)
          : lease(one, now, 1)
    }
    expect(one.state).toBe('pending')
  })
})

describe('order', () => {
  const alarm = delivery()
  const end = delivery({ id: 'dlv_acme_1-2-ops', sequence: 2, event: 'resolved' })

  it('holds an end back while its alarm is on its way', () => {
    expect(ids(due([end, alarm], start))).toEqual([alarm.id])
    const waiting = answered(lease(alarm, start, leaseMs), attempt('retry', start), start, 0)
    expect(due([end, waiting], start)).toEqual([])
    expect(nextDueAt([end, waiting])).toBe(start + 1000)
    const over = answered(lease(waiting, start, leaseMs), attempt('ok', start), start, 0)
    expect(ids(due([end, over], start))).toEqual([end.id])
  })

  it('lets the end go when its alarm is dead', () => {
    const dead = answered(lease(alarm, start, leaseMs), attempt('permanent', start), start, 0)
    expect(ids(due([dead, end], start))).toEqual([end.id])
  })

  it('holds back no other incident, no other channel and no test', () => {
    const others = [
      delivery({ id: 'a', incident: 'inc_acme_2', sequence: 5 }),
      delivery({ id: 'b', channel: 'chat', sequence: 2 }),
      delivery({ id: 'c', incident: null, event: 'test' }),
      delivery({ id: 'd', incident: null, event: 'test' }),
    ]
    expect(due([alarm, ...others], start)).toHaveLength(5)
  })

  it('lets news pass a step that has not come up, and not one that has', () => {
    const step = delivery({ id: 's1', step: 1, dueAt: start + 600_000 })
    expect(ids(due([step, end], start))).toEqual([end.id])
    expect(ids(due([step, end], start + 600_000))).toEqual(['s1'])
    expect(nextDueAt([step])).toBe(start + 600_000)
  })

  it('never names a time at which nothing would be due', () => {
    const any = fc.record({
      sequence: fc.integer({ min: 1, max: 3 }),
      step: fc.integer({ min: 0, max: 2 }),
      begun: fc.integer({ min: 0, max: 1 }),
      dueAt: fc.integer({ min: start, max: start + 50 }),
      channel: fc.constantFrom('ops', 'boss'),
      leasedUntil: fc.option(fc.integer({ min: start, max: start + 60 })),
      state: fc.constantFrom('pending' as const, 'pending' as const, 'sent' as const),
    })
    fc.assert(
      fc.property(fc.array(any, { maxLength: 8 }), (list) => {
        // Only what was begun is leased.
        const leased = (one: { begun: number; leasedUntil: number | null }) =>
          one.begun > 0 ? one.leasedUntil : null
        const all = list.map((one, i) =>
          delivery({ ...one, id: `d${i}`, leasedUntil: leased(one) }),
        )
        const next = nextDueAt(all)
        if (next === null) expect(due(all, start + 1000)).toEqual([])
        else {
          expect(due(all, next).length).toBeGreaterThan(0)
          expect(due(all, next - 1)).toEqual([])
        }
      }),
      { numRuns: 500 },
    )
  })
})

describe('a warning that stands before a page', () => {
  const tried = [attempt('retry', start), attempt('retry', start + 5_000)]
  const warning = delivery({
    level: 'warning',
    begun: 2,
    attempts: tried,
    dueAt: start + 305_000,
  })
  const raised = delivery({
    id: 'dlv_acme_1-2-ops',
    sequence: 2,
    event: 'raised',
    dueAt: start + 8_000,
  })

  it('takes its time alone', () => {
    expect(nextDueAt([warning])).toBe(start + 305_000)
    expect(due([warning], start + 8_000)).toEqual([])
  })

  it('is tried on the steep ladder, and still goes first', () => {
    expect(nextDueAt([warning, raised])).toBe(start + 7_005)
    expect(ids(due([raised, warning], start + 8_000))).toEqual([warning.id])
  })

  it('waits as long as the receiver asked for', () => {
    const asked = [attempt('retry', start, { retryAfterSeconds: 120 })]
    const waiting = { ...warning, begun: 1, attempts: asked, dueAt: start + 120_000 }
    expect(due([waiting, raised], start + 8_000)).toEqual([])
  })
})
