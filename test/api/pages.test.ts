// Status pages as the public gets them: from KV alone, on their own hosts, in the reader's language,
// and with nothing in them that is not the public's.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type PageSnapshot, snapshotOf } from '../../workers/domain/page.ts'
import { acme, keys, openWorld, type World } from './world.ts'

let world: World
let check: string
let page: string
beforeAll(async () => {
  world = await openWorld()
  const made = await world.ask('POST', '/api/checks', {
    body: { type: 'http', name: 'Shop', url: 'https://shop.internal.example/x?token=hunter2' },
  })
  check = made.json.id
  page = (await world.ask('POST', '/api/pages', { body: { slug: 'acme-shop', title: 'Acme' } }))
    .json.id
})
afterAll(() => world.stop())

/** What the shard would write. */
async function publish(at = Date.now()): Promise<PageSnapshot> {
  const config = (await world.hub.config.whole(acme))!
  const own = config.pages.find((one) => one.id === page)!
  const states = new Map([[check, { health: 'down' as const, since: at - 60_000, incidents: [] }]])
  const snapshot = snapshotOf(own, config, states, at)
  world.kv.set(`page:${own.slug}`, snapshot)
  return snapshot
}

const get = (url: string, headers: Record<string, string> = {}) =>
  world.app.request(url, { headers })
const change = (body: unknown) => world.ask('PATCH', `/api/pages/${page}`, { body })
/** The memory of finished pages is a few seconds long: each question is asked under another one. */
let turn = 0
const fresh = (path: string) => {
  turn += 1
  world.hub.now = () => Date.now() + turn * 20_000
  return get(`http://esonar.test${path}`, { 'accept-language': 'en' })
}

