// The workspace's ping key: addresses made of it and a heartbeat's slug, as Healthchecks has them.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { acme, keys, openWorld, type World } from './world.ts'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.stop())
beforeEach(() => {
  world.heard.length = 0
})
// Slugs are free again for the next test.
afterEach(async () => {
  for (const key of [keys.acme, keys.bolt]) {
    const { json } = await world.ask('GET', '/api/checks', { key })
    for (const { id } of json.data) await world.ask('DELETE', `/api/checks/${id}`, { key })
  }
})

const stranger = { key: null }
const path = (url: string) => url.replace('http://esonar.test', '')

async function made(slug: string | null, key = keys.acme) {
  const body = { type: 'heartbeat', name: `job ${slug}`, slug }
  const answer = await world.ask('POST', '/api/checks', { key, body })
  expect(answer.status).toBe(201)
  return answer.json.id as string
}
async function rotated(key = keys.acme, body?: object): Promise<string> {
  const answer = await world.ask('PUT', '/api/ping-key', { key, ...(body ? { body } : {}) })
  expect(answer.status).toBe(200)
  return answer.json.key
}

describe('the ping key', () => {
  it('is made on demand, and said to those alone who may change checks of the workspace', async () => {
    const none = await world.ask('GET', '/api/ping-key', { key: keys.bolt })
    expect([none.status, none.json.detail]).toEqual([
      404,
      'There is no ping key yet; make one: PUT /api/ping-key.',
    ])
    const key = await rotated()
    expect(key).toMatch(/^[a-z0-9]{32}$/)
    const shown = await world.ask('GET', '/api/ping-key')
    expect(shown.json).toEqual({ key, pingUrl: `http://esonar.test/ping/${key}/<slug>` })
    for (const method of ['GET', 'PUT']) {
      const viewer = await world.ask(method, '/api/ping-key', { key: keys.viewer })
      expect([method, viewer.status, viewer.text.includes(key)]).toEqual([method, 403, false])
    }
    const other = await world.ask('GET', '/api/ping-key', { key: keys.bolt })
    expect(other.status).toBe(404)
    const rows = await world.place.query('select * from workspaces')
    expect(JSON.stringify(rows)).toContain('sealed:v1:')
    const audit = await world.place.query('select * from audit')
    for (const kept of [rows, audit, [...world.kv]]) expect(JSON.stringify(kept)).not.toContain(key)
  })

  it('is another one on demand; the old is unknown then, and each change is on record', async () => {
    const id = await made('backup')
    const old = await rotated()
    const lines = `select verb, before, after from audit where noun = 'ping key' order by id`
    const before = (await world.place.query(lines)).length
    expect((await world.ask('GET', `/ping/${old}/backup`, stranger)).text).toBe('OK')
    const now = await rotated()
    expect(now).not.toBe(old)
    const gone = await world.ask('GET', `/ping/${old}/backup`, stranger)
    expect([gone.status, gone.text]).toEqual([404, 'not found'])
    expect((await world.ask('GET', `/ping/${now}/backup`, stranger)).text).toBe('OK')
    expect(world.heard.map(([check]) => check)).toEqual([id, id])
    expect((await world.place.query(lines)).slice(before)).toEqual([
      { verb: 'rotate', before: { pingKey: 'old' }, after: { pingKey: 'new' } },
    ])
  })

  it('is given up at the door after the shard knows, which would put it back', async () => {
    await made('backup')
    await rotated()
    const { drop } = world.hub.snapshots
    const given = () => world.configs.get(acme)!
    const before = given()
    const seen: boolean[] = []
    world.hub.snapshots.drop = async (name) => {
      seen.push(given().pingKey !== before.pingKey)
      await drop(name)
    }
    await rotated()
    const [check] = given().checks
    await world.ask('PUT', `/api/checks/${check!.id}/token`)
    await world.ask('DELETE', `/api/checks/${check!.id}`)
    world.hub.snapshots.drop = drop
    expect(seen).toEqual([true, true, true])
    expect(given().checks).toEqual([])
  })

  it('comes along from another service, if no other workspace has it', async () => {
    const key = 'R9qPZvTyaBC-_x0123456w'
    expect(await rotated(keys.acme, { key })).toBe(key)
    expect(await rotated(keys.acme, { key })).toBe(key)
    const taken = await world.ask('PUT', '/api/ping-key', { key: keys.bolt, body: { key } })
    expect(taken.json).toMatchObject({ status: 409, field: 'key' })
    await made('backup')
    for (const end of ['', '/']) {
      const answer = await world.ask('GET', `/ping/${key}/backup${end}`, stranger)
      expect(answer.text).toBe('OK')
    }
    const folded = await world.ask('GET', `/ping/${key.toLowerCase()}/backup`, stranger)
    expect(folded.status).toBe(404)
    for (const body of [{ key: 'short' }, { key: 7 }]) {
      const { json } = await world.ask('PUT', '/api/ping-key', { body })
      expect(json).toMatchObject({ status: 422, field: 'key' })
    }
  })

  it('of a change that lost the race is not known at the door', async () => {
    const { accounts } = world.hub
    const key = await rotated()
    const held = new Map(world.kv)
    world.hub.accounts = { ...accounts, pingKey: async () => 'the one before' }
    expect((await world.ask('PUT', '/api/ping-key')).status).toBe(412)
    world.hub.accounts = accounts
    expect(new Map(world.kv)).toEqual(held)
    expect((await world.ask('GET', '/api/ping-key')).json.key).toBe(key)
  })
})

