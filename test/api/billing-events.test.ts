// What Stripe calls to tell: lost, doubled, late, out of order, forged, repeated; and things that are
// bought once. Whatever order events come in, what is true at Stripe is true here.
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Purchase } from '../../workers/billing-ports.ts'
import { changePlan } from '../../workers/flow/plan-change.ts'
import { startPurchase, takePurchase, takers } from '../../workers/flow/purchases.ts'
import { settle } from '../../workers/flow/settle.ts'
import type { Actor } from '../../workers/hub-ports.ts'
import { cards } from '../fakes/stripe.ts'
import { openShop, type Shop } from './billing-world.ts'
import { acme, bolt } from './world.ts'

let shop: Shop
beforeEach(async () => {
  shop = await openShop()
})
afterEach(() => shop.stop())

describe('events', () => {
  it('out of order, late and doubled lead to the same', async () => {
    await shop.buy('solo')
    shop.pass(14.1)
    await shop.own('PUT', '', { plan: 'team', period: 'monthly' })
    await shop.own('PUT', '/ending')
    shop.pass(40)
    const events = shop.stripe.events.splice(0)
    expect(events.length).toBeGreaterThan(6)
    // The latest first: the end, then all that was before it.
    await shop.deliver(events.toReversed())
    expect(await shop.planOf()).toBe('free')
    const state = await shop.state()
    const lines = (await shop.audit('plan')).length
    await shop.deliver([...events, ...events])
    expect([await shop.state(), (await shop.audit('plan')).length]).toEqual([state, lines])
  })

  it('that are lost are made up for by asking', async () => {
    await shop.buy('team')
    shop.stripe.events.length = 0
    shop.pass(0.1)
    await shop.cron()
    expect(await shop.planOf()).toBe('team')
    shop.pass(20)
    shop.stripe.events.length = 0
    await shop.cron()
    expect((await shop.state()).subscription.status).toBe('active')
  })

  it('of an end are told as they are before the plan has followed', async () => {
    await shop.buy('solo')
    await shop.deliver()
    const seen: unknown[] = []
    const { changePlan: follow } = shop.hub.plans
    shop.hub.plans.changePlan = async (...given) => {
      const { text } = await shop.ask('GET', '/plan', { person: 'u1' })
      seen.push(await shop.planOf(), (await shop.state()).plan, /You are on (\w+)/.exec(text)?.[1])
      return follow(...given)
    }
    await shop.own('PUT', '/ending')
    shop.pass(40)
    await shop.deliver()
    expect(seen).toEqual(['solo', 'free', 'Free'])
    expect(await shop.planOf()).toBe('free')
  })

  it('are asked about at a modest pace', async () => {
    await shop.buy('team')
    await shop.deliver()
    const asked = () => shop.stripe.asked.filter((one) => one.path === '/v1/subscriptions').length
    const before = asked()
    for (let minute = 0; minute < 24 * 12; minute += 1) {
      shop.stripe.book.advance(1 / 288)
      await shop.cron()
    }
    expect(asked() - before).toBeLessThanOrEqual(2)
  })

  it('that cannot be taken in are refused, and come again', async () => {
    await shop.buy('solo')
    const [first] = shop.stripe.events
    shop.stripe.fail(500, 500)
    expect((await shop.post(first!)).status).toBe(503)
    expect(await shop.planOf()).toBe('free')
    shop.stripe.fail('broken', 'broken')
    expect((await shop.post(first!)).status).toBe(503)
    expect((await shop.post(first!)).status).toBe(200)
    expect(await shop.planOf()).toBe('solo')
  })

  it('at the same moment are both taken in, and the later word counts', async () => {
    await shop.buy('solo')
    shop.pass(14.1)
    const events = shop.stripe.events.splice(0)
    const answers = await Promise.all(events.map((event) => shop.post(event)))
    // One that met too many others comes again.
    expect(answers.every(({ status }) => status === 200 || status === 503)).toBe(true)
    await shop.deliver(events)
    expect((await shop.state()).subscription.status).toBe('active')
    expect((await shop.audit('plan')).length).toBe(1)
  })

  it('come in a crowd, and who acts meanwhile is not refused', async () => {
    await shop.buy('solo')
    shop.pass(14.1)
    const events = shop.stripe.events.splice(0)
    const crowd = Array.from({ length: 12 }, () => events)
      .flat()
      .map((event) => shop.post(event))
    const acted = await shop.own('PUT', '/ending')
    await Promise.all(crowd)
    expect(acted.status).toBe(200)
    expect((await shop.state()).subscription.endsAt).not.toBeNull()
  })

  it('that say nothing new still bring what was left undone', async () => {
    await shop.buy('solo')
    await shop.deliver()
    await changePlan(shop.hub, acme, 'free', 'A write that stopped half way.')
    await settle(shop.hub, acme)
    expect(await shop.planOf()).toBe('solo')
  })

  it('that were asked for before, and answered after, overwrite nothing', async () => {
    await shop.buy('solo')
    await shop.deliver()
    const till = shop.hub.till!
    const { subscriptions } = till
    let release = () => {}
    const held = new Promise<void>((resolve) => {
      release = resolve
    })
    const asked = new Promise<void>((resolve) => {
      till.subscriptions = async (customer) => {
        till.subscriptions = subscriptions
        const old = await subscriptions(customer)
        resolve()
        await held
        return old
      }
    })
    const slow = settle(shop.hub, acme)
    await asked
    await shop.own('PUT', '', { plan: 'business', period: 'monthly' })
    release()
    await slow
    expect(await shop.planOf()).toBe('business')
    expect((await shop.state()).subscription.plan).toBe('business')
  })

  it('that are forged, old, cut or too large are not believed', async () => {
    await shop.buy('solo')
    const [event] = shop.stripe.events
    expect((await shop.post(event!, { secret: 'whsec_other' })).status).toBe(403)
    const old = Math.floor(Date.now() / 1000) - 3600
    expect((await shop.post(event!, { at: old })).status).toBe(403)
    const { raw, signature } = shop.stripe.signed(event!)
    const send = (text: string, header = signature) =>
      shop.ask('POST', '/stripe/events', {
        key: null,
        raw: text,
        headers: { 'stripe-signature': header },
      })
    expect((await send(raw.replace('evt_', 'evt_x'))).status).toBe(403)
    expect((await send(raw, '')).status).toBe(403)
    expect((await send('', signature)).status).toBe(403)
    const large = shop.stripe.signed({ id: 'evt_1', padding: 'x'.repeat(600_000) })
    expect((await send(large.raw, large.signature)).status).toBe(413)
    expect(await shop.planOf()).toBe('free')
    expect((await send(raw)).status).toBe(200)
    expect(await shop.planOf()).toBe('solo')
  })

  it('of refunds, disputes, strangers and later versions change nothing', async () => {
    await shop.buy('solo')
    await shop.deliver()
    const customer = shop.customer()
    const state = await shop.state()
    const events = [
      ['charge.refunded', { id: 'ch_1', object: 'charge', customer, refunded: true }],
      ['charge.dispute.created', { id: 'dp_1', object: 'dispute', charge: 'ch_1' }],
      ['customer.subscription.deleted', { id: 'sub_x', object: 'subscription', customer: 'cus_x' }],
      ['customer.subscription.deleted', { id: 'sub_x', object: 'subscription', customer }],
      ['v9.something.new', { id: 'x', object: 'novelty' }],
    ] as const
    for (const [type, object] of events) {
      const answer = await shop.post({ id: `evt_${type}`, object: 'event', type, data: { object } })
      expect([type, answer.status]).toEqual([type, 200])
    }
    expect(await shop.state()).toEqual(state)
  })

  it('are forgotten when nobody repeats them any more', async () => {
    await shop.buy('solo')
    await shop.deliver()
    const count = async () =>
      (await shop.place.query('select count(*)::int as n from payment_events'))[0].n
    expect(await count()).toBeGreaterThan(1)
    await shop.hub.upkeep.purge(shop.hub.now() + 91 * 86_400_000)
    expect(await count()).toBe(0)
  })
})

