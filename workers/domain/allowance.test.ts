// Credits: the month's first, then what was bought; each at the price of where it goes.
import { describe, expect, it } from 'vitest'
import { leftOf, lowOf, type Means, mayGo, type Used, usedNow, withUsed } from './allowance.ts'
import { packNames, packs, tariffOf } from './sms-price.ts'

const now = Date.UTC(2026, 10, 24)
const december = Date.UTC(2026, 11, 2)
const cost = (credits: number, country = 'Germany') => ({ segments: 1, credits, country })
const sent = (means: Means, all: number[], at = now, from?: Used) =>
  all.reduce<Used | undefined>((used, credits) => withUsed(used, cost(credits), means, at), from)

describe('what is used', () => {
  it.each<[what: string, means: Means, all: number[], credits: number, bought: number]>([
    ['the month first', { allowance: 20, bought: 100 }, [3, 3], 6, 0],
    ['both, where one message needs both', { allowance: 5, bought: 100 }, [3, 3], 5, 1],
    ['what was bought when the month is over', { allowance: 3, bought: 100 }, [3, 3, 3], 3, 6],
    ['beyond both, of the month', { allowance: 3, bought: 2 }, [3, 3, 3], 7, 2],
    ['without end, nothing that was bought', { allowance: Infinity, bought: 9 }, [3, 3], 6, 0],
  ])('is %s', (_what, means, all, credits, bought) => {
    const used = sent(means, all)
    expect(usedNow(used, now)).toMatchObject({ credits, bought, segments: all.length })
  })

  it('begins anew with the month, but for what was bought', () => {
    const means = { allowance: 5, bought: 10 }
    const used = sent(means, [3, 3])
    expect(leftOf(used, means, now)).toBe(9)
    expect(leftOf(used, means, december)).toBe(14)
    const after = sent(means, [3], december, used)
    expect(usedNow(after, december)).toMatchObject({ segments: 1, credits: 3, bought: 1 })
    expect(Object.keys(usedNow(after, december).countries)).toEqual(['Germany'])
  })

  it('of a version that knew no credits counts each part as one', () => {
    const old: Used = { v: 1, month: '2026-11', segments: 4 }
    expect(leftOf(old, { allowance: 5, bought: 0 }, now)).toBe(1)
  })

  it('never counts one credit twice, whatever comes', () => {
    const means = { allowance: 17, bought: 23 }
    let used: Used | undefined
    let spent = 0
    for (const credits of [1, 2, 8, 3, 8, 2, 1, 8, 7]) {
      used = withUsed(used, cost(credits), means, now)
      spent += credits
      const { credits: ofMonth, bought } = usedNow(used, now)
      expect(ofMonth + bought).toBe(spent)
    }
    expect(leftOf(used, means, now)).toBe(0)
  })
})

describe('one more', () => {
  const means = { allowance: 3, bought: 2 }
  it.each<[used: number[], credits: number, hasOtherRoad: boolean, goes: boolean]>([
    [[], 5, true, true],
    [[], 6, true, false],
    [[3], 2, true, true],
    [[3], 3, true, false],
    [[3], 3, false, true],
    [[3, 3, 3], 1, false, false],
  ])('after %j, of %d credits, other road %s: %s', (all, credits, hasOtherRoad, goes) => {
    expect(mayGo(sent(means, all), means, { credits, hasOtherRoad }, now)).toBe(goes)
  })

  it('is never let go where there was nothing to begin with', () => {
    const none = { allowance: 0, bought: 0 }
    expect(mayGo(undefined, none, { credits: 1, hasOtherRoad: false }, now)).toBe(false)
  })
})

it('little is a fifth of the month, and nothing is none', () => {
  const means = { allowance: 20, bought: 0 }
  const after = (credits: number) => lowOf(sent(means, [credits]), means, now)
  expect([after(15), after(16), after(19), after(20)]).toEqual([null, 'low', 'low', 'out'])
  expect(lowOf(undefined, { allowance: 0, bought: 0 }, now)).toBeNull()
})

it.each([
  ['+15005550010', 'United States and Canada', 1],
  ['+49 30 123456', 'Germany', 3],
  ['+447700900123', 'United Kingdom', 1],
  ['+380501234567', 'Ukraine', 3],
  ['+99812345678', 'elsewhere', 8],
])('%s is %s at %d', (number, country, credits) => {
  expect(tariffOf(number)).toMatchObject({ country, credits })
})

it('a larger pack is never dearer for each credit', () => {
  const each = packNames.map((name) => packs[name].cents / packs[name].credits)
  expect(each.toSorted((a, b) => b - a)).toEqual(each)
})
