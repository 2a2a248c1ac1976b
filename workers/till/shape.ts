// What Stripe says, in our own words. A word that this version does not know is a fault: nothing is
// changed on the strength of it.
import type Stripe from 'stripe'
import type { Invoice, Preview, Purchase, TillEvent } from '../billing-ports.ts'
import { isPeriod, isSold, type Offer, offerOf } from '../domain/price.ts'
import { type Status, type Subscription, statuses } from '../domain/subscription.ts'

const ms = (seconds: number | null | undefined) => (seconds ? seconds * 1000 : null)

/** A subscription; its latest invoice is expanded. */
export function subscriptionOf(one: Stripe.Subscription): Subscription {
  const item = one.items.data[0]
  if (!item) throw new Error(`the subscription ${one.id} has no line`)
  const status = statuses.find((known) => known === one.status)
  if (!status) throw new Error(`the subscription ${one.id} is ${one.status}, which is not known`)
  const offer = offerOfPrice(item.price)
  const endedUnpaid = status === 'canceled' && one.cancellation_details?.reason === 'payment_failed'
  const open = openInvoice(one.latest_invoice)
  return {
    v: 1,
    id: one.id,
    item: item.id,
    status,
    plan: offer?.plan ?? null,
    period: offer?.period ?? 'monthly',
    cents: item.price.unit_amount ?? 0,
    currency: item.price.currency,
    createdAt: one.created * 1000,
    periodEndsAt: item.current_period_end * 1000,
    trialEndsAt: ms(one.trial_end),
    endsAt: endedUnpaid ? null : endOf(one, status, item.current_period_end),
    endedUnpaid,
    dueSince: ms(open && (open.status_transitions.finalized_at ?? open.created)),
    payUrl: open?.hosted_invoice_url ?? null,
  }
}

function endOf(one: Stripe.Subscription, status: Status, periodEnd: number): number | null {
  if (status === 'canceled') return ms(one.ended_at ?? one.canceled_at)
  return ms(one.cancel_at ?? (one.cancel_at_period_end ? periodEnd : null))
}

function openInvoice(latest: string | Stripe.Invoice | null): Stripe.Invoice | null {
  if (latest === null || typeof latest === 'string') return null
  return latest.status === 'open' || latest.status === 'uncollectible' ? latest : null
}

/** By what the price carries: its lookup key moves on when the price is changed. */
function offerOfPrice({ metadata, lookup_key: key }: Stripe.Price): Offer | null {
  const { plan = '', period = '' } = metadata ?? {}
  return isSold(plan) && isPeriod(period) ? { plan, period } : offerOf(key ?? '')
}

export function invoiceOf(one: Stripe.Invoice): Invoice {
  return {
    id: one.id,
    number: one.number,
    at: one.created * 1000,
    cents: one.total,
    currency: one.currency,
    status: one.status ?? 'draft',
    url: one.hosted_invoice_url ?? null,
    pdf: one.invoice_pdf ?? null,
  }
}

/** An invoice that does not exist yet. Less than nothing goes to the customer's credit. */
export function previewOf(one: Stripe.Invoice): Preview {
  const lines = one.lines.data.map((line) => ({
    text: line.description ?? 'Subscription',
    cents: line.amount,
  }))
  return { cents: one.total < 0 ? one.total : one.amount_due, currency: one.currency, lines }
}

/** Null: it is a checkout of a subscription. */
export function purchaseOf(one: Stripe.Checkout.Session): Purchase | null {
  const workspace = one.client_reference_id
  if (one.mode !== 'payment' || !workspace) return null
  return {
    session: one.id,
    workspace,
    facts: one.metadata ?? {},
    cents: one.amount_total ?? 0,
    currency: one.currency ?? '',
    isPaid: one.payment_status === 'paid' || one.payment_status === 'no_payment_required',
    refundedCents: refundedOf(one),
  }
}

function refundedOf({ payment_intent: payment }: Stripe.Checkout.Session): number {
  const charge = payment !== null && typeof payment === 'object' ? payment.latest_charge : null
  return charge !== null && typeof charge === 'object' ? charge.amount_refunded : 0
}

export function eventOf({ id, type, data }: Stripe.Event): TillEvent {
  const object = data.object as {
    id?: string
    object?: string
    mode?: string
    customer?: string | { id: string } | null
    payment_intent?: string | { id: string } | null
  }
  const { customer, payment_intent: paid } = object
  const payment = typeof paid === 'object' ? paid?.id : paid
  const named = typeof customer === 'object' ? customer?.id : customer
  const isPurchase = object.object === 'checkout.session' && object.mode === 'payment'
  return {
    id,
    type,
    customer: (object.object === 'customer' ? object.id : named) ?? null,
    purchase: (isPurchase && object.id) || null,
    refunded: (type === 'charge.refunded' && payment) || null,
  }
}