describe('an address of a slug', () => {
  it.each([
    ['', 'success', null],
    ['/start', 'start', null],
    ['/fail', 'fail', null],
    ['/log', 'log', null],
    ['/0', 'success', 0],
    ['/3', 'fail', 3],
  ])('that ends in "%s" is heard as %s', async (end, act, exitCode) => {
    const id = await made('db_backup-1')
    const key = await rotated()
    for (const method of ['GET', 'HEAD', 'POST']) {
      const answer = await world.ask(method, `/ping/${key}/db_backup-1${end}`, stranger)
      expect([answer.status, answer.text]).toEqual([200, method === 'HEAD' ? '' : 'OK'])
    }
    expect(world.heard.map(([check, one]) => [check, one.act, one.exitCode])).toEqual(
      Array.from({ length: 3 }, () => [id, act, exitCode]),
    )
  })

  it('takes the run id and the beginning of what the job says', async () => {
    await made('backup')
    const address = `/ping/${await rotated()}/backup`
    const rid = '123e4567-e89b-12d3-a456-426614174000'
    const raw = 'x'.repeat(300_000)
    await world.ask('POST', `${address}/log?rid=${rid}`, { ...stranger, raw })
    expect(world.heard[0]?.[1]).toMatchObject({ rid, act: 'log' })
    expect(world.heard[0]?.[1].body).toHaveLength(1_000)
    const wrong = await world.ask('GET', `${address}?rid=7`, stranger)
    expect([wrong.status, wrong.text]).toEqual([400, 'invalid uuid format'])
    for (const end of ['/256', '/stop']) {
      expect((await world.ask('GET', `${address}${end}`, stranger)).status).toBe(400)
    }
  })

  it('reaches the heartbeats of its own workspace alone', async () => {
    const own = await made('backup')
    const theirs = await made('backup', keys.bolt)
    await made('only-theirs', keys.bolt)
    const [key, other] = [await rotated(), await rotated(keys.bolt)]
    await world.ask('GET', `/ping/${key}/backup`, stranger)
    await world.ask('GET', `/ping/${other}/backup`, stranger)
    expect(world.heard.map(([check]) => check)).toEqual([own, theirs])
    const foreign = await world.ask('GET', `/ping/${key}/only-theirs`, stranger)
    expect([foreign.status, foreign.text]).toEqual([404, 'not found'])
  })

  it('is unknown without a slug or a key, and says so when it is ambiguous', async () => {
    const id = await made(null)
    const key = await rotated()
    const said = async (end: string) => (await world.ask('GET', `/ping/${end}`, stranger)).text
    expect(await said(`${key}/null`)).toBe('not found')
    expect(await said(`${'z'.repeat(22)}/backup`)).toBe('not found')
    await world.ask('PATCH', `/api/checks/${id}`, { body: { slug: 'backup' } })
    expect(await said(`${key}/backup`)).toBe('OK')
    await world.ask('PATCH', `/api/checks/${id}`, { body: { slug: null } })
    expect(await said(`${key}/backup`)).toBe('not found')
    await world.ask('PATCH', `/api/checks/${id}`, { body: { slug: 'backup' } })
    const config = world.configs.get(acme)!
    const [check] = config.checks
    world.configs.set(acme, { ...config, checks: [check!, { ...check!, id: `${id}2` }] })
    const twice = await world.ask('GET', `/ping/${key}/backup`, stranger)
    expect([twice.status, twice.text]).toEqual([409, 'ambiguous slug'])
  })

  it('is heard with the database away, and told to try again when the shard is', async () => {
    await made('backup')
    const address = `/ping/${await rotated()}/backup`
    const { config, accounts, shard } = world.hub
    const away = { get: () => () => Promise.reject(new Error('no database')) }
    world.hub.config = new Proxy(config, away)
    world.hub.accounts = new Proxy(accounts, away)
    expect((await world.ask('GET', address, stranger)).text).toBe('OK')
    world.hub.config = config
    world.hub.accounts = accounts
    world.hub.shard = () => Promise.reject(new Error('the shard is away'))
    expect((await world.ask('GET', address, stranger)).status).toBe(503)
    world.hub.shard = shard
    const { pingSlug } = world.door
    world.door.pingSlug = async () => 'limited'
    expect((await world.ask('GET', address, stranger)).status).toBe(429)
    world.door.pingSlug = pingSlug
  })
})

