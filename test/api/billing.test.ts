// The whole life of a subscription over the real database and a Stripe on loopback.
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { cards } from '../fakes/stripe.ts'
import { setPrices } from '../fakes/stripe-prices.ts'
import { openShop, type Shop } from './billing-world.ts'
import { acme, keys } from './world.ts'

let shop: Shop
beforeEach(async () => {
  shop = await openShop()
})
afterEach(() => shop.stop())

/** Through the trial, so that it pays. */
async function paying(plan = 'solo', period = 'monthly') {
  await shop.buy(plan, period)
  await shop.deliver()
  shop.pass(14.1)
  await shop.deliver()
}

describe('a life', () => {
  it('goes from sign-up over trial, payment, renewal and failure to recovery', async () => {
    expect(await shop.state()).toMatchObject({ plan: 'free', isSold: true, trialDays: 14 })
    expect(await shop.buy('solo')).toEqual({ to: 'http://esonar.test/plan/paid' })
    expect(await shop.planOf()).toBe('free')
    await shop.deliver()
    expect(await shop.planOf()).toBe('solo')
    expect(await shop.state()).toMatchObject({
      trialDays: null,
      subscription: { status: 'trialing', plan: 'solo', period: 'monthly', endsAt: null },
    })
    shop.pass(14.1)
    await shop.deliver()
    expect((await shop.state()).subscription).toMatchObject({ status: 'active', cents: 900 })
    shop.pass(31)
    await shop.deliver()
    const { json } = await shop.own('GET', '/invoices')
    expect(json.data.map((one: { cents: number }) => one.cents)).toEqual([900, 900, 0])
    expect(json.data[0]).toMatchObject({ status: 'paid', url: expect.stringMatching(/^http/) })

    shop.stripe.setCard(shop.customer(), cards.failsLater)
    shop.pass(31)
    await shop.deliver()
    const owing = await shop.state()
    expect(owing.subscription).toMatchObject({ status: 'past_due' })
    expect(owing.subscription.payUrl).toContain('/i/in_')
    const graceMs = Date.parse(owing.graceEndsAt) - Date.parse(owing.owingSince)
    expect([owing.plan, graceMs / 86_400_000]).toEqual(['solo', 14])
    const page = await shop.ask('GET', '/', { person: 'u1' })
    expect(page.text).toContain('did not go through')
    expect(page.text).toContain(owing.graceEndsAt.slice(0, 10))

    shop.stripe.setCard(shop.customer(), cards.good)
    await shop.deliver()
    expect(await shop.state()).toMatchObject({
      owingSince: null,
      subscription: { status: 'active', payUrl: null },
    })
    expect((await shop.ask('GET', '/', { person: 'u1' })).text).not.toContain('did not go through')
    expect((await shop.audit('subscription')).length).toBeGreaterThanOrEqual(4)
  })

  it('after 14 days unpaid is on Free, with the newest checks paused, and back when it is paid', async () => {
    await paying()
    await shop.checks(24)
    shop.stripe.setCard(shop.customer(), cards.failsLater)
    shop.pass(31)
    await shop.deliver()
    const told = () => shop.letters.map((one) => one.subject)
    const failed = 'eSonar: a payment for Acme did not go through'
    expect(told()).toEqual([failed])
    expect(shop.letters[0]!.to).toBe('ana@example.com')
    const owing = await shop.state()
    expect(shop.letters[0]!.text).toContain(owing.graceEndsAt.slice(0, 10))
    // Day by day, without a single event.
    for (let day = 1; day <= 13; day += 1) {
      shop.stripe.book.advance(0.93)
      await shop.cron()
      await shop.cron()
      expect([day, await shop.planOf(), await shop.paused()]).toEqual([day, 'solo', []])
    }
    expect(told()).toEqual([failed, failed, failed])
    expect(shop.letters[2]!.text).toMatch(/2 more days/)
    shop.pass(2)
    await shop.cron()
    expect(await shop.planOf()).toBe('free')
    expect(await shop.paused()).toEqual(['site 20', 'site 21', 'site 22', 'site 23'])
    expect(told().at(-1)).toBe('eSonar: Acme is on the plan Free now')
    expect(shop.letters.at(-1)!.text).toContain('site 20, site 21, site 22, site 23')
    const page = await shop.ask('GET', '/plan', { person: 'u1' })
    expect(page.text).toContain('site 23</a>')
    expect(page.text).toContain('Pay the open invoice')
    const overview = await shop.ask('GET', '/', { person: 'u1' })
    expect(overview.text).toContain('and 3 more are paused: the plan runs no more')
    expect(overview.text).toContain('on Free until it is paid')
    expect((await shop.audit('plan'))[0]).toMatchObject({
      verb: 'change',
      after: { plan: 'free', why: 'A payment was owed for 14 days.' },
    })

    shop.stripe.events.length = 0
    shop.stripe.setCard(shop.customer(), cards.good)
    await shop.deliver()
    expect([await shop.planOf(), await shop.paused()]).toEqual(['solo', []])
  })

  it.each(['cancel', 'unpaid'] as const)(
    'keeps its days of grace where Stripe gives up first, by %s',
    async (what) => {
      shop.stripe.afterRetries(what)
      await paying('team')
      shop.stripe.setCard(shop.customer(), cards.failsLater)
      shop.pass(31)
      await shop.deliver()
      const { owingSince } = await shop.state()
      shop.pass(Date.parse(owingSince) / 86_400_000 + 13.9 - shop.stripe.book.now / 86_400)
      await shop.cron()
      expect(await shop.planOf()).toBe('team')
      shop.pass(3)
      await shop.cron()
      expect(await shop.planOf()).toBe('free')
      expect((await shop.state()).owingSince).toBe(owingSince)
    },
  )
})

