import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  channelOf,
  checkOf,
  configOf,
  incidentOf,
  openedAt,
  workspace,
} from '../../test/fakes/telling.ts'
import { owed, owedAfterSilence } from './alert.ts'
import { matches, mutedUntil, type Silence, silencesOf } from './silence.ts'

const minute = 60_000
const check = checkOf()
const silence = (facts: Partial<Silence>): Silence => ({
  v: 1,
  id: `sil_${workspace}_a`,
  workspace,
  version: 1,
  from: openedAt - minute,
  until: openedAt + 10 * minute,
  reason: 'new router',
  by: 'Ana',
  ...facts,
})

describe('a silence', () => {
  it('is for a check, a tag or names as a pattern says', () => {
    const isFor = (facts: Partial<Silence>) => silencesOf([silence(facts)], check, openedAt).length
    expect(isFor({ check: check.id })).toBe(1)
    expect(isFor({ check: 'chk_other' })).toBe(0)
    expect(isFor({ tag: 'shop' })).toBe(1)
    expect(isFor({ tag: 'shops' })).toBe(0)
    expect(isFor({ pattern: 'CHECKOUT-*' })).toBe(1)
    expect(isFor({ pattern: 'checkout' })).toBe(0)
    expect(isFor({})).toBe(0)
  })

  it('begins, ends, and can be ended by hand', () => {
    const one = silence({ check: check.id })
    const at = (when: number, all = [one]) => silencesOf(all, check, when).length
    expect([at(one.from - 1), at(one.from), at(one.until - 1), at(one.until)]).toEqual([0, 1, 1, 0])
    expect(at(openedAt, [{ ...one, endedAt: openedAt }])).toBe(0)
  })

  it('joins with others and with maintenance', () => {
    const window = {
      id: 'm',
      startsAt: openedAt + 5 * minute,
      endsAt: openedAt + 20 * minute,
      checks: null,
    }
    const silences = [
      silence({ check: check.id }),
      silence({ tag: 'shop', from: window.endsAt, until: window.endsAt + minute }),
    ]
    const config = configOf({ maintenance: [window], silences })
    expect(mutedUntil(config, check.id, openedAt)).toBe(window.endsAt + minute)
    expect(mutedUntil(config, check.id, window.endsAt + minute)).toBeNull()
    expect(
      mutedUntil(configOf({ silences: [silence({ pattern: '*' })] }), null, openedAt),
    ).toBeNull()
  })

  it('tells nobody, and what is still broken at its end', () => {
    const incident = incidentOf()
    const config = configOf({
      channels: [channelOf('ops')],
      silences: [silence({ check: check.id })],
    })
    const facts = {
      incident,
      config,
      previousDeliveries: [],
      checkName: check.name,
      checkTarget: '',
      baseUrl: 'https://esonar.example',
    }
    expect(owed({ ...facts, now: openedAt, event: incident.events[0]! })).toEqual([])
    const end = openedAt + 10 * minute
    expect(owedAfterSilence({ ...facts, now: end - 1 })).toEqual([])
    expect(owedAfterSilence({ ...facts, now: end })).toHaveLength(1)
  })
})

describe('a pattern', () => {
  it.each([
    ['*', '', true],
    ['staging-*', 'staging-api', true],
    ['staging-*', 'my-staging-api', false],
    ['*.example', 'www.example', true],
    ['w?w', 'wäw', true],
    ['w?w', 'ww', false],
    ['a*b*c', 'a-b-b-c', true],
    ['a*b*c', 'a-c-b', false],
    ['[a-z]+', 'b', false],
  ])('%s of %s: %s', (pattern, name, is) => {
    expect(matches(pattern, name)).toBe(is)
  })

  it('is as a simple and slow reading says', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?'), maxLength: 8 })
    const slow = (p: string, n: string): boolean => {
      if (p === '') return n === ''
      if (p[0] === '*') return slow(p.slice(1), n) || (n !== '' && slow(p, n.slice(1)))
      return n !== '' && (p[0] === '?' || p[0] === n[0]) && slow(p.slice(1), n.slice(1))
    }
    const isSame = (p: string, n: string) => matches(p, n) === slow(p, n)
    fc.assert(fc.property(text, text, isSame))
  })
})
