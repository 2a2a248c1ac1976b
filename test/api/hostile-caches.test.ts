// Caches on the way, and headers that claim another host: what anybody sees is the same whatever a
// stranger added to the request, and what is somebody's own is kept by nothing.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { snapshotOf } from '../../workers/domain/page.ts'
import type { FakeResend } from '../fakes/resend.ts'
import { linkTo, newPerson, openBrowser, signIn, site, withLetters, withMail } from './browser.ts'
import { acme, openWorld, type World } from './world.ts'

let world: World
let mail: FakeResend
let passed = 0
const slugs = { news: 'open', shut: 'password' } as const

beforeAll(async () => {
  world = await openWorld()
  mail = await withMail(world)
  world.hub.outward = world.hub.sender
  withLetters(world)
  world.hub.settings.carriers = { ...world.hub.settings.carriers, baseUrl: site }
  const check = await world.ask('POST', '/api/checks', {
    body: { type: 'http', name: 'Shop', url: 'https://shop.example' },
  })
  const groups = [{ name: null, components: [{ name: 'Shop', check: check.json.id }] }]
  for (const [slug, access] of Object.entries(slugs)) {
    const { json } = await world.ask('POST', '/api/pages', { body: { slug, title: slug, groups } })
    const body = { access, password: access === 'open' ? null : 'open sesame now' }
    await world.ask('PUT', `/api/pages/${json.id}/access`, { body })
    const config = (await world.hub.config.whole(acme))!
    const own = config.pages.find((one) => one.id === json.id)!
    world.kv.set(`page:${slug}`, snapshotOf(own, config, new Map(), Date.now()))
  }
})
afterAll(async () => {
  await mail.close()
  await world.stop()
})

/** Finished pages are kept for seconds: past that, so that each question draws anew. */
function later() {
  passed += 20_000
  const at = Date.now() + passed
  world.hub.now = () => at
}
const get = (path: string, headers: Record<string, string> = {}) =>
  world.app.request(`${site}${path}`, { headers: { accept: 'text/html', ...headers } })

const onTo = (then: string) => ({ then })
const publicPaths = [
  '/status/news',
  '/status/news/history',
  '/status/news/feed.atom',
  '/status/news/feed.rss',
  '/status/news/feed.json',
  '/status/news/maintenance.ics',
  '/status/news/badge.svg',
  '/status/news/embed',
]
/** None of them is in the key of a cache. */
const unkeyed = {
  'x-forwarded-host': 'evil.example',
  'x-forwarded-proto': 'http',
  'x-forwarded-scheme': 'nothttps',
  'x-forwarded-port': '666',
  'x-forwarded-prefix': '/evil',
  'x-host': 'evil.example',
  'x-original-url': '/settings',
  'x-rewrite-url': '/settings',
  'x-http-method-override': 'POST',
  forwarded: 'host=evil.example;proto=http',
  referer: 'https://evil.example/',
  origin: 'https://evil.example',
  cookie: 'person=u1; esonar_page_news=x; esonar.workspace=x',
  authorization: 'Bearer esn_none',
  'user-agent': '<script>alert(1)</script>',
  'x-request-id': 'evil',
}

describe('what is public', () => {
  it.each(publicPaths)('%s is the same with headers that no cache looks at', async (path) => {
    later()
    const plain = await (await get(path)).text()
    for (const [name, value] of Object.entries(unkeyed)) {
      later()
      const answer = await get(path, { [name]: value })
      expect([name, answer.status]).toEqual([name, 200])
      const text = await answer.text()
      expect([name, times(text)]).toEqual([name, times(plain)])
      expect(answer.headers.get('cache-control')).toMatch(/^public, max-age=/)
      expect(answer.headers.has('set-cookie')).toBe(false)
      expect(answer.headers.get('vary')).toContain('accept-language')
      for (const one of answer.headers.values()) expect(one).not.toContain('evil')
    }
  })

  it.each(publicPaths)('%s is the same under noise in its address', async (path) => {
    later()
    const plain = times(await (await get(path)).text())
    for (const noise of [
      'cb=1',
      'lang=<script>',
      'lang=xx',
      'utm_source=%22%3E%3Cb%3E',
      '/..',
      'x;a=b',
    ]) {
      later()
      expect([noise, times(await (await get(`${path}?${noise}`)).text())]).toEqual([noise, plain])
    }
  })

  it('keeps no drawn page for each noise that somebody makes up', async () => {
    later()
    let reads = 0
    const { get: read } = world.hub.snapshots
    world.hub.snapshots.get = async (name) => {
      reads += 1
      return read(name)
    }
    for (let noise = 0; noise < 20; noise += 1) {
      await get(`/status/news?n=${noise}`, { 'accept-language': `xx-${noise}`, 'x-n': `${noise}` })
    }
    world.hub.snapshots.get = read
    expect(reads).toBeLessThan(4)
  })
})

