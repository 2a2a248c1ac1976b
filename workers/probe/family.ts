// A target asked over the addresses of one family, or of both in turn: the name is resolved here and
// a connection opened to an address, for `connect()` by name takes whichever it likes.
import { classOf, refusal } from '../domain/address.ts'
import { type Family, familyNames, routeOf } from '../domain/family.ts'
import type { Answered, Failed, Measurement, ProbeOrder } from '../domain/measurement.ts'
import type { FailReason, UnknownReason } from '../domain/reason.ts'
import { isLiteral, type Resolved, resolveAs } from './doh.ts'
import type { ProbeContext } from './probe.ts'
import { socketAccepts, socketHost } from './socket.ts'

const nameMsMax = 2_000
/** Of the addresses of a name, as many are tried, one after the other. */
const addressesMax = 3

export interface Asked {
  host: string
  port: number
  family: Family | 'both'
}
/** Probes an address, in brackets where it is IPv6. */
export type Ask = (address: string, budgetMs: number) => Promise<Measurement>
/** Of two answers the one that matters more, with what is to be known of the other. */
export type Joined = (first: Answered, second: Answered) => Answered

/** One measurement of a target over a family, or of both within one budget. The first fault that is
 *  the target's decides: IPv4 first, then IPv6, also where the place has no way over IPv4. */
export async function probeOver(
  order: ProbeOrder,
  { host, port, family }: Asked,
  context: ProbeContext,
  ask: Ask,
  join: Joined = slower,
): Promise<Measurement> {
  const endAt = context.now() + order.budgetMs
  const over = (one: Family) => probeOne(order, { host, port, family: one }, endAt, context, ask)
  if (family !== 'both') return over(family)
  const first = await over('ipv4')
  if (first.kind === 'failed' && routeOf(first) === 'there') return first
  if (context.now() >= endAt) return first
  const second = await over('ipv6')
  if (second.kind === 'failed' && routeOf(second) === 'there') return second
  if (first.kind !== 'answered') return first
  return second.kind === 'answered' ? join(first, second) : second
}

const slower: Joined = (first, second) => (second.totalMs > first.totalMs ? second : first)

async function probeOne(
  order: ProbeOrder,
  asked: Asked & { family: Family },
  endAt: number,
  context: ProbeContext,
  ask: Ask,
): Promise<Measurement> {
  const { host, port, family } = asked
  const startedAt = context.now()
  const named = await addressesOf(host, family, context)
  const nameMs = context.now() - startedAt
  if (named.kind !== 'addresses') {
    // Who answers by name shows that the resolver is unwell, not the name.
    const isDoubtful = named.kind === 'unavailable' || !sureKinds.has(named.kind)
    const isOurs = isDoubtful && (await socketAccepts(host, port, nameMsMax)) === 'accepted'
    if (named.kind === 'unavailable' || isOurs) {
      const detail = `the resolver told no ${familyNames[family]} address of ${host}`
      return notMeasured(order, 'resolver_unavailable', detail)
    }
    return nameFailed(order, reasons[named.kind], family, startedAt, nameMs)
  }
  const allowed = named.addresses.filter((one) => refusal(one, port, context.policy) === null)
  if (allowed.length === 0) {
    return notMeasured(order, 'blocked_target', `${host} resolves to what may not be a target`)
  }
  const measured = await firstOf(allowed.slice(0, addressesMax), endAt, context, ask)
  if (measured.kind === 'notMeasured') return measured
  const seen = {
    ...measured,
    family,
    startedAt,
    budgetMs: order.budgetMs,
    totalMs: context.now() - startedAt,
    phases: { ...(isLiteral(host) ? {} : { name: nameMs }), ...measured.phases },
  }
  if (seen.kind === 'answered' || seen.phase !== 'connect') return seen
  const kind = classOf(allowed[0]!)
  const route = await context.route?.(family, kind !== null && kind !== 'public')
  return { ...seen, route: route ?? [] }
}

/** The first address that accepts; else what the last one did. */
async function firstOf(
  addresses: string[],
  endAt: number,
  context: ProbeContext,
  ask: Ask,
): Promise<Measurement> {
  let left = addresses.length
  for (;;) {
    const address = addresses[addresses.length - left]!
    const budgetMs = Math.max(1, Math.floor((endAt - context.now()) / left))
    const measured = await ask(socketHost(address), budgetMs)
    left -= 1
    const isOpen = measured.kind === 'failed' && measured.phase === 'connect'
    if (!isOpen || left === 0) return measured
  }
}

/** What the location's resolver says of a name; an address is itself. */
async function addressesOf(host: string, family: Family, context: ProbeContext): Promise<Resolved> {
  if (isLiteral(host)) return { kind: 'addresses', addresses: [host] }
  return resolveAs(host, family === 'ipv4' ? 'A' : 'AAAA', context.dohUrl, nameMsMax)
}

const reasons = {
  nxdomain: 'dns_nxdomain',
  empty: 'dns_no_data',
  servfail: 'dns_servfail',
  refused: 'dns_refused',
  timeout: 'dns_timeout',
} as const satisfies Record<string, FailReason>
/** Said of the name; the others may be the resolver's own fault. */
const sureKinds: ReadonlySet<string> = new Set(['nxdomain', 'empty'])

function nameFailed(
  order: ProbeOrder,
  reason: FailReason,
  family: Family,
  startedAt: number,
  nameMs: number,
): Failed {
  return {
    v: 1,
    kind: 'failed',
    order: order.id,
    reason,
    phase: 'name',
    accepted: false,
    family,
    startedAt,
    totalMs: nameMs,
    budgetMs: order.budgetMs,
    phases: { name: nameMs },
  }
}

function notMeasured(order: ProbeOrder, reason: UnknownReason, detail: string): Measurement {
  return { v: 1, kind: 'notMeasured', order: order.id, reason, detail }
}
