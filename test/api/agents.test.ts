// Agents over the API: joining by a token that works once, what may be changed, and the end of a key.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { letInOwnAgent } from '../../workers/flow/own-agent.ts'
import { acme, bolt, keys, openWorld, type World } from './world.ts'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world?.stop())

const token = async () => (await world.ask('POST', '/api/agents/tokens')).json.token as string
const join = (given: object) =>
  world.ask('POST', '/agent/join', {
    key: null,
    body: { name: 'home', network: 'office', program: '0.1.0', capabilities: ['ping'], ...given },
  })
const joined = async (facts: object = {}) => {
  const { status, json } = await join({ token: await token(), ...facts })
  expect(status).toBe(201)
  return json as { id: string; key: string }
}

describe('joining', () => {
  it('takes a token once, and gives a key that is stored nowhere', async () => {
    const given = await token()
    const first = await join({ token: given })
    expect(first).toMatchObject({
      status: 201,
      json: { id: expect.stringMatching(`agt_${acme}_`) },
    })
    expect((await join({ token: given })).status).toBe(401)
    const { key } = first.json
    expect(JSON.stringify(await world.place.query('select * from agents'))).not.toContain(key)
    expect(JSON.stringify([...world.kv])).not.toContain(key)
    expect(JSON.stringify(world.configs.get(acme)?.agents)).not.toMatch(/hash/i)
  })

  it('refuses a token that expired, and one that nobody made', async () => {
    const given = await token()
    await world.place.query(`update one_time_tokens set expires_at = now() - interval '1 second'`)
    expect((await join({ token: given })).status).toBe(401)
    expect((await join({ token: `esj_${bolt}_${'a'.repeat(40)}` })).status).toBe(401)
    expect((await join({ token: 'x' })).status).toBe(401)
  })

  it('names the field that is wrong', async () => {
    const given = await token()
    const wrong = await join({ token: given, network: 'no/slash' })
    expect(wrong).toMatchObject({ status: 422, json: { field: 'network' } })
    // Nothing was used up.
    expect((await join({ token: given })).status).toBe(201)
  })

  it('is told to the shard, and is a place of that workspace alone', async () => {
    const { id } = await joined({ name: 'shed' })
    expect(world.configs.get(acme)?.agents?.map((one) => one.id)).toContain(id)
    const own = await world.ask('GET', '/api/locations')
    expect(own.json.data).toContainEqual(
      expect.objectContaining({
        id,
        label: 'shed',
        network: 'office',
        default: false,
        role: 'voter',
      }),
    )
    const other = await world.ask('GET', '/api/locations', { key: keys.bolt })
    expect(other.text).not.toContain(id)
  })

  it('is for owners and admins to allow', async () => {
    const refused = await world.ask('POST', '/api/agents/tokens', { key: keys.viewer })
    expect(refused.status).toBe(403)
  })
})

describe('the link', () => {
  const poll = (key: string) =>
    world.ask('POST', '/agent/poll', {
      key: null,
      body: {},
      headers: { authorization: `Bearer ${key}` },
    })

  it('opens to the key of an agent, and to no API key', async () => {
    const { id, key } = await joined()
    expect(await poll(key)).toMatchObject({ status: 200, json: { agent: id, path: '/poll' } })
    expect((await poll(keys.acme)).status).toBe(401)
    expect((await poll(`esa_${'0'.repeat(40)}`)).status).toBe(401)
    const api = { key: null, headers: { authorization: `Bearer ${key}` } }
    expect((await world.ask('GET', '/api/checks', api)).status).toBe(401)
  })

  it('finds the key in the database while KV does not know it', async () => {
    const { id, key } = await joined()
    for (const name of world.kv.keys()) if (name.startsWith('agent:')) world.kv.delete(name)
    expect(await poll(key)).toMatchObject({ status: 200, json: { agent: id } })
  })
})

describe('an agent that has joined', () => {
  it('is changed under its version, with a line in the audit log', async () => {
    const { id } = await joined()
    const body = { network: 'isp-2', site: 'rack 4', role: 'witness' }
    const after = await world.ask('PATCH', `/api/agents/${id}`, { body })
    expect(after).toMatchObject({ status: 200, json: { ...body, version: 2, link: 'none' } })
    const stale = await world.ask('PATCH', `/api/agents/${id}`, {
      body,
      headers: { 'if-match': '"1"' },
    })
    expect(stale.status).toBe(412)
    const log = await world.ask('GET', `/api/audit?subject=${id}`)
    expect(log.json.data.map((one: { verb: string }) => one.verb)).toEqual(['update', 'join'])
  })

  it('is revoked at its door first, and then on record', async () => {
    const { id, key } = await joined()
    const after = await world.ask('PUT', `/api/agents/${id}/revocation`)
    expect(after.json.revokedAt).not.toBeNull()
    expect(world.revoked).toContain(id)
    for (const name of world.kv.keys()) if (name.startsWith('agent:')) world.kv.delete(name)
    const headers = { authorization: `Bearer ${key}` }
    expect((await world.ask('POST', '/agent/poll', { key: null, body: {}, headers })).status).toBe(
      401,
    )
    expect((await world.ask('PUT', `/api/agents/${id}/revocation`)).status).toBe(409)
  })

  it('stays while a check is asked from it', async () => {
    const { id } = await joined()
    const site = { type: 'http', url: 'https://example.com', locations: ['one', id] }
    const check = await world.ask('POST', '/api/checks', { body: site })
    expect(check.status).toBe(201)
    const refused = await world.ask('DELETE', `/api/agents/${id}`)
    expect(refused).toMatchObject({ status: 409 })
    await world.ask('PATCH', `/api/checks/${check.json.id}`, { body: { locations: ['one'] } })
    expect((await world.ask('DELETE', `/api/agents/${id}`)).status).toBe(204)
    expect((await world.ask('GET', `/api/agents/${id}`)).status).toBe(404)
  })

  it('is not the only voice of a check as a witness, from the start or later', async () => {
    const { id } = await joined()
    const site = { type: 'tcp', host: '10.1.2.3', port: 5432, locations: [id] }
    const check = await world.ask('POST', '/api/checks', { body: site })
    expect(check.status).toBe(201)
    const asWitness = { body: { role: 'witness' } }
    const refused = await world.ask('PATCH', `/api/agents/${id}`, asWitness)
    expect(refused).toMatchObject({ status: 409, json: { field: 'role' } })
    await world.ask('DELETE', `/api/checks/${check.json.id}`)
    expect((await world.ask('PATCH', `/api/agents/${id}`, asWitness)).status).toBe(200)
    const mute = await world.ask('POST', '/api/checks', { body: site })
    expect(mute).toMatchObject({ status: 422, json: { field: 'locations' } })
    expect(mute.json.detail).toContain('only witnesses')
  })

  it('of another workspace is no place', async () => {
    const { id } = await joined()
    const site = { type: 'http', url: 'https://example.com', locations: [id] }
    const refused = await world.ask('POST', '/api/checks', { body: site, key: keys.bolt })
    expect(refused).toMatchObject({ status: 422, json: { field: 'locations' } })
  })
})

