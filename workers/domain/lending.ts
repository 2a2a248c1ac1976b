// What one master may ask of another: a look at a target, and nothing that is the borrower's own.
// Both sides read the same shape, so what is not sent cannot be taken in either.
import { z } from 'zod'
import { refusal } from './address.ts'
import { addressesOf, askedOf, type Check, isAsked, isGentle, orderTarget } from './check/index.ts'
import { recordTypes } from './dns.ts'
import { bodyBytesMax, type ProbeOrder, type Target } from './measurement.ts'
import { ownSecrets } from './secret-evidence.ts'

/** Longest look, and largest request, that is taken. */
export const lentBudgetMsMax = 30_000
export const lentCharsMax = 32_768
/** A request is this old at most, and its nonce is remembered for longer. */
export const lentToleranceMs = 300_000

const text = (most: number) => z.string('must be a text').max(most, `at most ${most} characters`)
const host = text(253).min(1, 'must not be empty')
const port = z.number('must be a port').int('must be a port').min(1).max(65_535)
const family = z.enum(['ipv4', 'ipv6', 'both']).optional()
const names = z.array(text(100)).max(20).optional()
const headers = z.array(z.tuple([text(100), text(1_000)])).max(20, 'at most 20')
const isUrl = (schemes: RegExp) => (url: string) =>
  URL.canParse(url) && schemes.test(new URL(url).protocol) && new URL(url).username === ''
const webUrl = text(4_096).refine(isUrl(/^https?:$/), 'must be an http or https address')
const socketUrl = text(4_096).refine(isUrl(/^wss?:$/), 'must be a ws or wss address')

const http = z.strictObject({
  url: webUrl,
  method: z.enum(['GET', 'HEAD', 'OPTIONS'], 'must be GET, HEAD or OPTIONS'),
  headers,
  follow: z.boolean(),
  bodyBytesMax: z.number().int().min(0).max(bodyBytesMax, `at most ${bodyBytesMax}`),
  bodyWanted: z.boolean().optional(),
  headersWanted: names,
  certificateWanted: z.boolean().optional(),
})
const resolver = z.strictObject({ name: text(100), url: webUrl })
const target = z.discriminatedUnion(
  'type',
  [
    z.strictObject({ type: z.literal('http'), http }),
    z.strictObject({ type: z.literal('tcp'), tcp: z.strictObject({ host, port, family }) }),
    z.strictObject({
      type: z.literal('tls'),
      tls: z.strictObject({ host, port, family, serverName: host.optional() }),
    }),
    z.strictObject({
      type: z.literal('dns'),
      dns: z.strictObject({
        name: host,
        recordType: z.enum(recordTypes),
        resolvers: z.array(resolver).max(5),
      }),
    }),
    z.strictObject({
      type: z.literal('websocket'),
      websocket: z.strictObject({
        url: socketUrl,
        headers,
        protocols: names,
        messageWanted: z.boolean(),
        headersWanted: names,
      }),
    }),
  ],
  'must be http, tcp, tls, dns or websocket',
)

/** What a borrower sends: one look, from one place. */
export const lentAsk = z.strictObject({
  v: z.literal(1, 'must be 1'),
  /** Never twice: a request that is repeated is refused. */
  nonce: z.string('is missing').regex(/^[0-9a-z]{16,64}$/, 'must be 16 to 64 of 0-9 and a-z'),
  location: text(60),
  target,
  budgetMs: z
    .number('must be milliseconds')
    .int()
    .min(100, 'at least 100')
    .max(lentBudgetMsMax, `at most ${lentBudgetMsMax}`),
})
export type LentAsk = z.output<typeof lentAsk>

/** What a borrower may ask without taking a look: how a place of the loan stands. */
export const lentQuestion = z.strictObject({
  v: z.literal(1, 'must be 1'),
  location: text(60),
})

/** What the lender says to it. */
export interface LentState {
  v: 1
  network: string
  perDay: number
  /** Looks of today that are not taken yet. */
  left: number
}

/** Said of a signature whose time is off. */
export const lentClockOff =
  'The signature is older than five minutes, or of the future: set the clock right.'

/** An order as it is lent: the target and the time, no more. Null: it is not lent. */
export function askOf(order: ProbeOrder, location: string, nonce: string): LentAsk | null {
  if (order.patient) return null
  const budgetMs = Math.min(order.budgetMs, lentBudgetMsMax)
  const read = lentAsk.safeParse({ v: 1, nonce, location, target: order.target, budgetMs })
  return read.success ? read.data : null
}

/** The order that a lender's place is given: a connection of its own, and proof by its controls. */
export function lentOrder({ nonce, target: asked, budgetMs }: LentAsk): ProbeOrder {
  return {
    v: 1,
    id: nonce,
    target: asked as Target,
    budgetMs,
    fresh: true,
    controls: 'always',
    slowLane: false,
  }
}

/** The addresses that a lent look goes to, each with the field that says it. */
function addressesIn({ target: asked }: LentAsk): { host: string; port: number; field: string }[] {
  const ofUrl = (url: string, field: string) => {
    const { hostname, port: named, protocol } = new URL(url)
    const usual = /^(https|wss):$/.test(protocol) ? 443 : 80
    return { host: hostname, port: Number(named || usual), field }
  }
  switch (asked.type) {
    case 'http':
      return [ofUrl(asked.http.url, 'target.http.url')]
    case 'websocket':
      return [ofUrl(asked.websocket.url, 'target.websocket.url')]
    case 'tcp':
      return [{ ...asked.tcp, field: 'target.tcp.host' }]
    case 'tls':
      return [{ ...asked.tls, field: 'target.tls.host' }]
    case 'dns':
      return asked.dns.resolvers.map(({ url }) => ofUrl(url, 'target.dns.resolvers'))
  }
}

/** The field whose address is nobody else's business; null: all of them are public. */
export function privateField(ask: LentAsk): string | null {
  return addressesIn(ask).find((one) => isHome(one.host, one.port))?.field ?? null
}

/** A private address, or a name that only a network of one's own knows. */
function isHome(name: string, at: number): boolean {
  const bare = name.replace(/\.$/, '').toLowerCase()
  if (refusal(bare, at, { privateTargets: 'deny', ownPorts: [] })) return true
  const isAddress = bare.includes(':') || /^[\d.]+$/.test(bare)
  return !isAddress && (!bare.includes('.') || homeNames.test(bare))
}

/** RFC 6762, 8375, 9476 and what people use. */
const homeNames = /\.(local|localdomain|lan|home|home\.arpa|internal|intranet|corp|private|alt)$/

/** Whether another master may be shown what this check asks: nothing secret is sent, no conversation
 *  is held, and the target stands in public. */
export function isLendable(check: Check): boolean {
  if (!isAsked(check) || isGentle(check) || askedOf(check) !== 'edge') return false
  if (addressesOf(check).some(({ host: name, port: at }) => isHome(name, at))) return false
  if (ownSecrets(check).length > 0) return false
  const order = { target: orderTarget(check), budgetMs: check.timeoutMs } as ProbeOrder
  const asked = askOf(order, '', '0'.repeat(16))
  return asked !== null && privateField(asked) === null
}
