// `npm run stripe:prices`: makes the products and prices at Stripe what the plans say. Found again by
// their names, so it may run at any time; whoever is subscribed keeps the price they subscribed to.
import type Stripe from 'stripe'
import { plans } from '../workers/domain/plan.ts'
import {
  centsOf,
  currency,
  lookupKey,
  money,
  type Offer,
  offers,
  type Period,
  soldPlans,
} from '../workers/domain/price.ts'
import { stripeClient } from '../workers/till/index.ts'
import { Refusal } from './refusal.ts'

const intervals: Record<Period, 'month' | 'year'> = { monthly: 'month', yearly: 'year' }
const productOf = ({ plan }: Pick<Offer, 'plan'>) => `esonar_${plan}`

/** Makes what is missing or other; says a line for each price. */
export async function makePrices(stripe: Stripe, say: (line: string) => void): Promise<void> {
  for (const plan of soldPlans) await makeProduct(stripe, productOf({ plan }), plans[plan].label)
  for (const offer of offers) {
    const made = await makePrice(stripe, offer)
    say(`${lookupKey(offer)}: ${money(centsOf(offer))} ${made}`)
  }
}

async function makeProduct(stripe: Stripe, id: string, label: string): Promise<void> {
  try {
    await stripe.products.retrieve(id)
  } catch (fault) {
    if ((fault as { statusCode?: number }).statusCode !== 404) throw fault
    await stripe.products.create({ id, name: `eSonar ${label}` })
  }
}

async function makePrice(stripe: Stripe, offer: Offer): Promise<string> {
  const key = lookupKey(offer)
  const cents = centsOf(offer)
  const { data } = await stripe.prices.list({ lookup_keys: [key], limit: 1 })
  const interval = intervals[offer.period]
  const known = data[0]
  if (known?.active && known.unit_amount === cents && known.currency === currency) return 'is there'
  await stripe.prices.create({
    product: productOf(offer),
    currency,
    unit_amount: cents,
    recurring: { interval },
    lookup_key: key,
    // The name moves on to the new price; the old one still says which plan it is of.
    transfer_lookup_key: true,
    metadata: { plan: offer.plan, period: offer.period },
    tax_behavior: 'exclusive',
  })
  return known ? `made anew, was ${money(known.unit_amount ?? 0)}` : 'made'
}

if (import.meta.main) {
  const { STRIPE_SECRET_KEY: key, STRIPE_URL: url } = process.env
  try {
    if (!key) throw new Refusal('STRIPE_SECRET_KEY is missing: the key of the account at Stripe.')
    await makePrices(stripeClient(key, url), (line) => console.log(line))
  } catch (fault) {
    console.error((fault as Error).message)
    process.exitCode = 1
  }
}
