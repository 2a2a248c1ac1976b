// Budgets of a day: what is held back and what never is, whose is reached, and the count of probes.
import { describe, expect, it } from 'vitest'
import { type Budget, dayEndOf, isHeldBack, spenders, tallied } from './budget.ts'
import type { Delivery } from './delivery.ts'
import { freshDelivery } from './fresh-delivery.ts'

const from = Date.UTC(2026, 10, 29, 12)
const held = { from, until: dayEndOf(from) }

function message(facts: Partial<Delivery>): Delivery {
  return freshDelivery({
    id: 'dlv_w_1',
    workspace: 'w',
    channel: 'chn_w_1',
    channelType: 'webhook',
    event: 'opened',
    level: 'warning',
    createdAt: from + 1,
    payload: {},
    ...facts,
  })
}

describe('a message', () => {
  it.each<[boolean, Partial<Delivery>, number]>([
    [true, {}, from + 1],
    [true, { level: 'info' }, held.until - 1],
    [false, { level: 'critical' }, from + 1],
    [false, { createdAt: from - 1 }, from + 1],
    [false, { begun: 1 }, from + 1],
    [false, { event: 'resolved' }, from + 1],
    [false, {}, held.until],
  ])('is held back: %s, %o', (expected, facts, now) => {
    expect(isHeldBack(held, message(facts), now)).toBe(expected)
  })

  it('is not where nothing is reached', () => {
    expect([isHeldBack(null, message({}), from), isHeldBack(undefined, message({}), from)]).toEqual(
      [false, false],
    )
  })
})

describe('who has reached a budget', () => {
  const counted = [
    { workspace: 'a', plan: 'team', messages: 60 },
    { workspace: 'b', plan: 'free', messages: 5 },
  ]
  it.each<[Budget[], (string | null)[]]>([
    [[], []],
    [[{ scope: 'installation', probes: 1, messages: null }], []],
    [[{ scope: 'installation', probes: null, messages: 65 }], [null]],
    [[{ scope: 'installation', probes: null, messages: 66 }], []],
    [[{ scope: 'free', probes: null, messages: 5 }], ['b']],
    [
      [
        { scope: 'free', probes: null, messages: 6 },
        { scope: 'team', probes: null, messages: 60 },
      ],
      ['a'],
    ],
  ])('is found: %o', (budgets, expected) => {
    expect(spenders(budgets, counted)).toEqual(expected)
  })
})

describe('the count of probes', () => {
  it('goes on over shards that begin anew, and begins at midnight', () => {
    const first = tallied(null, [{ shard: 's', probes: 100 }], from)
    const second = tallied(first, [{ shard: 's', probes: 130 }], from + 60_000)
    expect([first.probes, second.probes]).toEqual([100, 130])
    const anew = tallied(second, [{ shard: 's', probes: 7 }], from + 120_000)
    expect(anew.probes).toBe(137)
    expect(tallied(anew, [], from + 130_000).probes).toBe(137)
    const next = tallied(anew, [{ shard: 's', probes: 9 }], held.until)
    expect([next.day, next.probes]).toEqual(['2026-11-30', 2])
  })
})
