// Signing in by a provider's word, against one on loopback that speaks OpenID Connect, and GitHub's
// way beside it: who gets in, who does not, and what a lying provider or another site can do.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { makeAuth } from '../../workers/auth/index.ts'
import { type FakeOidc, startOidc } from '../fakes/oidc.ts'
import { type Browser, isIn, newPerson, openBrowser, password, signIn, site } from './browser.ts'
import { openWorld, type World } from './world.ts'

let world: World
let oidc: FakeOidc

beforeAll(async () => {
  world = await openWorld()
  oidc = await startOidc()
  const { clientId, clientSecret, url } = oidc
  Object.assign(
    world.auth,
    makeAuth({
      DATABASE_URL: world.place.settings.url,
      NEON_FETCH_ENDPOINT: world.place.settings.fetchEndpoint,
      BASE_URL: site,
      AUTH_SECRET: 'a secret of the test world, long enough',
      OIDC_ISSUER: url,
      OIDC_CLIENT_ID: clientId,
      OIDC_CLIENT_SECRET: clientSecret,
      OIDC_NAME: 'Acme',
      GITHUB_CLIENT_ID: clientId,
      GITHUB_CLIENT_SECRET: clientSecret,
      GITHUB_URL: url,
      GITHUB_API_URL: url,
    }),
  )
}, 60_000)
beforeEach(() => {
  oidc.lie = 'none'
})
afterAll(async () => {
  await oidc.close()
  await world.stop()
})

/** Who is signed in at the provider from now on. */
function become(sub: string, email: string, isVerified = true) {
  oidc.who = { sub, email, email_verified: isVerified, name: 'Somebody' }
}

/** A round trip over the provider, as the browser makes it. */
async function visit(browser: Browser, path: string, form: Record<string, string> = {}) {
  const asked = await browser.post(path, form)
  if (asked.status !== 200) return asked
  const address = asked.headers.get('refresh')?.replace('0; url=', '') ?? ''
  expect(asked.html).toContain(`href="${address.replaceAll('&', '&amp;')}"`)
  return browser.get(oidc.visit(address))
}

const confirmed = (id: string) =>
  world.place.query('update "user" set email_verified = true where id = $1', [id])

describe.each(['oidc', 'github'])('by %s', (provider) => {
  it('is connected with the password, and signs in from then on', async () => {
    const { browser, email, id } = await newPerson(world)
    await signIn(browser, email)
    become(`${provider}-1`, 'another-address@example.com')
    const refused = await visit(browser, `/account/providers/${provider}`, { password: 'guess' })
    expect(refused.status).toBe(422)
    const done = await visit(browser, `/account/providers/${provider}`, { password })
    expect(done.to).toBe('/account?note=linked')
    const other = openBrowser(world)
    const then = Object.fromEntries([['then', '/incidents']])
    const back = await visit(other, `/sign-in/with/${provider}`, then)
    expect([back.to, await isIn(other)]).toEqual(['/incidents', true])
    const [row] = await world.place.query(
      'select access_token, refresh_token, id_token from account where user_id = $1 and provider_id = $2',
      [id, provider],
    )
    expect(row).toEqual({ access_token: null, refresh_token: null, id_token: null })
    await browser.post(`/account/providers/${provider}/disconnect`)
    const third = openBrowser(world)
    expect((await visit(third, `/sign-in/with/${provider}`)).to).toContain('note=provider')
    expect(await isIn(third)).toBe(false)
  })
})

describe('who is not connected', () => {
  it('is let in when the address is confirmed on both sides, and only then', async () => {
    const { email, id } = await newPerson(world)
    const browser = openBrowser(world)
    become('both-1', email)
    expect((await visit(browser, '/sign-in/with/oidc')).to).toContain('/sign-in?note=provider')
    await confirmed(id)
    become('both-1', email, false)
    expect((await visit(browser, '/sign-in/with/oidc')).to).toContain('/sign-in?note=provider')
    expect(await isIn(browser)).toBe(false)
    become('both-1', email)
    expect((await visit(browser, '/sign-in/with/oidc')).to).toBe('/')
    expect(await isIn(browser)).toBe(true)
  })

  it('gets no account by it', async () => {
    const browser = openBrowser(world)
    become('stranger-1', 'stranger@example.com')
    const before = await world.place.accounts.countUsers()
    const back = await visit(browser, '/sign-in/with/oidc')
    expect(back.to).toContain('/sign-in?note=provider')
    expect((await browser.get(back.to)).text).toContain('no account here is connected with it')
    expect(await world.place.accounts.countUsers()).toBe(before)
  })

  it('cannot connect what another account has', async () => {
    const [ann, bob] = [await newPerson(world), await newPerson(world)]
    become('shared-1', 'shared@example.com')
    for (const { browser, email } of [ann, bob]) await signIn(browser, email)
    await visit(ann.browser, '/account/providers/oidc', { password })
    const second = await visit(bob.browser, '/account/providers/oidc', { password })
    expect(second.to).toContain('note=not-linked')
    expect((await bob.browser.get(second.to)).text).toContain('belongs to another account')
  })
})