describe('a page', () => {
  it('has groups of checks and of what is set by hand, under keys that tell nothing', async () => {
    const groups = [
      {
        name: 'Web',
        components: [
          { name: 'Shop front', check },
          { name: 'Post office', check: null, hand: 'slow' },
        ],
      },
    ]
    const { status, json } = await change({ groups, text: 'Call https://acme.example/help.' })
    expect(status).toBe(200)
    const [shop, post] = json.groups[0].components
    expect(shop.key).toMatch(/^c[a-z0-9]+$/)
    expect(post.key).toMatch(/^h[a-z0-9]+$/)
    expect(check).not.toContain(shop.key.slice(1))
    await publish()
    const text = await (await fresh('/status/acme-shop')).text()
    expect(text).toContain('1 of 2 services does not answer.')
    expect(text).toContain('<a href="https://acme.example/help" rel="nofollow noopener">')
    expect(text).toContain('>Web</h3>')
  })

  it('takes no check of another workspace, and none twice', async () => {
    const others = await world.ask('POST', '/api/checks', {
      key: keys.bolt,
      body: { type: 'http', url: 'https://bolt.example' },
    })
    const one = (id: string) => [{ name: null, components: [{ name: 'x', check: id }] }]
    const stolen = await change({ groups: one(others.json.id) })
    expect([stolen.status, stolen.json.field]).toEqual([422, 'groups'])
    const twice = [...one(check), ...one(check)]
    expect((await change({ groups: twice })).status).toBe(422)
  })

  it.each([
    ['accent', 'red;}body{display:none'],
    ['accent', '#0a7ea4}'],
    ['theme', 'neon'],
    ['language', 'xx'],
    ['slug', '../acme'],
    ['slug', 'a_b'],
    ['title', 'two\nlines'],
    ['text', 'x'.repeat(2_001)],
    ['logo', { hash: 'x', type: 'text/html' }],
    ['host', 'evil.example'],
  ])('refuses %s %o', async (field, value) => {
    const { status, json } = await change({ [field]: value })
    expect([status, json.field]).toEqual([422, field])
  })

  it('escapes all that its owner wrote', async () => {
    const evil = '"><script>alert(1)</script>'
    const groups = [{ name: evil, components: [{ name: evil, check }] }]
    expect(
      (await change({ title: evil, text: `${evil} javascript:alert(1)`, groups })).status,
    ).toBe(200)
    await publish()
    const text = await (await fresh('/status/acme-shop')).text()
    expect(text).not.toContain('<script>alert')
    expect(text).not.toMatch(/href="javascript/)
    await change({
      title: 'Acme',
      text: '',
      groups: [{ name: null, components: [{ name: 'Shop', check }] }],
    })
    await publish()
  })

  it('shows nothing but what is on the list', async () => {
    const written = JSON.stringify([...world.kv].filter(([key]) => /:acme-shop/.test(key)))
    expect(written).toContain('Shop')
    const text = await (await fresh('/status/acme-shop')).text()
    for (const secret of ['hunter2', 'shop.internal', 'chk_', 'pag_', 'inc_', acme, 'net-a']) {
      expect(`${written}${text}`).not.toContain(secret)
    }
    expect(Object.keys(world.kv.get('page:acme-shop') as object).toSorted()).toEqual([
      'accent',
      'access',
      'embedOn',
      'groups',
      'incidents',
      'isIndexed',
      'language',
      'logo',
      'maintenance',
      'slug',
      'text',
      'theme',
      'title',
      'updatedAt',
      'v',
    ])
  })
})

describe('what visitors get', () => {
  it('is kept by browsers and caches, and told apart by language', async () => {
    const first = await fresh('/status/acme-shop')
    expect(first.headers.get('cache-control')).toBe(
      'public, max-age=15, stale-while-revalidate=300, stale-if-error=86400',
    )
    expect(first.headers.get('vary')).toContain('accept-language')
    const etag = first.headers.get('etag')!
    const again = await get('http://esonar.test/status/acme-shop', {
      'accept-language': 'en',
      'if-none-match': `"x", W/${etag}`,
    })
    expect([again.status, await again.text()]).toEqual([304, ''])
    const german = await get('http://esonar.test/status/acme-shop', { 'accept-language': 'de-AT' })
    expect(await german.text()).toContain('<html lang="de">')
    const chosen = await get('http://esonar.test/status/acme-shop?lang=ja', {
      'accept-language': 'de',
    })
    const text = await chosen.text()
    expect(text).toContain('<html lang="ja">')
    expect(text).toContain('href="/status/acme-shop/history?lang=ja"')
  })

  it('says how old it is when nothing behind it answers', async () => {
    await publish(Date.now() - 2 * 3_600_000)
    const away = () => Promise.reject(new Error('away'))
    const { config, shard } = world.hub
    world.hub.config = new Proxy(config, { get: () => away })
    world.hub.shard = away
    try {
      const answer = await fresh('/status/acme-shop')
      expect(answer.status).toBe(200)
      expect(await answer.text()).toMatch(/Last updated \d+ minutes ago|Last updated 2 hours ago/)
    } finally {
      world.hub.config = config
      world.hub.shard = shard
      await publish()
    }
    expect(await (await fresh('/status/acme-shop')).text()).not.toContain('Last updated')
  })

  it('has bars, and its history by month', async () => {
    const text = await (await fresh('/status/acme-shop')).text()
    expect(text).toContain('<path class="up" d="M')
    const month = new Date().toISOString().slice(0, 7)
    const history = await fresh(`/status/acme-shop/history/${month}`)
    expect(await history.text()).toContain('Nothing in this month.')
    for (const path of ['2099-01', '2026-13', 'x', '..%2f..%2fsettings'])
      expect((await fresh(`/status/acme-shop/history/${path}`)).status).toBe(404)
  })

  it('is not found where there is no page', async () => {
    for (const slug of ['nothing', 'acme:x', '%00', '__proto__', 'acme%2Fshop', 'a'.repeat(80)])
      expect((await fresh(`/status/${slug}`)).status, slug).toBe(404)
  })

  it('has colours of its owner in a sheet that holds nothing else', async () => {
    await change({ accent: '#0A7EA4', theme: 'dark' })
    await publish()
    const text = await (await fresh('/status/acme-shop')).text()
    expect(text).toContain('<link rel="stylesheet" href="/look/0a7ea4.css"/>')
    expect(text).toContain('class="theme-dark"')
    const sheet = await get('http://esonar.test/look/0a7ea4.css')
    expect(sheet.headers.get('content-type')).toBe('text/css; charset=utf-8')
    expect(await sheet.text()).toMatch(/^:root\{--accent:#[0-9a-f]{6};/)
    for (const path of ['red.css', '0a7ea4}.css', '0a7ea4', '0A7EA4.css'])
      expect((await get(`http://esonar.test/look/${path}`)).status).not.toBe(200)
  })
})

describe('a logo', () => {
  const square = '<svg xmlns="http://www.w3.org/2000/svg"><rect width="8" height="8"/></svg>'
  const put = (text: string, key = keys.acme) =>
    world.ask('PUT', `/api/pages/${page}/logo`, { key, body: { data: btoa(text) } })

  it('is served with headers that let it do nothing', async () => {
    expect((await put(square)).status).toBe(200)
    const snapshot = await publish()
    const answer = await get(`http://esonar.test/status/acme-shop/logo-${snapshot.logo!.hash}`)
    expect(await answer.text()).toBe(square)
    expect(answer.headers.get('content-type')).toBe('image/svg+xml')
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(answer.headers.get('content-security-policy')).toContain('sandbox')
    expect((await get('http://esonar.test/status/acme-shop/logo-other')).status).toBe(404)
  })

  it('is refused when it could do something, is too large, or is a stranger’s', async () => {
    const evil = await put('<svg onload="alert(1)"></svg>')
    expect([evil.status, evil.json.field]).toEqual([422, 'data'])
    const large = await put(`<svg>${' '.repeat(46_000)}</svg>`)
    expect([large.status, large.json.field]).toEqual([422, 'data'])
    expect((await put(`<svg>${' '.repeat(60_000)}</svg>`)).status).toBe(413)
    expect((await put(square, keys.bolt)).status).toBe(404)
    expect((await world.ask('DELETE', `/api/pages/${page}/logo`)).status).toBe(204)
    expect(world.kv.has('logo:acme-shop')).toBe(false)
  })
})

describe('a host of its own', () => {
  const claim = (host: string | null, id = page, key = keys.acme) =>
    world.ask('PUT', `/api/pages/${id}/host`, { key, body: { host } })

  it('shows that page and nothing else of the installation', async () => {
    expect((await claim('Status.Acme.example.')).json.host.name).toBe('status.acme.example')
    await publish()
    const on = (path: string) => get(`https://status.acme.example${path}`)
    const home = await on('/')
    expect(home.status).toBe(200)
    const text = await home.text()
    expect(text).toContain('Acme')
    expect(text).toContain('href="/history')
    expect(text).not.toContain('/status/acme-shop')
    expect((await on('/history')).status).toBe(200)
    for (const path of ['/status/acme-shop', '/settings', '/api/checks', '/sign-in', '/healthz'])
      expect((await on(path)).status, path).toBe(404)
    for (const path of ['//evil.example/', '/..%2f..%2fsettings', '/%2e%2e/settings'])
      expect((await on(path)).status, path).not.toBe(200)
  })

  it('is believed by its address alone, whatever headers say', async () => {
    const headers = {
      'x-forwarded-host': 'status.acme.example',
      'x-original-url': '/settings',
      'x-host': 'status.acme.example',
      forwarded: 'host=status.acme.example',
    }
    const answer = await get('http://esonar.test/', { ...headers, accept: 'text/html' })
    expect(answer.headers.get('location')).toContain('/sign-in')
    const shown = await get('http://esonar.test/status/acme-shop', headers)
    expect(await shown.text()).toContain('href="/status/acme-shop/history"')
    for (const host of ['status.acme.example.evil.example', 'acme.example', 'xstatus.acme.example'])
      expect((await get(`http://${host}/`, { accept: 'text/html' })).status).toBe(303)
  })

  it('is one page’s: another workspace cannot have it', async () => {
    const theirs = await world.ask('POST', '/api/pages', {
      key: keys.bolt,
      body: { slug: 'bolt', title: 'Bolt' },
    })
    const taken = await claim('status.acme.example', theirs.json.id, keys.bolt)
    expect([taken.status, taken.json.field]).toEqual([409, 'host'])
    expect((await claim('x.esonar.test')).json.field).toBe('host')
  })

  it('leads nowhere when it is let go', async () => {
    expect((await claim(null)).json.host).toBeNull()
    expect(world.kv.has('host:status_acme_example')).toBe(false)
  })

  it('is served on the hosted plan only when it is proven', async () => {
    world.hub.settings.plan = 'free'
    try {
      const { json } = await claim('status.shop.example')
      expect(json.host.provenAt).toBeNull()
      expect(world.kv.has('host:status_shop_example')).toBe(false)
      const prove = () => world.ask('POST', `/api/pages/${page}/host/proof`)
      const early = await prove()
      expect([early.status, early.json.field]).toEqual([422, 'host'])
      world.texts.set(json.host.record.name, ['"v=spf1 -all"', `"${json.host.record.value}x"`])
      expect((await prove()).status).toBe(422)
      world.texts.set(json.host.record.name, [`"${json.host.record.value}"`])
      expect((await prove()).json.host.provenAt).toMatch(/^20/)
      expect(world.kv.get('host:status_shop_example')).toMatchObject({ slug: 'acme-shop' })
    } finally {
      world.hub.settings.plan = 'self-hosted'
    }
  })
})

describe('the forms', () => {
  const form = (path: string, fields: [string, string][], key: string | null = keys.acme) =>
    world.ask('POST', path, {
      key,
      raw: new URLSearchParams(fields).toString(),
      headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'text/html' },
    })
  const row = (key: string, heading: string, name: string, shows: string): [string, string][] => [
    ['key', key],
    ['heading', heading],
    ['name', name],
    ['shows', shows],
  ]

  it('lay components out by name, and keep what was typed', async () => {
    const path = `/pages/${page}/components`
    const rows = [...row('', 'Web', 'Front', 'Shop'), ...row('', '', 'Desk', 'by hand: up')]
    expect((await form(path, [...rows, ...row('', '', '', '')])).status).toBe(303)
    const { json } = await world.ask('GET', `/api/pages/${page}`)
    expect(json.groups).toMatchObject([{ name: 'Web', components: [{ check }, { hand: 'up' }] }])
    const wrong = await form(path, [...rows, ...row('', '', 'Typed', 'no such check')])
    expect(wrong.status).toBe(422)
    expect(wrong.text).toContain('there is no check called &quot;no such check&quot;')
    expect(wrong.text).toContain('value="Typed"')
    expect((await form(path, rows, keys.viewer)).status).toBe(403)
    expect((await form(path, rows, keys.bolt)).status).toBe(404)
  })

  it('change its words, and say what is wrong beside the field', async () => {
    const fields = { title: 'Acme', slug: 'acme-shop', accent: 'red', text: 'kept', auto: 'true' }
    const wrong = await form(`/pages/${page}`, Object.entries(fields))
    expect(wrong.status).toBe(422)
    expect(wrong.text).toContain('Accent colour: must be a colour like #0a7ea4')
    expect(wrong.text).toContain('kept</textarea>')
    const right = await form(`/pages/${page}`, Object.entries({ ...fields, accent: '#112233' }))
    expect(right.status).toBe(303)
    const { json } = await world.ask('GET', `/api/pages/${page}`)
    expect(json).toMatchObject({ accent: '#112233', auto: true, autoMaintenance: false })
  })
})
