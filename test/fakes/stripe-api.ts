// The calls of Stripe's API that the loopback one knows, with the parameters each takes.
import { randomBytes } from 'node:crypto'
import { type Book, type Customer, type Price, Refused, type Sub } from './stripe-book.ts'
import {
  type Form,
  invoiceShown,
  listOf,
  type Session,
  subShown,
  textAt,
  textsAt,
} from './stripe-shape.ts'

interface World {
  book: Book
  sessions: Map<string, Session>
  portals: Map<string, { customer: string; back: string }>
  urlOf(): string
}
export type Routes = (method: string, path: string, form: Form) => object
type Call = (form: Form, id: string) => object

/** Parameters each call takes, as Stripe's reference lists them: those that are used and others. */
const known: Record<string, string> = {
  'POST /v1/customers': 'name email metadata address phone description preferred_locales tax',
  'GET /v1/customers/:id': 'expand',
  'GET /v1/prices':
    'lookup_keys active limit product recurring type currency expand starting_after',
  'POST /v1/prices':
    'currency unit_amount product product_data recurring lookup_key transfer_lookup_key metadata tax_behavior nickname active',
  'POST /v1/prices/:id': 'active lookup_key transfer_lookup_key metadata nickname tax_behavior',
  'GET /v1/products/:id': 'expand',
  'POST /v1/products': 'id name metadata tax_code description active',
  'GET /v1/subscriptions':
    'customer status limit price expand starting_after ending_before created',
  'POST /v1/subscriptions/:id':
    'items proration_behavior proration_date payment_behavior cancel_at_period_end cancel_at metadata trial_end default_payment_method',
  'DELETE /v1/subscriptions/:id': 'invoice_now prorate cancellation_details',
  'GET /v1/invoices': 'customer limit status subscription expand starting_after created',
  'POST /v1/invoices/create_preview':
    'customer subscription subscription_details schedule invoice_items discounts automatic_tax currency preview_mode',
  'GET /v1/checkout/sessions':
    'customer status limit subscription payment_intent starting_after expand',
  'GET /v1/checkout/sessions/:id': 'expand',
  'POST /v1/checkout/sessions':
    'mode customer client_reference_id line_items metadata payment_method_collection subscription_data allow_promotion_codes automatic_tax tax_id_collection billing_address_collection customer_update success_url cancel_url invoice_creation payment_intent_data locale ui_mode expires_at',
  'POST /v1/checkout/sessions/:id/expire': '',
  'POST /v1/billing_portal/sessions': 'customer return_url configuration flow_data locale',
}

const invalid = (message: string, param?: string, code?: string, status = 400) =>
  new Refused(status, {
    type: 'invalid_request_error',
    message,
    ...(param ? { param } : {}),
    ...(code ? { code } : {}),
  })
const missing = (noun: string, id: string) =>
  invalid(`No such ${noun}: '${id}'`, 'id', 'resource_missing', 404)

export function apiOf(world: World): Routes {
  const calls: Record<string, Call> = {
    ...customers(world),
    ...prices(world),
    ...subscriptions(world),
    ...invoices(world),
    ...checkouts(world),
  }
  return (method, path, form) => {
    for (const [name, call] of Object.entries(calls)) {
      const [verb, pattern = ''] = name.split(' ')
      const shape = new RegExp(`^${pattern.replace(':id', '([^/]+)')}$`)
      const match = verb === method ? shape.exec(path) : null
      // A fixed path comes before one with an id.
      if (!match || (match[1] && `${verb} ${path}` in calls)) continue
      const allowed = (known[name] ?? '').split(' ')
      const odd = Object.keys(form).find((one) => !allowed.includes(one))
      if (odd !== undefined)
        throw invalid(`Received unknown parameter: ${odd}`, odd, 'parameter_unknown')
      return call(form, match[1] ?? '')
    }
    throw invalid(`Unrecognized request URL (${method}: ${path}).`, undefined, undefined, 404)
  }
}

function customerOf({ book }: World, form: Form): Customer {
  const id = textAt(form, 'customer') ?? ''
  const found = book.customers.get(id)
  if (!found || found.deleted)
    throw invalid(`No such customer: '${id}'`, 'customer', 'resource_missing')
  return found
}

function customers({ book }: World): Record<string, Call> {
  return {
    'POST /v1/customers': (form) =>
      book.customer({
        name: textAt(form, 'name') ?? '',
        email: textAt(form, 'email') ?? '',
        metadata: textsAt(form, 'metadata'),
      }),
    'GET /v1/customers/:id': (_, id) => {
      const found = book.customers.get(id)
      if (!found) throw missing('customer', id)
      return found.deleted ? { id, object: 'customer', deleted: true } : found
    },
  }
}

