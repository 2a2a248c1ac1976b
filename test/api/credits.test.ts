// Credits are bought at the payment provider, credited once however often it is told, and told of when
// few are left.
import { afterEach, beforeEach, expect, it } from 'vitest'
import { credit } from '../../workers/flow/credit.ts'
import { tellLow } from '../../workers/flow/credits.ts'
import { openShop, type Shop } from './billing-world.ts'
import { acme, keys } from './world.ts'

let shop: Shop
beforeEach(async () => {
  shop = await openShop()
})
afterEach(() => shop.stop())

const usage = async (key = keys.acme) =>
  (await shop.ask('GET', '/api/workspace/usage', { key })).json
const config = () => shop.configs.get(acme)

it('are bought by form, paid for, and there at once when one comes back', async () => {
  const page = await shop.ask('GET', '/usage', { person: 'u1' })
  expect(page.text).toContain('Buy 100 for $7')
  const form = await shop.ask('POST', '/usage/credits', { person: 'u1', form: { pack: 'small' } })
  const url = /url=(\S+)/.exec(form.headers.get('refresh') ?? '')![1]!
  const { to } = shop.stripe.pay(url) as { to: string }
  const back = new URL(to)
  expect(back.pathname).toBe('/usage')
  const seen = await shop.ask('GET', back.pathname + back.search, { person: 'u1' })
  expect([seen.status, seen.headers.get('location')]).toEqual([303, '/usage#credits'])
  expect(config()?.credits).toBe(100)
  // And its event, twice.
  const events = shop.stripe.events.splice(0)
  await shop.deliver([...events, ...events])
  expect(config()?.credits).toBe(100)
  expect((await usage()).bought).toMatchObject([{ pack: 'small', credits: 100, cents: 700 }])
  expect((await shop.audit('plan'))[0]).toMatchObject({
    verb: 'credit',
    after: { pack: 'small', credits: 100 },
  })
  expect((await usage(keys.bolt)).bought).toEqual([])
})

it('are bought by API, and credited by the event alone', async () => {
  const { status, json } = await shop.ask('POST', '/api/workspace/credits', {
    body: { pack: 'large' },
  })
  expect(status).toBe(201)
  expect((await usage()).bought).toEqual([])
  shop.stripe.pay(json.url)
  await shop.deliver()
  expect(config()?.credits).toBe(2_000)
})

it.each([
  ['a reader', { key: keys.viewer, body: { pack: 'small' } }, 403],
  ['no such pack', { body: { pack: 'huge' } }, 422],
])('%s is refused', async (_who, given, status) => {
  expect((await shop.ask('POST', '/api/workspace/credits', given)).status).toBe(status)
})

it('under one reference are credited once, also side by side', async () => {
  const all = await Promise.all([1, 2, 3].map(() => credit(shop.hub, acme, 'middle', 'ref-1')))
  expect(all.filter(Boolean)).toHaveLength(1)
  await credit(shop.hub, acme, 'middle', 'ref-2')
  expect(config()?.credits).toBe(1_000)
})

it('that run low are told to the owner, and then marked', async () => {
  const told: unknown[] = []
  shop.door.lowTold = async (...given) => void told.push(given)
  const low = { workspace: acme, low: 'low' as const, left: 4 }
  shop.hub.settings.carriers = {
    ...shop.hub.settings.carriers,
    mail: { kind: 'resend', key: 're_1', from: 'e@sonar.example', url: 'http://mail.example' },
  }
  const sent: string[] = []
  shop.hub.sender = {
    send: async (request) => {
      sent.push(String(request.body))
      return { kind: 'answered', status: 200, body: '{"id":"m"}', retryAfterSeconds: null, ms: 1 }
    },
  }
  await tellLow(shop.hub, 'shard-1', [low])
  expect(sent.join()).toContain('4 credits for text messages and calls are left')
  expect(sent.join()).toContain('ana@example.com')
  expect(told).toEqual([[acme, 'low']])
  shop.hub.sender = { send: async () => ({ kind: 'fault', fault: 'network', ms: 1 }) }
  await tellLow(shop.hub, 'shard-1', [low])
  // It did not leave: it is told again.
  expect(told).toHaveLength(1)
})
