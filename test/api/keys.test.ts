// API keys: held to their scopes, shown once, noted when used, dead once expired or removed; no key
// makes a stronger one.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Problem } from '../../workers/domain/problem.ts'
import { acme, keys, openWorld, type World } from './world.ts'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.stop())

const make = async (body: object, key = keys.acme) =>
  world.ask('POST', '/api/keys', { key, body: { name: 'script', ...body } })
const secretOf = async (body: object): Promise<string> => (await make(body)).json.secret
const statusOf = async (method: string, path: string, key: string, body?: object) =>
  (await world.ask(method, path, { key, ...(body ? { body } : {}) })).status
const site = { type: 'http', url: 'https://example.com' }

describe('a key with scopes', () => {
  it('reads everywhere and writes nowhere with read', async () => {
    const key = await secretOf({ role: 'admin', scopes: ['read'] })
    for (const path of ['/api/checks', '/api/channels', '/api/keys', '/api/incidents']) {
      expect([path, await statusOf('GET', path, key)]).toEqual([path, 200])
    }
    const refused = await world.ask('POST', '/api/checks', { key, body: site })
    expect(refused.json).toMatchObject({
      status: 403,
      detail: expect.stringMatching(/check:write/),
    })
  })

  it('has one noun and no other', async () => {
    const key = await secretOf({ role: 'admin', scopes: ['check:write'] })
    expect(await statusOf('POST', '/api/checks', key, site)).toBe(201)
    expect(await statusOf('GET', '/api/checks', key)).toBe(200)
    expect(await statusOf('GET', '/api/channels', key)).toBe(403)
    expect(await statusOf('POST', '/api/keys', key, { name: 'x', role: 'viewer' })).toBe(403)
    expect((await world.ask('GET', '/channels', { key })).status).toBe(403)
  })

  it('has no more than its role', async () => {
    const key = await secretOf({ role: 'viewer', scopes: ['write'] })
    expect(await statusOf('POST', '/api/checks', key, site)).toBe(403)
  })

  it('makes no key that may more, nor one of a higher role', async () => {
    const key = await secretOf({ role: 'admin', scopes: ['key:write', 'check:read'] })
    const wants = (body: object) => make(body, key)
    expect((await wants({ role: 'admin' })).status).toBe(403)
    expect((await wants({ role: 'admin', scopes: ['read'] })).status).toBe(403)
    expect((await wants({ role: 'owner', scopes: ['check:read'] })).status).toBe(403)
    expect((await wants({ role: 'admin', scopes: ['check:read'] })).status).toBe(201)
  })

  it.each([[['moon']], [['check:delete']], [[]], ['read']])('refuses scopes %j', async (scopes) => {
    const { status, json } = await make({ scopes })
    expect(status).toBe(422)
    expect(json.field).toMatch(/^scopes/)
  })
})

describe('a key', () => {
  it('says when it was used, from the first request on, and writes that once a minute', async () => {
    const { json } = await make({ role: 'member' })
    const used = async () => {
      const list = (await world.ask('GET', '/api/keys')).json.data
      return list.find((one: { id: string }) => one.id === json.id).lastUsedAt
    }
    expect(await used()).toBeNull()
    await statusOf('GET', '/api/checks', json.secret)
    const first = await used()
    expect(Date.now() - Date.parse(first)).toBeLessThan(60_000)
    await statusOf('GET', '/api/checks', json.secret)
    expect(await used()).toBe(first)
    await world.place.query(
      `update api_keys set last_used_at = now() - interval '61 seconds' where id = $1`,
      [json.id],
    )
    await statusOf('GET', '/api/checks', json.secret)
    expect(Date.parse(await used())).toBeGreaterThanOrEqual(Date.parse(first))
    const { text } = await world.ask('GET', '/settings', { person: 'u1' })
    expect(text).toContain('just now')
  })

  it('is refused once it has expired, and cannot be made expired', async () => {
    const { json } = await make({ expiresAt: new Date(Date.now() + 60_000).toISOString() })
    expect(await statusOf('GET', '/api/checks', json.secret)).toBe(200)
    await world.place.query('update api_keys set expires_at = now() where id = $1', [json.id])
    expect(await statusOf('GET', '/api/checks', json.secret)).toBe(401)
    const past = await make({ expiresAt: '2020-01-01T00:00:00Z' })
    expect([past.status, past.json.field]).toEqual([422, 'expiresAt'])
  })

  it('works by its copy with Postgres away, with the same scopes', async () => {
    const key = await secretOf({ role: 'member', scopes: ['check:read'] })
    const { keyByHash } = world.hub.accounts
    world.hub.accounts.keyByHash = () => Promise.reject(new Problem('unavailable', 'away'))
    try {
      expect(await statusOf('GET', '/api/checks', key)).toBe(200)
      expect(await statusOf('GET', '/api/channels', key)).toBe(403)
    } finally {
      world.hub.accounts.keyByHash = keyByHash
    }
  })

  it('lies nowhere in the clear, the answer kept for a repeat included', async () => {
    const headers = { 'idempotency-key': 'once-more' }
    const body = { name: 'repeated', role: 'member' }
    const first = await world.ask('POST', '/api/keys', { body, headers })
    const again = await world.ask('POST', '/api/keys', { body, headers })
    expect(again.json).toEqual(first.json)
    const tables = ['api_keys', 'audit', 'idempotency']
    for (const table of tables) {
      const rows = await world.place.query(`select to_jsonb(t) as row from ${table} t`)
      expect(JSON.stringify(rows)).not.toContain(first.json.secret)
    }
    expect(JSON.stringify([...world.kv])).not.toContain(first.json.secret)
  })
})

describe('the form', () => {
  it('makes a key that reads two nouns for a month, and keeps what was typed', async () => {
    const form = new URLSearchParams({
      name: '',
      role: 'member',
      access: 'read only',
      expires: '30 days',
    })
    for (const noun of ['check', 'incident']) form.append('nouns', noun)
    const refused = await world.ask('POST', '/settings/keys', { person: 'u1', form })
    expect(refused.status).toBe(422)
    expect(refused.text).toMatch(/<option value="read only" selected/)
    expect(refused.text).toMatch(/value="incident" checked/)
    form.set('name', 'board')
    const made = await world.ask('POST', '/settings/keys', { person: 'u1', form })
    expect(made.status).toBe(201)
    const secret = /esn_[\w-]+(?=<\/code><\/p>)/.exec(made.text)?.[0]
    expect(await statusOf('GET', '/api/incidents', secret!)).toBe(200)
    expect(await statusOf('GET', '/api/channels', secret!)).toBe(403)
    const list = (await world.ask('GET', '/api/keys')).json.data
    const board = list.find((one: { name: string }) => one.name === 'board')
    expect(board.id).toContain(acme)
    expect(board.scopes).toEqual(['check:read', 'incident:read'])
    expect(Date.parse(board.expiresAt) - Date.now()).toBeGreaterThan(29 * 86_400_000)
  })
})
