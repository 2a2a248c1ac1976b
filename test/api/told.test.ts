// Checks that are told: heartbeats and their addresses as Healthchecks and Uptime Kuma have them,
// manual checks, groups, and what needs an agent.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { acme, keys, openWorld, type World } from './world.ts'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.stop())
beforeEach(() => {
  world.heard.length = 0
  world.sayings.length = 0
})

async function made(body: object) {
  const answer = await world.ask('POST', '/api/checks', { body })
  expect(answer.status).toBe(201)
  return answer.json
}
async function addressOf(id: string): Promise<{ token: string; ping: string; push: string }> {
  const { json } = await world.ask('GET', `/api/checks/${id}/token`)
  const path = (url: string) => url.replace('http://esonar.test', '')
  return { token: json.token, ping: path(json.pingUrl), push: path(json.pushUrl) }
}
const stranger = { key: null }

describe('a heartbeat', () => {
  it('is made by its type alone, and says its token to nobody but those who may change it', async () => {
    const check = await made({ type: 'heartbeat' })
    expect(check).toMatchObject({
      name: 'every 1 d',
      periodSeconds: 86_400,
      graceSeconds: 3_600,
      cron: null,
      token: '•••',
    })
    const { token } = await addressOf(check.id)
    expect(token).toMatch(/^[a-z0-9]{32}$/)
    for (const path of ['', `/${check.id}`]) {
      expect((await world.ask('GET', `/api/checks${path}`)).text).not.toContain(token)
    }
    const rows = await world.place.query('select * from checks where id = $1', [check.id])
    expect(JSON.stringify(rows)).not.toContain(token)
    expect(JSON.stringify([...world.kv])).not.toContain(token)
    const audit = await world.place.query('select * from audit')
    expect(JSON.stringify(audit)).not.toContain(token)
    const viewer = await world.ask('GET', `/api/checks/${check.id}/token`, { key: keys.viewer })
    expect(viewer.status).toBe(403)
    const other = await world.ask('GET', `/api/checks/${check.id}/token`, { key: keys.bolt })
    expect(other.status).toBe(404)
  })

  it.each([
    ['', 'success', null],
    ['/start', 'start', null],
    ['/fail', 'fail', null],
    ['/log', 'log', null],
    ['/0', 'success', 0],
    ['/3', 'fail', 3],
    ['/255', 'fail', 255],
  ])('hears an address that ends in "%s" as %s, like Healthchecks', async (end, act, exitCode) => {
    const { id } = await made({ type: 'heartbeat' })
    const { ping } = await addressOf(id)
    for (const method of ['GET', 'HEAD', 'POST']) {
      const answer = await world.ask(method, `${ping}${end}`, stranger)
      expect(answer.status).toBe(200)
      expect(answer.text).toBe(method === 'HEAD' ? '' : 'OK')
    }
    expect(world.heard.map(([check, one]) => [check, one.act, one.exitCode])).toEqual(
      Array.from({ length: 3 }, () => [id, act, exitCode]),
    )
  })

  it('takes the run id and the beginning of what the job says, however long it is', async () => {
    const { id } = await made({ type: 'heartbeat' })
    const { ping } = await addressOf(id)
    const rid = '123E4567-e89b-12d3-a456-426614174000'
    const raw = `began\n${'x'.repeat(300_000)}`
    const answer = await world.ask('POST', `${ping}/log?rid=${rid}`, { ...stranger, raw })
    expect(answer.status).toBe(200)
    expect(world.heard[0]?.[1]).toMatchObject({ rid: rid.toLowerCase(), act: 'log' })
    expect(world.heard[0]?.[1].body).toHaveLength(1_000)
    expect(world.heard[0]?.[1].body).toMatch(/^began\nx+$/)
    const list = await world.ask('GET', `/api/checks/${id}/pings`)
    expect(list.json.data[0]).toMatchObject({ act: 'log', rid: rid.toLowerCase() })
    expect((await world.ask('GET', `${ping}?rid=7`, stranger)).text).toBe('invalid uuid format')
    expect((await world.ask('GET', `${ping}/256`, stranger)).status).toBe(400)
    expect((await world.ask('GET', `${ping}/STOP`, stranger)).status).toBe(400)
    // Might be a ping key and a slug, and is none.
    expect((await world.ask('GET', `${ping}/stop`, stranger)).text).toBe('not found')
  })

  it('is pushed to as Uptime Kuma is', async () => {
    const { id } = await made({ type: 'heartbeat' })
    const { push } = await addressOf(id)
    const up = await world.ask('GET', `${push}?status=up&msg=OK&ping=230`, stranger)
    expect([up.status, up.json]).toEqual([200, { ok: true }])
    await world.ask('POST', `${push}?status=down&msg=disk+full`, stranger)
    expect(world.heard.map(([, { act, durationMs, body }]) => [act, durationMs, body])).toEqual([
      ['success', 230, ''],
      ['fail', null, 'disk full'],
    ])
    const gone = await world.ask('GET', '/api/push/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', stranger)
    expect([gone.status, gone.json]).toEqual([
      404,
      { ok: false, msg: 'Monitor not found or not active.' },
    ])
  })

  it('is up where a job says nothing of its status, and is found with a slash at the end', async () => {
    const { id } = await made({ type: 'heartbeat' })
    const { ping, push } = await addressOf(id)
    const asked = [
      `${push}?status=&msg=&ping=`,
      `${push}/?status=up`,
      `${push}?status=UP`,
      `${ping}/`,
    ]
    for (const path of asked) {
      expect((await world.ask('GET', path, stranger)).status).toBe(200)
    }
    expect(world.heard.map(([check, { act }]) => [check, act])).toEqual(
      ['success', 'success', 'fail', 'success'].map((act) => [id, act]),
    )
  })

  it('keeps the token of the service it moves from, if no other heartbeat has it', async () => {
    const token = '5bf66975-d4c7-4bf5-bcc8-b8d8a82ea278'
    const { id } = await made({ type: 'heartbeat', token })
    expect((await world.ask('GET', `/ping/${token.toUpperCase()}`, stranger)).text).toBe('OK')
    expect(world.heard[0]?.[0]).toBe(id)
    const body = { type: 'heartbeat', token }
    const again = await world.ask('POST', '/api/checks', { key: keys.bolt, body })
    expect(again.status).toBe(409)
    expect(again.json).toMatchObject({ field: 'token' })
    const short = await world.ask('POST', '/api/checks', { body: { ...body, token: 'backup' } })
    expect(short.json).toMatchObject({ status: 422, field: 'token' })
  })

  it('gets another token on demand; the old address is unknown from then on', async () => {
    const { id } = await made({ type: 'heartbeat' })
    const before = await addressOf(id)
    await world.ask('PATCH', `/api/checks/${id}`, { body: { token: '•••', graceSeconds: 60 } })
    expect(await addressOf(id)).toEqual(before)
    const changed = await world.ask('PUT', `/api/checks/${id}/token`)
    expect(changed.json.token).not.toBe(before.token)
    expect((await world.ask('GET', before.ping, stranger)).text).toBe('not found')
    const after = await addressOf(id)
    expect((await world.ask('GET', after.ping, stranger)).text).toBe('OK')
    await world.ask('DELETE', `/api/checks/${id}`)
    expect((await world.ask('GET', after.ping, stranger)).status).toBe(404)
  })

  it('is heard with the database away, and told to try again when the shard is', async () => {
    const { id } = await made({ type: 'heartbeat' })
    const { ping, push } = await addressOf(id)
    const { door, hub } = world
    const { config, shard } = hub
    hub.config = new Proxy(config, {
      get: () => () => Promise.reject(new Error('no database')),
    })
    expect((await world.ask('GET', ping, stranger)).text).toBe('OK')
    hub.config = config
    hub.shard = () => Promise.reject(new Error('the shard is away'))
    expect((await world.ask('GET', ping, stranger)).status).toBe(503)
    expect((await world.ask('GET', push, stranger)).status).toBe(503)
    hub.shard = shard
    const hear = door.ping
    door.ping = async () => 'limited'
    expect((await world.ask('GET', ping, stranger)).status).toBe(429)
    expect((await world.ask('GET', push, stranger)).status).toBe(429)
    door.ping = hear
  })

  it.each([
    [
      { cron: '0 3 * *' },
      'cron',
      'must have five fields (minute hour day month weekday), like 0 3 * * *',
    ],
    [{ cron: '0 0 30 2 *' }, 'cron', 'never comes; name a day that exists'],
    [{ cron: '0 3 * * 9' }, 'cron', 'is not a cron expression: Invalid value for dayOfWeek: 9'],
    [
      { cron: '0 3 * * *', timeZone: 'Mars/Base' },
      'timeZone',
      'is not a time zone; give one like Europe/Berlin',
    ],
    [{ graceSeconds: 0 }, 'graceSeconds', 'must be a whole number from 5 to 31622400 seconds'],
    [{ periodSeconds: 1 }, 'periodSeconds', 'must be a whole number from 10 to 31622400 seconds'],
    [{ url: 'https://x.example' }, 'url', 'unknown field url; leave it out or correct its name'],
  ])('refuses %o, naming %s and the remedy', async (facts, field, detail) => {
    const { json } = await world.ask('POST', '/api/checks', {
      body: { type: 'heartbeat', ...facts },
    })
    expect(json).toMatchObject({ status: 422, field, detail })
  })

  it('is never probed by hand', async () => {
    const { id } = await made({ type: 'heartbeat', cron: '@daily', timeZone: 'Europe/Berlin' })
    expect((await world.ask('POST', `/api/checks/${id}/probes`)).status).toBe(409)
  })
})