function prices({ book }: World): Record<string, Call> {
  const products = new Map<string, object>()
  return {
    'GET /v1/products/:id': (_, id) => {
      const found = products.get(id)
      if (!found) throw missing('product', id)
      return found
    },
    'POST /v1/products': (form) => {
      const id = textAt(form, 'id') ?? `prod_${randomBytes(7).toString('hex')}`
      if (products.has(id))
        throw invalid('Product already exists.', 'id', 'resource_already_exists')
      const made = { id, object: 'product', active: true, name: textAt(form, 'name') }
      products.set(id, made)
      return made
    },
    'GET /v1/prices': (form) => {
      const keys = Object.values(textsAt(form, 'lookup_keys'))
      const found = [...book.prices.values()].filter(
        (one) => (keys.length === 0 || keys.includes(one.lookup_key ?? '')) && one.active,
      )
      return listOf('/v1/prices', found)
    },
    'POST /v1/prices': (form) => {
      const key = textAt(form, 'lookup_key')
      const before = [...book.prices.values()].find((one) => key && one.lookup_key === key)
      if (before && textAt(form, 'transfer_lookup_key') !== 'true')
        throw invalid('A price already uses that lookup key.', 'lookup_key')
      if (before) before.lookup_key = null
      return book.price({
        product: textAt(form, 'product') ?? '',
        currency: textAt(form, 'currency') ?? '',
        unit_amount: Number(textAt(form, 'unit_amount')),
        lookup_key: key,
        metadata: textsAt(form, 'metadata'),
        recurring: { interval: textAt(form, 'recurring', 'interval') as 'month' | 'year' },
        tax_behavior: textAt(form, 'tax_behavior') ?? 'unspecified',
      })
    },
    'POST /v1/prices/:id': (form, id) => {
      const found = book.prices.get(id)
      if (!found) throw missing('price', id)
      if (textAt(form, 'active') === 'false') found.active = false
      return found
    },
  }
}

function priceOf(book: Book, id: string | null): Price {
  const found = book.prices.get(id ?? '')
  if (!found) throw invalid(`No such price: '${id}'`, 'items[0][price]', 'resource_missing')
  return found
}

/** What an update asks for: the price of the one line. */
function wantedPrice(book: Book, sub: Sub, form: Form): Price {
  if (textAt(form, 'items', '0', 'id') !== sub.item)
    throw invalid(`No such subscription item`, 'items[0][id]', 'resource_missing')
  return priceOf(book, textAt(form, 'items', '0', 'price'))
}

function subscriptions(world: World): Record<string, Call> {
  const { book, urlOf } = world
  const find = (id: string) => {
    const found = book.subs.get(id)
    if (!found) throw missing('subscription', id)
    return found
  }
  return {
    'GET /v1/subscriptions': (form) => {
      const { id } = customerOf(world, form)
      const isExpanded = Object.values(textsAt(form, 'expand')).includes('data.latest_invoice')
      const isAll = textAt(form, 'status') === 'all'
      const own = [...book.subs.values()].filter(
        (one) => one.customer === id && (isAll || one.status !== 'canceled'),
      )
      const shown = own.toReversed().map((one) => subShown(urlOf(), book, one, isExpanded))
      return listOf('/v1/subscriptions', shown)
    },
    'POST /v1/subscriptions/:id': (form, id) => {
      const sub = find(id)
      if (sub.status === 'canceled')
        throw invalid('A canceled subscription can only update its metadata.')
      const ending = textAt(form, 'cancel_at_period_end')
      if (form.items) {
        const price = wantedPrice(book, sub, form)
        const at = Number(textAt(form, 'proration_date') ?? book.now)
        if (at < sub.periodStart || at > sub.periodEnd)
          throw invalid('The proration date must be within the period.', 'proration_date')
        book.change(sub, price.id, at)
      }
      if (ending !== null) {
        sub.cancelAtPeriodEnd = ending === 'true'
        book.tell('customer.subscription.updated', subShown(urlOf(), book, sub))
      }
      return subShown(urlOf(), book, sub)
    },
    'DELETE /v1/subscriptions/:id': (_, id) => {
      const sub = find(id)
      if (sub.status === 'canceled') throw missing('subscription', id)
      book.end(sub, 'cancellation_requested')
      return subShown(urlOf(), book, sub)
    },
  }
}

