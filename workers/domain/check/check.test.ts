// The registry of check types: what the API takes and refuses, how a check is filled in and changed.
import { describe, expect, it } from 'vitest'
import type { Failed } from '../measurement.ts'
import { commonFields } from './check-fields.ts'
import {
  type Check,
  changeCheck,
  checkInput,
  checkPatch,
  checkTypes,
  evaluate,
  orderTarget,
  resolveCheck,
  sameTarget,
  settingsFault,
  targetText,
} from './index.ts'

const facts = { id: 'chk_1', workspace: 'acme', nowIso: '2026-11-01T00:00:00.000Z' }
const laterIso = '2026-11-02T00:00:00.000Z'
const made = (raw: unknown): Check => resolveCheck(checkInput.parse(raw), facts)
const url = 'https://example.com/health'

/** Fields an input is refused for, with the first sentence of each. */
function faults(raw: unknown): Record<string, string> {
  const { error } = checkInput.safeParse(raw)
  const told = error?.issues.map((one) => [one.path.join('.'), one.message] as const) ?? []
  return Object.fromEntries(told.toReversed())
}

describe('the smallest call', () => {
  it('for http is a type and an address', () => {
    expect(made({ type: 'http', url: ' HTTPS://Example.com:443/health ' })).toEqual({
      v: 1,
      id: facts.id,
      workspace: facts.workspace,
      version: 1,
      name: url,
      type: 'http',
      intervalSeconds: 60,
      timeoutMs: 10_000,
      slowAfterMs: null,
      confirmSeconds: 15,
      recoverSeconds: 30,
      regionalSeconds: 300,
      patienceSeconds: 24,
      locations: null,
      paused: false,
      policy: null,
      downLevel: 'critical',
      tags: [],
      createdAt: facts.nowIso,
      updatedAt: facts.nowIso,
      http: {
        url,
        method: 'GET',
        headers: [],
        body: null,
        basicAuth: null,
        bearerToken: null,
        followRedirects: true,
        expectStatus: '2xx',
        expectText: null,
        rejectText: null,
        expectHost: null,
        refuseDowngrade: false,
        expectRedirect: null,
        refuseRedirects: false,
        addressFamily: 'any',
        nameSlowAfterMs: null,
        connectSlowAfterMs: null,
        tlsSlowAfterMs: null,
        headersSlowAfterMs: null,
        bodySlowAfterMs: null,
        contentType: null,
        expect: [],
        certificateInfoDays: 21,
        certificateWarningDays: 7,
      },
    })
  })

  it.each([
    [{ type: 'tcp', host: 'db.example.com', port: 5432 }, 'db.example.com', 5432],
    [{ type: 'tcp', url: 'db.example.com:5432' }, 'db.example.com', 5432],
    [{ type: 'tcp', url: ' tcp://10.0.0.1:22 ' }, '10.0.0.1', 22],
    [{ type: 'tcp', url: '[::1]:5432' }, '[::1]', 5432],
    [{ type: 'tcp', host: 'my_service', port: 1 }, 'my_service', 1],
  ])('for tcp is a host and a port: %j', (raw, host, port) => {
    const check = made(raw)
    expect(check).toMatchObject({ type: 'tcp', name: `${host}:${port}`, tcp: { host, port } })
    expect(targetText(check)).toBe(`${host}:${port}`)
    expect(orderTarget(check)).toEqual({ type: 'tcp', tcp: { host, port } })
  })

  it('takes the line end off a token, and keeps the mark that keeps a secret', () => {
    expect(made({ type: 'http', url, bearerToken: 'abc\r\n' })).toMatchObject({
      http: { bearerToken: 'abc' },
    })
    const headers = [{ name: 'X-Key', value: '•••' }]
    expect(made({ type: 'http', url, headers })).toMatchObject({ http: { headers } })
  })

  it.each([
    [
      { type: 'tcp', host: 'münchen.example', port: 1 },
      { tcp: { host: 'xn--mnchen-3ya.example' } },
    ],
    [{ type: 'tcp', url: 'db.example.:5432' }, { tcp: { host: 'db.example', port: 5432 } }],
    [{ type: 'ping', host: 'bücher.example' }, { ping: { host: 'xn--bcher-kva.example' } }],
    [
      { type: 'tls', host: 'a.b', serverName: 'MÜNCHEN.example' },
      { tls: { serverName: 'xn--mnchen-3ya.example' } },
    ],
    [
      { type: 'http', url, expectHost: 'www.münchen.example.' },
      { http: { expectHost: 'www.xn--mnchen-3ya.example' } },
    ],
  ])('takes names as people write them: %j', (raw, kept) => {
    expect(made(raw)).toMatchObject(kept)
  })

  it('takes what HEAD answers, and a warning where there is no first word', () => {
    const head = { method: 'HEAD', expect: ['header server exists'], certificateInfoDays: 0 }
    expect(made({ type: 'http', url, ...head })).toMatchObject({ http: head })
  })

  it('keeps what was given', () => {
    const given = { name: ' Shop ', intervalSeconds: 10, confirmSeconds: 0, tags: ['a'] }
    const check = made({ type: 'http', url, ...given, expectText: 'ok', followRedirects: false })
    expect(check).toMatchObject({ ...given, name: 'Shop' })
    expect(check).toMatchObject({ http: { expectText: 'ok', followRedirects: false } })
  })
})

