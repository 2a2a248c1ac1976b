// Bad input: each gets its status, the field and the remedy; never a 500.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Ask, keys, openWorld, type World } from './world.ts'

let world: World
let check: string
beforeAll(async () => {
  world = await openWorld()
  check = (
    await world.ask('POST', '/api/checks', { body: { type: 'http', url: 'https://example.com' } })
  ).json.id
})
afterAll(async () => {
  expect(world.faults).toEqual([])
  await world.stop()
})

const http = { type: 'http', url: 'https://example.com' }
const post = (body: unknown): [string, string, Ask] => ['POST', '/api/checks', { body }]
const table: [
  what: string,
  ask: [string, string, Ask],
  status: number,
  field: string | null,
  says: RegExp,
][] = [
  ['broken JSON', ['POST', '/api/checks', { raw: '{"type":' }], 400, null, /JSON/],
  ['a list for a body', post([]), 422, null, /./],
  ['no type', post({ url: 'https://example.com' }), 422, 'type', /"http", "tcp"/],
  ['an unknown type', post({ type: 'icmp', host: 'x' }), 422, 'type', /"http", "tcp"/],
  ['no address', post({ type: 'http' }), 422, 'url', /missing|give an address/],
  [
    'an address that is none',
    post({ type: 'http', url: 'not an address' }),
    422,
    'url',
    /write it whole/,
  ],
  [
    'another scheme',
    post({ type: 'http', url: 'file:///etc/passwd' }),
    422,
    'url',
    /http:\/\/ or https:\/\//,
  ],
  [
    'a password in the address',
    post({ type: 'http', url: 'https://a:b@example.com' }),
    422,
    'url',
    /basicAuth/,
  ],
  [
    'a port out of range',
    post({ type: 'tcp', host: 'x.example', port: 70_000 }),
    422,
    'port',
    /1 to 65535/,
  ],
  ['a port of zero', post({ type: 'tcp', host: 'x.example', port: 0 }), 422, 'port', /1 to 65535/],
  ['a host that is none', post({ type: 'tcp', host: 'a b', port: 80 }), 422, 'host', /host name/],
  ['an unknown field', post({ ...http, intervall: 5 }), 422, 'intervall', /unknown field/],
  ['a field of another type', post({ ...http, port: 80 }), 422, 'port', /unknown field/],
  ['a text for a number', post({ ...http, timeoutMs: '5' }), 422, 'timeoutMs', /whole number/],
  ['a broken number', post({ ...http, timeoutMs: 1.5 }), 422, 'timeoutMs', /whole number/],
  [
    'an interval too short',
    post({ ...http, intervalSeconds: 1 }),
    422,
    'intervalSeconds',
    /10 to 86400/,
  ],
  ['a negative time', post({ ...http, confirmSeconds: -1 }), 422, 'confirmSeconds', /0 to 600/],
  ['an empty name', post({ ...http, name: ' ' }), 422, 'name', /empty/],
  ['a long name', post({ ...http, name: 'x'.repeat(121) }), 422, 'name', /120/],
  ['no locations at all', post({ ...http, locations: [] }), 422, 'locations', /at least one/],
  [
    'an unknown location',
    post({ ...http, locations: ['mars'] }),
    422,
    'locations',
    /one, two, spare/,
  ],
  [
    'an unknown level',
    post({ ...http, downLevel: 'loud' }),
    422,
    'downLevel',
    /^must be one of info, warning, critical$/,
  ],
  ['a text for a list', post({ ...http, expect: 'size above 5' }), 422, 'expect', /a list, like/],
  ['an object for a list', post({ ...http, headers: { a: 'b' } }), 422, 'headers', /a list, like/],
  ['a text for an object', post({ ...http, basicAuth: 'a:b' }), 422, 'basicAuth', /an object/],
  [
    'half of a pair',
    post({ ...http, basicAuth: { username: 'a' } }),
    422,
    'basicAuth.password',
    /is missing/,
  ],
  [
    'a text for a choice',
    post({ ...http, refuseDowngrade: 'yes' }),
    422,
    'refuseDowngrade',
    /^must be true or false/,
  ],
  [
    'a number for a text',
    post({ ...http, expectStatus: 200 }),
    422,
    'expectStatus',
    /a text in quotes/,
  ],
  [
    'an empty text',
    post({ ...http, bearerToken: '' }),
    422,
    'bearerToken',
    /^must not be empty; null takes it away$/,
  ],
  [
    'a long text',
    post({ ...http, expectText: 'x'.repeat(1_001) }),
    422,
    'expectText',
    /^must have at most 1000 characters$/,
  ],
  [
    'many locations',
    post({ ...http, locations: Array(41).fill('one') }),
    422,
    'locations',
    /at most 40 entries/,
  ],
  ['a method there is not', post({ ...http, method: 'BREW' }), 422, 'method', /GET/],
  [
    'statuses that cannot be read',
    post({ ...http, expectStatus: 'fine' }),
    422,
    'expectStatus',
    /2xx/,
  ],
  [
    'a header with a line break',
    post({ ...http, headers: [{ name: 'a', value: 'b\r\nc: d' }] }),
    422,
    'headers.0.value',
    /one line/,
  ],
  [
    'a header of ours',
    post({ ...http, headers: [{ name: 'Host', value: 'x' }] }),
    422,
    'headers.0.name',
    /set by eSonar/,
  ],
  [
    'one of our own ports',
    post({ type: 'tcp', host: '127.0.0.1', port: 5432 }),
    422,
    'host',
    /may not be watched/,
  ],
  [
    'a resolver at a metadata address',
    post({ type: 'dns', host: 'a.b', resolvers: ['https://169.254.169.254/q'] }),
    422,
    'resolvers',
    /may not be watched/,
  ],
  [
    'a line of another record type',
    post({ type: 'dns', host: 'a.b', answers: ['contains b.c'] }),
    422,
    'answers',
    /no A record; like 192/,
  ],
  [
    'a registry asked each minute',
    post({ type: 'domain', domain: 'a.b', intervalSeconds: 60 }),
    422,
    'intervalSeconds',
    /3600 to 86400/,
  ],
  [
    'a metadata address',
    post({ type: 'http', url: 'http://169.254.169.254/' }),
    422,
    'url',
    /may not be watched/,
  ],
  ['a page of -1', ['GET', '/api/checks?limit=-1', {}], 422, 'limit', /1 to 200/],
  ['a page of nought point five', ['GET', '/api/checks?limit=0.5', {}], 422, 'limit', /1 to 200/],
  ["a cursor of somebody's making", ['GET', '/api/checks?cursor=abc', {}], 400, 'cursor', /./],
  [
    'an If-Match that is none',
    ['PATCH', '/api/checks/ID', { body: { name: 'x' }, headers: { 'if-match': 'soon' } }],
    422,
    'If-Match',
    /ETag/,
  ],
  [
    'a version there is not',
    ['GET', '/api/checks', { headers: { 'esonar-version': '1999-01-01' } }],
    422,
    'Esonar-Version',
    /2026/,
  ],
  [
    'a webhook to nowhere',
    ['POST', '/api/channels', { body: { type: 'webhook', url: 'mailto:x' } }],
    422,
    'url',
    /http/,
  ],
  ['a channel of no type', ['POST', '/api/channels', { body: { type: 'fax' } }], 422, 'type', /./],
  [
    'a slug with spaces',
    ['POST', '/api/pages', { body: { slug: 'a b', title: 'x' } }],
    422,
    'slug',
    /a-z/,
  ],
  [
    'an instant that is none',
    ['GET', '/api/checks/ID/results?from=yesterday', {}],
    422,
    'from',
    /instant/,
  ],
  [
    'a span of a year',
    ['GET', '/api/checks/ID/results?from=2025-01-01T00:00:00Z&to=2026-01-01T00:00:00Z', {}],
    422,
    'from',
    /32 days/,
  ],
  ['a path there is not', ['GET', '/api/nothing', {}], 404, null, /nothing at this address/],
]

describe('bad input', () => {
  it.each(table)('%s', async (_what, [method, path, given], status, field, says) => {
    const answer = await world.ask(method, path.replace('ID', check), given)
    expect(answer.json.detail).toMatch(says)
    expect(answer.status).toBe(status)
    expect(answer.headers.get('content-type')).toBe('application/problem+json')
    expect(answer.json).toMatchObject({
      status,
      title: expect.any(String),
      type: expect.any(String),
    })
    expect(answer.json.field ?? null).toBe(field)
  })

  it('of more than 64 KB is refused before it is read, with and without a length', async () => {
    const raw = JSON.stringify({ ...http, name: 'x'.repeat(70_000) })
    const whole = await world.ask('POST', '/api/checks', {
      raw,
      headers: { 'content-length': String(raw.length) },
    })
    expect(whole.status).toBe(413)
    const streamed = await world.app.request('http://esonar.test/api/checks', {
      method: 'POST',
      headers: { authorization: `Bearer ${keys.acme}`, 'content-type': 'application/json' },
      body: new Blob([raw]).stream(),
      duplex: 'half',
    } as RequestInit)
    expect(streamed.status).toBe(413)
  })
})
