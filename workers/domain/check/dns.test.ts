// The dns check: its fields, and what the resolvers' answers mean together.
import { describe, expect, it } from 'vitest'
import type { ResolverAnswer } from '../dns.ts'
import type { Measurement } from '../measurement.ts'
import type { CheckOf } from './check.ts'
import { type DnsSettings, dns } from './dns.ts'
import { addressesOf, checkInput, orderTarget, resolveCheck, settingsFault } from './index.ts'

const facts = { id: 'chk_w_1', workspace: 'w', nowIso: '2026-11-24T00:00:00.000Z' }
const made = (raw: object) =>
  resolveCheck(checkInput.parse({ type: 'dns', ...raw }), facts) as CheckOf<'dns'>

describe('a dns check', () => {
  it('needs a name alone', () => {
    const check = made({ host: 'Bücher.example' })
    expect(check).toMatchObject({
      name: 'bücher.example A',
      dns: { recordType: 'A', resolvers: [] },
    })
    const dns = { name: 'xn--bcher-kva.example', recordType: 'A', resolvers: [] }
    expect(orderTarget(check)).toEqual({ type: 'dns', dns })
  })
  it('takes the name out of an address', () => {
    expect(made({ url: 'https://www.example.com/a' }).dns.host).toBe('www.example.com')
  })
  it('is sent to named resolvers and to own ones', () => {
    const own = 'https://dns.example:8443/q'
    const check = made({ host: 'a.b', resolvers: ['quad9', own] })
    expect(orderTarget(check)).toMatchObject({
      dns: {
        resolvers: [
          { name: 'quad9', url: 'https://dns.quad9.net/dns-query' },
          { name: 'dns.example', url: own },
        ],
      },
    })
    expect(addressesOf(check)).toEqual([{ host: 'dns.example', port: 8443, field: 'resolvers' }])
  })

  it.each([
    [{ host: 'a b' }, 'host', /is not a name/],
    [{ host: `${'a'.repeat(64)}.b` }, 'host', /is not a name/],
    [{}, 'host', /give a name/],
    [{ host: 'a.b', recordType: 'PTR' }, 'recordType', /A, AAAA, CNAME/],
    [{ host: 'a.b', resolvers: ['bing'] }, 'resolvers', /cloudflare, google/],
    [{ host: 'a.b', resolvers: ['http://a.b/'] }, 'resolvers', /https address/],
    [{ host: 'a.b', resolvers: ['constructor'] }, 'resolvers', /https address/],
    [{ host: 'a.b', resolvers: Array(6).fill('google') }, 'resolvers', /at most 5/],
    [{ host: 'a.b', expect: 'maybe' }, 'expect', /exists or absent/],
  ])('%j is refused', (raw, field, words) => {
    const { error } = checkInput.safeParse({ type: 'dns', ...raw })
    const issue = error?.issues.find((one) => one.path[0] === field)
    expect(issue?.message).toMatch(words)
  })
  it('is refused lines that are not of its type, or of an absent name', () => {
    const fault = (raw: object) => settingsFault(made({ host: 'a.b', ...raw }))
    expect(fault({ answers: ['contains x'] })).toMatchObject({ field: 'answers' })
    expect(fault({ expect: 'absent', answers: ['count at least 1'] })).not.toBeNull()
    expect(fault({ recordType: 'NS', answers: ['contains x'] })).toBeNull()
  })
})

describe('answers', () => {
  const one = (outcome: ResolverAnswer['outcome'], ...data: string[]): ResolverAnswer => ({
    resolver: 'r',
    outcome,
    ms: 9,
    ...(outcome === 'answer'
      ? { records: data.map((text) => ({ name: 'a.b', type: 'A', ttlSeconds: 60, data: text })) }
      : {}),
  })
  const judged = (answers: ResolverAnswer[], settings: Partial<DnsSettings> = {}) => {
    const check = made({ host: 'a.b', ...settings })
    const measured: Measurement = {
      v: 1,
      kind: 'answered',
      order: 'o',
      startedAt: 0,
      totalMs: 9,
      budgetMs: 10_000,
      phases: {},
      answers,
    }
    const said = dns.evaluate!(check, measured, 0)
    if (said.kind === 'fail') return `fail ${said.reasons.join()}`
    return said.kind === 'unknown' ? `unknown ${said.reason}` : said.kind
  }
  const ok = one('answer', '192.0.2.1')
  const absent = { expect: 'absent' as const }
  it.each([
    ['one that answers', [ok], {}, 'pass'],
    ['no such name', [one('nxdomain')], {}, 'fail dns_nxdomain'],
    ['no record of the type', [one('no_data')], {}, 'fail dns_no_data'],
    ['servers that fail', [one('servfail')], {}, 'fail dns_servfail'],
    ['DNSSEC that does not hold', [one('bogus')], {}, 'fail dns_bogus'],
    ['servers that refuse', [one('refused')], {}, 'fail dns_refused'],
    ['silence', [one('timeout')], {}, 'fail dns_timeout'],
    ['a circle', [one('cname_loop')], {}, 'fail dns_cname_loop'],
    ['nobody to ask', [one('unusable')], {}, 'unknown resolver_unavailable'],
    ['one of two', [ok, one('servfail')], {}, 'unknown resolvers_disagree'],
    ['one of three', [ok, one('servfail'), ok], {}, 'pass'],
    ['two of three', [ok, one('servfail'), one('servfail')], {}, 'fail dns_servfail'],
    [
      'two of three, otherwise',
      [one('bogus'), one('servfail'), one('bogus')],
      {},
      'fail dns_bogus',
    ],
    [
      'one of two, the third away',
      [ok, one('bogus'), one('unusable')],
      {},
      'unknown resolvers_disagree',
    ],
    ['all that are there', [one('unusable'), one('nxdomain')], {}, 'fail dns_nxdomain'],
    ['absent, as wanted', [one('nxdomain'), one('no_data')], absent, 'pass'],
    ['there, though it must not', [ok], absent, 'fail dns_present'],
    ['failing, though absent is wanted', [one('servfail')], absent, 'fail dns_servfail'],
    ['as wanted', [ok], { answers: ['contains 192.0.2.1'] }, 'pass'],
    ['not as wanted', [ok], { answers: ['contains 192.0.2.9'] }, 'fail expectation'],
    [
      'at most of them',
      [ok, ok, one('answer', '192.0.2.9')],
      { answers: ['contains 192.0.2.1'] },
      'pass',
    ],
  ])('%s', (_, answers, settings, said) => {
    expect(judged(answers as ResolverAnswer[], settings)).toBe(said)
  })

  it('tell what was found instead', () => {
    const check = made({ host: 'a.b', answers: ['ttl at most 5'] })
    const measured = { kind: 'answered', answers: [ok] } as unknown as Measurement
    expect(dns.evaluate!(check, measured, 0)).toMatchObject({
      unmet: { line: 'ttl at most 5', found: '60 s' },
    })
  })
})
