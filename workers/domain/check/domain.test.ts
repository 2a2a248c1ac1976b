// The domain check: its fields, and what a registry's word means.
import { describe, expect, it } from 'vitest'
import type { Measurement } from '../measurement.ts'
import type { Registration } from '../registration.ts'
import type { CheckOf } from './check.ts'
import { domain } from './domain.ts'
import { checkInput, checkPatch, isGentle, resolveCheck, settingsFault } from './index.ts'

const facts = { id: 'chk_w_1', workspace: 'w', nowIso: '2026-11-24T00:00:00.000Z' }
const made = (raw: object) =>
  resolveCheck(checkInput.parse({ type: 'domain', ...raw }), facts) as CheckOf<'domain'>

describe('a domain check', () => {
  it('is asked once a day, gently', () => {
    const check = made({ domain: 'Example.com' })
    expect(check).toMatchObject({
      name: 'example.com',
      intervalSeconds: 86_400,
      domain: { domain: 'Example.com', infoDays: 30, warningDays: 7 },
    })
    expect(isGentle(check)).toBe(true)
    expect(domain.target!(check.domain, check)).toMatchObject({ domain: { name: 'example.com' } })
  })
  it('takes the domain out of an address', () => {
    expect(made({ url: 'https://shop.example.com/a' }).domain.domain).toBe('shop.example.com')
  })
  it.each([
    [{ domain: 'example' }, 'domain', /like example\.com/],
    [{ domain: '192.0.2.1' }, 'domain', /like example\.com/],
    [{ domain: 'a b.com' }, 'domain', /like example\.com/],
    [{ domain: 'a.com', intervalSeconds: 60 }, 'intervalSeconds', /3600 to 86400/],
    [{ domain: 'a.com', infoDays: 0 }, 'infoDays', /1 to 365/],
  ])('%j is refused', (raw, field, words) => {
    const { error } = checkInput.safeParse({ type: 'domain', ...raw })
    expect(error?.issues.find((one) => one.path[0] === field)?.message).toMatch(words)
  })
  it('is refused a pace of seconds in a change too, and a warning before the notice', () => {
    expect(checkPatch.domain.safeParse({ intervalSeconds: 60 }).success).toBe(false)
    expect(checkPatch.tcp.safeParse({ intervalSeconds: 60 }).success).toBe(true)
    expect(settingsFault(made({ domain: 'a.com', infoDays: 5 }))?.field).toBe('warningDays')
  })
})

describe('a registry says', () => {
  const told: Registration = {
    name: 'example.com',
    isFound: true,
    expiresAt: '2027-01-02T03:04:05Z',
    registrar: 'Registrar Ltd',
    states: ['client transfer prohibited'],
    server: 'rdap.example',
  }
  const judged = (registration: Partial<Registration>) =>
    domain.evaluate!(
      made({ domain: 'example.com' }),
      {
        v: 1,
        kind: 'answered',
        order: 'o',
        startedAt: 0,
        totalMs: 9,
        budgetMs: 10_000,
        phases: {},
        registration: { ...told, ...registration },
      },
      0,
    )
  it('a last day', () => {
    expect(judged({})).toEqual({
      kind: 'pass',
      expiry: {
        group: 'domain',
        of: 'example.com',
        endsAt: Date.UTC(2027, 0, 2, 3, 4, 5),
        infoDays: 30,
        warningDays: 7,
        by: 'Registrar Ltd',
      },
    })
  })
  it.each([
    ['pending delete', ['redemption period', 'pending delete'], 'domain_pending_delete'],
    ['redemption', ['redemption period'], 'domain_redemption'],
    ['a hold', ['client hold'], 'domain_hold'],
  ])('%s', (_, states, fault) => {
    expect(judged({ states, expiresAt: null })).toMatchObject({ kind: 'pass', expiry: { fault } })
  })
  it('that it knows none', () => {
    expect(judged({ isFound: false, expiresAt: null, states: [] })).toMatchObject({
      kind: 'pass',
      expiry: { fault: 'domain_unregistered', endsAt: null },
    })
  })
  it('no day: unknown', () => {
    expect(judged({ expiresAt: null })).toEqual({ kind: 'unknown', reason: 'expiry_not_told' })
  })
  it('nothing: unknown, never a failure', () => {
    const silent: Measurement = {
      v: 1,
      kind: 'notMeasured',
      order: 'o',
      reason: 'registry_unavailable',
    }
    const check = made({ domain: 'example.com' })
    const { v, order } = silent
    const seen = { v, order, startedAt: 0, totalMs: 9, budgetMs: 9, phases: {} }
    const broken: Measurement = {
      ...seen,
      kind: 'failed',
      reason: 'connect_timeout',
      phase: 'connect',
      accepted: false,
    }
    for (const one of [silent, broken, { ...seen, kind: 'answered' as const }])
      expect(domain.evaluate!(check, one, 0)).toEqual({ kind: 'unknown', reason: silent.reason })
  })
})
