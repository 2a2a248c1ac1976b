// What the loopback Stripe keeps: customers with a card, subscriptions, invoices, checkouts, and a clock
// that a test moves. It renews, charges, retries and ends by the rules of Stripe's billing.
import { randomBytes } from 'node:crypto'

export const cards = {
  good: '4242424242424242',
  /** Declined at the checkout. */
  declined: '4000000000000002',
  /** Taken at the checkout, declined when it is charged. */
  failsLater: '4000000000000341',
}
const daySeconds = 86_400
/** Days after the first try on which a payment is tried again. */
const retryDays = [3, 8, 15]

export interface Customer {
  id: string
  object: 'customer'
  name: string
  email: string
  metadata: Record<string, string>
  card: string | null
  /** Less than nothing: a credit. */
  balance: number
  deleted: boolean
}
export interface Price {
  id: string
  object: 'price'
  active: boolean
  product: string
  currency: string
  unit_amount: number
  lookup_key: string | null
  metadata: Record<string, string>
  recurring: { interval: 'month' | 'year' } | null
  tax_behavior: string
}
export interface Line {
  description: string
  amount: number
}
export interface Invoice {
  id: string
  object: 'invoice'
  number: string | null
  customer: string
  subscription: string | null
  status: 'draft' | 'open' | 'paid' | 'void' | 'uncollectible'
  lines: Line[]
  total: number
  amount_due: number
  created: number
  finalizedAt: number
  tries: number
}
export interface Sub {
  id: string
  object: 'subscription'
  customer: string
  item: string
  price: string
  status: string
  created: number
  periodStart: number
  periodEnd: number
  trialEnd: number | null
  cancelAtPeriodEnd: boolean
  endedAt: number | null
  reason: string | null
  latestInvoice: string | null
  percentOff: number
  metadata: Record<string, string>
}
export interface StripeEvent {
  id: string
  object: 'event'
  type: string
  created: number
  livemode: false
  api_version: string
  data: { object: object }
}

const idOf = (prefix: string) => `${prefix}_${randomBytes(9).toString('hex')}`

/** A refusal in Stripe's words. */
export class Refused extends Error {
  readonly status: number
  readonly body: { type: string; code?: string; message: string; param?: string }
  constructor(status: number, body: Refused['body']) {
    super(body.message)
    this.status = status
    this.body = body
  }
}
const declined = () =>
  new Refused(402, {
    type: 'card_error',
    code: 'card_declined',
    message: 'Your card was declined.',
  })

/** What is done when the last try failed, as the account is set. */
export type AfterRetries = 'cancel' | 'unpaid' | 'leave'

export class Book {
  now: number
  afterRetries: AfterRetries = 'leave'
  readonly customers = new Map<string, Customer>()
  readonly prices = new Map<string, Price>()
  readonly subs = new Map<string, Sub>()
  readonly invoices = new Map<string, Invoice>()
  readonly heard: (event: StripeEvent) => void
  readonly shown: (one: Sub | Invoice) => object

  constructor(shown: (one: Sub | Invoice) => object, heard: (event: StripeEvent) => void) {
    this.now = Math.floor(Date.now() / 1000)
    this.heard = heard
    this.shown = shown
  }

  tell(type: string, object: object): void {
    const created = this.now
    const rest = { livemode: false as const, api_version: '2026-10-28.endive' }
    this.heard({ id: idOf('evt'), object: 'event', type, created, ...rest, data: { object } })
  }

  customer(facts: Pick<Customer, 'name' | 'email' | 'metadata'>): Customer {
    const rest = { card: null, balance: 0, deleted: false }
    const one: Customer = { id: idOf('cus'), object: 'customer', ...facts, ...rest }
    this.customers.set(one.id, one)
    return one
  }

  price(facts: Omit<Price, 'id' | 'object' | 'active'>): Price {
    const one: Price = { id: idOf('price'), object: 'price', active: true, ...facts }
    this.prices.set(one.id, one)
    return one
  }

