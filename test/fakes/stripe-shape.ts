// The loopback Stripe's objects as its API shows them, forms with brackets as it reads them, and what
// its pages look like. As of the API version that the pinned library speaks.
import type { Book, Invoice, Sub } from './stripe-book.ts'

export interface Session {
  id: string
  object: 'checkout.session'
  url: string
  mode: string
  status: 'open' | 'complete' | 'expired'
  payment_status: 'paid' | 'unpaid' | 'no_payment_required'
  customer: string
  client_reference_id: string | null
  metadata: Record<string, string>
  amount_total: number
  currency: string
  success_url: string
  cancel_url: string
  /** Once it is paid, where it is bought once. */
  payment_intent: string | null
  refunded: number
  /** As it was asked for. */
  asked: Form
}

export interface Form {
  [name: string]: string | Form
}

/** `a[b][0]=c` as objects. */
export function formOf(text: string): Form {
  const form: Form = {}
  for (const [name, value] of new URLSearchParams(text)) {
    const [first = '', ...rest] = name.split('[').map((part) => part.replace(/\]$/, ''))
    let at = form
    let key = first
    for (const next of rest) {
      const inner = at[key]
      const made: Form = typeof inner === 'object' ? inner : {}
      at[key] = made
      at = made
      key = next
    }
    at[key] = value
  }
  return form
}

export const textAt = (form: Form, ...path: string[]): string | null => {
  let at: string | Form | undefined = form
  for (const name of path) at = typeof at === 'object' ? at[name] : undefined
  return typeof at === 'string' ? at : null
}
export const textsAt = (form: Form, name: string): Record<string, string> => {
  const inner = form[name]
  if (typeof inner !== 'object') return {}
  const texts = Object.entries(inner).filter(
    (one): one is [string, string] => typeof one[1] === 'string',
  )
  return Object.fromEntries(texts)
}

export const listOf = (url: string, data: object[]) => ({
  object: 'list',
  url,
  has_more: false,
  data,
})

export function invoiceShown(url: string, one: Invoice) {
  const lines = one.lines.map((line, index) => ({
    id: `il_${index}`,
    object: 'line_item',
    ...line,
  }))
  return {
    id: one.id,
    object: 'invoice',
    number: one.number,
    customer: one.customer,
    status: one.status,
    currency: 'usd',
    total: one.total,
    amount_due: one.amount_due,
    amount_paid: one.status === 'paid' ? one.amount_due : 0,
    attempted: one.tries > 0,
    created: one.created,
    status_transitions: {
      finalized_at: one.finalizedAt,
      paid_at: null,
      voided_at: null,
      marked_uncollectible_at: null,
    },
    parent: {
      type: 'subscription_details',
      subscription_details: { subscription: one.subscription, metadata: {} },
    },
    hosted_invoice_url: `${url}/i/${one.id}`,
    invoice_pdf: `${url}/i/${one.id}/pdf`,
    lines: listOf(`/v1/invoices/${one.id}/lines`, lines),
  }
}

export function subShown(url: string, book: Book, one: Sub, isExpanded = false) {
  const price = book.prices.get(one.price)!
  const latest = book.invoices.get(one.latestInvoice ?? '')
  const item = {
    id: one.item,
    object: 'subscription_item',
    price,
    quantity: 1,
    current_period_start: one.periodStart,
    current_period_end: one.periodEnd,
  }
  return {
    id: one.id,
    object: 'subscription',
    customer: one.customer,
    status: one.status,
    created: one.created,
    metadata: one.metadata,
    items: listOf(`/v1/subscription_items?subscription=${one.id}`, [item]),
    trial_end: one.trialEnd,
    cancel_at_period_end: one.cancelAtPeriodEnd,
    cancel_at: one.cancelAtPeriodEnd ? one.periodEnd : null,
    canceled_at: one.endedAt,
    ended_at: one.endedAt,
    cancellation_details: { reason: one.reason, comment: null, feedback: null },
    latest_invoice: isExpanded && latest ? invoiceShown(url, latest) : one.latestInvoice,
    pause_collection: null,
    currency: 'usd',
  }
}

const escaped = (text: string) => text.replace(/[&<>"]/g, (letter) => `&#${letter.charCodeAt(0)};`)

const page = (title: string, inner: string) =>
  `<!doctype html><html lang="en"><meta charset="utf-8"><title>${title}</title><h1>${title}</h1>${inner}</html>`

export function checkoutPage(session: Session, lines: string[], fault: string | null): string {
  const items = lines.map((line) => `<li>${escaped(line)}</li>`).join('')
  return page(
    'Checkout',
    `<ul>${items}</ul>${fault ? `<p role="alert">${escaped(fault)}</p>` : ''}
<form method="post"><label>Card number <input name="card"></label>
<label>Promotion code <input name="code"></label><button>Subscribe</button></form>
<a href="${escaped(session.cancel_url)}">Back</a>`,
  )
}

export function portalPage(
  book: Book,
  customer: string,
  back: string,
  fault: string | null,
): string {
  const open = [...book.invoices.values()].filter(
    (one) => one.customer === customer && one.status === 'open',
  )
  return page(
    'Billing portal',
    `${fault ? `<p role="alert">${escaped(fault)}</p>` : ''}
<p>${open.length} open</p><form method="post"><label>Card number <input name="card"></label>
<button>Save and pay</button></form><a href="${escaped(back)}">Return</a>`,
  )
}
