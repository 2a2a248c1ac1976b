// The HTTP probe: `fetch` with redirects followed by hand, one deadline over the whole of it. When
// it fails, the same location looks again over a socket to learn why (diagnose.ts).
import { refusal } from '../domain/address.ts'
import type { HttpTarget, Measurement, ProbeOrder } from '../domain/measurement.ts'
import { bodyStartCharsMax, isRedirect, redirectHopsMax } from '../domain/measurement.ts'
import { answerOf } from './answer.ts'
import { phasesApart } from './apart.ts'
import { readCapped } from './body.ts'
import { explain } from './explain.ts'
import { addressesOver, requestOver, type Way } from './family.ts'
import { headersHome, isChallenge } from './headers.ts'
import { type ProbeContext, userAgent } from './probe.ts'
import { nextUrl } from './redirect.ts'
import { socketAccepts } from './socket.ts'
import { withCertificate } from './tls/beside.ts'
import { addPhases, failed, type Trip } from './trip.ts'

/** A server that answers HEAD so does not know it: GET decides (verdict.md F34). */
const headUnknown = new Set([405, 501])

/** Probes one address. Never throws: what goes wrong on our side is `probe_error`. */
export async function probeHttp(order: ProbeOrder, context: ProbeContext): Promise<Measurement> {
  const { family, ...target } = (order.target as { http: HttpTarget }).http
  const url = new URL(target.url)
  return requestOver(order, { url, family }, context, (one, way) => ask(one, target, way, context))
}

async function ask(
  order: ProbeOrder,
  target: HttpTarget,
  way: Way,
  context: ProbeContext,
): Promise<Measurement> {
  const trip: Trip = { startedAt: context.now(), hops: [], phase: 'headers', phases: {}, ...way }
  const controller = new AbortController()
  const alarm = setTimeout(() => controller.abort('budget'), order.budgetMs)
  try {
    const measured = await follow(order, target, trip, context, controller.signal)
    clearTimeout(alarm)
    if (measured.kind !== 'answered') return measured
    // Whoever can choose an address opens a connection of its own, and has seen its phases.
    const isFresh = way.over !== undefined
    const sure = order.fresh && !isFresh ? await confirmed(measured, trip, context) : measured
    const known = order.whole && !isFresh ? await withApart(sure, trip, context) : sure
    return await withCertificate(known, target, context, way.over?.addresses)
  } catch (fault) {
    const ranOut = controller.signal.aborted
    return await explain(order, target, trip, context, ranOut, fault)
  } finally {
    clearTimeout(alarm)
  }
}

async function follow(
  order: ProbeOrder,
  target: HttpTarget,
  trip: Trip,
  context: ProbeContext,
  signal: AbortSignal,
): Promise<Measurement> {
  let { method } = target
  let body = target.body
  const seen = new Set<string>()
  const origin = trip.url.origin
  for (;;) {
    const astray = await aim(order, trip, context)
    if (astray) return astray
    const hopAt = context.now()
    trip.phase = 'headers'
    const asked = {
      method,
      headers: headersFor(target, trip.url.origin === origin, order, context),
      redirect: 'manual' as const,
      signal,
      ...(body === undefined ? {} : { body }),
      ...noStore,
    }
    const { response, phases } = await answerOf(trip.url.href, asked, context, trip.over?.addresses)
    const ms = context.now() - hopAt
    addPhases(trip, phases, ms)
    const location = response.headers.get('location')
    const moved = isRedirect(response.status) && target.follow
    const asGet = method === 'HEAD' && headUnknown.has(response.status)
    trip.hops.push({
      url: trip.url.href,
      status: response.status,
      ms,
      ...(location ? { location } : {}),
      ...(asGet ? { method: 'HEAD' as const } : {}),
    })
    if (asGet) {
      await response.body?.cancel()
      method = 'GET'
      continue
    }
    if (!moved) return read(order, target, trip, response, context)
    await response.body?.cancel()
    const next = nextUrl(location, trip.url)
    if (!next)
      return failed(order, trip, context, 'redirect_bad_location', location ?? 'no Location header')
    if (seen.has(next.href)) return failed(order, trip, context, 'redirect_loop', next.href)
    if (trip.hops.length > redirectHopsMax)
      return failed(order, trip, context, 'redirect_limit', `more than ${redirectHopsMax} hops`)
    seen.add(trip.url.href)
    if (response.status === 303 || (response.status <= 302 && method === 'POST')) {
      method = method === 'HEAD' ? 'HEAD' : 'GET'
      body = undefined
    }
    trip.url = next
  }
}