describe('the customer', () => {
  it('is one, also when the answer to its making was lost', async () => {
    shop.stripe.fail('lost')
    await shop.buy('solo')
    expect(shop.stripe.book.customers.size).toBe(1)
    expect(shop.stripe.asked[0]!.version).toMatch(/^20\d\d-/)
  })

  it('that was deleted at Stripe ends the plan, and another one can be made', async () => {
    await shop.buy('solo')
    await shop.deliver()
    shop.stripe.book.customers.get(shop.customer())!.deleted = true
    await settle(shop.hub, acme)
    expect(await shop.planOf()).toBe('free')
    await shop.buy('team')
    await shop.deliver()
    expect([await shop.planOf(), shop.stripe.book.customers.size]).toEqual(['team', 2])
  })

  it('that the account does not know is no reason to end anything: the key may be another’s', async () => {
    await shop.buy('solo')
    await shop.deliver()
    const known = shop.customer()
    const one = shop.stripe.book.customers.get(known)!
    shop.stripe.book.customers.delete(known)
    await expect(settle(shop.hub, acme)).rejects.toMatchObject({ code: 'unavailable' })
    expect((await shop.own('POST', '/checkout', { plan: 'team', period: 'monthly' })).status).toBe(
      503,
    )
    expect(await shop.planOf()).toBe('solo')
    shop.stripe.book.customers.set(known, one)
    shop.pass(2)
    await shop.cron()
    expect(await shop.planOf()).toBe('solo')
  })

  it('of one workspace is never another’s', async () => {
    await shop.buy('solo')
    await shop.deliver()
    expect((await shop.hub.accounts.workspace(bolt))!.plan).toBe('free')
  })
})

