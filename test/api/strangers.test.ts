// Who may do what: no key, a bad one, an expired one, a reader's; and a stranger's key at every
// route the API has, taken from its own description, so that a new route cannot be forgotten.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkIn } from '../contract/store-world.ts'
import { acme, keys, openWorld, type World } from './world.ts'

interface Operation {
  summary?: string
  responses: Record<string, unknown>
}
interface Document {
  openapi: string
  paths: Record<string, Record<string, Operation>>
}

let world: World
let operations: { method: string; path: string; operation: Operation }[]
let ids: Record<string, string>

beforeAll(async () => {
  world = await openWorld()
  const { json } = (await world.ask('GET', '/api/openapi.json', { key: null })) as {
    json: Document
  }
  operations = Object.entries(json.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      method: method.toUpperCase(),
      path,
      operation,
    })),
  )
  const made = async (path: string, body: unknown) =>
    (await world.ask('POST', path, { body })).json.id as string
  ids = {
    checks: await made('/api/checks', { type: 'http', url: 'https://example.com' }),
    channels: await made('/api/channels', { type: 'webhook', url: 'https://ops.example/hook' }),
    pages: await made('/api/pages', { slug: 'acme', title: 'Acme' }),
    maintenance: await made('/api/maintenance', night),
    schedules: await made('/api/schedules', rota),
    silences: await made('/api/silences', hush()),
    people: 'u1',
    members: 'u1',
    invitations: await made('/api/invitations', {}),
    policies: `pol_${acme}_default`,
    keys: `key_${acme}_acmeownerke`,
    incidents: `inc_${acme}_a`,
    suspicions: `sus_${acme}_a`,
    deliveries: `dlv_${acme}_a`,
    drills: `dri_${acme}_a`,
  }
})
afterAll(() => world.stop())

const night = { startsAt: '2099-11-24T22:00:00Z', endsAt: '2099-11-24T23:00:00Z' }
const layer = { people: ['u1'], rotation: 'weekly', startsOn: '2026-11-30' }
const rota = { name: 'Web', timeZone: 'UTC', layers: [layer] }
const hush = () => ({
  tag: 'a',
  until: new Date(Date.now() + 3_600_000).toISOString(),
  reason: 'x',
})
const bodies: Record<string, unknown> = {
  'PATCH /api/schedules/{id}': { name: 'mine now' },
  'POST /api/schedules/{id}/overrides': {
    person: 'u2',
    from: '2099-11-24T22:00:00Z',
    to: '2099-11-25T22:00:00Z',
  },
  'PUT /api/people/{id}/ways': { ways: [] },
  'PATCH /api/members/{id}': { role: 'viewer' },
  'PATCH /api/workspace': { name: 'mine now' },
  'PUT /api/workspace/owner': { person: 'u2' },
  'POST /api/workspaces': { name: 'mine' },
  'PATCH /api/checks/{id}': { name: 'mine now' },
  'PUT /api/checks/{id}/health': { health: 'down' },
  'PATCH /api/channels/{id}': { name: 'mine now' },
  'POST /api/channels/{id}/verify': { code: '123456' },
  'PATCH /api/pages/{id}': { title: 'mine now' },
  'PUT /api/pages/{id}/access': { access: 'members' },
  'POST /api/pages/{id}/posts': { components: ['c1'] },
  'POST /api/pages/{id}/posts/{post}/updates': { state: 'identified' },
  'PUT /api/pages/{id}/host': { host: 'status.mine.example' },
  'PUT /api/pages/{id}/logo': { data: btoa('<svg></svg>') },
  'PATCH /api/policies/{id}': { name: 'mine now' },
  'POST /api/checks/{id}/whatif': { days: 7 },
  'POST /api/incidents/{id}/notes': { text: 'I was here' },
  'PUT /api/incidents/{id}/postmortem': { text: 'I was here' },
}

const withId = (path: string) => {
  const noun = path.split('/')[2] ?? ''
  return path.replace('{id}', ids[noun] ?? 'none')
}