describe('a change', () => {
  it('upwards costs what was previewed, at once', async () => {
    await paying()
    await shop.checks(30)
    shop.pass(10)
    const query = '/preview?plan=team&period=monthly'
    const { json: seen } = await shop.own('GET', query)
    expect(seen.cents).toBeGreaterThan(1000)
    expect(seen.cents).toBeLessThan(2000)
    expect([seen.pauses, seen.lines.length]).toEqual([[], 2])
    const to = { plan: 'team', period: 'monthly', previewedAt: seen.at }
    const { status, json } = await shop.own('PUT', '', to)
    expect([status, json.plan, json.subscription.cents]).toEqual([200, 'team', 2900])
    const invoices = (await shop.own('GET', '/invoices')).json.data
    expect(invoices[0]).toMatchObject({ cents: seen.cents, status: 'paid' })
    // The events of it come after, and change nothing.
    await shop.deliver()
    expect(await shop.planOf()).toBe('team')
  })

  it('by a card that is declined changes nothing', async () => {
    await paying()
    shop.stripe.setCard(shop.customer(), cards.failsLater)
    const { status, json } = await shop.own('PUT', '', { plan: 'business', period: 'monthly' })
    expect([status, json.detail]).toEqual([409, expect.stringContaining('Your card was declined')])
    expect(await shop.state()).toMatchObject({ plan: 'solo', subscription: { plan: 'solo' } })
  })

  it('downwards pauses the newest, says which before and after, and gives credit', async () => {
    await paying('team')
    await shop.checks(52)
    const { json: seen } = await shop.own('GET', '/preview?plan=solo&period=monthly')
    expect(seen.cents).toBeLessThan(0)
    expect(seen.pauses.map((one: { name: string }) => one.name)).toEqual(['site 50', 'site 51'])
    const { json } = await shop.own('PUT', '', { plan: 'solo', period: 'monthly' })
    expect([json.plan, await shop.paused()]).toEqual(['solo', ['site 50', 'site 51']])
    expect(shop.letters.at(-1)!.text).toContain('site 50, site 51')
    const next = (await shop.own('GET', '/upcoming')).json.upcoming
    expect(next.cents).toBe(Math.max(0, 900 + seen.cents))
    await shop.own('PUT', '', { plan: 'team', period: 'yearly' })
    expect([await shop.planOf(), await shop.paused()]).toEqual(['team', []])
  })

  it('to what it is, by an old preview, or to what is not sold, is refused with a reason', async () => {
    await paying()
    const put = (body: object) => shop.own('PUT', '', body)
    expect((await put({ plan: 'solo', period: 'monthly' })).status).toBe(409)
    const previewedAt = new Date(shop.hub.now() - 2 * 3_600_000).toISOString()
    const old = await put({ plan: 'team', period: 'monthly', previewedAt })
    expect([old.status, old.json.field]).toEqual([422, 'previewedAt'])
    expect((await put({ plan: 'free', period: 'monthly' })).json.field).toBe('plan')
    expect((await put({ plan: 'team', period: 'daily' })).json.field).toBe('period')
  })
})

