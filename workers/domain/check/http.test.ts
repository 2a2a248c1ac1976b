// The http check: how statuses are written, what is sent, and what each measurement means.
import { describe, expect, it } from 'vitest'
import type { Answered, Failed, Measurement, NotMeasured } from '../measurement.ts'
import type { Judgement } from '../observation.ts'
import type { FailReason } from '../reason.ts'
import { type HttpSettings, statusTest } from './http-fields.ts'
import { checkInput, evaluate, orderTarget, resolveCheck } from './index.ts'

const seen = { order: 'o1', startedAt: 1_000, totalMs: 120, budgetMs: 10_000, phases: {} }

function answered(status: number, facts: Partial<Answered> = {}): Answered {
  return { v: 1, kind: 'answered', ...seen, status, ...facts }
}

function failed(reason: FailReason, facts: Partial<Failed> = {}): Failed {
  return { v: 1, kind: 'failed', ...seen, reason, phase: 'headers', accepted: true, ...facts }
}

function checkWith(settings: Partial<HttpSettings> = {}) {
  const input = checkInput.parse({ type: 'http', url: 'https://example.com/health' })
  const check = resolveCheck(input, { id: 'chk_1', workspace: 'w', nowIso: '2026-11-01T00:00:00Z' })
  if (check.type !== 'http') throw new Error('not an http check')
  return { ...check, http: { ...check.http, ...settings } }
}

const statusFails: Judgement = {
  kind: 'fail',
  reasons: ['status'],
  phase: 'headers',
  timeout: false,
}
const textFails: Judgement = {
  kind: 'fail',
  reasons: ['text_missing'],
  phase: 'body',
  timeout: false,
}
const passes: Judgement = { kind: 'pass' }
const limited: Judgement = { kind: 'blocked', reason: 'rate_limited' }
const walled: Judgement = { kind: 'blocked', reason: 'blocked_by_waf' }
const hops = [
  { url: 'https://example.com/', status: 302, location: '/home', ms: 20 },
  { url: 'https://example.com/home', status: 200, ms: 30 },
]

/** A chain of redirects by its addresses; the last one answered. */
function hopsOf(...urls: string[]) {
  return urls.map((url, index) => ({ url, status: index + 1 < urls.length ? 302 : 200, ms: 5 }))
}

const table: [string, Partial<HttpSettings>, Measurement, Judgement][] = [
  ['200 passes', {}, answered(200), passes],
  ['204 passes', {}, answered(204), passes],
  ['a 200 at the end of a chain passes', {}, answered(200, { hops }), passes],
  ['a 302 that is not followed passes', { followRedirects: false }, answered(302), passes],
  [
    'a 302 where 200 is asked for fails',
    { followRedirects: false, expectStatus: '200' },
    answered(302),
    statusFails,
  ],
  ['a 304 at the end of a followed chain fails', {}, answered(304), statusFails],
  ['503 fails', {}, answered(503), statusFails],
  ['500 fails', {}, answered(500), statusFails],
  ['404 fails', {}, answered(404), statusFails],
  ['404 passes where it is expected', { expectStatus: '404' }, answered(404), passes],
  ['200 fails where it is not expected', { expectStatus: '404' }, answered(200), statusFails],
  ['a plain 403 fails here', {}, answered(403), statusFails],
  ['an answer without status fails', {}, { v: 1, kind: 'answered', ...seen }, statusFails],
  ['429 is a refusal of us', {}, answered(429), limited],
  ['429 passes where it is expected', { expectStatus: '2xx,429' }, answered(429), passes],
  ['403 with a challenge is a refusal of us', {}, answered(403, { challenge: true }), walled],
  ['200 with a challenge is no pass', {}, answered(200, { challenge: true }), walled],
  [
    'text that is there passes',
    { expectText: 'ready' },
    answered(200, { body: 'is ready.' }),
    passes,
  ],
  [
    'text that is not there fails',
    { expectText: 'ready' },
    answered(200, { body: 'Ready' }),
    textFails,
  ],
  ['no body has no text', { expectText: 'ready' }, answered(200), textFails],
  [
    'a bad status is told before missing text',
    { expectText: 'ready' },
    answered(503, { body: 'no' }),
    statusFails,
  ],
  [
    'text that must not be there fails',
    { rejectText: 'exception' },
    answered(200, { body: 'an exception occurred' }),
    { kind: 'fail', reasons: ['text_present'], phase: 'body', timeout: false },
  ],
  [
    'text that must not be there, and is not, passes',
    { expectText: 'ready', rejectText: 'exception' },
    answered(200, { body: 'ready' }),
    passes,
  ],
  [
    'redirects that end elsewhere fail',
    { expectHost: 'www.example.com' },
    answered(200, { hops: hopsOf('https://example.com/', 'https://parking.example/') }),
    { kind: 'fail', reasons: ['redirect_elsewhere'], phase: 'headers', timeout: false },
  ],
  [
    'redirects that end where they must pass',
    { expectHost: 'www.example.com', refuseDowngrade: true },
    answered(200, { hops: hopsOf('http://example.com/', 'https://www.example.com/') }),
    passes,
  ],
  [
    'a redirect from https to http fails where it is refused',
    { refuseDowngrade: true },
    answered(200, { hops: hopsOf('https://example.com/', 'http://example.com/a') }),
    { kind: 'fail', reasons: ['redirect_downgrade'], phase: 'headers', timeout: false },
  ],
  [
    'and passes where it is not',
    {},
    answered(200, { hops: hopsOf('https://example.com/', 'http://example.com/a') }),
    passes,
  ],
  ['a minute long 200 is no failure here', {}, answered(200, { totalMs: 59_000 }), passes],
]