  subscribe(ask: {
    customer: string
    price: string
    trialDays: number | null
    percentOff: number
    metadata: Record<string, string>
  }): Sub {
    const { trialDays, ...facts } = ask
    const trialEnd = trialDays === null ? null : this.now + trialDays * daySeconds
    const sub: Sub = {
      ...facts,
      id: idOf('sub'),
      object: 'subscription',
      item: idOf('si'),
      status: trialEnd === null ? 'active' : 'trialing',
      created: this.now,
      periodStart: this.now,
      periodEnd: trialEnd ?? this.after(this.now, facts.price),
      trialEnd,
      cancelAtPeriodEnd: false,
      endedAt: null,
      reason: null,
      latestInvoice: null,
    }
    const amount = trialEnd === null ? this.amountOf(sub) : 0
    const invoice = this.invoice(sub, [{ description: this.nameOf(sub.price), amount }])
    if (!this.charge(invoice)) throw declined()
    this.subs.set(sub.id, sub)
    this.invoices.set(invoice.id, invoice)
    sub.latestInvoice = invoice.id
    this.tell('customer.subscription.created', this.shown(sub))
    this.tell('invoice.paid', this.shown(invoice))
    return sub
  }

  /** Lines and credit of a change now, and what it makes of the subscription. */
  changed(sub: Sub, price: string, at: number): { lines: Line[]; after: Sub } {
    const isOther = this.prices.get(price)?.recurring?.interval !== this.intervalOf(sub.price)
    const after = { ...sub, price }
    if (sub.status === 'trialing') return { lines: [], after }
    const left = (sub.periodEnd - at) / (sub.periodEnd - sub.periodStart)
    const unused = -Math.round(this.amountOf(sub) * left)
    if (isOther) {
      after.periodStart = at
      after.periodEnd = this.after(at, price)
    }
    const cost = isOther ? this.amountOf(after) : Math.round(this.amountOf(after) * left)
    const lines = [
      { description: `Unused time on ${this.nameOf(sub.price)}`, amount: unused },
      { description: `Remaining time on ${this.nameOf(price)}`, amount: cost },
    ]
    return { lines, after }
  }

  change(sub: Sub, price: string, at: number): void {
    const { lines, after } = this.changed(sub, price, at)
    if (lines.length > 0) {
      const invoice = this.invoice(after, lines)
      if (invoice.total < 0) {
        this.customers.get(sub.customer)!.balance += invoice.total
        invoice.status = 'paid'
      } else if (!this.charge(invoice)) throw declined()
      this.invoices.set(invoice.id, invoice)
      after.latestInvoice = invoice.id
      this.tell('invoice.paid', this.shown(invoice))
    }
    Object.assign(sub, after)
    this.tell('customer.subscription.updated', this.shown(sub))
  }

  end(sub: Sub, reason: string): void {
    sub.status = 'canceled'
    sub.endedAt = this.now
    sub.reason = reason
    this.tell('customer.subscription.deleted', this.shown(sub))
  }

  /** Pays what is open: by hand, on Stripe's page. */
  pay(invoice: Invoice): void {
    if (!this.charge(invoice)) throw declined()
    this.tell('invoice.paid', this.shown(invoice))
    const sub = this.subs.get(invoice.subscription ?? '')
    if (sub && (sub.status === 'past_due' || sub.status === 'unpaid')) {
      sub.status = 'active'
      this.tell('customer.subscription.updated', this.shown(sub))
    }
  }

  /** Lets time pass: renewals, retries and ends happen at their own moments, in order. */
  advance(days: number): void {
    const target = this.now + Math.round(days * daySeconds)
    for (;;) {
      const next = [...this.subs.values()]
        .map((sub) => ({ sub, at: this.momentOf(sub) }))
        .filter((one): one is { sub: Sub; at: number } => one.at !== null && one.at <= target)
        .toSorted((a, b) => a.at - b.at)[0]
      if (!next) break
      this.now = Math.max(this.now, next.at)
      this.happen(next.sub)
    }
    this.now = target
  }

