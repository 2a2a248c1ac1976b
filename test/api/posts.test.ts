// What is told on status pages: by hand and by itself, in feeds, badge and frame; and pages that
// are not everybody's.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { snapshotOf } from '../../workers/domain/page.ts'
import { runAutoPosts } from '../../workers/flow/auto-posts.ts'
import { incidentOf } from '../fakes/telling.ts'
import { acme, keys, openWorld, type World } from './world.ts'

let world: World
let check: string
let page: string
let key: string
let turn = 0

beforeAll(async () => {
  world = await openWorld()
  const shop = { type: 'http', name: 'Shop', url: 'https://shop.internal.example' }
  check = (await world.ask('POST', '/api/checks', { body: shop })).json.id
  const groups = [{ name: null, components: [{ name: 'Shop', check }] }]
  const made = await world.ask('POST', '/api/pages', {
    body: { slug: 'told', title: 'Acme & sons', groups },
  })
  page = made.json.id
  key = made.json.groups[0].components[0].key
  await publish()
})
afterAll(() => world.stop())

async function publish(): Promise<void> {
  const config = (await world.hub.config.whole(acme))!
  const own = config.pages.find((one) => one.id === page)!
  const states = new Map([[check, { health: 'up' as const, since: 1, incidents: [] }]])
  world.kv.set(`page:${own.slug}`, snapshotOf(own, config, states, Date.now()))
}

/** The memory of finished pages is a few seconds long. */
async function see(path = '', headers: Record<string, string> = {}) {
  turn += 1
  world.hub.now = () => Date.now() + turn * 10_000
  const answer = await world.app.request(`http://esonar.test/status/told${path}`, {
    headers: { 'accept-language': 'en', ...headers },
  })
  return { status: answer.status, headers: answer.headers, text: await answer.text() }
}
const tell = (body: unknown, secret = keys.acme) =>
  world.ask('POST', `/api/pages/${page}/posts`, { key: secret, body })
const posts = async () => (await world.ask('GET', `/api/pages/${page}/posts`)).json.data

describe('an incident told by hand', () => {
  it('is on the page at once, with its updates, and over when it is resolved', async () => {
    const title = 'Cards <b>fail</b>'
    const { status, json } = await tell({ title, components: [key], text: 'See https://a.example' })
    expect([status, json.state]).toEqual([201, 'investigating'])
    const shown = await see()
    expect(shown.text).toContain('Cards &lt;b&gt;fail&lt;/b&gt;')
    expect(shown.text).toContain('<a href="https://a.example" rel="nofollow noopener">')
    // The owner's word stands where the check sees nothing.
    expect(shown.text).toContain('1 of 1 services does not answer.')
    const updates = `/api/pages/${page}/posts/${json.id}/updates`
    const wrong = await world.ask('POST', updates, { body: { state: 'completed' } })
    expect([wrong.status, wrong.json.field]).toEqual([422, 'state'])
    for (const state of ['identified', 'monitoring', 'resolved'])
      expect((await world.ask('POST', updates, { body: { state } })).status).toBe(201)
    const after = await see('', { 'accept-language': 'de' })
    expect(after.text).toContain('Der Dienst läuft.')
    expect(after.text).toContain('Die Ursache ist gefunden.')
    const month = new Date().toISOString().slice(0, 7)
    expect((await see(`/history/${month}`)).text).toContain('Cards &lt;b&gt;')
  })

  it.each([
    [{ components: [] }, 'components'],
    [{ components: ['nothing'] }, 'components'],
    [{ components: ['KEY'], kind: 'maintenance' }, 'endsAt'],
    [{ components: ['KEY'], startsAt: '2999-01-01T00:00:00Z' }, 'startsAt'],
    [{ components: ['KEY'], state: 'scheduled' }, 'state'],
    [{ components: ['KEY'], title: 'a\nb' }, 'title'],
    [{ components: ['KEY'], text: 'x'.repeat(2_001) }, 'text'],
    [{ components: ['KEY'], page: 'other' }, 'page'],
  ])('is refused as %o', async (body, field) => {
    const components = body.components.map((one) => (one === 'KEY' ? key : one))
    const { status, json } = await tell({ ...body, components })
    expect([status, json.field]).toEqual([422, field])
  })

  it('is its own workspace’s', async () => {
    const [one] = await posts()
    expect((await tell({ components: [key] }, keys.bolt)).status).toBe(404)
    expect((await tell({ components: [key] }, keys.viewer)).status).toBe(403)
    const theirs = await world.ask('POST', '/api/pages', {
      key: keys.bolt,
      body: { slug: 'told-bolt', title: 'Bolt' },
    })
    const path = `/api/pages/${theirs.json.id}/posts/${one.id}`
    expect((await world.ask('GET', path, { key: keys.bolt })).status).toBe(404)
    expect((await world.ask('DELETE', path, { key: keys.bolt })).status).toBe(404)
    const stolen = await tell({ components: [key], incident: 'inc_bolt00000001_x' })
    expect(stolen.status).toBe(404)
  })
})

