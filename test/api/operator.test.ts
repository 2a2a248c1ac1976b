// The operator console: who gets in, what they see of all workspaces, and that nobody else sees any
// of it, whatever they are elsewhere.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { totp } from '../fakes/totp.ts'
import { type Browser, newPerson, openBrowser, password, signIn } from './browser.ts'
import { routesOf } from './sweep-world.ts'
import { acme, bolt, keys, openWorld, type World } from './world.ts'

let world: World
let ann: Operator
beforeAll(async () => {
  world = await openWorld()
  ann = await newOperator()
})
afterAll(() => world.stop())

interface Operator {
  id: string
  email: string
  browser: Browser
  secret: string
}

/** Somebody named, with a proven address and an authenticator app, signed in. */
async function newOperator(
  facts: { isNamed?: boolean; isProven?: boolean } = {},
): Promise<Operator> {
  const { isNamed = true, isProven = true } = facts
  const { browser, id, email } = await newPerson(world, null)
  if (isNamed) world.hub.settings.operators.push(email)
  await world.place.query('update "user" set email_verified = $1 where id = $2', [isProven, id])
  await signIn(browser, email)
  const set = await browser.post('/account/second-factor', { password })
  const uri = /name="uri" value="([^"]+)"/.exec(set.html)![1]!.replaceAll('&amp;', '&')
  const secret = new URL(uri).searchParams.get('secret')!
  await browser.post('/account/second-factor/confirm', { uri, code: totp(secret) })
  return { id, email, browser, secret }
}

/** As if the half minute of the last code were over. */
const later = () => world.place.query('update two_factor set used_step = 0')

async function enter({ browser, secret }: Operator, code = totp(secret)) {
  await later()
  return browser.post('/operator/enter', { code })
}

const ofConsole = () =>
  routesOf(world.app).filter(({ path }) => /^\/operator(\/|$)/.test(path) && !path.includes('*'))
const filled = (path: string) =>
  path.replace(/:id(\{[^}]*\})?/, (_all, only) => (only ? '1' : acme))
const stranger = () => openBrowser(world).get('/sign-in')

async function ask(browser: Browser, method: string, path: string) {
  return method === 'GET' ? browser.get(filled(path)) : browser.post(filled(path), { code: '1' })
}

describe('the door', () => {
  it('is not there for anybody else, at no address of the console', async () => {
    const stranger = openBrowser(world)
    const owner = await newPerson(world, 'owner')
    await signIn(owner.browser, owner.email)
    const unnamed = await newOperator({ isNamed: false })
    const unproven = await newOperator({ isProven: false })
    expect(ofConsole().length).toBeGreaterThanOrEqual(7)
    for (const { method, path } of ofConsole()) {
      for (const browser of [stranger, owner.browser, unnamed.browser, unproven.browser]) {
        expect((await ask(browser, method, path)).status, `${method} ${path}`).toBe(404)
      }
      const byKey = await world.ask(method, filled(path), { key: keys.acme })
      expect(byKey.status).toBe(404)
    }
  })

  it('opens only to the factor, in the session that gave it', async () => {
    for (const { method, path } of ofConsole()) {
      if (path === '/operator/enter') continue
      const before = await ask(ann.browser, method, path)
      expect([before.status, before.to], path).toEqual([303, '/operator/enter'])
    }
    const wrong = await ann.browser.post('/operator/enter', { code: '000000' })
    expect([wrong.status, (await ann.browser.get('/operator')).status]).toEqual([422, 303])
    const code = totp(ann.secret)
    expect((await enter(ann, code)).to).toBe('/operator')
    expect((await ann.browser.get('/operator')).status).toBe(200)
    const other = openBrowser(world, '198.51.100.200')
    await signIn(other, ann.email)
    // The code that opened the console opens nothing more.
    const used = await other.post('/sign-in/second', { code })
    expect([used.status, (await other.get('/operator')).status]).toEqual([422, 404])
    await later()
    const next = totp(ann.secret)
    await other.post('/sign-in/second', { code: next })
    const again = await other.post('/operator/enter', { code: next })
    expect(again.status).toBe(422)
    expect((await other.get('/operator')).to).toBe('/operator/enter')
  })

  it('closes after twelve hours, by leaving, and when the name is taken off', async () => {
    const eve = await newOperator()
    await enter(eve)
    const { now } = world.hub
    world.hub.now = () => now() + 12 * 3_600_000 + 1_000
    expect((await eve.browser.get('/operator')).to).toBe('/operator/enter')
    world.hub.now = now
    expect((await eve.browser.get('/operator')).status).toBe(200)
    const named = world.hub.settings.operators
    world.hub.settings.operators = []
    expect((await eve.browser.get('/operator')).status).toBe(404)
    world.hub.settings.operators = named
    await eve.browser.post('/operator/leave')
    expect((await eve.browser.get('/operator')).to).toBe('/operator/enter')
  })

  it('asks for a factor first where there is none, and counts wrong codes', async () => {
    const { browser, email, id } = await newPerson(world, null)
    world.hub.settings.operators.push(email)
    await world.place.query('update "user" set email_verified = true where id = $1', [id])
    await signIn(browser, email)
    expect((await browser.get('/operator/enter')).text).toContain('your account has none')
    expect((await browser.post('/operator/enter', { code: '000000' })).status).toBe(409)
    const many = await newOperator()
    const statuses: number[] = []
    for (let time = 0; time < 11; time += 1) {
      statuses.push((await many.browser.post('/operator/enter', { code: '000000' })).status)
    }
    expect(statuses.at(-1)).toBe(429)
  })

  it('takes nothing from another site', async () => {
    const form = { code: totp(ann.secret) }
    const forged = await ann.browser.post('/operator/enter', form, {
      origin: 'https://evil.example',
    })
    expect(forged.status).toBe(403)
  })
})