describe('an end', () => {
  it('comes with what is paid for; until then it can be resumed', async () => {
    await paying()
    const ending = await shop.own('PUT', '/ending')
    expect(ending.json.subscription.endsAt).toBe(ending.json.subscription.periodEndsAt)
    expect((await shop.own('DELETE', '/ending')).json.subscription.endsAt).toBeNull()
    await shop.own('PUT', '/ending')
    shop.pass(29)
    await shop.cron()
    expect(await shop.planOf()).toBe('solo')
    shop.pass(3)
    await shop.cron()
    expect(await shop.planOf()).toBe('free')
    // The trial is once per workspace.
    expect(await shop.state()).toMatchObject({ trialDays: null })
    await shop.buy('team', 'yearly')
    await shop.deliver()
    expect((await shop.state()).subscription).toMatchObject({ status: 'active', cents: 29_000 })
  })

  it('of the workspace ends it at Stripe first, and waits while Stripe is away', async () => {
    await paying()
    const open = await shop.own('POST', '/portal')
    expect(open.status).toBe(201)
    shop.stripe.fail(500, 500)
    const drop = () => shop.ask('DELETE', '/api/workspace?name=Acme', { person: 'u1' })
    expect((await drop()).status).toBe(503)
    expect(await shop.planOf()).toBe('solo')
    expect((await drop()).status).toBe(204)
    expect([...shop.stripe.book.subs.values()].map((one) => one.status)).toEqual(['canceled'])
    await shop.deliver()
  })
})

describe('who may not', () => {
  it('is everybody but an owner, and everybody where nothing is sold', async () => {
    await shop.place.query(`update members set role = 'admin' where workspace = $1`, [acme])
    const by = { person: 'u1', body: { plan: 'solo', period: 'monthly' } }
    const path = '/api/workspace/subscription'
    for (const [method, end] of [
      ['POST', '/checkout'],
      ['POST', '/portal'],
      ['POST', '/refresh'],
      ['PUT', ''],
      ['PUT', '/ending'],
      ['DELETE', '/ending'],
    ] as const) {
      const { status } = await shop.ask(method, `${path}${end}`, by)
      expect([method, end, status]).toEqual([method, end, 403])
    }
    expect((await shop.ask('GET', `${path}/invoices`, { key: keys.viewer })).status).toBe(403)
    shop.hub.till = null
    expect((await shop.own('POST', '/checkout', by.body)).json.detail).toContain('Nothing is sold')
    expect(await shop.state()).toMatchObject({ isSold: false })
    const { status } = await shop.post({ id: 'evt_1' })
    expect(status).toBe(404)
  })

  it('is who has a subscription already, or two checkouts open', async () => {
    const first = await shop.own('POST', '/checkout', { plan: 'solo', period: 'monthly' })
    const second = await shop.own('POST', '/checkout', { plan: 'team', period: 'monthly' })
    expect(shop.stripe.pay(first.json.url)).toEqual({ fault: 'This checkout is over.' })
    expect(shop.stripe.pay(second.json.url, cards.declined)).toHaveProperty('fault')
    expect(shop.stripe.pay(second.json.url)).toHaveProperty('to')
    // Stripe's call did not come yet: it is asked.
    const third = await shop.own('POST', '/checkout', { plan: 'team', period: 'monthly' })
    expect([third.status, await shop.planOf()]).toEqual([409, 'team'])
    expect(shop.stripe.book.customers.size).toBe(1)
  })
})