describe('what is not public', () => {
  it.each(['', '/history', '/feed.atom', '/badge.svg', '/embed', '/subscribe'])(
    'a page behind a password is kept by no cache: %s',
    async (path) => {
      const pass = await world.app.request(`${site}/status/shut/door`, {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded', origin: site },
        body: 'password=open+sesame+now',
      })
      const cookie = pass.headers.getSetCookie()[0]!.split(';')[0]!
      for (const headers of [{}, { cookie }]) {
        const answer = await get(`/status/shut${path}`, headers)
        expect(answer.headers.get('cache-control') ?? 'no-store').toContain('no-store')
        expect(answer.headers.get('x-robots-tag') ?? 'noindex').toBe('noindex')
      }
      // Whoever has no pass gets nothing of what was drawn for one who has.
      expect(await (await get(`/status/shut${path}`)).text()).not.toContain('Shop')
    },
  )

  it('a person’s own pages are kept by none, also under the name of a file', async () => {
    const cookie = `person=u1; esonar.workspace=${acme}`
    const paths = ['/', '/settings', '/members', '/incidents', '/audit', '/reports']
    const names = [
      '',
      '?x.css',
      '/x.css',
      ';x.css',
      '%2fx.css',
      '/..%2fassets/app.css',
      '.css',
      '%00.js',
    ]
    for (const path of paths) {
      for (const name of names) {
        const answer = await get(`${path}${name}`, { cookie })
        const text = await answer.text()
        if (!text.includes('Sign out') && !text.includes('/account')) continue
        expect([path, name, answer.headers.get('cache-control')]).toEqual([path, name, 'no-store'])
      }
    }
  })
})

describe('another host', () => {
  const forged = { 'x-forwarded-host': 'evil.example', forwarded: 'host=evil.example' }

  it('is in no letter, whoever asks for it and under whatever name', async () => {
    const { email } = await newPerson(world)
    const asks = [
      ['/forgot', { email }],
      ['/sign-in/link', { email, ...onTo('/incidents') }],
      ['/status/news/subscribe', { kind: 'mail', address: 'reader@example.com' }],
    ] as const
    for (const [path, form] of asks) {
      mail.sent.splice(0)
      const browser = openBrowser(world, '203.0.113.77')
      await browser.post(`http://evil.example${path}`, form, {
        ...forged,
        origin: 'http://evil.example',
      })
      expect([path, mail.sent.length]).toEqual([path, 1])
      expect(JSON.stringify(mail.sent)).not.toContain('evil.example')
      const [to] = [mail.sent[0]!.to].flat()
      expect(linkTo(mail, to!)).toMatch(/^\//)
    }
  })

  it('is no place that a browser is led to', async () => {
    const { email, browser } = await newPerson(world)
    const elsewhere = [
      ...['//evil.example', 'https://evil.example', '/\\evil.example', '\\\\evil.example'],
      ...['javascript:alert(1)', 'data:text/html,x', '/%09/evil.example', '/\t/evil.example'],
      ...['///evil.example', 'http:evil.example', ' //evil.example', '/..//evil.example'],
      ...['https:/evil.example', '@evil.example', '/@evil.example:80', '/\u2028/evil.example'],
    ]
    for (const then of elsewhere) {
      const encoded = encodeURIComponent(then)
      const came = await signIn(openBrowser(world, '203.0.113.78'), email, undefined, then)
      for (const to of [
        came.to,
        ...[/name="then" value="([^"]*)"/, /href="[^"]*then=([^"&]*)"/].flatMap(
          (one) => one.exec(came.html)?.[1] ?? [],
        ),
      ]) {
        expect([then, new URL(to, site).origin]).toEqual([then, site])
      }
      for (const path of ['/sign-in', '/sign-in/second', '/sign-in/link']) {
        const { html } = await browser.get(`${path}?then=${encoded}`)
        expect([path, /name="then" value="([^"]*)"/.exec(html)?.[1] ?? '/']).toEqual([path, '/'])
      }
      for (const name of ['next', 'return', 'returnTo', 'redirect', 'url', 'back', 'continue']) {
        const { to } = await browser.get(`/?${name}=${encoded}`)
        expect(to).not.toContain('evil')
      }
    }
  })

  it('is not kept with a page that is drawn for it, and names no address of its own', async () => {
    later()
    for (const host of ['evil.example', 'esonar.test.evil.example', 'esonar.test:666']) {
      for (const path of publicPaths) {
        const answer = await world.app.request(`http://${host}${path}`, { headers: forged })
        expect(await answer.text()).not.toContain('evil.example')
      }
    }
    const own = await (await get('/status/news')).text()
    expect(own).not.toContain('evil.example')
  })
})

/** Without what moves with the clock. */
const times = (text: string) =>
  text.replace(/\d{4}-\d\d-\d\dT[\d:.]+(Z|\+00:00)/g, 'T').replace(/\d+ (seconds?|minutes?)/g, 'n')
