// Signing in by a letter, and the second factor behind every door that a letter or a password opens.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { FakeResend } from '../fakes/resend.ts'
import { totp } from '../fakes/totp.ts'
import {
  type Browser,
  isIn,
  linkTo,
  newPerson,
  openBrowser,
  password,
  signIn,
  withLetters,
  withMail,
} from './browser.ts'
import { openWorld, type World } from './world.ts'

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

const onTo = (then: string) => ({ then })

/** Turns the second factor on, as a person does. */
async function turnOn(browser: Browser) {
  const start = await browser.post('/account/second-factor', { password })
  const uri = /name="uri" value="([^"]+)"/.exec(start.html)![1]!.replaceAll('&amp;', '&')
  const secret = new URL(uri).searchParams.get('secret')!
  const code = totp(secret)
  const done = await browser.post('/account/second-factor/confirm', { uri, code })
  return { start, uri, secret, code, done, codes: codesIn(done.html) }
}

/** As if the half minute of the last code were over. */
const later = () => world.place.query('update two_factor set used_step = 0')

const codesIn = (html: string) => /<pre class="codes">([^<]*)/.exec(html)?.[1]?.split('\n') ?? []

describe('a link by letter', () => {
  it('signs in once, by the button only, and leads on to where one wanted to go', async () => {
    const { email, id } = await newPerson(world)
    const browser = openBrowser(world)
    await browser.post('/sign-in/link', { email, ...onTo('/incidents') })
    const link = linkTo(resend, email)
    expect(link).toMatch(/^\/link\//)
    const scanner = openBrowser(world, '192.0.2.50')
    for (let look = 0; look < 5; look += 1) {
      expect((await scanner.get(link)).text).toContain('One click, and you are in.')
    }
    expect(scanner.cookies.size).toBe(0)
    const opened = await browser.post(link)
    expect([opened.status, opened.to]).toEqual([303, '/incidents'])
    expect(await isIn(browser)).toBe(true)
    expect((await scanner.post(link)).status).toBe(410)
    expect(await isIn(scanner)).toBe(false)
    // The password of whoever never confirmed the address stays: nobody signs up by themselves.
    expect((await signIn(openBrowser(world), email)).to).toBe('/account')
    const [row] = await world.place.query('select email_verified from "user" where id = $1', [id])
    expect(row.email_verified).toBe(true)
  })

  it('is too old after a quarter of an hour', async () => {
    const { email, browser } = await newPerson(world)
    await browser.post('/sign-in/link', { email })
    const { now } = world.hub
    world.hub.now = () => now() + 16 * 60_000
    const late = await browser.post(linkTo(resend, email))
    world.hub.now = now
    expect([late.status, await isIn(browser)]).toEqual([410, false])
  })

  it('says the same to strangers, and leads nobody elsewhere', async () => {
    const { email, browser } = await newPerson(world)
    const known = await browser.post('/sign-in/link', { email, ...onTo('https://evil.example') })
    const unknown = await browser.post('/sign-in/link', { email: 'none@example.com' })
    expect(unknown.html.replaceAll('none@example.com', email)).toBe(known.html)
    expect((await browser.post(linkTo(resend, email))).to).toBe('/')
  })

  it('is not opened from another site', async () => {
    const { email, browser } = await newPerson(world)
    await browser.post('/sign-in/link', { email })
    const link = linkTo(resend, email)
    const from = { origin: 'https://evil.example' }
    for (const path of [link, '/sign-in/link', '/sign-in/second', '/account/second-factor']) {
      expect([path, (await browser.post(path, { email }, from)).status]).toEqual([
        path,
        path === '/account/second-factor' ? 303 : 403,
      ])
    }
    expect((await browser.post(link)).to).toBe('/')
    for (const path of ['', '/confirm', '/codes', '/off']) {
      const answer = await browser.post(`/account/second-factor${path}`, { password }, from)
      expect([path, answer.status]).toEqual([path, 403])
    }
  })
})

describe('a second factor', () => {
  it('is set up by a picture and a first code, and asked for behind the password', async () => {
    const { email, browser } = await newPerson(world)
    await signIn(browser, email)
    expect((await browser.post('/account/second-factor', { password: 'guess' })).status).toBe(422)
    const half = await browser.post('/account/second-factor', { password })
    expect(half.html).toContain('<svg class="qr"')
    expect((await signIn(openBrowser(world), email)).to).toBe('/account')
    const wrong = await browser.post('/account/second-factor/confirm', {
      uri: /name="uri" value="([^"]+)"/.exec(half.html)![1]!.replaceAll('&amp;', '&'),
      code: '000000',
    })
    expect([wrong.status, wrong.html]).toEqual([422, expect.stringContaining('<svg class="qr"')])
    const old = browser.copy()
    const { secret, done, codes } = await turnOn(browser)
    expect([done.status, codes.length]).toEqual([200, 10])
    expect([await isIn(browser), await isIn(old)]).toEqual([true, false])
    expect((await browser.get('/account/second-factor')).html).not.toContain(codes[0])
    const other = openBrowser(world)
    const first = await signIn(other, email, password, '/incidents')
    expect(first.to).toBe('/sign-in/second?then=%2Fincidents')
    expect(await isIn(other)).toBe(false)
    const no = await other.post('/sign-in/second', { code: '000000', ...onTo('/incidents') })
    expect([no.status, no.text]).toEqual([422, expect.stringContaining('Code: is not right')])
    await later()
    const yes = await other.post('/sign-in/second', { code: totp(secret), ...onTo('/incidents') })
    expect([yes.to, await isIn(other)]).toEqual(['/incidents', true])
    const [row] = await world.place.query(
      'select t.secret, t.backup_codes from two_factor t join "user" u on u.id = t.user_id where u.email = $1',
      [email],
    )
    expect(row.secret).not.toContain(secret)
    expect(row.backup_codes).not.toContain(codes[0]!)
  })

  it('is asked for behind a letter, too', async () => {
    const { email, browser } = await newPerson(world)
    await signIn(browser, email)
    const { secret } = await turnOn(browser)
    const other = openBrowser(world)
    await other.post('/sign-in/link', { email, ...onTo('/incidents') })
    const half = await other.post(linkTo(resend, email))
    expect([half.to, await isIn(other)]).toEqual(['/sign-in/second?then=%2Fincidents', false])
    await later()
    await other.post('/sign-in/second', { code: totp(secret) })
    expect(await isIn(other)).toBe(true)
    await other.post('/forgot', { email })
    await other.post(linkTo(resend, email), { password: 'a whole new password' })
    const again = await signIn(other, email, 'a whole new password')
    expect(again.to).toContain('/sign-in/second')
  })

  it('lets in by each recovery code once, and by none of those before', async () => {
    const { email, browser } = await newPerson(world)
    await signIn(browser, email)
    const { codes } = await turnOn(browser)
    const enter = async (code: string) => {
      const other = openBrowser(world)
      await signIn(other, email)
      await other.post('/sign-in/second', { code })
      return isIn(other)
    }
    expect([await enter(codes[0]!), await enter(codes[0]!), await enter(codes[1]!)]).toEqual([
      true,
      false,
      true,
    ])
    const made = await browser.post('/account/second-factor/codes', { password })
    const fresh = codesIn(made.html)
    expect([await enter(codes[2]!), await enter(fresh[0]!)]).toEqual([false, true])
  })

  it('takes a code of the app once, whoever brings it, and none of before', async () => {
    const { email, browser } = await newPerson(world)
    await signIn(browser, email)
    const { secret, code: first } = await turnOn(browser)
    const enter = async (code: string) => {
      const other = openBrowser(world)
      await signIn(other, email)
      const { status, text } = await other.post('/sign-in/second', { code })
      const isAsIn = await isIn(other)
      expect(status).toBe(isAsIn ? 303 : 422)
      if (!isAsIn) expect(text).toContain('Code: is not right')
      return isAsIn
    }
    const [before, next] = [totp(secret, Date.now() - 30_000), totp(secret, Date.now() + 30_000)]
    expect(await enter(first)).toBe(false)
    expect(await enter(before)).toBe(false)
    const both = await Promise.all([enter(next), enter(next)])
    expect(both.toSorted()).toEqual([false, true])
    expect(await enter(next)).toBe(false)
    await later()
    expect(await enter(totp(secret))).toBe(true)
  })

  it('stops guesses: five a sign-in, ten an account', async () => {
    const { email, browser } = await newPerson(world)
    await signIn(browser, email)
    const { secret } = await turnOn(browser)
    const thief = openBrowser(world, '192.0.2.60')
    const guess = () => thief.post('/sign-in/second', { code: '000000' })
    await signIn(thief, email)
    const said: string[] = []
    for (let time = 0; time < 6; time += 1) {
      const { status, to } = await guess()
      said.push(to || String(status))
    }
    expect(said).toEqual([...Array(5).fill('422'), '/sign-in?note=again'])
    await signIn(thief, email)
    for (let time = 0; time < 5; time += 1) await guess()
    await signIn(thief, email)
    await later()
    const locked = await thief.post('/sign-in/second', { code: totp(secret) })
    expect([locked.status, locked.headers.get('retry-after')]).toEqual([429, '900'])
    expect(await isIn(thief)).toBe(false)
  })

  it('is turned off with the password only, and its mailbox is told', async () => {
    const { email, browser } = await newPerson(world)
    await signIn(browser, email)
    await turnOn(browser)
    expect((await browser.post('/account/second-factor/off', { password: 'x' })).status).toBe(422)
    const off = await browser.post('/account/second-factor/off', { password })
    expect(off.to).toBe('/account?note=second-off')
    expect((await signIn(openBrowser(world), email)).to).toBe('/account')
    const told = resend.sent.filter((one) => one.to.includes(email)).map((one) => one.subject)
    expect(told).toEqual([
      'eSonar: a second factor is asked for from now on',
      'eSonar: the second factor was turned off',
    ])
  })

  it('does not begin without a sign-in, and sends a late code back to it', async () => {
    const browser = openBrowser(world)
    expect((await browser.post('/sign-in/second', { code: '123456' })).to).toBe(
      '/sign-in?note=again',
    )
  })
})