function invoices(world: World): Record<string, Call> {
  const { book, urlOf } = world
  return {
    'GET /v1/invoices': (form) => {
      const { id } = customerOf(world, form)
      const own = [...book.invoices.values()].filter((one) => one.customer === id).toReversed()
      const most = Number(textAt(form, 'limit') ?? 10)
      const shown = own.slice(0, most).map((one) => invoiceShown(urlOf(), one))
      return listOf('/v1/invoices', shown)
    },
    'POST /v1/invoices/create_preview': (form) => {
      customerOf(world, form)
      const sub = book.subs.get(textAt(form, 'subscription') ?? '')
      if (
        !sub ||
        sub.status === 'canceled' ||
        (sub.cancelAtPeriodEnd && !form.subscription_details)
      )
        throw invalid('No upcoming invoices for customer', 'subscription', 'invoice_upcoming_none')
      const details = form.subscription_details as Form | undefined
      const price = details && wantedPrice(book, sub, details)
      const at = Number((details && textAt(details, 'proration_date')) ?? book.now)
      const lines = price
        ? book.changed(sub, price.id, at).lines
        : [{ description: '1 × the plan', amount: book.amountOf(sub) }]
      const invoice = { ...book.invoice(sub, lines), id: 'upcoming_in_1', status: 'draft' as const }
      return invoiceShown(urlOf(), { ...invoice, number: null })
    },
  }
}

/** With its charge, where that is asked for. */
function expanded(session: Session, form: Form, before: string): object {
  const wanted = Object.values(textsAt(form, 'expand'))
  const { payment_intent: id, refunded, asked: _, ...shown } = session
  if (id === null || !wanted.includes(`${before}payment_intent.latest_charge`))
    return { ...shown, payment_intent: id }
  const charge = {
    object: 'charge',
    amount: session.amount_total,
    amount_refunded: refunded,
    payment_intent: id,
  }
  return { ...shown, payment_intent: { id, object: 'payment_intent', latest_charge: charge } }
}

function checkouts(world: World): Record<string, Call> {
  const { book, sessions, portals, urlOf } = world
  const find = (id: string) => {
    const found = sessions.get(id)
    if (!found) throw missing('checkout.session', id)
    return found
  }
  return {
    'GET /v1/checkout/sessions': (form) => {
      const payment = textAt(form, 'payment_intent')
      if (payment !== null) {
        const paid = [...sessions.values()].filter((one) => one.payment_intent === payment)
        return listOf(
          '/v1/checkout/sessions',
          paid.map((one) => expanded(one, form, 'data.')),
        )
      }
      const { id } = customerOf(world, form)
      const status = textAt(form, 'status')
      const own = [...sessions.values()].filter(
        (one) => one.customer === id && (status === null || one.status === status),
      )
      return listOf('/v1/checkout/sessions', own)
    },
    'GET /v1/checkout/sessions/:id': (form, id) => expanded(find(id), form, ''),
    'POST /v1/checkout/sessions/:id/expire': (_, id) => {
      const found = find(id)
      if (found.status !== 'open') throw invalid('Only open sessions can be expired.')
      found.status = 'expired'
      return found
    },
    'POST /v1/checkout/sessions': (form) => {
      const { id: customer } = customerOf(world, form)
      const session = sessionOf(world, form, customer)
      sessions.set(session.id, session)
      return session
    },
    'POST /v1/billing_portal/sessions': (form) => {
      const { id: customer } = customerOf(world, form)
      const id = `bps_${randomBytes(7).toString('hex')}`
      portals.set(id, { customer, back: textAt(form, 'return_url') ?? '' })
      return { id, object: 'billing_portal.session', customer, url: `${urlOf()}/p/${id}` }
    },
  }

  function sessionOf(_: World, form: Form, customer: string): Session {
    const mode = textAt(form, 'mode') ?? ''
    const price = textAt(form, 'line_items', '0', 'price')
    const cents =
      mode === 'subscription'
        ? priceOf(book, price).unit_amount
        : Number(textAt(form, 'line_items', '0', 'price_data', 'unit_amount'))
    if (mode === 'payment' && form.payment_method_collection)
      throw invalid('payment_method_collection is for subscriptions', 'payment_method_collection')
    if (textAt(form, 'automatic_tax', 'enabled') === 'true' && !form.customer_update)
      throw invalid('Automatic tax needs the address saved: customer_update', 'customer_update')
    const id = `cs_test_${randomBytes(12).toString('hex')}`
    return {
      id,
      object: 'checkout.session',
      url: `${urlOf()}/c/${id}`,
      mode,
      status: 'open',
      payment_status: 'unpaid',
      customer,
      client_reference_id: textAt(form, 'client_reference_id'),
      metadata: textsAt(form, 'metadata'),
      amount_total: cents,
      currency: 'usd',
      success_url: textAt(form, 'success_url') ?? '',
      cancel_url: textAt(form, 'cancel_url') ?? '',
      payment_intent: null,
      refunded: 0,
      asked: form,
    }
  }
}
