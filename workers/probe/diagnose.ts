// Why a probe failed, found over a socket of its own: name → connection → TLS → a plain request.
// Bounded and immediate. Finding nothing wrong means the failure was ours.
import { refusal } from '../domain/address.ts'
import type { CertificateFacts, Phase, PhasesMs, TlsTarget } from '../domain/measurement.ts'
import type { FailReason } from '../domain/reason.ts'
import { isLiteral, resolveName } from './doh.ts'
import { portOf } from './http.ts'
import { askPlainly, type PlainQuestion } from './plain.ts'
import { type ProbeContext, userAgent, within } from './probe.ts'
import { drop, open, withName } from './socket.ts'
import { whyTlsFails } from './tls/why.ts'
import type { Trip } from './trip.ts'

export type Diagnosis =
  | { kind: 'clean' }
  | { kind: 'blocked'; detail: string }
  | {
      kind: 'found'
      reason: FailReason
      phase: Phase
      accepted: boolean
      phases: PhasesMs
      detail?: string
      certificate?: CertificateFacts
    }

const nameMsMax = 2_000
const connectMsMax = 2_500
const tlsMsMax = 2_500
const answerMsMax = 2_500

/** Looks again at where an HTTP probe failed, at the same addresses where a family was chosen.
 *  `ranOut`: the probe ended by its budget. */
export async function diagnoseHttp(
  { url, phase, over }: Trip,
  target: PlainQuestion,
  ranOut: boolean,
  context: ProbeContext,
): Promise<Diagnosis> {
  try {
    const named = over ? null : await diagnoseName(url.hostname, portOf(url), context)
    if (named && named.kind !== 'clean') return named
    if (ranOut && phase === 'body') return found('body_timeout', 'body', true, {})
    return await diagnosePort(url, over?.addresses ?? [url.hostname], target, ranOut, context)
  } catch {
    return ranOut
      ? found(phase === 'body' ? 'body_timeout' : 'headers_timeout', phase, true, {})
      : { kind: 'clean' }
  }
}

/** Whether the name resolves, and to where it may be probed. */
export async function diagnoseName(
  hostname: string,
  port: number,
  context: ProbeContext,
): Promise<Diagnosis> {
  if (isLiteral(hostname)) return { kind: 'clean' }
  const begun = context.now()
  const resolved = await resolveName(hostname, context.dohUrl, nameMsMax)
  const phases = { name: context.now() - begun }
  switch (resolved.kind) {
    case 'addresses': {
      const all = resolved.addresses.every(
        (address) => refusal(address, port, context.policy) !== null,
      )
      return all
        ? { kind: 'blocked', detail: `${hostname} resolves to an address that may not be a target` }
        : { kind: 'clean' }
    }
    case 'nxdomain':
    case 'empty':
      return found(
        'dns_nxdomain',
        'name',
        false,
        phases,
        resolved.kind === 'empty' ? 'the name has no address' : undefined,
      )
    case 'servfail':
      return found('dns_servfail', 'name', false, phases)
    case 'refused':
      return found('dns_refused', 'name', false, phases)
    case 'timeout':
      return found('dns_timeout', 'name', false, phases)
    case 'unavailable':
      return { kind: 'clean' }
  }
}

function found(
  reason: FailReason,
  phase: Phase,
  accepted: boolean,
  phases: PhasesMs,
  detail?: string,
): Extract<Diagnosis, { kind: 'found' }> {
  return { kind: 'found', reason, phase, accepted, phases, ...(detail ? { detail } : {}) }
}

async function diagnosePort(
  url: URL,
  hosts: string[],
  target: PlainQuestion,
  ranOut: boolean,
  context: ProbeContext,
): Promise<Diagnosis> {
  const secure = url.protocol === 'https:'
  const { said, socket, ms, host } = await openOneOf(hosts, portOf(url))
  const phases: PhasesMs = { connect: ms }
  if (said !== 'accepted') {
    drop(socket)
    return said === 'refused'
      ? found('connection_refused', 'connect', false, phases)
      : found('connect_timeout', 'connect', false, phases)
  }
  if (!secure) {
    const told = ranOut
      ? found('headers_timeout', 'headers', true, phases)
      : await plainly(socket, url, target, phases, context)
    drop(socket)
    return told
  }
  return diagnoseTls(socket, url, host, target, ranOut, phases, context)
}

