// A stranger signs up: a letter, its link, an account with a workspace on Free, and on to the plan
// they came for. Nobody learns who has an account, and nothing is there on a machine of one's own.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { FakeResend } from '../fakes/resend.ts'
import { linkTo, newPerson, openBrowser, password, withLetters, withMail } from './browser.ts'
import { openWorld, type World } from './world.ts'

let world: World
let mail: FakeResend
let address = 0
beforeAll(async () => {
  world = await openWorld('deny', 'free')
  mail = await withMail(world)
  withLetters(world)
})
beforeEach(() => {
  world.hub.settings.plan = 'free'
})
afterAll(async () => {
  await mail.close()
  await world.stop()
})

/** A stranger at an address of their own. */
function stranger() {
  address += 1
  return openBrowser(world, `203.0.113.${address}`)
}

async function asked(email: string, form: Record<string, string> = {}) {
  const browser = stranger()
  const answer = await browser.post('/sign-up', { email, ...form })
  expect(answer.status).toBe(200)
  return { browser, answer, path: linkTo(mail, email) }
}

describe('signing up', () => {
  it('makes an account that is proven, signed in, and on Free', async () => {
    const { browser, path } = await asked('new@example.com')
    expect(path).toMatch(/^\/sign-up\//)
    expect((await browser.get(path)).text).toContain('new@example.com')
    const made = await browser.post(path, { name: 'Nora', password })
    expect([made.status, made.to]).toEqual([303, '/start'])
    expect((await browser.get('/start')).status).toBe(200)
    const [row] = await world.place.query(
      `select u.email_verified as proven, w.plan, m.role from "user" u
        join members m on m.user_id = u.id join workspaces w on w.id = m.workspace
        where u.email = 'new@example.com'`,
    )
    expect(row).toEqual({ proven: true, plan: 'free', role: 'owner' })
  })

  it('keeps the plan that was chosen on the page of prices', async () => {
    const browser = stranger()
    const page = await browser.get('/sign-up?plan=team&per=year')
    expect(page.text).toContain('then you take Team, paid by the year')
    const { path } = await asked('team@example.com', { plan: 'team', per: 'year' })
    const made = await browser.post(path, { name: 'Tia', password })
    expect(made.to).toBe('/plan?plan=team&per=year')
  })

  it.each(['free', 'self-hosted', 'constructor', 'gold', ''])('takes no plan %o', async (plan) => {
    const { html } = await stranger().get(`/sign-up?plan=${plan}`)
    expect(html).toContain('20 checks, no card')
    expect(html).not.toContain('name="plan"')
  })

  it('says the same of an address that has an account, and sends no link to make one', async () => {
    const known = await newPerson(world)
    const { answer, path } = await asked(known.email)
    const fresh = await asked('unknown@example.com')
    const without = (text: string) =>
      text.replaceAll(known.email, '').replaceAll('unknown@example.com', '')
    expect(without(answer.text)).toBe(without(fresh.answer.text))
    expect(path).toBe('/sign-in')
  })

  it('uses a link once', async () => {
    const { browser, path } = await asked('once@example.com')
    await browser.post(path, { name: 'Otto', password })
    const again = await stranger().post(path, { name: 'Eve', password: 'another password' })
    expect(again.status).toBe(410)
    expect((await stranger().get(path)).status).toBe(410)
  })

  it('makes no second account by two links to one address', async () => {
    const first = await asked('two@example.com')
    const second = await asked('two@example.com')
    await first.browser.post(first.path, { name: 'Tom', password })
    const answer = await second.browser.post(second.path, { name: 'Eve', password: 'another one!' })
    expect(answer.status).toBe(410)
    const rows = await world.place.query(`select id from "user" where email = 'two@example.com'`)
    expect(rows).toHaveLength(1)
  })

  it.each([
    ['name', { name: ' ', password }, 'must not be empty'],
    ['password', { name: 'Pia', password: 'short' }, 'must have at least 10 characters'],
  ])('says what is wrong with the %s, and the link works on', async (field, form, detail) => {
    const { browser, path } = await asked(`${field}@example.com`)
    const answer = await browser.post(path, form)
    expect(answer.status).toBe(422)
    expect(answer.text).toContain(detail)
    expect((await browser.post(path, { name: 'Pia', password })).status).toBe(303)
  })

  it('refuses what is no address, and keeps it', async () => {
    const answer = await stranger().post('/sign-up', { email: 'nobody' })
    expect(answer.text).toContain('must be an e-mail address')
    expect(answer.html).toContain('value="nobody"')
  })

  it('counts: three letters to an address, ten from one', async () => {
    for (let time = 0; time < 3; time += 1) await asked('often@example.com')
    const fourth = await stranger().post('/sign-up', { email: 'often@example.com' })
    expect(fourth.status).toBe(429)
    expect(Number(fourth.headers.get('retry-after'))).toBeGreaterThan(60)
    const one = stranger()
    const statuses: number[] = []
    for (let time = 0; time < 11; time += 1) {
      statuses.push((await one.post('/sign-up', { email: `many${time}@example.com` })).status)
    }
    expect(statuses).toEqual([...Array(10).fill(200), 429])
  })

  it('is not done from another site', async () => {
    const form = { email: 'forged@example.com' }
    const answer = await stranger().post('/sign-up', form, { origin: 'https://evil.example' })
    expect(answer.status).toBe(403)
    expect(linkTo(mail, 'forged@example.com')).toBe('')
  })

  it('says so where no mail can be sent', async () => {
    const { carriers } = world.hub.settings
    world.hub.settings.carriers = { ...carriers, mail: null }
    expect((await stranger().get('/sign-up')).text).toContain('cannot send mail yet')
    expect((await stranger().post('/sign-up', { email: 'a@example.com' })).status).toBe(503)
    world.hub.settings.carriers = carriers
  })

  it('is not there on a machine of one’s own', async () => {
    const { path } = await asked('home@example.com')
    world.hub.settings.plan = 'self-hosted'
    expect((await stranger().get('/sign-up')).status).toBe(404)
    expect((await stranger().post('/sign-up', { email: 'a@example.com' })).status).toBe(404)
    expect((await stranger().post(path, { name: 'Eve', password })).status).toBe(404)
  })
})
