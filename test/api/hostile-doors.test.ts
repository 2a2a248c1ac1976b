// Hostile words at every form that asks for no account: the public pages, the doors and the links of
// letters. One field at a time, so that the others let it through; then in the address itself.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { snapshotOf } from '../../workers/domain/page.ts'
import { hashOf } from '../../workers/flow/hash.ts'
import { issue } from '../../workers/flow/letters.ts'
import type { FakeResend } from '../fakes/resend.ts'
import {
  linkTo,
  newPerson,
  openBrowser,
  password,
  signIn,
  site,
  withLetters,
  withMail,
} from './browser.ts'
import { faultsOf, hostile } from './hostile-words.ts'
import { incident } from './route-fills.ts'
import { openSweep, routesOf, type Sweep } from './sweep-world.ts'
import { acme } from './world.ts'

let world: Sweep
let mail: FakeResend
let people = 0
beforeAll(async () => {
  world = await openSweep()
  mail = await withMail(world)
  world.hub.outward = world.hub.sender
  withLetters(world)
  world.hub.settings.plan = 'free'
  world.kv.set(`dir:${acme}`, { shard: 'one' })
  const tapped = { by: 'pager', incidents: [{ incident, name: 'x' }] }
  Object.assign(world.door, { tapped: async () => tapped, tap: async () => tapped })
  for (const [slug, access] of Object.entries({ news: 'open', shut: 'password' } as const)) {
    const groups = [{ name: null, components: [{ name: 'Shop', check: null, hand: 'up' }] }]
    const made = await world.ask('POST', '/api/pages', { body: { slug, title: 'Acme', groups } })
    if (access === 'password') {
      const body = { access, password }
      await world.ask('PUT', `/api/pages/${made.json.id}/access`, { body })
    }
    const config = (await world.hub.config.whole(acme))!
    const own = config.pages.find((one) => one.id === made.json.id)!
    world.kv.set(`page:${slug}`, snapshotOf(own, config, new Map(), Date.now()))
  }
})
afterAll(async () => {
  await mail.close()
  await world.stop()
})

/** A browser at an address of its own, so that no limit answers before the form does. */
function stranger() {
  people += 1
  return openBrowser(world, `203.0.${people >> 8}.${people & 255}`)
}
const nobody = () => `nobody${people}@example.com`

interface Door {
  /** The path, with a token that works where one is needed. */
  path(): Promise<string> | string
  form: Record<string, string>
}
const onTo = (then: string) => ({ then })
const at = (path: string, form: Record<string, string> = {}): Door => ({ path: () => path, form })

