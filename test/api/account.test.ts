// One's own account over the real database and the real better-auth: password, address, sessions,
// the end of an account; and what strangers try at these doors.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hashOf } from '../../workers/flow/hash.ts'
import type { FakeResend } from '../fakes/resend.ts'
import {
  isIn,
  linkTo,
  openBrowser,
  password,
  newPerson as personIn,
  signIn,
  site,
  withLetters,
  withMail,
} from './browser.ts'
import { acme, openWorld, type World } from './world.ts'

let world: World
let resend: FakeResend

beforeAll(async () => {
  world = await openWorld()
  withLetters(world)
  resend = await withMail(world)
}, 60_000)
afterAll(async () => {
  await resend.close()
  await world.stop()
})

const newPerson = (role: string | null = 'member') => personIn(world, role)

describe('a forgotten password', () => {
  it('is set anew by a letter, once, and every session ends', async () => {
    const { browser, email, id } = await newPerson()
    await signIn(browser, email)
    const other = openBrowser(world)
    const asked = await other.post('/forgot', { email: email.toUpperCase() })
    expect([asked.status, asked.text]).toEqual([
      200,
      expect.stringContaining('a letter is on its way'),
    ])
    const link = linkTo(resend, email)
    expect(link).toMatch(/^\/reset\//)
    for (let look = 0; look < 3; look += 1) expect((await other.get(link)).status).toBe(200)
    const short = await other.post(link, { password: 'short' })
    expect([short.status, short.text]).toEqual([422, expect.stringContaining('at least 10')])
    const set = await other.post(link, { password: 'a whole new password' })
    expect([set.status, set.to]).toEqual([303, '/sign-in?note=reset'])
    expect(await isIn(browser)).toBe(false)
    expect((await other.get(link)).status).toBe(410)
    expect((await other.post(link, { password: 'yet another password' })).status).toBe(410)
    expect((await signIn(browser, email)).status).toBe(401)
    expect((await signIn(browser, email, 'a whole new password')).to).toBe('/account')
    const told = resend.sent.filter((one) => one.to.includes(email)).map((one) => one.subject)
    expect(told).toEqual(['eSonar: a new password', 'eSonar: your password was changed'])
    const [row] = await world.place.query('select email_verified from "user" where id = $1', [id])
    expect(row.email_verified).toBe(true)
  })

  it('says the same to an address that nobody has, and sends nothing', async () => {
    const { browser, email } = await newPerson()
    const known = await browser.post('/forgot', { email })
    const before = resend.sent.length
    const unknown = await browser.post('/forgot', { email: 'nobody@example.com' })
    expect(unknown.html.replaceAll('nobody@example.com', email)).toBe(known.html)
    expect(resend.sent.length).toBe(before)
    const slip = await browser.post('/forgot', { email: 'no address' })
    expect([slip.status, slip.html]).toEqual([422, expect.stringContaining('value="no address"')])
  })

  it('makes links with the address of the installation, whatever Host says', async () => {
    const { browser, email } = await newPerson()
    await browser.post('http://evil.example/forgot', { email }, { origin: 'http://evil.example' })
    const mail = resend.sent.findLast((one) => one.to.includes(email))
    expect(mail?.text).toContain(`${site}/reset/`)
    expect(mail?.text).not.toContain('evil.example')
  })

  it('says what to set when no mail can be sent', async () => {
    const { carriers } = world.hub.settings
    world.hub.settings.carriers = { ...carriers, mail: null }
    const browser = openBrowser(world)
    for (const answer of [
      await browser.get('/forgot'),
      await browser.post('/forgot', { email: 'ana@example.com' }),
    ]) {
      expect(answer.text).toContain('RESEND_API_KEY and RESEND_FROM')
      expect(answer.text).toContain('SMTP_URL and MAIL_FROM')
    }
    world.hub.settings.carriers = carriers
  })

  it('does not work with a token of another person or purpose', async () => {
    const [ann, bob] = [await newPerson(), await newPerson()]
    await ann.browser.post('/forgot', { email: ann.email })
    const [, secret = ''] = linkTo(resend, ann.email).replace('/reset/', '').split('.')
    const forged = (person: string) =>
      Buffer.from(JSON.stringify([person, ''])).toString('base64url')
    expect((await bob.browser.get(`/reset/${forged(bob.id)}.${secret}`)).status).toBe(410)
    expect((await bob.browser.get(`/address/${forged(ann.id)}.${secret}`)).status).toBe(410)
    expect((await bob.browser.get(`/reset/${forged(ann.id)}.${secret}`)).status).toBe(200)
    for (const token of ['x', 'e30.x', encodeURIComponent('<b>')]) {
      expect((await bob.browser.get(`/reset/${token}`)).status).toBe(410)
    }
  })
})

describe('a password that is known', () => {
  it('is changed by whoever knows it; other sessions end and this one is a new one', async () => {
    const { browser, email } = await newPerson()
    await signIn(browser, email)
    const other = openBrowser(world)
    await signIn(other, email)
    const stolen = browser.copy()
    const wrong = await browser.post('/account/password', {
      password: 'not the password',
      next: 'another password',
    })
    expect([wrong.status, wrong.text]).toEqual([
      422,
      expect.stringContaining('is not the password'),
    ])
    expect(wrong.html).not.toContain('another password')
    const right = await browser.post('/account/password', { password, next: 'another password' })
    expect(right.to).toBe('/account?note=password')
    expect(await isIn(browser)).toBe(true)
    expect(await isIn(other)).toBe(false)
    expect(await isIn(stolen)).toBe(false)
  })
})

describe('a new address', () => {
  it('counts once it was confirmed, and the old one is told', async () => {
    const { browser, email } = await newPerson()
    await signIn(browser, email)
    const fresh = `fresh-${email}`
    const asked = await browser.post('/account/address', { email: fresh, password })
    expect(asked.to).toBe('/account?note=address')
    expect((await browser.get('/account')).text).toContain(email)
    const link = linkTo(resend, fresh)
    const anywhere = openBrowser(world)
    expect((await anywhere.get(link)).text).toContain(fresh)
    expect((await signIn(anywhere, fresh)).status).toBe(401)
    expect((await anywhere.post(link)).status).toBe(200)
    expect((await anywhere.post(link)).status).toBe(410)
    expect((await signIn(anywhere, fresh)).to).toBe('/account')
    expect((await signIn(openBrowser(world), email)).status).toBe(401)
    const told = resend.sent.findLast((one) => one.to.includes(email))
    expect(told?.subject).toBe('eSonar: the address of your account was changed')
  })

  it('is not asked for without the password, nor taken from another account', async () => {
    const [ann, bob] = [await newPerson(), await newPerson()]
    await signIn(ann.browser, ann.email)
    const refused = await ann.browser.post('/account/address', { email: 'x@example.com' })
    expect([refused.status, refused.html]).toEqual([
      422,
      expect.stringContaining('value="x@example.com"'),
    ])
    const before = resend.sent.length
    const taken = await ann.browser.post('/account/address', { email: bob.email, password })
    expect(taken.to).toBe('/account?note=address')
    expect(resend.sent.length).toBe(before)
  })
})

describe('sessions', () => {
  it('are listed in words and ended one by one or all others at once', async () => {
    const { browser, email } = await newPerson()
    await signIn(browser, email)
    const phone = openBrowser(world, '203.0.113.9')
    const agent = 'Mozilla/5.0 (iPhone; CPU iPhone OS 19_0) Version/19.0 Safari/604'
    await phone.post('/sign-in', { email, password }, { 'user-agent': agent })
    const third = openBrowser(world)
    await signIn(third, email)
    const list = await browser.get('/account')
    expect(list.text).toContain('Firefox on Linux (this one)')
    expect(list.text).toMatch(/Safari on iPhone from 203\.0\.113\.9, signed in/)
    const tokens = await world.place.query(
      'select s.id, s.token, s.ip_address from session s join "user" u on u.id = s.user_id where u.email = $1',
      [email],
    )
    for (const { token } of tokens) expect(list.html).not.toContain(token)
    const { id } = tokens.find((one) => one.ip_address === '203.0.113.9')
    const stranger = await newPerson()
    await signIn(stranger.browser, stranger.email)
    expect((await stranger.browser.post(`/account/sessions/${id}/end`)).status).toBe(404)
    expect(await isIn(phone)).toBe(true)
    expect((await browser.post(`/account/sessions/${id}/end`)).to).toBe('/account?note=ended')
    expect([await isIn(phone), await isIn(third), await isIn(browser)]).toEqual([false, true, true])
    await browser.post('/account/sessions/end-others')
    expect([await isIn(third), await isIn(browser)]).toEqual([false, true])
  })

  it('that were ended live on for a minute at most in a copy of the cookies', async () => {
    const { browser, email } = await newPerson()
    const said = await signIn(browser, email)
    const cache = said.headers.getSetCookie().find((one) => one.includes('session_data'))
    const seconds = Number(/max-age=(\d+)/i.exec(cache ?? '')?.[1])
    expect(seconds).toBeGreaterThan(0)
    expect(seconds).toBeLessThanOrEqual(60)
    for (const cookie of said.headers.getSetCookie()) {
      expect(cookie).toMatch(/; HttpOnly/i)
      expect(cookie).toMatch(/; SameSite=Lax/i)
    }
  })

  it('are new at every sign-in: a planted one is not taken over', async () => {
    const { browser, email } = await newPerson()
    browser.cookies.set('esonar.session_token', 'planted.value')
    await signIn(browser, email)
    expect(browser.cookies.get('esonar.session_token')).not.toBe('planted.value')
  })
})

describe('limits', () => {
  it('stop guesses at one account from many addresses, and say when to come again', async () => {
    const { email } = await newPerson()
    const statuses: number[] = []
    let last = await signIn(openBrowser(world, '192.0.2.1'), email, 'a wrong guess')
    for (let guess = 0; guess < 11; guess += 1) {
      last = await signIn(openBrowser(world, `192.0.2.${guess + 2}`), email, 'a wrong guess')
      statuses.push(last.status)
    }
    expect(statuses.slice(0, 9)).toEqual(Array(9).fill(401))
    expect(statuses.at(-1)).toBe(429)
    expect(Number(last.headers.get('retry-after'))).toBeGreaterThan(800)
    expect(last.text).toContain('Try again in 15 minutes')
    expect(last.html).toContain(`value="${email}"`)
    expect((await signIn(openBrowser(world, '192.0.2.99'), email)).status).toBe(429)
  })

  it('stop guesses at many accounts from one address', async () => {
    const thief = openBrowser(world, '192.0.2.200')
    const guess = (number: number) => signIn(thief, `guess${number}@example.com`, 'a wrong guess')
    expect((await guess(1)).status).toBe(401)
    const key = `sign-in:address:${await hashOf('192.0.2.200')}`
    await world.place.query('update rate_limit set count = 59 where key = $1', [key])
    expect((await guess(2)).status).toBe(401)
    const last = await guess(3)
    expect([last.status, last.headers.get('retry-after')]).toEqual([
      429,
      expect.stringMatching(/^(900|899)$/),
    ])
    expect((await signIn(openBrowser(world, '192.0.2.201'), 'guess4@example.com')).status).toBe(401)
  })

  it('stop letters to one address, known or not', async () => {
    const { email } = await newPerson()
    for (const address of [email, 'nobody-at-all@example.com']) {
      const statuses: number[] = []
      for (let ask = 0; ask < 6; ask += 1) {
        const browser = openBrowser(world, `192.0.2.${100 + ask}`)
        statuses.push((await browser.post('/forgot', { email: address })).status)
      }
      expect(statuses).toEqual([200, 200, 200, 200, 200, 429])
    }
  })

  it('forget the slips of whoever gets in', async () => {
    const { browser, email } = await newPerson()
    for (let round = 0; round < 3; round += 1) {
      for (let slip = 0; slip < 5; slip += 1) await signIn(browser, email, 'a slip of the finger')
      expect((await signIn(browser, email)).status).toBe(303)
    }
  })
})

describe('the end of an account', () => {
  it('removes every row and session, and leaves the log without the name', async () => {
    const { browser, email, id } = await newPerson()
    await signIn(browser, email)
    const thief = browser.copy()
    const channel = await world.ask('POST', '/api/channels', {
      body: { type: 'webhook', url: 'https://phone.example/hook' },
    })
    await world.ask('PUT', `/api/people/${id}/ways`, {
      body: { ways: [{ channel: channel.json.id, afterMinutes: 0 }] },
    })
    await world.place.query(
      `insert into audit (workspace, actor, actor_name, verb, noun, subject)
       values ($1, $2, 'Person', 'write', 'check', 'x')`,
      [acme, id],
    )
    expect((await browser.post('/account/delete', { password: 'not this one' })).status).toBe(422)
    expect(await isIn(browser)).toBe(true)
    const gone = await browser.post('/account/delete', { password })
    expect(gone.to).toBe('/sign-in?note=deleted')
    for (const text of [
      'select 1 from "user" where id = $1',
      'select 1 from session where user_id = $1',
      'select 1 from account where user_id = $1',
      'select 1 from members where user_id = $1',
      'select 1 from audit where actor = $1',
      "select 1 from channels where settings->>'member' = $1",
    ]) {
      expect([text, await world.place.query(text, [id])]).toEqual([text, []])
    }
    expect(await isIn(browser)).toBe(false)
    expect((await thief.get('/')).to).toContain('/sign-in')
    expect((await signIn(browser, email)).status).toBe(401)
    const after = await world.ask('GET', `/api/channels/${channel.json.id}`)
    expect(after.json.enabled).toBe(false)
    expect(world.faults).toEqual([])
  })

  it('waits while a workspace would be left without an owner', async () => {
    const { browser, email, id } = await newPerson(null)
    await world.place.accounts.createWorkspace(id, 'lone00000001', 'Lone servers', 'free')
    await signIn(browser, email)
    expect((await browser.get('/account/delete')).text).toContain('only owner of Lone servers')
    const refused = await browser.post('/account/delete', { password })
    expect([refused.status, refused.text]).toEqual([
      409,
      expect.stringContaining('Make somebody else an owner there'),
    ])
    expect(await isIn(browser)).toBe(true)
    const second = await newPerson(null)
    await world.place.query(
      "insert into members (workspace, user_id, role) values ('lone00000001', $1, 'owner')",
      [second.id],
    )
    expect((await browser.post('/account/delete', { password })).to).toBe('/sign-in?note=deleted')
  })
})

describe('strangers', () => {
  it('at another site can post nothing', async () => {
    const { browser, email } = await newPerson()
    await signIn(browser, email)
    for (const path of [
      '/sign-in',
      '/sign-out',
      '/forgot',
      '/reset/x.y',
      '/address/x.y',
      '/account/name',
      '/account/password',
      '/account/address',
      '/account/delete',
      '/account/sessions/end-others',
      '/account/sessions/x/end',
    ]) {
      const answer = await browser.post(
        path,
        { name: 'Mallory', password, email },
        { origin: 'https://evil.example' },
      )
      expect(`${path} ${answer.status}`).toBe(`${path} 403`)
    }
    expect(await isIn(browser)).toBe(true)
    expect((await browser.get('/account')).text).not.toContain('Mallory')
    const { baseUrl } = world.hub.settings
    const behind = { origin: 'https://status.example.com' }
    for (const path of ['/sign-in', '/account/name']) {
      const { html } = await browser.post(path, { name: 'Ann', password, email }, behind)
      expect(html).toMatch(/from https:\/\/status\.example\.com, .*set ESONAR_BASE_URL to that/)
      expect(html).toContain(baseUrl)
    }
  })

  it("without a session, or with a program's key, see no account", async () => {
    const nobody = openBrowser(world)
    for (const path of ['/account', '/account/password', '/account/delete']) {
      expect((await nobody.get(path)).to).toContain('/sign-in?then=')
      const key = { authorization: 'Bearer esn_acme-owner-key-000000000000000000' }
      expect((await nobody.get(path, key)).to).toContain('/sign-in?then=')
    }
  })

  it('lead nobody to another site after signing in', async () => {
    const { browser, email } = await newPerson()
    for (const then of [
      'https://evil.example',
      '//evil.example',
      '/\\evil.example',
      '/%0d%0aset-cookie:x',
      'javascript:alert(1)',
      '/\t/evil.example',
    ]) {
      expect((await signIn(browser, email, password, then)).to).toBe('/')
      expect((await browser.get(`/sign-in?then=${encodeURIComponent(then)}`)).to).toBe('/')
    }
  })
})