describe('a manual check', () => {
  it('is set by whoever may act, with a text', async () => {
    const { id } = await made({ type: 'manual', name: 'payments' })
    const body = { health: 'down', text: 'the provider is away' }
    expect((await world.ask('PUT', `/api/checks/${id}/health`, { body })).status).toBe(204)
    expect(world.sayings).toEqual([[id, { ...body, by: 'owner' }]])
    const viewer = { key: keys.viewer, body }
    expect((await world.ask('PUT', `/api/checks/${id}/health`, viewer)).status).toBe(403)
    const bolt = { key: keys.bolt, body }
    expect((await world.ask('PUT', `/api/checks/${id}/health`, bolt)).status).toBe(404)
    const wrong = { body: { health: 'broken' } }
    const refused = await world.ask('PUT', `/api/checks/${id}/health`, wrong)
    expect(refused.json).toMatchObject({ status: 422, field: 'health' })
    const http = await made({ type: 'http', url: 'https://example.com' })
    expect((await world.ask('PUT', `/api/checks/${http.id}/health`, { body })).status).toBe(409)
  })
})

describe('a group', () => {
  it('has members of its own workspace that lead to no circle', async () => {
    const web = await made({ type: 'http', url: 'https://web.example' })
    const one = await made({ type: 'group', name: 'one', members: [web.id] })
    expect(one).toMatchObject({ rule: 'all', target: 'its 1 member' })
    const two = await made({ type: 'group', name: 'two', members: [one.id, web.id], rule: 'any' })
    const circle = await world.ask('PATCH', `/api/checks/${one.id}`, {
      body: { members: [web.id, two.id] },
    })
    expect(circle.json).toMatchObject({
      status: 422,
      field: 'members',
      detail: 'leads back to this group: two → one; leave one of them out',
    })
    const itself = { body: { members: [one.id] } }
    expect((await world.ask('PATCH', `/api/checks/${one.id}`, itself)).status).toBe(422)
    const foreign = { key: keys.bolt, body: { type: 'group', members: [web.id] } }
    const refused = await world.ask('POST', '/api/checks', foreign)
    expect(refused.json).toMatchObject({ status: 422, field: 'members' })
    const many = Array.from({ length: 51 }, (_, index) => `chk_${acme}_${index}`)
    const body = { type: 'group', members: many }
    expect((await world.ask('POST', '/api/checks', { body })).json.detail).toBe(
      'at most 50 members',
    )
    const few = { type: 'group', members: [web.id], rule: 'at_least', atLeast: 2 }
    expect((await world.ask('POST', '/api/checks', { body: few })).json.field).toBe('atLeast')
  })

  it('keeps its members from being removed', async () => {
    const web = await made({ type: 'http', url: 'https://web.example' })
    const one = await made({ type: 'group', name: 'shop', members: [web.id] })
    const refused = await world.ask('DELETE', `/api/checks/${web.id}`)
    expect(refused.status).toBe(409)
    expect(refused.json.detail).toBe('It is a member of the group shop; take it out there first.')
    expect((await world.ask('DELETE', `/api/checks/${one.id}`)).status).toBe(204)
    expect((await world.ask('DELETE', `/api/checks/${web.id}`)).status).toBe(204)
  })
})

describe('a ping check', () => {
  it('needs an agent, and is not made without one', async () => {
    const body = { type: 'ping', host: 'router.example' }
    const { json } = await world.ask('POST', '/api/checks', { body })
    expect(json).toMatchObject({
      status: 422,
      field: 'type',
      detail: 'needs an agent: join one first',
    })
  })

  it('is asked from agents alone, also about what is private', async () => {
    const { json: made } = await world.ask('POST', '/api/agents/tokens')
    const facts = { name: 'home', network: 'isp', program: '0.1.0', capabilities: ['ping'] }
    const joining = { key: null, body: { token: made.token, ...facts } }
    const { json: agent } = await world.ask('POST', '/agent/join', joining)
    const body = { type: 'ping', host: '10.0.0.1' }
    const mixed = { ...body, locations: ['one', agent.id] }
    for (const wrong of [body, mixed]) {
      const refused = await world.ask('POST', '/api/checks', { body: wrong })
      expect(refused.json).toMatchObject({ status: 422, field: 'locations' })
    }
    const asked = { ...body, locations: [agent.id] }
    expect((await world.ask('POST', '/api/checks', { body: asked })).status).toBe(201)
  })
})
