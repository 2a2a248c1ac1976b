// A target asked over the addresses of one family, or of both in turn: the name is resolved here and
// a connection opened to an address, for `connect()` by name takes whichever it likes.
import { classOf, refusal } from '../domain/address.ts'
import { type Family, familyNames, routeOf } from '../domain/family.ts'
import type { Answered, Failed, Measurement, ProbeOrder } from '../domain/measurement.ts'
import type { FailReason, UnknownReason } from '../domain/reason.ts'
import { choosesAddress } from './answer.ts'
import { isLiteral, type Resolved, resolveAs } from './doh.ts'
import { portOf } from './http.ts'
import type { ProbeContext } from './probe.ts'
import { socketAccepts, socketHost } from './socket.ts'
import type { Trip } from './trip.ts'

const nameMsMax = 2_000
/** Of the addresses of a name, as many are tried. */
const addressesMax = 3

export interface Asked {
  host: string
  port: number
  family: Family | 'both'
}
/** Probes a target at its addresses of a family, in brackets where they are IPv6. */
export type Ask = (addresses: string[], budgetMs: number, family: Family) => Promise<Measurement>
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

/** Both, where the check judges them: the one that decides is found in the domain. */
const withOther: Joined = (first, second) => ({ ...first, other: second })

const slower: Joined = (first, second) => (second.totalMs > first.totalMs ? second : first)

/** What a place says whose runtime opens connections by name alone. */
export function cannotChoose(order: ProbeOrder): Measurement {
  const detail = 'one family of addresses cannot be chosen from here; an agent can'
  return notMeasured(order, 'not_inspectable', detail)
}

/** Where a request goes: its URL, and the addresses of its host where those are chosen. */
export type Way = Pick<Trip, 'url' | 'over'>

/** A request over whatever is reached, or over a family, or over each of both. */
export function requestOver(
  order: ProbeOrder,
  { url, family }: { url: URL; family?: Family | 'both' | undefined },
  context: ProbeContext,
  ask: (order: ProbeOrder, way: Way) => Promise<Measurement>,
): Promise<Measurement> {
  if (!family) return ask(order, { url })
  if (!choosesAddress) return Promise.resolve(cannotChoose(order))
  const asked = { host: url.hostname, port: portOf(url), family }
  const over: Ask = (addresses, budgetMs, one) =>
    ask({ ...order, budgetMs }, { url, over: { family: one, host: url.host, addresses } })
  return probeOver(order, asked, context, over, withOther)
}

/** Asks at one address after the other until one accepts; else it is what the last one did. An
 *  address is given its share of the time to connect, and what is left of all to answer. */
export function eachInTurn(
  context: ProbeContext,
  ask: (address: string, connectMs: number, budgetMs: number) => Promise<Measurement>,
): Ask {
  return async (addresses, budgetMs) => {
    const endAt = context.now() + budgetMs
    let left = addresses.length
    for (;;) {
      const address = addresses[addresses.length - left]!
      const restMs = Math.max(1, endAt - context.now())
      const measured = await ask(address, Math.max(1, Math.floor(restMs / left)), restMs)
      left -= 1
      const isOpen = measured.kind === 'failed' && measured.phase === 'connect'
      if (!isOpen || left === 0) return measured
    }
  }
}

async function probeOne(
  order: ProbeOrder,
  asked: Asked & { family: Family },
  endAt: number,
  context: ProbeContext,
  ask: Ask,
): Promise<Measurement> {
  const { host, family } = asked
  const startedAt = context.now()
  const found = await addressesOver(order, asked, context)
  if ('kind' in found) return found
  const restMs = Math.max(1, endAt - context.now())
  const measured = await ask(found.addresses, restMs, family)
  if (measured.kind === 'notMeasured') return measured
  // Further hops of a redirect have asked for names of their own.
  const name = found.nameMs + (measured.phases.name ?? 0)
  const isNamed = !isLiteral(host) || measured.phases.name !== undefined
  const seen = {
    ...measured,
    family,
    startedAt,
    budgetMs: order.budgetMs,
    totalMs: context.now() - startedAt,
    phases: { ...measured.phases, ...(isNamed ? { name } : {}) },
  }
  if (seen.kind === 'answered' || seen.phase !== 'connect') return seen
  const kind = classOf(found.addresses[0]!)
  const route = await context.route?.(family, kind !== null && kind !== 'public')
  return { ...seen, route: route ?? [] }
}

/** Where a host is over a family, as far as it may be reached; or what the probe comes to. */
export async function addressesOver(
  order: ProbeOrder,
  { host, port, family }: Asked & { family: Family },
  context: ProbeContext,
): Promise<{ addresses: string[]; nameMs: number } | Measurement> {
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
  return { addresses: allowed.slice(0, addressesMax).map(socketHost), nameMs }
}

/** What the location's resolver says of a name; an address is itself. */
async function addressesOf(host: string, family: Family, context: ProbeContext): Promise<Resolved> {
  if (isLiteral(host)) {
    const isOfFamily = host.startsWith('[') === (family === 'ipv6')
    return isOfFamily ? { kind: 'addresses', addresses: [host] } : { kind: 'empty' }
  }
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