describe('the page', () => {
  it('shows the command with its token once', async () => {
    const made = await world.ask('POST', '/agents/tokens', { person: 'u1', form: {} })
    const [given] = /esj_[a-z0-9_]+/.exec(made.text) ?? []
    expect(made).toMatchObject({ status: 201 })
    expect(given).toBeTruthy()
    expect((await world.ask('GET', '/agents', { person: 'u1' })).text).not.toContain(given)
    expect((await join({ token: given })).status).toBe(201)
  })
})

describe('the built-in agent', () => {
  const given = { key: `esa_${'k'.repeat(40)}`, name: 'cellar', network: 'this-host' }

  it('joins once, in the workspace that is there longest, and takes another key', async () => {
    const [first] = await letInOwnAgent(world.hub, given)
    expect(first).toMatchObject({
      agent: { workspace: acme, builtIn: true, name: 'cellar' },
      key: given.key,
      reports: true,
    })
    const { id } = first!.agent
    await world.ask('PATCH', `/api/agents/${id}`, { body: { name: 'attic' } })
    const other = { ...given, key: `esa_${'m'.repeat(40)}`, network: 'fibre' }
    const [again] = await letInOwnAgent(world.hub, other)
    expect(again!.agent).toMatchObject({ id, network: 'fibre' })
    const now = await world.ask('GET', `/api/agents/${id}`)
    expect(now.json).toMatchObject({ name: 'attic', network: 'fibre', builtIn: true })
    world.kv.clear()
    const poll = (key: string) =>
      world.ask('POST', '/agent/poll', {
        key: null,
        body: {},
        headers: { authorization: `Bearer ${key}` },
      })
    expect((await poll(given.key)).status).toBe(401)
    expect(await poll(other.key)).toMatchObject({ status: 200, json: { agent: id } })
  })

  it('is a place of every workspace, each by a key of its own, and reports to one', async () => {
    const seats = await letInOwnAgent(world.hub, given)
    expect(seats.map((one) => [one.agent.workspace, one.reports])).toEqual([
      [acme, true],
      [bolt, false],
    ])
    const own = await world.ask('GET', '/api/agents', { key: keys.bolt })
    expect(own.json.data).toMatchObject([{ id: seats[1]!.agent.id, builtIn: true }])
    expect(seats[1]!.key).toMatch(/^esa_[a-z0-9]{40}$/)
    expect(seats[1]!.key).not.toBe(given.key)
    expect(await letInOwnAgent(world.hub, given)).toEqual(seats)
    const headers = { authorization: `Bearer ${seats[1]!.key}` }
    const polled = await world.ask('POST', '/agent/poll', { key: null, body: {}, headers })
    expect(polled).toMatchObject({ status: 200, json: { agent: seats[1]!.agent.id } })
    const ping = { body: { type: 'ping', host: '10.0.0.1' }, key: keys.bolt }
    expect((await world.ask('POST', '/api/checks', ping)).status).toBe(201)
  })

  it('is none of strangers’ where they may sign up', async () => {
    const { plan } = world.hub.settings
    world.hub.settings.plan = 'free'
    const seats = await letInOwnAgent(world.hub, given)
    world.hub.settings.plan = plan
    expect(seats.map((one) => one.agent.workspace)).toEqual([acme])
  })

  it('is asked by what only agents can ask, and stays while something does', async () => {
    const { id } = (await letInOwnAgent(world.hub, given))[0]!.agent
    expect((await world.ask('PUT', `/api/agents/${id}/revocation`)).status).toBe(409)
    const ping = await world.ask('POST', '/api/checks', {
      body: { type: 'ping', host: '10.0.0.1' },
    })
    expect(ping.status).toBe(201)
    expect(await world.ask('DELETE', `/api/agents/${id}`)).toMatchObject({
      status: 409,
      json: { detail: expect.stringContaining('is asked from it') },
    })
    await world.ask('DELETE', `/api/checks/${ping.json.id}`)
    expect((await world.ask('DELETE', `/api/agents/${id}`)).status).toBe(204)
  })
})