async function token(purpose: 'reset' | 'sign-in' | 'address'): Promise<string> {
  const { id, email } = await newPerson(world, null)
  return issue(world.hub, purpose, { person: id, about: purpose === 'address' ? `n${email}` : '' })
}
async function subscriber(): Promise<string> {
  const to = nobody()
  await stranger().post('/status/news/subscribe', { kind: 'mail', address: to })
  const link = linkTo(mail, to)
  expect(link).toMatch(/^\/status\/news\/subscriber\//)
  return link
}
async function invitation(): Promise<string> {
  const body = { role: 'viewer' }
  const { json } = await world.ask('POST', '/api/invitations', { body })
  return new URL(json.url).pathname
}
async function setUp(): Promise<string> {
  const secret = `setup${people}`.padEnd(40, 'q')
  await world.hub.accounts.putToken('setup', await hashOf(secret), Date.now() + 3_600_000)
  return `/setup/${secret}`
}

const address = { kind: 'mail', address: 'a@reader.example', lang: 'en', components: 'x' }
const doors: Record<string, Door> = {
  '/sign-in': at('/sign-in', { email: 'a@example.com', password, ...onTo('/') }),
  '/sign-in/second': at('/sign-in/second', { code: '123456', ...onTo('/') }),
  '/sign-in/link': at('/sign-in/link', { email: 'a@example.com', ...onTo('/') }),
  '/sign-in/passkey/options': at('/sign-in/passkey/options', { x: '' }),
  '/sign-in/passkey': at('/sign-in/passkey', { response: '', onTo: '/' }),
  '/sign-in/with/:id': at('/sign-in/with/oidc', onTo('/')),
  '/sign-out': at('/sign-out', { x: '' }),
  '/forgot': at('/forgot', { email: 'a@example.com' }),
  '/sign-up': at('/sign-up', { email: 'a@example.com', plan: 'team', per: 'year' }),
  '/sign-up/:token': {
    path: async () =>
      `/sign-up/${await issue(world.hub, 'sign-up', { person: nobody(), about: '' })}`,
    form: { name: 'Nora', password },
  },
  '/reset/:token': { path: async () => `/reset/${await token('reset')}`, form: { password } },
  '/link/:token': { path: async () => `/link/${await token('sign-in')}`, form: { x: '' } },
  '/address/:token': { path: async () => `/address/${await token('address')}`, form: { x: '' } },
  '/setup/:token': { path: setUp, form: { name: 'x', email: 'a@example.com', password } },
  '/invitations/:token': {
    path: invitation,
    form: { name: 'x', email: 'joins@example.com', password },
  },
  '/a/:token': at(`/a/${acme}${'a'.repeat(15)}`, { x: '' }),
  '/status/:slug/subscribe': at('/status/news/subscribe', address),
  '/status/:slug/subscribe/code': at('/status/news/subscribe/code', {
    address: '+14155550100',
    code: '123456',
    lang: 'en',
  }),
  '/status/:slug/subscriber/:token/confirm': {
    path: async () => `${await subscriber()}/confirm`,
    form: { x: '' },
  },
  '/status/:slug/subscriber/:token/leave': {
    path: async () => `${await subscriber()}/leave`,
    form: { x: '' },
  },
  '/status/:slug/subscriber/:token': {
    path: subscriber,
    form: { 'List-Unsubscribe': 'One-Click' },
  },
  '/status/:slug/door': at('/status/shut/door', { password: 'guess' }),
}

/** Doors of machines, which are no forms: each has tests of its own. */
const machines = /^\/(api|ping|agent|internal|stripe|in|canary|operator|calendar|live)(\/|$)/
const isOpen = /^\/(status|sign|forgot|reset|link|address|setup|invitations|a|badge|auth)(-|\/|$)/

it('has a row for every form that asks for no account', () => {
  const open = routesOf(world.app)
    .filter(({ method, path }) => method === 'POST' && !machines.test(path) && isOpen.test(path))
    .map(({ path }) => path)
  expect(open.filter((one) => !one.includes('*')).toSorted()).toEqual(Object.keys(doors).toSorted())
})

it.each(Object.keys(hostile))(
  '%s in a field of a door is a word and no more',
  async (name) => {
    const word = hostile[name]!
    const faults: string[] = []
    let shown = 0
    const tables = await world.place.query('select count(*)::int as n from checks')
    for (const [door, { path, form }] of Object.entries(doors)) {
      for (const field of Object.keys(form)) {
        const own = `${await path()}?lang=${encodeURIComponent(wellFormed(word))}`
        const answer = await stranger().post(own, { ...form, [field]: word })
        if (answer.html.includes('&lt;script&gt;')) shown += 1
        faults.push(...faultsOf(answer).map((one) => `${door} ${field}: ${one}`))
      }
    }
    expect(faults).toEqual([])
    expect(world.faults.splice(0)).toEqual([])
    // Typed words came back to be mended, as text.
    if (name === 'markup') expect(shown).toBeGreaterThan(5)
    expect(await world.place.query('select count(*)::int as n from checks')).toEqual(tables)
    // No letter goes to more than one, and none says whence it came but from us.
    for (const { to, text, subject } of mail.sent.splice(0)) {
      expect([to].flat().length).toBe(1)
      expect(subject).not.toMatch(/[\r\n]/)
      for (const [url] of text.matchAll(/https?:\/\/\S+/g)) expect(url.startsWith(site)).toBe(true)
    }
  },
  60_000,
)

it.each(Object.keys(hostile).filter((one) => one !== 'large'))(
  '%s in the address of a public page finds nothing, and is not said again as markup',
  async (name) => {
    const word = encodeURIComponent(wellFormed(hostile[name]!))
    const faults: string[] = []
    const paths = routesOf(world.app)
      .filter(({ method, path }) => method === 'GET' && isOpen.test(path) && !path.includes('*'))
      .flatMap(({ path }) => {
        const plain = path.replace(/:(\w+)(\{[^}]*\})?/g, ':$1')
        const known = plain.replace(':slug', 'news').replace(/:\w+/g, 'x')
        return [
          plain.replace(/:\w+/g, word),
          plain.replace(':slug', 'news').replace(/:\w+/g, word),
          `${known}?${word}=${word}&lang=${word}&then=${word}&note=${word}&plan=${word}&label=${word}`,
        ]
      })
    for (const path of paths) {
      const answer = await stranger().get(path)
      faults.push(...faultsOf(answer).map((one) => `${path}: ${one}`))
    }
    expect(faults).toEqual([])
    expect(world.faults.splice(0)).toEqual([])
  },
  60_000,
)

