// The till at Stripe. Where its API is, is a setting, so that tests have one of their own. Faults
// become `Problem`s in this one place; what Stripe says is told in our words by `shape.ts`.
import Stripe from 'stripe'
import type { Back, Till } from '../billing-ports.ts'
import { currency, lookupKey, type Offer } from '../domain/price.ts'
import { Problem } from '../domain/problem.ts'
import { eventOf, invoiceOf, previewOf, purchaseOf, subscriptionOf } from './shape.ts'

export interface TillVariables {
  STRIPE_SECRET_KEY?: string
  STRIPE_WEBHOOK_SECRET?: string
  STRIPE_URL?: string
}

const listedMax = 100
const invoicesMax = 24
const timeoutMs = 10_000
const secondMs = 1000

/** A client of the API at `url`, or of Stripe's own. */
export function stripeClient(key: string, url: string | undefined): Stripe {
  const { hostname, port, protocol } = new URL(url || 'https://api.stripe.com')
  return new Stripe(key, {
    httpClient: Stripe.createFetchHttpClient(),
    host: hostname,
    port: port || (protocol === 'http:' ? 80 : 443),
    protocol: protocol === 'http:' ? 'http' : 'https',
    timeout: timeoutMs,
    maxNetworkRetries: 1,
    telemetry: false,
  })
}

/** The till of this installation; null: it has no account at Stripe. */
export function stripeTill(env: TillVariables): Till | null {
  const { STRIPE_SECRET_KEY: key, STRIPE_WEBHOOK_SECRET: secret, STRIPE_URL: url } = env
  if (!key || !secret) return null
  const stripe = stripeClient(key, url)
  return { ...selling(stripe), ...asking(stripe), ...changing(stripe), ...hearing(stripe, secret) }
}

/** What says how much of a purchase was given back. */
const chargePath = 'payment_intent.latest_charge'

type Selling = Pick<
  Till,
  'customer' | 'seeCustomer' | 'subscribe' | 'buy' | 'purchase' | 'purchasePaidBy' | 'portal'
>

function selling(stripe: Stripe): Selling {
  const open = async (ask: Stripe.Checkout.SessionCreateParams & { customer: string }) => {
    await closeOpen(stripe, ask.customer)
    const { url } = await stripe.checkout.sessions.create(ask)
    if (!url) throw new Error('Stripe gave the checkout no address')
    return url
  }
  return {
    customer: ({ workspace, name, email, turn }) =>
      said(async () => {
        const facts = { name, email, metadata: { workspace } }
        const idempotencyKey = `esonar-customer-${workspace}-${turn}`
        return (await stripe.customers.create(facts, { idempotencyKey })).id
      }),
    seeCustomer: (customer) => said(() => customerIn(stripe, customer)),
    subscribe: ({ customer, workspace, offer, trialDays, back }) =>
      said(async () =>
        open({
          ...common(customer, workspace, back),
          mode: 'subscription',
          line_items: [{ price: await priceOf(stripe, offer), quantity: 1 }],
          metadata: { workspace },
          payment_method_collection: 'always',
          subscription_data: {
            metadata: { workspace },
            ...(trialDays === null ? {} : { trial_period_days: trialDays }),
          },
        }),
      ),
    buy: ({ customer, workspace, name, cents, facts, back }) =>
      said(() => {
        const price = { currency, unit_amount: cents, tax_behavior: 'exclusive' } as const
        return open({
          ...common(customer, workspace, back),
          mode: 'payment',
          line_items: [{ price_data: { ...price, product_data: { name } }, quantity: 1 }],
          metadata: { ...facts, workspace },
          invoice_creation: { enabled: true },
        })
      }),
    purchase: (session) =>
      said(async () => {
        const found = await orNull(
          stripe.checkout.sessions.retrieve(session, { expand: [chargePath] }),
        )
        return found && purchaseOf(found)
      }),
    purchasePaidBy: (payment) =>
      said(async () => {
        const ask = { payment_intent: payment, limit: 1, expand: [`data.${chargePath}`] }
        const found = await orNull(stripe.checkout.sessions.list(ask))
        return found?.data[0] ? purchaseOf(found.data[0]) : null
      }),
    portal: (customer, back) =>
      said(
        async () =>
          (await stripe.billingPortal.sessions.create({ customer, return_url: back })).url,
      ),
  }
}

/** What every checkout asks for: an address, for tax, and a tax id of whoever has one. */
function common(customer: string, workspace: string, back: Back) {
  return {
    customer,
    client_reference_id: workspace,
    allow_promotion_codes: true,
    automatic_tax: { enabled: true },
    tax_id_collection: { enabled: true },
    billing_address_collection: 'required',
    customer_update: { address: 'auto', name: 'auto' },
    success_url: back.done,
    cancel_url: back.left,
  } satisfies Partial<Stripe.Checkout.SessionCreateParams>
}

async function customerIn(stripe: Stripe, id: string): Promise<'there' | 'deleted' | 'unknown'> {
  const found = await orNull(stripe.customers.retrieve(id))
  if (found === null) return 'unknown'
  return 'deleted' in found && found.deleted ? 'deleted' : 'there'
}