describe('a stranger', () => {
  it('finds nothing of another workspace at any route with an id', async () => {
    const routes = operations.filter(({ path }) => path.includes('{id}'))
    expect(routes.length).toBeGreaterThan(20)
    const before = await world.place.query(
      'select id, version from checks union all select id, version from channels',
    )
    for (const { method, path } of routes) {
      const body =
        bodies[`${method} ${path}`] ?? (method === 'POST' || method === 'PATCH' ? {} : undefined)
      const given = { key: keys.bolt, ...(body === undefined ? {} : { body }) }
      const answer = await world.ask(method, withId(path), given)
      expect(`${method} ${path} ${answer.status}`).toBe(`${method} ${path} 404`)
    }
    const after = await world.place.query(
      'select id, version from checks union all select id, version from channels',
    )
    expect(after).toEqual(before)
    expect(world.faults).toEqual([])
  })

  it('sees an empty list wherever there is one', async () => {
    for (const noun of ['checks', 'channels', 'incidents', 'suspicions', 'deliveries']) {
      const { status, json } = await world.ask('GET', `/api/${noun}`, { key: keys.bolt })
      expect([noun, status, json.data]).toEqual([noun, 200, []])
    }
  })

  it('cannot smuggle another workspace into a check', async () => {
    const stolen = checkIn(acme, 'stolen')
    const answer = await world.ask('POST', '/api/checks', { key: keys.bolt, body: stolen })
    expect(answer.status).toBe(422)
  })
})

describe('a caller', () => {
  it('without a valid key is told so at every route', async () => {
    for (const { method, path } of operations) {
      for (const key of [null, 'esn_nobody-knows-this-key-00000000000', keys.expired]) {
        const answer = await world.ask(method, withId(path), { key })
        expect(`${method} ${path} ${answer.status}`).toBe(`${method} ${path} 401`)
        expect(answer.headers.get('www-authenticate')).toBe('Bearer')
      }
    }
  })

  it('who may only read cannot write anywhere', async () => {
    const isRead = (path: string) => path.endsWith('/whatif')
    const writes = operations.filter(({ method, path }) => method !== 'GET' && !isRead(path))
    for (const { method, path } of writes) {
      const bodyOf: Record<string, unknown> = {
        ...bodies,
        'POST /api/checks': { type: 'http', url: 'https://example.com' },
        'POST /api/checks/bulk': { changes: [{ op: 'delete', id: 'x' }] },
        'POST /api/probes': { type: 'http', url: 'https://example.com' },
        'POST /api/channels': { type: 'webhook', url: 'https://ops.example/hook' },
        'POST /api/pages': { slug: 'other', title: 'x' },
        'POST /api/maintenance': night,
        'POST /api/schedules': rota,
        'POST /api/silences': hush(),
        'POST /api/policies': {
          name: 'x',
          steps: [{ afterMinutes: 0, channels: 'all', levels: ['critical'] }],
        },
        'POST /api/keys': { name: 'x', role: 'viewer' },
        'POST /api/invitations': {},
      }
      const body = bodyOf[`${method} ${path}`]
      const given = { key: keys.viewer, ...(body === undefined ? {} : { body }) }
      const answer = await world.ask(method, withId(path), given)
      expect(`${method} ${path} ${answer.status}`).toBe(`${method} ${path} 403`)
    }
  })

  it('whose key is removed is out at once', async () => {
    const made = await world.ask('POST', '/api/keys', { body: { name: 'short', role: 'member' } })
    expect(made.status).toBe(201)
    const { id, secret } = made.json
    expect((await world.ask('GET', '/api/checks', { key: secret })).status).toBe(200)
    expect((await world.ask('DELETE', `/api/keys/${id}`)).status).toBe(204)
    expect((await world.ask('GET', '/api/checks', { key: secret })).status).toBe(401)
    expect((await world.ask('GET', '/api/keys')).text).not.toContain(secret)
  })
})

describe('every answer', () => {
  it('is hardened and named', async () => {
    for (const path of ['/api/checks', '/api/nothing', '/about/prober', '/sign-in']) {
      const { headers } = await world.ask('GET', path)
      expect(headers.get('content-security-policy')).toContain("default-src 'none'")
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect(headers.get('x-request-id')).toBeTruthy()
    }
  })

  it('is described in OpenAPI 3.1, each with a summary', async () => {
    const { json, text } = await world.ask('GET', '/api/openapi.json', { key: null })
    expect(json.openapi).toBe('3.1.0')
    for (const { method, path, operation } of operations) {
      expect(operation.summary, `${method} ${path}`).toBeTruthy()
      expect(Object.keys(operation.responses).length).toBeGreaterThan(0)
    }
    const golden = join(import.meta.dirname, '../golden/openapi.json')
    const now = `${JSON.stringify(JSON.parse(text), null, 2)}\n`
    if (process.env.UPDATE) writeFileSync(golden, now)
    expect(now).toBe(readFileSync(golden, 'utf8'))
  })
})