describe('an incident of a check', () => {
  const id = `inc_${acme}_auto1`
  const save = (facts: object) =>
    world.place.archive.save([
      {
        kind: 'incident',
        incident: incidentOf({ id, workspace: acme, check, ...facts }),
      },
    ])
  const told = async () =>
    (await posts()).filter((one: { incident: string }) => one.incident === id)

  it('is written down once, and ended when it is over', async () => {
    const openedAt = Date.now() - 60_000
    await save({ startedAt: openedAt - 5_000, openedAt })
    await runAutoPosts(world.hub)
    await runAutoPosts(world.hub)
    expect(await told()).toMatchObject([{ state: 'investigating', title: null, impact: 'down' }])
    expect((await see()).text).toContain('Shop does not answer')
    await save({
      startedAt: openedAt - 5_000,
      openedAt,
      resolvedAt: Date.now(),
      resolvedHow: 'recovered',
      sequence: 2,
    })
    await runAutoPosts(world.hub)
    await runAutoPosts(world.hub)
    const [one] = await told()
    expect(one).toMatchObject({ state: 'resolved', updates: [{}, { state: 'resolved' }] })
    expect((await see()).text).toContain('It works again. It lasted 1 minute.')
    expect(world.faults).toEqual([])
  })

  it('stays away when its owner takes it off', async () => {
    const [one] = await told()
    expect((await world.ask('DELETE', `/api/pages/${page}/posts/${one.id}`)).status).toBe(204)
    await runAutoPosts(world.hub)
    expect(await told()).toEqual([])
    expect((await see()).text).not.toContain('Shop does not answer')
  })

  it('is not told where the switch is off', async () => {
    await world.ask('PATCH', `/api/pages/${page}`, { body: { auto: false } })
    const other = incidentOf({
      id: `inc_${acme}_auto2`,
      workspace: acme,
      check,
      openedAt: Date.now(),
      startedAt: Date.now(),
      resolvedAt: Date.now(),
      resolvedHow: 'recovered',
    })
    await world.place.archive.save([{ kind: 'incident', incident: other }])
    await runAutoPosts(world.hub)
    expect((await posts()).length).toBe(1)
    await world.ask('PATCH', `/api/pages/${page}`, { body: { auto: true } })
  })
})

describe('other programs', () => {
  it('get maintenance in a calendar, and all that was told in feeds', async () => {
    const startsAt = new Date(Date.now() + 3_600_000).toISOString()
    const endsAt = new Date(Date.now() + 7_200_000).toISOString()
    const kind = 'maintenance'
    expect((await tell({ kind, components: [key], startsAt, endsAt })).status).toBe(201)
    const calendar = await see('/maintenance.ics')
    expect(calendar.headers.get('content-type')).toBe('text/calendar; charset=utf-8')
    expect(calendar.text).toContain('SUMMARY:Shop: maintenance')
    const atom = await see('/feed.atom')
    expect(atom.text).toContain('<title>Acme &amp; sons</title>')
    expect(atom.text).toContain('Cards &lt;b&gt;fail&lt;/b&gt;')
    expect(atom.text.match(/<entry>/g)).toHaveLength(2)
    expect((await see('/feed.rss')).text).toContain('<rss version="2.0">')
    const json = JSON.parse((await see('/feed.json')).text)
    expect(json.items.map((one: { title: string }) => one.title)).toContain('Cards <b>fail</b>')
    const again = await see('/feed.json', {
      'if-none-match': (await see('/feed.json')).headers.get('etag')!,
    })
    expect(again.status).toBe(304)
    for (const secret of ['chk_', 'inc_', 'pst_', 'pag_', acme, 'shop.internal'])
      expect(`${atom.text}${JSON.stringify(json)}${calendar.text}`).not.toContain(secret)
  })

  it('get a badge that can do nothing, and a frame that only the named may show', async () => {
    const badge = await see('/badge.svg')
    expect(badge.headers.get('content-type')).toBe('image/svg+xml')
    expect(badge.headers.get('content-security-policy')).toContain('sandbox')
    expect(badge.text).toContain('aria-label="Acme &amp; sons: works"')
    const frame = await see('/embed')
    expect(frame.headers.get('content-security-policy')).toContain('frame-ancestors *')
    expect((await see()).headers.get('content-security-policy')).toContain("frame-ancestors 'none'")
    const path = `/api/pages/${page}`
    const evil = await world.ask('PATCH', path, { body: { embedOn: ['https://a.example; x *'] } })
    expect([evil.status, evil.json.field]).toEqual([422, 'embedOn.0'])
    await world.ask('PATCH', path, { body: { embedOn: ['https://a.example'], isIndexed: false } })
    await publish()
    const named = (await see('/embed')).headers.get('content-security-policy')
    expect(named).toMatch(/frame-ancestors https:\/\/a\.example$/)
    const hidden = await see()
    expect(hidden.headers.get('x-robots-tag')).toBe('noindex')
    expect(hidden.text).toContain('<meta name="robots" content="noindex"/>')
  })
})