describe('inside', () => {
  beforeAll(async () => {
    await enter(ann)
  })

  it('every workspace is in the list, in numbers', async () => {
    await world.ask('POST', '/api/checks', {
      body: {
        type: 'http',
        url: 'http://127.0.0.1:8080/',
        name: 'secret name',
        intervalSeconds: 60,
      },
    })
    await world.ask('POST', '/api/checks', {
      body: { type: 'heartbeat', name: 'job', periodSeconds: 60 },
    })
    const { text } = await ann.browser.get('/operator')
    expect(text).toContain(acme)
    expect(text).toContain(bolt)
    expect(text).not.toContain('secret name')
    const tenant = await world.hub.operator.tenant(acme)
    expect(tenant).toMatchObject({ id: acme, running: tenant!.checks })
    const totals = await world.hub.operator.totals()
    expect(totals.workspaces).toBeGreaterThanOrEqual(2)
    const before = tenant!.probesPerDay
    await world.ask('POST', '/api/checks', {
      body: {
        type: 'http',
        url: 'http://127.0.0.1:8081/',
        intervalSeconds: 120,
        locations: ['one', 'two'],
      },
    })
    expect((await world.hub.operator.tenant(acme))!.probesPerDay).toBe(before + 720 * 2)
  })

  it('a part of a name or an id finds one, and a page goes on where it ended', async () => {
    const found = await ann.browser.get(`/operator?q=${bolt}`)
    expect(found.html).toContain(`/operator/workspaces/${bolt}`)
    expect(found.html).not.toContain(`/operator/workspaces/${acme}`)
    expect((await ann.browser.get('/operator?q=%25')).text).toContain('No workspace has this name')
    const first = await world.hub.operator.tenants('', { cursor: null, limit: 1 })
    const second = await world.hub.operator.tenants('', { cursor: first.next, limit: 1 })
    expect(first.data[0]!.id).not.toBe(second.data[0]!.id)
    expect((await ann.browser.get(`/operator/workspaces/${acme}`)).status).toBe(200)
    expect((await ann.browser.get('/operator/workspaces/none')).status).toBe(404)
  })

  it('health shows shards, places, and messages by kind and state, never what they said', async () => {
    await world.place.query(
      `insert into deliveries (id, workspace, channel, level, state, why, created_at, settled_at, begun,
        attempts, body) values ($1, $2, 'chn', 'critical', 'dead', 'attempts', now(), now(), 3, 3, $3)`,
      [`dlv_${acme}_x`, acme, { channelType: 'slack', event: 'opened', payload: { text: 'hush' } }],
    )
    await world.hub.directory.assign(acme)
    const { health } = world.door
    world.door.health = async () => ({
      checks: 7,
      lagMs: 12,
      lastWakeAt: Date.now(),
      backlog: 3,
      backlogSince: null,
      pendingDeliveries: 2,
      overdue: { count: 1, since: Date.now() - 90_000 },
      unwellLocations: ['two'],
    })
    const { text } = await ann.browser.get('/operator/health')
    expect(text).toContain('two: the word does not count everywhere')
    expect(text).toContain('1 × slack: not delivered')
    expect(text).toContain('opened by slack, 3 attempts')
    expect(text).toContain('2, 1 due for 1 min 30 s')
    expect(text).not.toContain('hush')
    world.door.health = () => Promise.reject(new Error('away'))
    expect((await ann.browser.get('/operator/health')).text).toContain('does not answer')
    world.door.health = health
  })

  it('probing of a workspace is stopped with a reason, reaches its shard, and goes on', async () => {
    const path = `/operator/workspaces/${acme}`
    const owner = await newPerson(world, 'owner')
    await signIn(owner.browser, owner.email)
    const silent = await ann.browser.post(`${path}/stop`, { reason: ' ' })
    expect(silent.status).toBe(422)
    expect(silent.text).toContain('must say why')
    const done = await ann.browser.post(`${path}/stop`, { reason: 'It floods <somebody>.' })
    expect([done.status, done.to]).toEqual([303, path])
    expect(world.configs.get(acme)?.stop).toMatchObject({ reason: 'It floods <somebody>.' })
    expect((await ann.browser.post(`${path}/stop`, { reason: 'again' })).status).toBe(409)
    const told = await owner.browser.get('/settings')
    expect(world.faults).toEqual([])
    expect(told.html).toContain('It floods &lt;somebody&gt;.')
    expect(told.text).toContain('Nothing is probed since')
    const probe = await world.ask('POST', '/api/probes', {
      body: { type: 'http', url: 'http://127.0.0.1:8080/' },
    })
    expect([probe.status, probe.json.detail]).toEqual([409, expect.stringContaining('It floods')])
    const other = await world.ask('POST', '/api/probes', {
      body: { type: 'http', url: 'http://127.0.0.1:8080/' },
      key: keys.bolt,
    })
    expect(other.status).toBe(200)
    expect((await ann.browser.get('/operator')).text).toContain('stopped')
    expect((await owner.browser.get('/audit')).text).toContain('the operator')
    await ann.browser.post(`${path}/go-on`)
    expect(world.configs.get(acme)?.stop).toBeNull()
    expect((await owner.browser.get('/settings')).text).not.toContain('Nothing is probed')
    expect((await ann.browser.post(`${path}/go-on`)).status).toBe(409)
    const { text } = await ann.browser.get(path)
    expect(text).toContain('stopped probing')
    expect(text).toContain('let probing go on')
  })

  it('probing of all is stopped and goes on, also of a workspace that is stopped by itself', async () => {
    await world.hub.directory.assign(acme)
    await world.hub.directory.assign(bolt)
    await ann.browser.post(`/operator/workspaces/${bolt}/stop`, { reason: 'unpaid traffic' })
    await ann.browser.post('/operator/all/stop', { reason: 'An incident of ours.' })
    for (const workspace of [acme, bolt]) {
      expect(world.configs.get(workspace)?.stop?.reason).toBe('An incident of ours.')
    }
    await ann.browser.post('/operator/all/go-on')
    expect(world.configs.get(acme)?.stop).toBeNull()
    expect(world.configs.get(bolt)?.stop?.reason).toBe('unpaid traffic')
    await ann.browser.post(`/operator/workspaces/${bolt}/go-on`)
    expect(world.configs.get(bolt)?.stop).toBeNull()
    expect((await ann.browser.post('/operator/workspaces/none/stop', { reason: 'x' })).status).toBe(
      404,
    )
  })

  it('an announcement is on every dashboard until its end, or until it is taken back', async () => {
    const owner = await newPerson(world, 'owner')
    await signIn(owner.browser, owner.email)
    const dashboard = async () => (await owner.browser.get('/settings')).text
    const send = (form: Record<string, string>) => ann.browser.post('/operator/announcements', form)
    for (const hours of ['0', '1.5', '337', 'soon']) {
      const refused = await send({ text: 'Kept <words>', hours })
      expect([hours, refused.status]).toEqual([hours, 422])
      expect(refused.html).toContain('value="Kept &lt;words&gt;"')
    }
    expect((await send({ text: ' ', hours: '1' })).status).toBe(422)
    expect((await send({ text: 'x'.repeat(301), hours: '1' })).status).toBe(422)
    await send({ text: 'Maintenance at ten.', hours: '2' })
    expect(await dashboard()).toContain('Maintenance at ten.')
    expect((await stranger()).text).not.toContain('Maintenance at ten.')
    const { now } = world.hub
    world.hub.now = () => now() + 2 * 3_600_000 + 1
    expect(await dashboard()).not.toContain('Maintenance at ten.')
    world.hub.now = now
    const list = await ann.browser.get('/operator/announcements')
    const path = /action="(\/operator\/announcements\/\d+\/take-back)"/.exec(list.html)![1]!
    expect((await ann.browser.post(path)).status).toBe(303)
    expect((await ann.browser.post(path)).status).toBe(404)
    expect(await dashboard()).not.toContain('Maintenance at ten.')
    const { text } = await ann.browser.get('/operator/acts')
    expect(text).toContain('took an announcement back')
  })

  it('a look shows a workspace as its readers see it, says so in its log, and changes nothing', async () => {
    const path = `/operator/workspaces/${bolt}`
    expect((await ann.browser.post(`${path}/look`, { why: '' })).status).toBe(422)
    const begun = await ann.browser.post(`${path}/look`, { why: 'They asked about a channel.' })
    expect([begun.status, begun.to]).toEqual([303, '/'])
    const seen = await ann.browser.get('/settings')
    expect(seen.text).toContain('as its operator')
    const before = await world.place.query('select count(*)::int as n from audit')
    for (const { method, path: route } of routesOf(world.app)) {
      if (
        method === 'GET' ||
        route.includes('*') ||
        !/^\/(api\/)?(checks|channels|pages|keys|members|workspace|policies|silences|agents)(\/|$)/.test(
          route,
        )
      )
        continue
      const address = route.replace(/:\w+(\{[^}]*\})?/g, 'x')
      const headers = { origin: 'http://esonar.test', 'content-type': 'application/json' }
      const answer = await ann.browser.send(method, address, headers)
      expect([method, address, answer.status]).toEqual([method, address, 403])
    }
    expect(await world.place.query('select count(*)::int as n from audit')).toEqual(before)
    const log = await world.ask('GET', '/api/audit?verb=look', { key: keys.bolt })
    expect(log.json.data[0]).toMatchObject({ actorName: 'the operator', noun: 'workspace' })
    expect(JSON.stringify(log.json.data[0])).toContain('They asked about a channel.')
    const end = await ann.browser.post('/operator/look/end')
    expect(end.to).toBe(path)
    expect((await ann.browser.get('/settings')).text).not.toContain('as its operator')
  })

  it('a look ends after half an hour, with the door, and is nobody else’s', async () => {
    const isLooking = async (browser: Browser) =>
      (await browser.get('/settings')).text.includes('as its operator')
    const path = `/operator/workspaces/${bolt}/look`
    await ann.browser.post(path, { why: 'once more' })
    const held = ann.browser.cookies.get('esonar.look')!
    const owner = await newPerson(world, 'owner')
    await signIn(owner.browser, owner.email)
    owner.browser.cookies.set('esonar.look', held)
    expect([await isLooking(ann.browser), await isLooking(owner.browser)]).toEqual([true, false])
    const [workspace, until] = decodeURIComponent(held).split(':')
    ann.browser.cookies.set('esonar.look', `${acme}:${until}`)
    expect(await isLooking(ann.browser)).toBe(false)
    ann.browser.cookies.set('esonar.look', `${workspace}:${Number(until) + 3_600_000}`)
    expect(await isLooking(ann.browser)).toBe(false)
    ann.browser.cookies.set('esonar.look', held)
    const { now } = world.hub
    world.hub.now = () => now() + 30 * 60_000 + 1
    expect(await isLooking(ann.browser)).toBe(false)
    world.hub.now = now
    expect(await isLooking(ann.browser)).toBe(true)
    await ann.browser.post('/operator/leave')
    expect(await isLooking(ann.browser)).toBe(false)
    await enter(ann)
    ann.browser.cookies.delete('esonar.look')
  })

  it('what was done is written down', async () => {
    const { text } = await ann.browser.get('/operator/acts')
    expect(text).toContain('entered')
  })
})