/** Sees that a hop may be asked, and over a chosen family where; else what the probe comes to. */
async function aim(
  order: ProbeOrder,
  trip: Trip,
  context: ProbeContext,
): Promise<Measurement | null> {
  const { url, over, phases, hops } = trip
  if (guard(url, context)) {
    const detail = `${url.host} may not be a target`
    return { v: 1, kind: 'notMeasured', order: order.id, reason: 'blocked_target', detail }
  }
  if (!over || over.host === url.host) return null
  const asked = { host: url.hostname, port: portOf(url), family: over.family }
  const found = await addressesOver(order, asked, context)
  if ('kind' in found) return found.kind === 'failed' ? { ...found, hops } : found
  phases.name = (phases.name ?? 0) + found.nameMs
  trip.over = { family: over.family, host: url.host, addresses: found.addresses }
  return null
}

/** Workers know `cache: 'no-store'`; the types name it differently. */
export const noStore = { cache: 'no-store' } as RequestInit

function guard(url: URL, { policy }: ProbeContext): boolean {
  return refusal(url.hostname, portOf(url), policy) !== null
}

/** The port of an address, the scheme's own when none is written. */
export function portOf(url: URL): number {
  return url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port)
}

function headersFor(
  target: HttpTarget,
  sameOrigin: boolean,
  order: ProbeOrder,
  context: ProbeContext,
): [string, string][] {
  const own = target.headers.filter(
    ([name]) => sameOrigin || !/^(authorization|cookie|proxy-authorization)$/i.test(name),
  )
  const trace: [string, string][] = order.traceparent ? [['traceparent', order.traceparent]] : []
  return [['user-agent', userAgent(context)], ['accept', '*/*'], ...trace, ...own]
}

async function read(
  order: ProbeOrder,
  target: HttpTarget,
  trip: Trip,
  response: Response,
  context: ProbeContext,
): Promise<Measurement> {
  trip.phase = 'body'
  const bodyAt = context.now()
  const { text, bytes } = await readCapped(response, target.bodyBytesMax)
  trip.phases.body = context.now() - bodyAt
  const { status } = response
  const challenge = isChallenge(response.headers)
  const isShown = status >= 400 || challenge || order.whole === true
  const headers = headersHome(response.headers, target, order.whole === true)
  const retryAfter = Number(response.headers.get('retry-after'))
  return {
    v: 1,
    kind: 'answered',
    order: order.id,
    startedAt: trip.startedAt,
    totalMs: context.now() - trip.startedAt,
    budgetMs: order.budgetMs,
    phases: trip.phases,
    status,
    bodyBytes: bytes,
    ...(target.bodyWanted ? { body: text } : {}),
    ...(headers ? { headers } : {}),
    ...(trip.hops.length > 1 || isRedirect(status) ? { hops: trip.hops } : {}),
    ...(trip.hops.length > 1 ? { finalUrl: trip.url.href } : {}),
    ...(isShown ? { bodyStart: text.slice(0, bodyStartCharsMax) } : {}),
    ...(challenge ? { challenge } : {}),
    ...(status === 429 && retryAfter > 0 ? { retryAfterSeconds: retryAfter } : {}),
  }
}

/** A pooled connection may outlive its listener: a fresh order confirms that the port still
 *  accepts. A refused one makes the success a failure. */
async function confirmed(
  measured: Measurement,
  trip: Trip,
  context: ProbeContext,
): Promise<Measurement> {
  if (measured.kind !== 'answered') return measured
  const gone = await socketAccepts(trip.url.hostname, portOf(trip.url), 2_000)
  if (gone !== 'refused') return measured
  const again = await socketAccepts(trip.url.hostname, portOf(trip.url), 2_000)
  if (again !== 'refused') return measured
  const { startedAt, budgetMs, phases, order } = measured
  return {
    v: 1,
    kind: 'failed',
    order,
    reason: 'connection_refused',
    phase: 'connect',
    accepted: false,
    startedAt,
    budgetMs,
    phases,
    totalMs: context.now() - startedAt,
    detail: 'an old connection still answered, new ones are refused',
  }
}

async function withApart(
  measured: Measurement,
  { url }: Trip,
  context: ProbeContext,
): Promise<Measurement> {
  if (measured.kind !== 'answered') return measured
  const apart = await phasesApart(url.hostname, portOf(url), url.protocol === 'https:', context)
  return { ...measured, apart }
}