describe('a page with a password', () => {
  const access = (body: unknown) => world.ask('PUT', `/api/pages/${page}/access`, { body })
  const knock = (password: string, headers: Record<string, string> = {}) =>
    world.app.request('http://esonar.test/status/told/door', {
      method: 'POST',
      body: new URLSearchParams({ password }),
      headers,
    })
  const passOf = (answer: Response) => (answer.headers.get('set-cookie') ?? '').split(';')[0]!

  it('tells nothing of itself to who has none', async () => {
    expect((await access({ access: 'password' })).json.field).toBe('password')
    expect((await access({ access: 'password', password: 'short' })).json.field).toBe('password')
    const set = await access({ access: 'password', password: 'open sesame' })
    expect(set.status).toBe(200)
    expect(set.text).not.toMatch(/sesame|salt|hash/)
    await publish()
    const shut = await see()
    expect(shut.status).toBe(401)
    expect(shut.headers.get('cache-control')).toBe('no-store')
    expect(shut.text).not.toMatch(/Acme|Shop/)
    for (const path of ['/feed.atom', '/feed.json', '/badge.svg', '/embed', '/maintenance.ics'])
      expect((await see(path)).status, path).toBe(404)
    const audits = await world.place.query('select before, after from audit')
    expect(JSON.stringify(audits)).not.toMatch(/"salt"|"hash"/)
    expect(JSON.stringify(world.kv.get('page:told'))).not.toMatch(/salt|hash/)
  })

  it('opens for the password, and for a pass that was not made up', async () => {
    expect((await knock('open sesam')).status).toBe(403)
    const answer = await knock('open sesame')
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/status/told'])
    expect(answer.headers.get('set-cookie')).toMatch(/HttpOnly.*SameSite=Lax/i)
    const cookie = passOf(answer)
    const open = await see('', { cookie })
    expect(open.status).toBe(200)
    expect(open.text).toContain('Acme &amp; sons')
    expect(open.headers.get('cache-control')).toBe('private, no-store')
    expect((await see('/feed.json', { cookie })).status).toBe(200)
    const later = cookie.replace(/=(\d)/, '=9')
    for (const forged of [later, cookie.slice(0, -1), 'esonar_page_told=x', `${cookie}0`])
      expect((await see('', { cookie: forged })).status, forged).toBe(401)
    await access({ access: 'password', password: 'another sesame' })
    expect((await see('', { cookie })).status).toBe(401)
  })

  it('slows down who guesses, and takes no form of another site', async () => {
    const foreign = await knock('another sesame', { origin: 'https://evil.example' })
    expect(foreign.status).toBe(403)
    const tries = []
    for (let count = 0; count < 12; count += 1) tries.push((await knock(`guess ${count}`)).status)
    expect(tries).toContain(429)
  })

  it('or for members alone, shows them the door to sign in', async () => {
    await access({ access: 'members' })
    await publish()
    const shut = await see()
    expect(shut.status).toBe(401)
    expect(shut.text).toContain('/sign-in?then=/status/told')
    const { session } = world.auth
    const person = { id: 'u1', name: 'Ann', email: 'ann@acme.example' }
    world.auth.session = async () => person
    expect((await see()).status).toBe(200)
    world.auth.session = async () => ({ ...person, id: 'u2' })
    expect((await see()).status).toBe(401)
    world.auth.session = session
    await access({ access: 'open' })
    await publish()
    expect((await see()).status).toBe(200)
    expect(world.kv.has('gate:told')).toBe(false)
  })
})

describe('the forms', () => {
  const form = (path: string, fields: [string, string][], secret = keys.acme) =>
    world.ask('POST', path, {
      key: secret,
      raw: new URLSearchParams(fields).toString(),
      headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'text/html' },
    })

  it('tell, with words of one’s own to begin with', async () => {
    const templates = [{ name: 'Provider', text: 'Our provider has a fault.' }]
    await world.ask('PATCH', `/api/pages/${page}`, { body: { templates } })
    const begun = await world.ask('GET', `/pages/${page}/posts?template=0`)
    expect(begun.text).toContain('Our provider has a fault.</textarea>')
    const none = await form(`/pages/${page}/posts`, [
      ['kind', 'incident'],
      ['state', 'investigating'],
      ['impact', 'slow'],
      ['text', 'kept as typed'],
    ])
    expect(none.status).toBe(422)
    expect(none.text).toContain('choose at least one component')
    expect(none.text).toContain('kept as typed</textarea>')
    const made = await form(`/pages/${page}/posts`, [
      ['kind', 'maintenance'],
      ['startsAt', '2099-01-01T22:00'],
      ['endsAt', '2099-01-01T23:00'],
      ['components', key],
    ])
    expect(made.status).toBe(303)
    expect((await posts())[0]).toMatchObject({ startedAt: '2099-01-01T22:00:00.000Z' })
  })
})
