// Stripe on loopback: its API with bearer key, forms, error bodies, request ids and idempotency keys;
// pages where a checkout is paid with a card number; a clock; signed webhooks that a test delivers,
// loses, doubles, reorders and forges. Refuses parameters that the real one does not know.
import { createHmac, randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { apiOf, type Routes } from './stripe-api.ts'
import { type AfterRetries, Book, cards, Refused, type StripeEvent } from './stripe-book.ts'
import {
  checkoutPage,
  type Form,
  formOf,
  invoiceShown,
  portalPage,
  type Session,
  subShown,
} from './stripe-shape.ts'

export { cards } from './stripe-book.ts'

export interface Heard {
  method: string
  path: string
  form: Form
  version: string
  idempotencyKey: string | null
}

/** What becomes of events on their way: `late`, they come after what followed; `reversed`, those that
 *  are told close to each other come last first; `twice`, two at once and one more. */
export type Road = 'straight' | 'lost' | 'twice' | 'reversed' | 'late'

export interface FakeStripe {
  url: string
  key: string
  webhookSecret: string
  book: Book
  sessions: Map<string, Session>
  /** All requests of the API. */
  asked: Heard[]
  /** Events that nobody took yet, in order. */
  events: StripeEvent[]
  /** Where events go by themselves; null: a test posts them. */
  deliverTo: string | null
  /** In which order they get there. */
  road: Road
  /** A body with the header that proves it; `secret` and `at` (seconds) for those that do not. */
  signed(
    event: object,
    given?: { secret?: string; at?: number },
  ): { raw: string; signature: string }
  /** Pays an open checkout as a browser would; answers where the browser goes, or the fault. */
  pay(url: string, card?: string, code?: string): { to: string } | { fault: string }
  /** Gives so many cents of a paid checkout back. */
  refund(session: string, cents: number): void
  /** Another card, with which everything open is paid. */
  setCard(customer: string, card: string): void
  /** The next requests fail: with a status, or by a connection that breaks (`lost`: it was done). */
  fail(...mishaps: (number | 'broken' | 'lost')[]): void
  afterRetries(what: AfterRetries): void
  close(): Promise<void>
}

const lateMs = 2_500
const togetherMs = 400

export async function startStripe(port = 0): Promise<FakeStripe> {
  const key = 'sk_test_loopback_key'
  const webhookSecret = 'whsec_loopback_secret'
  const sessions = new Map<string, Session>()
  const portals = new Map<string, { customer: string; back: string }>()
  const answers = new Map<string, { sent: string; status: number; text: string }>()
  const mishaps: (number | 'broken' | 'lost')[] = []
  let url = ''
  const book = new Book(
    (one) => (one.object === 'invoice' ? invoiceShown(url, one) : subShown(url, book, one)),
    (event) => {
      fake.events.push(event)
      if (fake.deliverTo !== null) void send(event)
    },
  )
  const routes: Routes = apiOf({ book, sessions, portals, urlOf: () => url })

  const waiting: StripeEvent[] = []

  async function send(event: StripeEvent): Promise<void> {
    const { road } = fake
    if (road === 'lost') return
    if (road === 'straight') return deliver(event)
    if (road === 'twice') {
      await Promise.all([deliver(event), deliver(event)])
      return deliver(event)
    }
    waiting.push(event)
    await new Promise((resolve) => setTimeout(resolve, road === 'late' ? lateMs : togetherMs))
    const next = road === 'late' ? waiting.shift() : waiting.pop()
    if (next) await deliver(next)
  }

  async function deliver(event: StripeEvent, tries = 5): Promise<void> {
    const { raw, signature } = fake.signed(event)
    const headers = { 'stripe-signature': signature, 'content-type': 'application/json' }
    const answer = await fetch(fake.deliverTo!, { method: 'POST', headers, body: raw }).catch(
      () => null,
    )
    if (answer?.ok || tries <= 1 || fake.deliverTo === null) return
    await new Promise((resolve) => setTimeout(resolve, 200))
    await deliver(event, tries - 1)
  }

  const server = createServer((request, response) => {
    response.on('error', () => undefined)
    void read(request).then((body) => {
      if ((request.url ?? '').startsWith('/v1/')) serve(request, response, body)
      else show(request, response, body)
    })
  })

  function serve(request: IncomingMessage, response: ServerResponse, body: string): void {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://stripe')
    const { method = 'GET', headers } = request
    const isRead = method === 'GET' || method === 'DELETE'
    const sent = isRead && body === '' ? searchParams.toString() : body
    const idempotencyKey = (headers['idempotency-key'] as string | undefined) ?? null
    const version = String(headers['stripe-version'] ?? '')
    const form = formOf(sent)
    fake.asked.push({ method, path: pathname, form, version, idempotencyKey })
    const mishap = mishaps.shift()
    if (mishap === 'broken') return void response.socket?.resetAndDestroy()
    const say = (status: number, text: string) => {
      const id = `req_${randomBytes(7).toString('hex')}`
      response.writeHead(status, { 'content-type': 'application/json', 'request-id': id })
      response.end(text)
    }
    const refuse = ({ status, body: error }: Refused) => say(status, JSON.stringify({ error }))
    try {
      if (typeof mishap === 'number')
        throw new Refused(mishap, { type: 'api_error', message: 'An error occurred.' })
      if (headers.authorization !== `Bearer ${key}`)
        throw new Refused(401, {
          type: 'invalid_request_error',
          message: 'Invalid API Key provided',
        })
      const before = idempotencyKey === null ? undefined : answers.get(idempotencyKey)
      const whole = `${method} ${pathname} ${sent}`
      if (before && before.sent !== whole)
        throw new Refused(400, {
          type: 'idempotency_error',
          message: 'Keys for idempotent requests can only be used with the same parameters.',
        })
      const text = before?.text ?? JSON.stringify(routes(method, pathname, form))
      if (idempotencyKey !== null) answers.set(idempotencyKey, { sent: whole, status: 200, text })
      if (mishap === 'lost') return void response.socket?.resetAndDestroy()
      say(200, text)
    } catch (fault) {
      if (!(fault instanceof Refused)) throw fault
      refuse(fault)
    }
  }

  /** The pages: a checkout, the portal, an invoice. */
  function show(request: IncomingMessage, response: ServerResponse, body: string): void {
    const [, kind, id = ''] = (request.url ?? '').split('/')
    const html = (status: number, text: string) =>
      response.writeHead(status, { 'content-type': 'text/html; charset=utf-8' }).end(text)
    const typed = new URLSearchParams(body)
    const session = sessions.get(id)
    if (kind === 'c' && session) {
      const paid =
        request.method === 'POST'
          ? fake.pay(session.url, typed.get('card') ?? '', typed.get('code') ?? '')
          : { fault: '' }
      if ('to' in paid) return void response.writeHead(303, { location: paid.to }).end()
      return void html(200, checkoutPage(session, [session.mode], paid.fault || null))
    }
    const portal = portals.get(id)
    if (kind === 'p' && portal) {
      if (request.method === 'POST') {
        fake.setCard(portal.customer, (typed.get('card') ?? '').replace(/\s/g, ''))
        return void response.writeHead(303, { location: portal.back }).end()
      }
      return void html(200, portalPage(book, portal.customer, portal.back, null))
    }
    html(kind === 'i' ? 200 : 404, kind === 'i' ? 'Invoice' : 'Not found')
  }

  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const fake: FakeStripe = {
    url,
    key,
    webhookSecret,
    book,
    sessions,
    asked: [],
    events: [],
    deliverTo: null,
    road: 'straight',
    signed(event, { secret = webhookSecret, at = Math.floor(Date.now() / 1000) } = {}) {
      const raw = JSON.stringify(event, null, 2)
      const proof = createHmac('sha256', secret).update(`${at}.${raw}`).digest('hex')
      return { raw, signature: `t=${at},v1=${proof}` }
    },
    pay(address, card = cards.good, code = '') {
      const session = sessions.get(address.split('/').at(-1) ?? '')
      if (session?.status !== 'open') return { fault: 'This checkout is over.' }
      const number = card.replace(/\s/g, '')
      if (number === cards.declined || !Object.values(cards).includes(number))
        return { fault: 'Your card was declined.' }
      complete(book, session, number, code)
      return { to: session.success_url.replace('{CHECKOUT_SESSION_ID}', session.id) }
    },
    refund(id, cents) {
      const session = sessions.get(id)!
      session.refunded += cents
      book.tell('charge.refunded', {
        id: `ch_${id}`,
        object: 'charge',
        customer: session.customer,
        payment_intent: session.payment_intent,
        amount: session.amount_total,
        amount_refunded: session.refunded,
      })
    },
    setCard(customer, card) {
      book.customers.get(customer)!.card = card
      if (card !== cards.good) return
      for (const one of book.invoices.values())
        if (one.customer === customer && one.status === 'open') book.pay(one)
    },
    fail: (...next) => void mishaps.push(...next),
    afterRetries: (what) => {
      book.afterRetries = what
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
  return fake
}

/** What paying makes of a checkout. */
function complete(book: Book, session: Session, card: string, code: string): void {
  const customer = book.customers.get(session.customer)!
  const isLater = card === cards.failsLater
  customer.card = isLater ? cards.good : card
  session.status = 'complete'
  session.payment_status = 'paid'
  if (session.mode === 'subscription') {
    const item = (session.asked.line_items as Form)['0'] as Form
    const data = (session.asked.subscription_data ?? {}) as Form
    const days = data.trial_period_days
    book.subscribe({
      customer: session.customer,
      price: String(item.price),
      trialDays: typeof days === 'string' ? Number(days) : null,
      percentOff: code === 'HALF' ? 50 : 0,
      metadata: (data.metadata ?? {}) as Record<string, string>,
    })
    if (days !== undefined) session.payment_status = 'no_payment_required'
  }
  customer.card = card
  if (session.mode === 'payment') session.payment_intent = `pi_${session.id}`
  const { asked: _, refunded: _refunded, ...shown } = session
  book.tell('checkout.session.completed', shown)
}

async function read(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  return Buffer.concat(parts).toString('utf8')
}