describe('bad input is refused by the name of its field', () => {
  const http = { type: 'http', url }
  const tcp = { type: 'tcp', host: 'db.example.com', port: 5432 }
  it.each<[string, unknown, string, RegExp]>([
    ['no type', { url }, 'type', /"http", "tcp"/],
    ['another type', { type: 'smtp', url }, 'type', /"http", "tcp"/],
    ['no address', { type: 'http' }, 'url', /like https:\/\/example/],
    ['an address without scheme', { type: 'http', url: 'example.com' }, 'url', /write it whole/],
    ['another scheme', { type: 'http', url: 'ftp://a.b/' }, 'url', /must start with http:\/\//],
    ['a password', { type: 'http', url: 'https://u:p@a.b/' }, 'url', /use basicAuth/],
    ['a user', { type: 'http', url: 'https://u@a.b/' }, 'url', /use basicAuth/],
    ['a long address', { type: 'http', url: `https://a.b/${'x'.repeat(2_000)}` }, 'url', /2000/],
    ['an empty name', { ...http, name: ' ' }, 'name', /must not be empty/],
    ['a short interval', { ...http, intervalSeconds: 9 }, 'intervalSeconds', /10 to 86400 sec/],
    ['half a second', { ...http, intervalSeconds: 10.5 }, 'intervalSeconds', /whole number/],
    ['a text for a number', { ...http, timeoutMs: '5000' }, 'timeoutMs', /1000 to 60000 milli/],
    ['too much patience', { ...http, patienceSeconds: 51 }, 'patienceSeconds', /0 to 50/],
    ['no location', { ...http, locations: [] }, 'locations', /at least one/],
    ['a method', { ...http, method: 'BREW' }, 'method', /must be one of GET/],
    ['statuses', { ...http, expectStatus: 'fine' }, 'expectStatus', /write statuses like/],
    ['an expectation', { ...http, expect: ['json $.a is 1'] }, 'expect.0', /write it like/],
    [
      'patterns that are large together',
      { ...http, expect: Array(3).fill('body matches [a-z]{20,40}Z') },
      'expect',
      /too large/,
    ],
    ['too many', { ...http, expect: Array(11).fill('body contains a') }, 'expect', /at most 10/],
    ['an empty text', { ...http, expectText: '' }, 'expectText', /./],
    [
      'a host with its scheme',
      { ...http, expectHost: 'https://a.b' },
      'expectHost',
      /without scheme/,
    ],
    [
      'a header name',
      { ...http, headers: [{ name: 'a b', value: '' }] },
      'headers.0.name',
      /not a/,
    ],
    [
      'our header',
      { ...http, headers: [{ name: 'Host', value: 'x' }] },
      'headers.0.name',
      /set by/,
    ],
    [
      'two lines',
      { ...http, headers: [{ name: 'a', value: 'x\r\ny: z' }] },
      'headers.0.value',
      /one line/,
    ],
    [
      'a sign no header carries',
      { ...http, headers: [{ name: 'a', value: '→' }] },
      'headers.0.value',
      /carries/,
    ],
    ['a token of two lines', { ...http, bearerToken: 'a\nb' }, 'bearerToken', /one line/],
    ['an empty token', { ...http, bearerToken: ' ' }, 'bearerToken', /null takes it away/],
    [
      'a user with a colon',
      { ...http, basicAuth: { username: 'a:b', password: 'c' } },
      'basicAuth.username',
      /colon/,
    ],
    [
      'a subprotocol twice',
      { type: 'websocket', url: 'wss://a.b', protocols: ['chat', 'chat'] },
      'protocols',
      /twice/,
    ],
    [
      'a resolver twice',
      { type: 'dns', host: 'a.b', resolvers: ['google', 'https://dns.google/dns-query'] },
      'resolvers',
      /twice/,
    ],
    ['a level', { ...http, downLevel: 'loud' }, 'downLevel', /./],
    ['a host with a scheme', { ...tcp, host: 'http://a.b' }, 'host', /not a host name/],
    ['a protocol', { ...tcp, speaks: 'gopher' }, 'speaks', /must be one of nothing, smtp/],
    ['bare IPv6', { ...tcp, host: '::1' }, 'host', /in brackets/],
    ['port 0', { ...tcp, port: 0 }, 'port', /1 to 65535/],
    ['port 65536', { ...tcp, port: 65_536 }, 'port', /1 to 65535/],
    ['no port', { type: 'tcp', host: 'a.b' }, 'port', /1 to 65535/],
    ['an address for tcp', { type: 'tcp', url: 'a.b' }, 'port', /1 to 65535/],
    ['a port out of range in a text', { type: 'tcp', url: 'a.b:99999' }, 'port', /1 to 65535/],
  ])('%s', (_name, raw, field, sentence) => {
    const told = faults(raw)
    expect(Object.keys(told)).toContain(field)
    expect(told[field]).toMatch(sentence)
  })

  it.each<[string, unknown, string, RegExp]>([
    ['a text of HEAD', { ...http, method: 'HEAD', expectText: 'a' }, 'expectText', /choose GET/],
    ['no text of HEAD', { ...http, method: 'HEAD', rejectText: 'a' }, 'rejectText', /choose GET/],
    ['a size of HEAD', { ...http, method: 'HEAD', expect: ['size above 5'] }, 'expect', /GET/],
    [
      'a field of HEAD',
      { ...http, method: 'HEAD', expect: ['json $.a equals 1'] },
      'expect',
      /GET/,
    ],
    [
      'a warning before the first word',
      { ...http, certificateInfoDays: 3, certificateWarningDays: 10 },
      'certificateWarningDays',
      /at most certificateInfoDays \(3\)/,
    ],
    [
      'the same of tls',
      { type: 'tls', host: 'a.b', certificateInfoDays: 3 },
      'certificateWarningDays',
      /at most/,
    ],
    ['TLS in TLS', { ...tcp, tls: true, speaks: 'smtp-starttls' }, 'tls', /switch it off/],
    ['SSLRequest in TLS', { ...tcp, tls: true, speaks: 'postgresql' }, 'tls', /switch it off/],
  ])('%s, which cannot be together', (_name, raw, field, sentence) => {
    const fault = settingsFault(made(raw))
    expect(fault?.field).toBe(field)
    expect(fault?.message).toMatch(sentence)
  })

  it('an unknown field is refused by name', () => {
    expect(Object.values(faults({ ...http, interval: 30 })).join()).toContain('interval')
    expect(Object.values(faults({ ...tcp, expectStatus: '200' })).join()).toContain('expectStatus')
  })
  it.each([[null], ['http'], [[]], [7]])('%j is no check', (raw) => {
    expect(checkInput.safeParse(raw).success).toBe(false)
  })
})

describe('a change', () => {
  const check = made({ type: 'http', url, tags: ['a'], expectText: 'ok' })
  it('touches what is given, counts up, keeps identity', () => {
    const patch = checkPatch.http.parse({ name: 'Shop', expectText: null })
    const changed = changeCheck(check, patch, laterIso)
    expect(changed).toEqual({
      ...check,
      name: 'Shop',
      version: 2,
      updatedAt: laterIso,
      http: { ...(check.type === 'http' ? check.http : {}), expectText: null },
    })
    expect(sameTarget(check, changed)).toBe(true)
  })
  it('of the address is another target', () => {
    const moved = changeCheck(check, checkPatch.http.parse({ url: 'https://b.example/' }), laterIso)
    expect(sameTarget(check, moved)).toBe(false)
  })
  it('of a tcp check may name host, port, or both as one text', () => {
    const tcp = made({ type: 'tcp', host: 'a.b', port: 1 })
    const targetAfter = (raw: unknown) =>
      targetText(changeCheck(tcp, checkPatch.tcp.parse(raw), laterIso))
    expect(targetAfter({ port: 2 })).toBe('a.b:2')
    expect(targetAfter({ host: 'c.d' })).toBe('c.d:1')
    expect(targetAfter({ url: 'e.f:3' })).toBe('e.f:3')
    expect(targetAfter({ paused: true })).toBe('a.b:1')
  })
  it('of a tcp check keeps what it does not name', () => {
    const mail = made({ type: 'tcp', host: 'a.b', port: 25, speaks: 'smtp' })
    const after = changeCheck(mail, checkPatch.tcp.parse({ tls: true }), laterIso)
    expect(after).toMatchObject({ tcp: { host: 'a.b', port: 25, speaks: 'smtp', tls: true } })
  })
  it('of nothing sets nothing back to its default', () => {
    expect(checkPatch.http.parse({})).toEqual({})
    expect(checkPatch.tcp.parse({})).toEqual({})
  })
  it('cannot be of the type', () => {
    expect(checkPatch.http.safeParse({ type: 'tcp' }).success).toBe(false)
    expect(checkPatch.tcp.safeParse({ type: 'http' }).success).toBe(false)
  })
})

describe('a tcp check', () => {
  const check = made({ type: 'tcp', host: 'a.b', port: 1 })
  const seen = { order: 'o', startedAt: 0, totalMs: 5, budgetMs: 1_000, phases: { connect: 5 } }
  it('passes when the port accepts', () => {
    expect(evaluate(check, { v: 1, kind: 'answered', ...seen }, 0)).toEqual({ kind: 'pass' })
  })
  it.each(['connection_refused', 'connect_timeout', 'dns_nxdomain'] as const)(
    'fails with %s, never as a timeout that may turn out slow',
    (reason) => {
      const phase = reason === 'dns_nxdomain' ? 'name' : 'connect'
      const measured: Failed = { v: 1, kind: 'failed', ...seen, reason, phase, accepted: false }
      expect(evaluate(check, measured, 0)).toEqual({
        kind: 'fail',
        reasons: [reason],
        phase,
        timeout: false,
      })
    },
  )
  it('is unknown when it was not measured', () => {
    const measured = { v: 1, kind: 'notMeasured', order: 'o', reason: 'blocked_target' } as const
    expect(evaluate(check, measured, 0)).toEqual({ kind: 'unknown', reason: 'blocked_target' })
  })
})

describe('the forms', () => {
  it('ask for fields the API takes', () => {
    for (const { form, fields } of Object.values(checkTypes)) {
      expect(
        form.map(({ name }) => name).filter((name) => !(name in { ...commonFields, ...fields })),
      ).toEqual([])
    }
  })
})
