// A workspace on Free that is sold plans by a Stripe on loopback: one clock for both, letters kept, and
// events that a test delivers as it likes.
import { noCarriers } from '../../workers/channel/carrier.ts'
import { settleDue } from '../../workers/flow/settle.ts'
import { stripeTill } from '../../workers/till/index.ts'
import { cards, type FakeStripe, startStripe } from '../fakes/stripe.ts'
import type { StripeEvent } from '../fakes/stripe-book.ts'
import { setPrices } from '../fakes/stripe-prices.ts'
import { type Ask, acme, openWorld } from './world.ts'

export interface Letter {
  to: string
  subject: string
  text: string
}
export type Shop = Awaited<ReturnType<typeof openShop>>

export async function openShop() {
  const world = await openWorld('allow', 'free')
  const stripe = await startStripe()
  await setPrices(stripe)
  stripe.asked.length = 0
  const letters: Letter[] = []
  const { hub } = world
  hub.till = stripeTill({
    STRIPE_SECRET_KEY: stripe.key,
    STRIPE_WEBHOOK_SECRET: stripe.webhookSecret,
    STRIPE_URL: stripe.url,
  })
  hub.now = () => stripe.book.now * 1000
  const mail = { kind: 'resend', key: 're', from: 'eSonar <e@example.com>', url: 'https://r.test' }
  hub.settings.carriers = { ...noCarriers, mail: mail as never }
  hub.sender.send = async ({ body }) => {
    const { to, subject, text } = JSON.parse(String(body))
    letters.push({ to: to[0], subject, text })
    return { kind: 'answered', status: 200, body: '{"id":"m"}', retryAfterSeconds: null, ms: 1 }
  }

  const post = (event: object, given: Parameters<FakeStripe['signed']>[1] = {}) => {
    const { raw, signature } = stripe.signed(event, given)
    const headers = { 'stripe-signature': signature }
    return world.ask('POST', '/stripe/events', { key: null, raw, headers })
  }
  /** Delivers what has happened, in order, and forgets it. */
  const deliver = async (events: StripeEvent[] = stripe.events.splice(0)) => {
    for (const event of events) {
      const { status, text } = await post(event)
      if (status !== 200) throw new Error(`the event ${event.type} was refused: ${text}`)
    }
    return events
  }
  const own = (method: string, path: string, body?: unknown) =>
    world.ask(method, `/api/workspace/subscription${path}`, body === undefined ? {} : { body })
  const planOf = async () => (await hub.accounts.workspace(acme))!.plan
  const buy = async (plan: string, period = 'monthly', card = cards.good) => {
    const { json, status, text } = await own('POST', '/checkout', { plan, period })
    if (status !== 201) throw new Error(text)
    return stripe.pay(json.url, card)
  }
  return {
    ...world,
    stripe,
    letters,
    post,
    deliver,
    own,
    planOf,
    buy,
    customer: () => [...stripe.book.customers.keys()].at(-1)!,
    state: async () => (await own('GET', '')).json,
    checks: async (n: number) => {
      for (let i = 0; i < n; i += 1) {
        const body = { type: 'http', url: 'https://example.com', name: `site ${i}` }
        const ask: Ask = { body, headers: { 'idempotency-key': `${i}-${Math.random()}` } }
        const { status, text } = await world.ask('POST', '/api/checks', ask)
        if (status !== 201) throw new Error(text)
      }
    },
    paused: async () => {
      const { json } = await world.ask('GET', '/api/checks?paused=true&limit=200')
      return (json.data as { name: string }[]).map((one) => one.name).toSorted()
    },
    /** Time passes at Stripe and here; nothing is delivered. */
    pass: (days: number) => stripe.book.advance(days),
    cron: () => settleDue(hub),
    audit: async (noun: string) => (await world.ask('GET', `/api/audit?noun=${noun}`)).json.data,
    stop: async () => {
      await stripe.close()
      await world.stop()
    },
  }
}