it('acts on no link by a look, a HEAD, or a GET that says it is a POST', async () => {
  const { id, email } = await newPerson(world, null)
  const link = `/link/${await issue(world.hub, 'sign-in', { person: id, about: '' })}`
  const leave = await subscriber()
  const acts = world.acts.length
  for (const path of [link, leave, `/a/${acme}${'a'.repeat(15)}`]) {
    const browser = stranger()
    await browser.send('HEAD', path, {})
    await browser.get(`${path}?_method=POST`, { 'x-http-method-override': 'POST' })
    expect(browser.cookies.size).toBe(0)
  }
  expect(world.acts.length).toBe(acts)
  expect((await stranger().get(leave)).status).toBe(200)
  expect((await stranger().post(link)).to).toBe('/')
  expect((await signIn(stranger(), email)).to).toBe('/account')
})

it('looks nothing up by a token that was made up, whatever is in it', async () => {
  const words = ['\u0000', hostile.sql!, hostile.markup!]
  const made = words.flatMap((one) => [
    `${Buffer.from(JSON.stringify([one, one])).toString('base64url')}.x`,
    `${Buffer.from(JSON.stringify({ one })).toString('base64url')}.x`,
    `${Buffer.from(one).toString('base64url')}.${encodeURIComponent(one)}`,
  ])
  for (const token of made) {
    for (const door of ['link', 'reset', 'address', 'sign-up', 'setup', 'invitations']) {
      const answer = await stranger().get(`/${door}/${token}`)
      expect([door, token, answer.status]).toEqual([door, token, 410])
      expect((await stranger().post(`/${door}/${token}`, { password, name: 'x' })).status).toBe(
        door === 'setup' ? 400 : 410,
      )
    }
  }
  expect(world.faults.splice(0)).toEqual([])
})

it('leads a browser with a passkey nowhere else', async () => {
  for (const body of ['null', '[]', '{"response":{"id":"\\u0000"},"onTo":"//evil.example"}']) {
    const headers = { 'content-type': 'application/json', origin: site }
    const url = `${site}/sign-in/passkey`
    const answer = await world.app.request(url, { method: 'POST', body, headers })
    expect(answer.status).toBeLessThan(500)
    expect(await answer.text()).not.toContain('evil.example')
  }
})

it('counts guesses by who sends them, whoever they say they are', async () => {
  const statuses: number[] = []
  for (let guess = 0; guess < 12; guess += 1) {
    const request = new Request(`${site}/status/shut/door`, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        'cf-connecting-ip': `198.51.100.${guess}`,
        'x-forwarded-for': `198.51.100.${guess}`,
      },
      body: 'password=guess',
    })
    const from = Object.assign(request, { cf: { clientIp: '192.0.2.99:4711' } })
    statuses.push((await world.app.request(from)).status)
  }
  expect(statuses.slice(0, 10)).toEqual(Array(10).fill(403))
  expect(statuses.at(-1)).toBe(429)
})

/** As an address can have it: a lone half of a letter cannot be. */
function wellFormed(word: string): string {
  return word.toWellFormed()
}