describe('an answer', () => {
  it.each(table)('%s', (_name, settings, measured, judgement) => {
    expect(evaluate(checkWith(settings), measured, 0)).toEqual(judgement)
  })
})

describe('a failure', () => {
  const patient: FailReason[] = ['tls_timeout', 'headers_timeout', 'body_timeout']
  it.each(patient)('%s after the connection was accepted is a timeout', (reason) => {
    expect(evaluate(checkWith(), failed(reason, { phase: 'body' }), 0)).toEqual({
      kind: 'fail',
      reasons: [reason],
      phase: 'body',
      timeout: true,
    })
  })
  it('is no timeout when the connection was never accepted', () => {
    const measured = failed('headers_timeout', { accepted: false })
    expect(evaluate(checkWith(), measured, 0)).toMatchObject({ kind: 'fail', timeout: false })
  })
  const certain: FailReason[] = [
    'connection_refused',
    'connect_timeout',
    'connection_reset',
    'dns_nxdomain',
    'tls_handshake',
    'empty_reply',
    'body_truncated',
    'redirect_loop',
  ]
  it.each(certain)('%s is itself, at once', (reason) => {
    const judgement = evaluate(checkWith(), failed(reason), 0)
    expect(judgement).toMatchObject({ kind: 'fail', reasons: [reason], timeout: false })
  })
  const ours = ['batch_deadline', 'probe_error', 'blocked_target', 'stalled', 'no_slot'] as const
  it.each(ours)('not measured for %s is unknown, never a failure', (reason) => {
    const measured: NotMeasured = { v: 1, kind: 'notMeasured', order: 'o1', reason }
    expect(evaluate(checkWith(), measured, 0)).toEqual({ kind: 'unknown', reason })
  })
})

describe('statuses as they are written', () => {
  it.each([
    ['2xx', [200, 204, 299], [199, 300, 500]],
    ['200', [200], [201]],
    ['200,204', [200, 204], [201]],
    [' 2XX , 301 ', [200, 301], [302]],
    ['200-299,404', [250, 404], [300, 403]],
    ['100-599', [100, 599], [600]],
  ])('%s', (text, good, bad) => {
    const test = statusTest(text)
    expect(good.filter((status) => !test?.(status))).toEqual([])
    expect(bad.filter((status) => test?.(status))).toEqual([])
  })
  it.each(['', 'ok', '2x', '6xx', '0xx', '99', '600', '299-200', '200-', '200,', '2xx-3xx', '-1'])(
    '"%s" cannot be read',
    (text) => expect(statusTest(text)).toBeNull(),
  )
})

describe('the request', () => {
  const http = (settings: Partial<HttpSettings>) => {
    const target = orderTarget(checkWith(settings))
    if (target.type !== 'http') throw new Error('not http')
    return target.http
  }
  it('of the smallest check is a GET that follows redirects', () => {
    expect(http({})).toEqual({
      url: 'https://example.com/health',
      method: 'GET',
      headers: [],
      follow: true,
      bodyBytesMax: 65_536,
    })
  })
  it('carries body, own headers, and the password as UTF-8', () => {
    const sent = http({
      method: 'POST',
      body: '{}',
      headers: [{ name: 'x-key', value: 'k' }],
      basicAuth: { username: 'zoë', password: 'pa:ss' },
    })
    expect(sent.body).toBe('{}')
    const pair = Buffer.from('zoë:pa:ss', 'utf8').toString('base64')
    expect(sent.headers).toEqual([
      ['x-key', 'k'],
      ['authorization', `Basic ${pair}`],
    ])
  })
  it('carries a bearer token', () => {
    expect(http({ bearerToken: 'abc' }).headers).toEqual([['authorization', 'Bearer abc']])
  })
})