describe('a provider', () => {
  it.each(['other-key', 'other-nonce', 'other-audience', 'other-issuer'] as const)(
    'that shows an id_token with %s is not believed',
    async (lie) => {
      const { email, id } = await newPerson(world)
      await confirmed(id)
      become(`liar-${lie}`, email)
      oidc.lie = lie
      const browser = openBrowser(world)
      const back = await visit(browser, '/sign-in/with/oidc')
      expect([back.to.startsWith('/sign-in?'), await isIn(browser)]).toEqual([true, false])
    },
  )

  it('that is away keeps nobody else from signing in', async () => {
    const { email } = await newPerson(world)
    const { askProvider } = world.auth
    world.auth.askProvider = makeAuth({
      DATABASE_URL: world.place.settings.url,
      NEON_FETCH_ENDPOINT: world.place.settings.fetchEndpoint,
      BASE_URL: site,
      AUTH_SECRET: 'a secret of the test world, long enough',
      OIDC_ISSUER: 'http://127.0.0.1:9',
      OIDC_CLIENT_ID: 'x',
      OIDC_CLIENT_SECRET: 'y',
    }).askProvider
    const browser = openBrowser(world)
    const away = await browser.post('/sign-in/with/oidc')
    expect([away.status, away.text]).toEqual([503, expect.stringContaining('does not answer')])
    expect((await signIn(browser, email)).to).toBe('/account')
    world.auth.askProvider = askProvider
  })

  it('that nobody set up is not there', async () => {
    const browser = openBrowser(world)
    expect((await browser.post('/sign-in/with/google')).status).toBe(404)
    expect((await browser.get('/auth/callback/google?code=x&state=y')).status).toBe(404)
  })
})

describe('strangers', () => {
  it('cannot start it from another site, nor bring their own answer', async () => {
    const { browser, email } = await newPerson(world)
    await signIn(browser, email)
    const from = { origin: 'https://evil.example' }
    for (const path of ['/sign-in/with/oidc', '/account/providers/oidc']) {
      expect((await browser.post(path, { password }, from)).status).toBe(403)
    }
    // The thief's answer, in the victim's browser: the state is not this browser's.
    become('thief-1', 'thief@example.com')
    const thief = openBrowser(world)
    const asked = await thief.post('/sign-in/with/oidc')
    const address = asked.headers.get('refresh')!.replace('0; url=', '')
    const victim = openBrowser(world)
    const back = await victim.get(oidc.visit(address))
    expect([back.to.startsWith('/sign-in'), await isIn(victim)]).toEqual([true, false])
    const used = await visit(thief, '/sign-in/with/oidc')
    expect(used.to).toContain('note=provider')
  })

  it('are sent nowhere else by what comes back', async () => {
    const browser = openBrowser(world)
    for (const query of [
      '',
      '?error=access_denied',
      '?code=a&state=b',
      '?state=%2F%2Fevil.example&callbackURL=https://evil.example',
    ]) {
      const { status, to } = await browser.get(`/auth/callback/oidc${query}`)
      expect([query, status, to]).toEqual([query, 303, '/sign-in?note=provider'])
    }
    const then = Object.fromEntries([['then', 'https://evil.example']])
    const asked = await browser.post('/sign-in/with/oidc', then)
    expect(asked.headers.get('refresh')).not.toContain('evil')
    expect(new URL(asked.headers.get('refresh')!.slice(7)).searchParams.get('redirect_uri')).toBe(
      `${site}/auth/callback/oidc`,
    )
  })
})