  private momentOf(sub: Sub): number | null {
    if (sub.status === 'canceled') return null
    const retry = this.retryOf(sub)
    return retry === null ? sub.periodEnd : Math.min(retry, sub.periodEnd)
  }

  private retryOf(sub: Sub): number | null {
    const invoice = this.invoices.get(sub.latestInvoice ?? '')
    if (sub.status !== 'past_due' || invoice?.status !== 'open') return null
    const days = retryDays[invoice.tries - 1]
    return days === undefined ? null : invoice.finalizedAt + days * daySeconds
  }

  private happen(sub: Sub): void {
    const retry = this.retryOf(sub)
    if (retry !== null && retry <= this.now) this.retry(sub)
    else if (sub.cancelAtPeriodEnd) this.end(sub, 'cancellation_requested')
    else this.renew(sub)
  }

  private renew(sub: Sub): void {
    sub.periodStart = sub.periodEnd
    sub.periodEnd = this.after(sub.periodStart, sub.price)
    const lines = [{ description: this.nameOf(sub.price), amount: this.amountOf(sub) }]
    const invoice = this.invoice(sub, lines)
    this.invoices.set(invoice.id, invoice)
    sub.latestInvoice = invoice.id
    const isPaid = this.charge(invoice)
    if (sub.status !== 'unpaid') sub.status = isPaid ? 'active' : 'past_due'
    this.tell(isPaid ? 'invoice.paid' : 'invoice.payment_failed', this.shown(invoice))
    this.tell('customer.subscription.updated', this.shown(sub))
  }

  private retry(sub: Sub): void {
    const invoice = this.invoices.get(sub.latestInvoice!)!
    if (this.charge(invoice)) {
      sub.status = 'active'
      this.tell('invoice.paid', this.shown(invoice))
      this.tell('customer.subscription.updated', this.shown(sub))
      return
    }
    this.tell('invoice.payment_failed', this.shown(invoice))
    if (invoice.tries <= retryDays.length || this.afterRetries === 'leave') return
    if (this.afterRetries === 'cancel') this.end(sub, 'payment_failed')
    else {
      sub.status = 'unpaid'
      this.tell('customer.subscription.updated', this.shown(sub))
    }
  }

  invoice(sub: Pick<Sub, 'customer' | 'id'>, lines: Line[]): Invoice {
    const total = lines.reduce((sum, one) => sum + one.amount, 0)
    const credit = Math.max(0, -this.customers.get(sub.customer)!.balance)
    const n = this.invoices.size + 1
    return {
      id: idOf('in'),
      object: 'invoice',
      number: `ESONAR-${String(n).padStart(4, '0')}`,
      customer: sub.customer,
      subscription: sub.id,
      status: 'open',
      lines,
      total,
      amount_due: Math.max(0, total - credit),
      created: this.now,
      finalizedAt: this.now,
      tries: 0,
    }
  }

  private charge(invoice: Invoice): boolean {
    const customer = this.customers.get(invoice.customer)!
    invoice.tries += 1
    if (invoice.amount_due > 0 && customer.card !== cards.good) return false
    customer.balance += Math.max(0, invoice.total - invoice.amount_due)
    invoice.status = 'paid'
    return true
  }

  amountOf({ price, percentOff }: Pick<Sub, 'price' | 'percentOff'>): number {
    return Math.round(this.prices.get(price)!.unit_amount * (1 - percentOff / 100))
  }
  private intervalOf(price: string) {
    return this.prices.get(price)?.recurring?.interval
  }
  private nameOf(price: string): string {
    const { product, recurring } = this.prices.get(price)!
    return recurring ? `1 × ${product} (per ${recurring.interval})` : product
  }
  private after(start: number, price: string): number {
    const at = new Date(start * 1000)
    if (this.intervalOf(price) === 'year') at.setUTCFullYear(at.getUTCFullYear() + 1)
    else at.setUTCMonth(at.getUTCMonth() + 1)
    return Math.floor(at.getTime() / 1000)
  }
}
