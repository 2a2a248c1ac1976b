// The TLS probe: a certificate read by a handshake of our own, then tried for trust by a strict one.
// What it means is judged elsewhere.

import { refusal } from '../domain/address.ts'
import { certificateFault } from '../domain/certificate.ts'
import { isCloudflare } from '../domain/cloudflare.ts'
import type {
  Answered,
  Measurement,
  NotMeasured,
  ProbeOrder,
  TlsTarget,
} from '../domain/measurement.ts'
import { diagnoseName } from './diagnose.ts'
import { isLiteral, resolveName } from './doh.ts'
import { eachInTurn, probeOver } from './family.ts'
import { type ProbeContext, userAgent, within } from './probe.ts'
import { readCertificate, type Unconnected } from './tls/read.ts'
import { withTrust } from './tls/trust.ts'
import { unreadWhy } from './tls/why.ts'

const nameMsMax = 2_000
const trustMsMax = 3_000
const askMsMax = 2_000

/** Reads the certificate of one server. The time counted is that of the reading alone. */
export async function probeTls(order: ProbeOrder, context: ProbeContext): Promise<Measurement> {
  const { family, ...target } = (order.target as { tls: TlsTarget }).tls
  const { host, port } = target
  if (family) {
    const serverName = target.serverName ?? host
    const ask = (address: string, budgetMs: number) => {
      const tls = { ...target, host: address, ...(isLiteral(serverName) ? {} : { serverName }) }
      return probeTls({ ...order, budgetMs, target: { type: 'tls', tls } }, context)
    }
    return probeOver(order, { host, port, family }, context, eachInTurn(context, ask), withBoth)
  }
  const startedAt = context.now()
  if (refusal(host, port, context.policy)) {
    return notMeasured(order, 'blocked_target', `${host}:${port} may not be a target`)
  }
  const read = await readCertificate(target, order.budgetMs)
  if (read.kind === 'unconnected') return unconnected(order, target, read, startedAt, context)
  const phases = { connect: read.connectMs, ...('tlsMs' in read ? { tls: read.tlsMs } : {}) }
  const totalMs = context.now() - startedAt
  const seen = { order: order.id, startedAt, totalMs, budgetMs: order.budgetMs, phases }
  if (read.kind === 'read') {
    const certificate = await withTrust(read.facts, target, trustMsMax)
    const fault = certificateFault(certificate, target.serverName ?? host, context.now())
    const detail = fault ? { detail: fault.detail } : {}
    return { v: 1, kind: 'answered', ...seen, certificate, ...detail }
  }
  const failed = { v: 1 as const, kind: 'failed' as const, ...seen, accepted: true }
  if (read.kind === 'unread') return { ...failed, ...unreadWhy(read.why), phase: 'tls' }
  const { fault, banner } = read.spoken
  return { ...failed, ...fault!, bodyStart: banner }
}

/** Of two certificates the one that ends first, and the other beside it. */
function withBoth(first: Answered, second: Answered): Answered {
  const endsAt = ({ certificate }: Answered) => Date.parse(certificate?.validTo ?? '')
  const [sooner, later] = endsAt(second) < endsAt(first) ? [second, first] : [first, second]
  const totalMs = Math.max(first.totalMs, second.totalMs)
  const other = later.certificate ? { otherCertificate: later.certificate } : {}
  return { ...sooner, totalMs, ...other }
}

/** No connection: the name, Cloudflare's door, or the server itself. */
async function unconnected(
  order: ProbeOrder,
  { host, port }: TlsTarget,
  { said, connectMs }: Unconnected,
  startedAt: number,
  context: ProbeContext,
): Promise<Measurement> {
  const seen = { order: order.id, startedAt, totalMs: connectMs, budgetMs: order.budgetMs }
  const named = await diagnoseName(host, port, context)
  if (named.kind === 'blocked') return notMeasured(order, 'blocked_target', named.detail)
  if (named.kind === 'found') {
    const { reason, phases } = named
    return { v: 1, kind: 'failed', ...seen, reason, phase: 'name', accepted: false, phases }
  }
  if (await isBehindCloudflare(host, port, context)) {
    const detail = 'managed by Cloudflare, not inspectable from the edge'
    return notMeasured(order, 'not_inspectable', detail)
  }
  const reason = said === 'refused' ? 'connection_refused' : 'connect_timeout'
  const phases = { connect: connectMs }
  return { v: 1, kind: 'failed', ...seen, reason, phase: 'connect', accepted: false, phases }
}

/** A socket from Cloudflare does not reach what Cloudflare stands in front of: known by its
 *  addresses, or by who answers a request. */
async function isBehindCloudflare(
  host: string,
  port: number,
  context: ProbeContext,
): Promise<boolean> {
  if (isLiteral(host)) return isCloudflare(host)
  const resolved = await resolveName(host, context.dohUrl, nameMsMax)
  if (resolved.kind !== 'addresses') return false
  if (resolved.addresses.some(isCloudflare)) return true
  try {
    const asked = fetch(`https://${host}:${port}/`, {
      method: 'HEAD',
      redirect: 'manual',
      headers: { 'user-agent': userAgent(context) },
      signal: AbortSignal.timeout(askMsMax),
    })
    const response = await within(asked, askMsMax)
    if (response === 'late') return false
    const { headers } = response
    return headers.get('server') === 'cloudflare' && headers.has('cf-ray')
  } catch {
    return false
  }
}

function notMeasured(
  order: ProbeOrder,
  reason: NotMeasured['reason'],
  detail: string,
): NotMeasured {
  return { v: 1, kind: 'notMeasured', order: order.id, reason, detail }
}
