// What Stripe is asked for when somebody goes there to pay, for a plan and for a pack of credits: tax by
// the address, a tax id, a promotion code, an invoice. Stripe reckons with them at its own pages.
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openShop, type Shop } from './billing-world.ts'
import { acme } from './world.ts'

let shop: Shop
beforeEach(async () => {
  shop = await openShop()
})
afterEach(() => shop.stop())

const asked = () =>
  shop.stripe.asked.findLast(
    ({ method, path }) => method === 'POST' && path === '/v1/checkout/sessions',
  )!.form
const always = {
  client_reference_id: acme,
  allow_promotion_codes: 'true',
  automatic_tax: { enabled: 'true' },
  tax_id_collection: { enabled: 'true' },
  billing_address_collection: 'required',
  customer_update: { address: 'auto', name: 'auto' },
}

it('of a plan: tax, promotion codes, a card also for the trial, which is once', async () => {
  const { json } = await shop.own('POST', '/checkout', { plan: 'solo', period: 'yearly' })
  expect(asked()).toMatchObject({
    ...always,
    mode: 'subscription',
    payment_method_collection: 'always',
    subscription_data: { trial_period_days: '14', metadata: { workspace: acme } },
  })
  await shop.stripe.pay(json.url, '4242424242424242')
  await shop.deliver()
  await shop.own('PUT', '/ending')
  shop.pass(30)
  await shop.deliver()
  expect(await shop.planOf()).toBe('free')
  await shop.own('POST', '/checkout', { plan: 'solo', period: 'monthly' })
  expect(asked().subscription_data).not.toHaveProperty('trial_period_days')
})

it('of a pack of credits: the same, and an invoice', async () => {
  await shop.buy('solo')
  await shop.deliver()
  const { status } = await shop.ask('POST', '/api/workspace/credits', { body: { pack: 'small' } })
  expect(status).toBe(201)
  expect(asked()).toMatchObject({
    ...always,
    mode: 'payment',
    invoice_creation: { enabled: 'true' },
  })
})

it('prices are made without tax in them, so that it comes on top', async () => {
  const prices = [...shop.stripe.book.prices.values()]
  expect(prices.length).toBeGreaterThanOrEqual(6)
  expect(new Set(prices.map((one) => one.tax_behavior))).toEqual(new Set(['exclusive']))
})
