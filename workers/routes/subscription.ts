// /api/workspace/subscription: what the workspace pays for. Money itself is only spent at the payment
// provider's own pages, whose addresses these routes give.
import { createRoute, z } from '@hono/zod-openapi'
import type { Payment } from '../billing-ports.ts'
import { periods, type SoldPlan, soldPlans } from '../domain/price.ts'
import { statuses } from '../domain/subscription.ts'
import {
  beginCheckout,
  changeSubscription,
  listInvoices,
  nextInvoice,
  openPortal,
  previewChange,
  refreshPayment,
  setEnding,
} from '../flow/subscription.ts'
import { body, instant, json, listOf, resource } from './api.ts'
import { paymentNow } from './payment-now.ts'

export const subscriptionRoutes = resource()

const tags = ['subscription']
const plans = soldPlans as [SoldPlan, ...SoldPlan[]]
const when = z.string().nullable()
const cents = z.number().int().describe('In the smallest unit of the currency')
const offer = {
  plan: z.enum(plans, `must be one of ${plans.join(', ')}`),
  period: z.enum(periods, `must be one of ${periods.join(', ')}`),
}
const payment = z
  .object({
    plan: z.string().openapi({ example: 'solo' }),
    isSold: z.boolean().describe('Whether anything is sold on this installation'),
    trialDays: z.number().int().nullable().describe('Of a subscription that is begun now'),
    owingSince: when,
    graceEndsAt: when.describe('Everything goes on until then, though a payment is owed'),
    subscription: z
      .object({
        status: z.enum(statuses),
        plan: z.string().nullable(),
        period: z.enum(periods),
        cents,
        currency: z.string(),
        periodEndsAt: when,
        trialEndsAt: when,
        endsAt: when.describe('It ends then; null: it goes on'),
        payUrl: when.describe('Where an invoice that is open is paid'),
      })
      .nullable(),
  })
  .openapi('Payment')
const address = z.object({ url: z.string() }).openapi('PaymentAddress')
const preview = z.object({
  cents: cents.describe('Due at once; less than nothing: to your credit'),
  currency: z.string(),
  lines: z.array(z.object({ text: z.string(), cents })),
})
const invoice = z
  .object({
    id: z.string(),
    number: z.string().nullable(),
    at: z.string(),
    cents,
    currency: z.string(),
    status: z.string(),
    url: z.string().nullable(),
    pdf: z.string().nullable(),
  })
  .openapi('Invoice')

function shown({ subscription, ...rest }: Payment) {
  return {
    ...rest,
    owingSince: instant(rest.owingSince),
    graceEndsAt: instant(rest.graceEndsAt),
    subscription: subscription && {
      status: subscription.status,
      plan: subscription.plan,
      period: subscription.period,
      cents: subscription.cents,
      currency: subscription.currency,
      periodEndsAt: instant(subscription.periodEndsAt),
      trialEndsAt: instant(subscription.trialEndsAt),
      endsAt: instant(subscription.endsAt),
      payUrl: subscription.payUrl,
    },
  }
}

subscriptionRoutes.openapi(
  createRoute({
    tags,
    method: 'get',
    path: '/',
    summary: 'What this workspace pays for',
    responses: { 200: json(payment, 'Plan, subscription, what is owed') },
  }),
  async (c) => c.json(shown(await paymentNow(c.get('hub'), c.get('actor'))), 200),
)
subscriptionRoutes.openapi(
  createRoute({
    tags,
    method: 'post',
    path: '/checkout',
    summary: 'Begin a subscription',
    request: body(z.strictObject(offer), { plan: 'solo', period: 'yearly' }),
    responses: { 201: json(address, 'Where an owner goes to pay') },
  }),
  async (c) => {
    const url = await beginCheckout(c.get('hub'), c.get('actor'), c.req.valid('json'))
    return c.json({ url }, 201)
  },
)
subscriptionRoutes.openapi(
  createRoute({
    tags,
    method: 'post',
    path: '/portal',
    summary: 'Open the page of cards, address and invoices',
    responses: { 201: json(address, 'Where an owner goes; it works for a short while') },
  }),
  async (c) => c.json({ url: await openPortal(c.get('hub'), c.get('actor')) }, 201),
)
subscriptionRoutes.openapi(
  createRoute({
    tags,
    method: 'post',
    path: '/refresh',
    summary: 'Ask the payment provider now',
    responses: { 200: json(payment, 'As it is there') },
  }),
  async (c) => c.json(shown(await refreshPayment(c.get('hub'), c.get('actor'))), 200),
)
subscriptionRoutes.openapi(
  createRoute({
    tags,
    method: 'get',
    path: '/preview',
    summary: 'What another plan or period would cost now',
    request: { query: z.object(offer) },
    responses: {
      200: json(
        preview.extend({
          at: z.string().describe('Give it with the change, within an hour'),
          pauses: z.array(z.object({ id: z.string(), name: z.string() })),
        }),
        'The cost, and the checks that would be paused',
      ),
    },
  }),
  async (c) => {
    const seen = await previewChange(c.get('hub'), c.get('actor'), c.req.valid('query'))
    return c.json({ ...seen, at: instant(seen.at)! }, 200)
  },
)
subscriptionRoutes.openapi(
  createRoute({
    tags,
    method: 'put',
    path: '/',
    summary: 'Take another plan or period',
    request: body(
      z.strictObject({
        ...offer,
        previewedAt: z.iso
          .datetime({ offset: true, message: 'must be the `at` of a preview' })
          .optional(),
      }),
      { plan: 'team', period: 'monthly' },
    ),
    responses: { 200: json(payment, 'As it is now') },
  }),
  async (c) => {
    const { previewedAt, ...to } = c.req.valid('json')
    const at = previewedAt === undefined ? null : Date.parse(previewedAt)
    return c.json(shown(await changeSubscription(c.get('hub'), c.get('actor'), to, at)), 200)
  },
)
for (const [method, isEnding, summary] of [
  ['put', true, 'End the subscription with what is paid for'],
  ['delete', false, 'Let the subscription go on after all'],
] as const) {
  subscriptionRoutes.openapi(
    createRoute({
      tags,
      method,
      path: '/ending',
      summary,
      responses: { 200: json(payment, 'As it is now') },
    }),
    async (c) => c.json(shown(await setEnding(c.get('hub'), c.get('actor'), isEnding)), 200),
  )
}
subscriptionRoutes.openapi(
  createRoute({
    tags,
    method: 'get',
    path: '/upcoming',
    summary: 'The next invoice',
    responses: {
      200: json(
        z.object({ upcoming: preview.extend({ at: z.string() }).nullable() }),
        'What is paid next and when; null: nothing is',
      ),
    },
  }),
  async (c) => {
    const found = await nextInvoice(c.get('hub'), c.get('actor'))
    return c.json({ upcoming: found && { ...found, at: instant(found.at)! } }, 200)
  },
)
subscriptionRoutes.openapi(
  createRoute({
    tags,
    method: 'get',
    path: '/invoices',
    summary: 'List invoices',
    responses: { 200: json(listOf(invoice), 'The latest first, two years of them') },
  }),
  async (c) => {
    const found = await listInvoices(c.get('hub'), c.get('actor'))
    return c.json({ data: found.map((one) => ({ ...one, at: instant(one.at)! })), next: null }, 200)
  },
)
