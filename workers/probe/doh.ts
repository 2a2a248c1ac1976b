// Names by DNS over HTTPS (RFC 8484): one exchange with one resolver, and which addresses a name
// has. `fetch` and sockets tell no name fault from any other.
import { messageBytesMax, recordNumbers } from '../domain/dns.ts'
import { readAtMost } from './body.ts'
import { type DnsMessage, decodeMessage, encodeQuery, type Query } from './dns-message.ts'
import { within } from './probe.ts'

export type Resolved =
  | { kind: 'addresses'; addresses: string[] }
  | { kind: 'nxdomain' | 'servfail' | 'refused' | 'timeout' | 'empty' }
  /** The resolver itself could not be asked: says nothing about the name. */
  | { kind: 'unavailable' }

/** What became of one exchange. `unusable`: no message that answers the question. */
export type Exchanged =
  | { kind: 'message'; message: DnsMessage }
  | { kind: 'late' }
  | { kind: 'unusable'; detail: string }

/** Resolves a name to IPv4 and, when there is none, IPv6 addresses. */
export async function resolveName(
  name: string,
  dohUrl: string,
  timeoutMs: number,
): Promise<Resolved> {
  const four = await resolveAs(name, 'A', dohUrl, timeoutMs)
  if (four.kind !== 'empty') return four
  return resolveAs(name, 'AAAA', dohUrl, timeoutMs)
}

/** Whether a host is written as an address and needs no resolving. */
export function isLiteral(hostname: string): boolean {
  return hostname.startsWith('[') || /^\d+\.\d+\.\d+\.\d+$/.test(hostname)
}

/** Resolves a name to addresses of one family. */
export async function resolveAs(
  name: string,
  type: 'A' | 'AAAA',
  dohUrl: string,
  timeoutMs: number,
): Promise<Resolved> {
  const bare = name.replace(/\.$/, '')
  const said = await exchange({ name: bare, type }, dohUrl, timeoutMs)
  if (said.kind === 'late') return { kind: 'timeout' }
  if (said.kind === 'unusable') return { kind: 'unavailable' }
  const { rcode, answers } = said.message
  if (rcode === 3) return { kind: 'nxdomain' }
  if (rcode === 5) return { kind: 'refused' }
  if (rcode !== 0) return { kind: 'servfail' }
  const found = answers.filter((one) => one.type === type).map((one) => one.data)
  return found.length > 0 ? { kind: 'addresses', addresses: found } : { kind: 'empty' }
}

/** Asks one resolver one question and reads at most 64 KB of its answer for at most `timeoutMs`. The
 *  answer must be to this question (RFC 5452 §9.1); redirects are not followed. */
export async function exchange(
  query: Query,
  dohUrl: string,
  timeoutMs: number,
): Promise<Exchanged> {
  const stop = new AbortController()
  try {
    const bytes = await within(post(encodeQuery(query), dohUrl, stop.signal), timeoutMs)
    if (bytes === 'late') return { kind: 'late' }
    if (typeof bytes === 'string') return { kind: 'unusable', detail: bytes }
    const message = decodeMessage(bytes)
    const fault = message ? faultOf(message, query) : 'answered with what is no DNS message'
    return fault === null ? { kind: 'message', message: message! } : unusable(fault)
  } catch {
    return unusable('could not be reached')
  } finally {
    stop.abort()
  }
}

const unusable = (detail: string): Exchanged => ({ kind: 'unusable', detail })

function faultOf(message: DnsMessage, { name, type }: Query): string | null {
  const { id, isAnswer, isTruncated, question } = message
  if (!isAnswer) return 'answered with a question'
  if (id !== 0) return 'answered under another id'
  if (question?.name !== name.toLowerCase() || question.type !== recordNumbers[type])
    return 'answered another question'
  return isTruncated ? 'cut its answer off' : null
}

/** The bytes of the answer, or what was wrong with it. */
async function post(
  message: Uint8Array,
  dohUrl: string,
  signal: AbortSignal,
): Promise<Uint8Array | string> {
  const response = await fetch(dohUrl, {
    method: 'POST',
    headers: { 'content-type': mediaType, accept: mediaType },
    body: message,
    redirect: 'manual',
    signal,
  })
  const type = (response.headers.get('content-type') ?? '').split(';')[0]!.trim().toLowerCase()
  if (response.status === 200 && type === mediaType) {
    return (await readAtMost(response, messageBytesMax)) ?? 'answered with more than 64 KB'
  }
  await response.body?.cancel()
  if (response.status !== 200) return `answered with status ${response.status}`
  return `answered with ${type === '' ? 'no content type' : type}`
}

const mediaType = 'application/dns-message'