describe('?create=1', () => {
  const named = async (slug: string) => {
    const { json } = await world.ask('GET', '/api/checks')
    return json.data.filter((one: { slug?: string }) => one.slug === slug)
  }

  it('makes the heartbeat once, and lets it hear the ping', async () => {
    const key = await rotated()
    const ask = (end: string) => world.ask('GET', `/ping/${key}/${end}`, stranger)
    expect((await ask('nightly')).status).toBe(404)
    expect(await named('nightly')).toEqual([])
    const first = await ask('nightly/start?create=1')
    expect([first.status, first.text]).toEqual([201, 'Created'])
    const again = await ask('nightly?create=1')
    expect([again.status, again.text]).toEqual([200, 'OK'])
    const [made, ...more] = await named('nightly')
    expect(more).toEqual([])
    expect(made).toMatchObject({
      type: 'heartbeat',
      name: 'nightly',
      periodSeconds: 86_400,
      graceSeconds: 3_600,
      cron: null,
    })
    expect(world.heard.map(([check, { act }]) => [check, act])).toEqual([
      [made.id, 'start'],
      [made.id, 'success'],
    ])
    const [line] = await world.place.query(
      `select actor, verb, noun from audit where subject = '${made.id}'`,
    )
    expect(line).toEqual({ actor: 'ping key', verb: 'create', noun: 'check' })
  })

  it('of two pings at once makes one', async () => {
    const key = await rotated()
    const both = await Promise.all(
      [1, 2].map(() => world.ask('GET', `/ping/${key}/twin?create=1`, stranger)),
    )
    for (const { status } of both) expect([200, 201]).toContain(status)
    expect(await named('twin')).toHaveLength(1)
    expect(world.heard).toHaveLength(2)
  })

  it('leaves one alone that was made so and has another slug now', async () => {
    const key = await rotated()
    await world.ask('GET', `/ping/${key}/moved?create=1`, stranger)
    const [old] = await named('moved')
    await world.ask('PATCH', `/api/checks/${old.id}`, { body: { slug: 'elsewhere' } })
    expect((await world.ask('GET', `/ping/${key}/moved?create=1`, stranger)).status).toBe(201)
    expect((await named('moved'))[0].id).not.toBe(old.id)
    expect(await named('elsewhere')).toHaveLength(1)
  })

  it('makes none for a stranger, for a token, or under what is no slug', async () => {
    const key = await rotated()
    const before = (await world.ask('GET', '/api/checks')).json.data.length
    const said = async (end: string) =>
      (await world.ask('GET', `/ping/${end}?create=1`, stranger)).status
    expect(await said(`${'z'.repeat(22)}/nightly`)).toBe(404)
    expect(await said('z'.repeat(32))).toBe(404)
    expect(await said(`${key}/Back up`)).toBe(400)
    expect(await said(`${key}/nightly/stop`)).toBe(400)
    expect((await world.ask('GET', '/api/checks')).json.data).toHaveLength(before)
  })

  it('keeps to the plan, and asks for another try while the database is away', async () => {
    const key = await rotated()
    const { accounts, config } = world.hub
    const small = { id: acme, name: 'Acme', plan: 'free' }
    world.hub.accounts = { ...accounts, workspace: async () => small }
    world.hub.config = { ...config, countChecks: async () => 20 }
    const full = await world.ask('GET', `/ping/${key}/one-more?create=1`, stranger)
    expect([full.status, full.text]).toEqual([403, 'no more checks on this plan'])
    world.hub.accounts = accounts
    const away = { get: () => () => Promise.reject(new Error('no database')) }
    world.hub.config = new Proxy(config, away)
    const later = await world.ask('GET', `/ping/${key}/one-more?create=1`, stranger)
    expect(later.status).toBe(503)
    world.hub.config = config
    expect(await named('one-more')).toEqual([])
  })
})

describe('a slug', () => {
  it.each(['', 'start', 'fail', 'log', '7', 'Back up', 'ä', 'x'.repeat(101)])(
    'is not "%s"',
    async (slug) => {
      const body = { type: 'heartbeat', slug }
      const { json } = await world.ask('POST', '/api/checks', { body })
      expect(json).toMatchObject({ status: 422, field: 'slug' })
    },
  )

  it('is that of one heartbeat in a workspace, and makes one more address of it', async () => {
    const id = await made('backup')
    const body = { type: 'heartbeat', slug: 'backup' }
    const again = await world.ask('POST', '/api/checks', { body })
    expect(again.json).toMatchObject({
      status: 409,
      field: 'slug',
      detail: 'is that of job backup; give another one',
    })
    const other = await made('nightly')
    const moved = await world.ask('PATCH', `/api/checks/${other}`, { body: { slug: 'backup' } })
    expect(moved.status).toBe(409)
    const same = await world.ask('PATCH', `/api/checks/${id}`, { body: { slug: 'backup' } })
    expect(same.status).toBe(200)
    const key = await rotated()
    const { json } = await world.ask('GET', `/api/checks/${id}/token`)
    expect(path(json.slugUrl)).toBe(`/ping/${key}/backup`)
    const without = await made(null)
    expect((await world.ask('GET', `/api/checks/${without}/token`)).json.slugUrl).toBeNull()
  })
})