/** Two checkouts that are both paid would be two subscriptions. */
async function closeOpen(stripe: Stripe, customer: string): Promise<void> {
  const { data } = await stripe.checkout.sessions.list({ customer, status: 'open', limit: 10 })
  for (const { id } of data) await stripe.checkout.sessions.expire(id)
}

async function priceOf(stripe: Stripe, offer: Offer): Promise<string> {
  const key = lookupKey(offer)
  const { data } = await stripe.prices.list({ lookup_keys: [key], active: true, limit: 1 })
  if (data[0]) return data[0].id
  throw new Problem('unavailable', `The price ${key} is not set up yet; npm run stripe:prices.`)
}

type Asking = Pick<Till, 'subscriptions' | 'invoices' | 'upcoming' | 'preview'>

function asking(stripe: Stripe): Asking {
  return {
    subscriptions: (customer) =>
      said(async () => {
        const ask = { customer, status: 'all', limit: listedMax } as const
        const expand = ['data.latest_invoice']
        const found = await orNull(stripe.subscriptions.list({ ...ask, expand }))
        if (found) return found.data.map(subscriptionOf)
        // One that is not known at all is of another account: a key was exchanged, nobody left.
        if ((await customerIn(stripe, customer)) === 'deleted') return []
        throw new Error(`Stripe knows no customer ${customer}`)
      }),
    invoices: (customer) =>
      said(async () => {
        const { data } = await stripe.invoices.list({ customer, limit: invoicesMax })
        return data.filter((one) => one.status !== 'draft').map(invoiceOf)
      }),
    upcoming: (customer, { id }) =>
      said(async () => {
        const found = await orNull(stripe.invoices.createPreview({ customer, subscription: id }))
        return found && previewOf(found)
      }),
    preview: (customer, { id, item }, to, at) =>
      said(async () => {
        const price = await priceOf(stripe, to)
        const details = {
          items: [{ id: item, price }],
          proration_behavior: 'always_invoice' as const,
          proration_date: Math.floor(at / secondMs),
        }
        const ask = { customer, subscription: id, subscription_details: details }
        return previewOf(await stripe.invoices.createPreview(ask))
      }),
  }
}

type Changing = Pick<Till, 'change' | 'setEnding' | 'endAll'>

function changing(stripe: Stripe): Changing {
  return {
    change: ({ id, item }, to, at) =>
      said(async () => {
        await stripe.subscriptions.update(id, {
          items: [{ id: item, price: await priceOf(stripe, to) }],
          proration_behavior: 'always_invoice',
          proration_date: Math.floor(at / secondMs),
          payment_behavior: 'error_if_incomplete',
          cancel_at_period_end: false,
        })
      }),
    setEnding: ({ id }, isEnding) =>
      said(async () => {
        await stripe.subscriptions.update(id, { cancel_at_period_end: isEnding })
      }),
    endAll: (customer) =>
      said(async () => {
        if ((await customerIn(stripe, customer)) !== 'there') return
        await closeOpen(stripe, customer)
        const ask = { customer, status: 'all', limit: listedMax } as const
        const { data } = await stripe.subscriptions.list(ask)
        const over = ['canceled', 'incomplete_expired']
        for (const { id, status } of data)
          if (!over.includes(status)) await orNull(stripe.subscriptions.cancel(id))
      }),
  }
}

function hearing(stripe: Stripe, secret: string): Pick<Till, 'event'> {
  const crypto = Stripe.createSubtleCryptoProvider()
  return {
    event: async (raw, signature) => {
      try {
        const { webhooks } = stripe
        return eventOf(
          await webhooks.constructEventAsync(raw, signature, secret, undefined, crypto),
        )
      } catch (fault) {
        if (fault instanceof Stripe.errors.StripeSignatureVerificationError) return null
        if (fault instanceof SyntaxError) return null
        throw fault
      }
    },
  }
}

/** Null where there is nothing of this id. */
async function orNull<T>(asked: Promise<T>): Promise<T | null> {
  try {
    return await asked
  } catch (fault) {
    if (fault instanceof Stripe.errors.StripeInvalidRequestError && isMissing(fault)) return null
    throw fault
  }
}

const isMissing = ({ code, statusCode }: Stripe.errors.StripeInvalidRequestError) =>
  statusCode === 404 || code === 'resource_missing' || code === 'invoice_upcoming_none'

/** A refusal of the card is told; of all else the operator reads in the log. */
async function said<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act()
  } catch (fault) {
    if (fault instanceof Problem) throw fault
    if (fault instanceof Stripe.errors.StripeCardError) {
      const detail = `The payment did not go through: ${fault.message} Nothing was changed. Set another card under “Cards and invoices”, then repeat this.`
      throw new Problem('conflict', detail)
    }
    const problem = new Problem(
      'unavailable',
      'The payment provider could not be asked just now; nothing was changed. Try again in a minute.',
    )
    problem.cause = fault
    throw problem
  }
}