describe('prices', () => {
  it('are made once, and anew only where the plan says another', async () => {
    const again = await setPrices(shop.stripe)
    expect(again).toHaveLength(6)
    expect(again.every((line) => line.endsWith('is there'))).toBe(true)
    await shop.buy('solo')
    await shop.deliver()
    const { prices } = shop.stripe.book
    const solo = [...prices.values()].find((one) => one.lookup_key === 'esonar_solo_monthly')!
    solo.unit_amount = 700
    const lines = await setPrices(shop.stripe)
    expect(lines.filter((line) => !line.endsWith('is there'))).toEqual([
      'esonar_solo_monthly: $9 made anew, was $7',
    ])
    // Whoever is subscribed at the old price still has the plan.
    expect(solo.lookup_key).toBeNull()
    shop.pass(1.1)
    await shop.cron()
    expect(await shop.state()).toMatchObject({ plan: 'solo', subscription: { cents: 700 } })
  })
})

describe('the pages', () => {
  const ask = (method: string, path: string, form?: Record<string, string>) =>
    shop.ask(method, path, { person: 'u1', ...(form ? { form } : {}) })

  it('lead to Stripe by a page of ours, and back', async () => {
    const before = await ask('GET', '/plan?plan=team&per=year')
    expect(before.text).toContain('Try Team for 14 days')
    expect(before.text).toContain('$290')
    const away = await ask('POST', '/plan/checkout', { plan: 'team', period: 'yearly' })
    const url = away.headers.get('refresh')!.split('url=')[1]!
    expect(away.text).toContain(`href="${url}"`)
    shop.stripe.pay(url)
    expect((await ask('GET', '/plan/paid')).headers.get('location')).toBe('/plan')
    const after = await ask('GET', '/plan')
    expect(after.text).toContain('In its trial')
    expect(after.text).toContain('Team, $290 a year, tax apart')
    expect(after.text).toContain('14 days left')
    const portal = await ask('POST', '/plan/portal', {})
    expect(portal.headers.get('refresh')).toContain(`${shop.stripe.url}/p/`)
  })

  it('show what a change costs, change, end and resume', async () => {
    await paying('team')
    await shop.checks(51)
    const seen = await ask('GET', '/plan/change?plan=solo&period=monthly')
    expect(seen.text).toContain('To your credit')
    expect(seen.text).toContain('site 50')
    expect(seen.text).toContain('Solo keeps history for')
    const larger = await ask('GET', '/plan/change?plan=business&period=monthly')
    expect(larger.text).toContain('Change to Business')
    expect(larger.text).not.toContain('keeps history for')
    const form = { plan: 'solo', period: 'monthly', previewedAt: '' }
    expect((await ask('POST', '/plan/change', form)).status).toBe(303)
    expect(await shop.planOf()).toBe('solo')
    expect((await ask('POST', '/plan/change', form)).text).toContain('nothing would change')
    await ask('POST', '/plan/end', {})
    expect((await ask('GET', '/plan')).text).toContain('; then Free')
    await ask('POST', '/plan/resume', {})
    expect((await ask('GET', '/plan')).text).toContain('Cancel at the end of the period')
  })

  it('stand while Stripe is away, and say what they do not know', async () => {
    await paying()
    shop.stripe.fail(500, 500, 500, 500)
    const { status, text } = await ask('GET', '/plan')
    expect([status, text]).toEqual([200, expect.stringContaining('cannot be read right now')])
    expect(text).toContain('Solo, $9 a month')
  })

  it('offer nothing to whoever is no owner, and nothing where nothing is sold', async () => {
    await shop.place.query(`update members set role = 'admin' where workspace = $1`, [acme])
    const seen = await ask('GET', '/plan')
    expect(seen.text).toContain('Only an owner can change the plan')
    expect(seen.text).not.toContain('<button type="submit">Try')
    expect((await ask('POST', '/plan/checkout', { plan: 'solo', period: 'monthly' })).status).toBe(
      403,
    )
    shop.hub.till = null
    expect((await ask('GET', '/plan')).text).toContain('Nothing is sold here')
  })
})