describe('what is bought once', () => {
  const owner: Actor = { kind: 'person', id: 'u1', name: 'Ana', workspace: acme, role: 'owner' }
  const article = { kind: 'test', name: '100 messages', cents: 1200, facts: { parts: '100' } }

  it('is handed on when it is paid, each time Stripe tells of it', async () => {
    const taken: Purchase[] = []
    takers.test = async (_hub, purchase) => void taken.push(purchase)
    try {
      const url = await startPurchase(shop.hub, owner, article, '/usage')
      const session = url.split('/').at(-1)!
      expect(await takePurchase(shop.hub, session)).toBe(false)
      expect(shop.stripe.pay(url)).toEqual({ to: `http://esonar.test/usage?session=${session}` })
      await shop.deliver()
      const facts = { kind: 'test', parts: '100', workspace: acme }
      const line = {
        session,
        workspace: acme,
        facts,
        cents: 1200,
        currency: 'usd',
        isPaid: true,
        refundedCents: 0,
      }
      expect(taken).toEqual([line])
      expect(await takePurchase(shop.hub, session)).toBe(true)
      expect(taken).toEqual([line, line])
      expect(await shop.planOf()).toBe('free')
      expect((await shop.audit('checkout'))[0].after).toEqual({ name: '100 messages', cents: 1200 })
    } finally {
      delete takers.test
    }
  })

  it('comes again when it could not be credited', async () => {
    let isAway = true
    takers.test = async () => {
      if (isAway) throw new Error('away')
    }
    try {
      shop.stripe.pay(await startPurchase(shop.hub, owner, article, '/usage'), cards.good)
      const [event] = shop.stripe.events
      expect((await shop.post(event!)).status).toBe(500)
      isAway = false
      expect((await shop.post(event!)).status).toBe(200)
    } finally {
      delete takers.test
    }
  })
})