/** The first of them that accepts; else what the last one did. They share the time. */
async function openOneOf(hosts: string[], port: number) {
  const shareMs = connectMsMax / hosts.length
  for (const host of hosts.slice(0, -1)) {
    const opened = await open(host, port, shareMs)
    if (opened.said === 'accepted') return { ...opened, host }
    drop(opened.socket)
  }
  const host = hosts.at(-1)!
  return { ...(await open(host, port, shareMs)), host }
}

async function diagnoseTls(
  socket: Socket,
  url: URL,
  host: string,
  target: PlainQuestion,
  ranOut: boolean,
  phases: PhasesMs,
  context: ProbeContext,
): Promise<Diagnosis> {
  const begun = context.now()
  const at = placeOf(url, host)
  const secured = socket.startTls(withName(at.serverName))
  secured.closed.catch(() => undefined)
  const shaken = await within(
    secured.opened.then(
      () => 'open' as const,
      () => 'broken' as const,
    ),
    tlsMsMax,
  )
  phases.tls = context.now() - begun
  if (shaken === 'open') {
    const told = ranOut
      ? found('headers_timeout', 'headers', true, phases)
      : await plainly(secured, url, target, phases, context)
    drop(secured)
    return told.kind === 'found' && brokenOff.includes(told.reason)
      ? ((await withoutClientCertificate(at, phases, context)) ?? told)
      : told
  }
  drop(socket)
  if (shaken === 'late') return found('tls_timeout', 'tls', true, phases)
  const why = await whyTlsFails(at, tlsMsMax, context.now())
  if (!why) return found('tls_handshake', 'tls', true, phases)
  const { reason, detail, certificate } = why
  const told = found(reason, 'tls', true, phases, detail)
  return certificate ? { ...told, certificate } : told
}

const brokenOff: FailReason[] = ['connection_reset', 'empty_reply']

/** Who is asked for a certificate: `host` is its name, or one of its addresses. */
function placeOf(url: URL, host: string): TlsTarget {
  const { hostname } = url
  const isPinned = host !== hostname && !isLiteral(hostname)
  return { host, port: portOf(url), ...(isPinned ? { serverName: hostname } : {}) }
}

/** Under TLS 1.3 a server says only after the handshake that it wants a certificate of ours. */
async function withoutClientCertificate(
  at: TlsTarget,
  phases: PhasesMs,
  context: ProbeContext,
): Promise<Diagnosis | null> {
  const why = await whyTlsFails(at, tlsMsMax, context.now())
  if (why?.reason !== 'tls_client_cert_required') return null
  const { reason, detail, certificate } = why
  return { ...found(reason, 'tls', true, phases, detail), ...(certificate ? { certificate } : {}) }
}

async function plainly(
  socket: Socket,
  url: URL,
  target: PlainQuestion,
  phases: PhasesMs,
  context: ProbeContext,
): Promise<Diagnosis> {
  const begun = context.now()
  const said = await askPlainly(socket, url, target, answerMsMax, userAgent(context))
  phases.headers = context.now() - begun
  switch (said.kind) {
    case 'answered':
      return { kind: 'clean' }
    case 'empty':
      return found('empty_reply', 'headers', true, phases)
    case 'reset':
      return found('connection_reset', 'headers', true, phases)
    case 'silent':
      return found('headers_timeout', 'headers', true, phases)
    case 'notHttp':
      return found('invalid_http', 'headers', true, phases, `not HTTP: ${said.start}`)
    case 'truncated':
      return found('body_truncated', 'body', true, phases, said.detail)
    case 'undecodable':
      return found('body_decode', 'body', true, phases, said.detail)
  }
}
