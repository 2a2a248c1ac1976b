// Names by DNS over HTTPS (RFC 8484) at the resolver of this installation: which addresses, or
// which answer code (RFC 1035 §4.1.1). `fetch` and sockets tell no name fault from any other.
import { within } from './probe.ts'

export type Resolved =
  | { kind: 'addresses'; addresses: string[] }
  | { kind: 'nxdomain' | 'servfail' | 'refused' | 'timeout' | 'empty' }
  /** The resolver itself could not be asked: says nothing about the name. */
  | { kind: 'unavailable' }

const typeA = 1
const typeAAAA = 28

/** Resolves a name to IPv4 and, when there is none, IPv6 addresses. */
export async function resolveName(
  name: string,
  dohUrl: string,
  timeoutMs: number,
): Promise<Resolved> {
  const four = await ask(name, typeA, dohUrl, timeoutMs)
  if (four.kind !== 'empty') return four
  return ask(name, typeAAAA, dohUrl, timeoutMs)
}

/** Whether a host is written as an address and needs no resolving. */
export function isLiteral(hostname: string): boolean {
  return hostname.startsWith('[') || /^\d+\.\d+\.\d+\.\d+$/.test(hostname)
}

async function ask(
  name: string,
  type: number,
  dohUrl: string,
  timeoutMs: number,
): Promise<Resolved> {
  try {
    const answer = await within(exchange(query(name, type), dohUrl), timeoutMs)
    return answer === 'late' ? { kind: 'timeout' } : read(answer, type)
  } catch {
    return { kind: 'unavailable' }
  }
}

async function exchange(message: Uint8Array, dohUrl: string): Promise<Uint8Array> {
  const response = await fetch(dohUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/dns-message', accept: 'application/dns-message' },
    body: message,
  })
  if (!response.ok) {
    await response.body?.cancel()
    throw new Error(`resolver answered ${response.status}`)
  }
  return new Uint8Array(await response.arrayBuffer())
}

function query(name: string, type: number): Uint8Array {
  const labels = name.replace(/\.$/, '').split('.')
  const bytes = [0, 0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0]
  for (const label of labels) {
    bytes.push(Math.min(63, label.length), ...new TextEncoder().encode(label.slice(0, 63)))
  }
  return Uint8Array.from([...bytes, 0, 0, type, 0, 1])
}

function read(message: Uint8Array, type: number): Resolved {
  const view = new DataView(message.buffer, message.byteOffset, message.byteLength)
  if (message.length < 12) return { kind: 'unavailable' }
  const rcode = view.getUint16(2) & 15
  if (rcode === 3) return { kind: 'nxdomain' }
  if (rcode === 5) return { kind: 'refused' }
  if (rcode !== 0) return { kind: 'servfail' }
  let at = skipName(message, 12) + 4
  const addresses: string[] = []
  for (let left = view.getUint16(6); left > 0 && at + 12 <= message.length; left -= 1) {
    at = skipName(message, at)
    const kind = view.getUint16(at)
    const length = view.getUint16(at + 8)
    if (kind === type) addresses.push(addressText(message.subarray(at + 10, at + 10 + length)))
    at += 10 + length
  }
  return addresses.length > 0 ? { kind: 'addresses', addresses } : { kind: 'empty' }
}

function skipName(message: Uint8Array, from: number): number {
  let at = from
  for (;;) {
    const length = message[at] ?? 0
    if (length === 0) return at + 1
    if (length >= 192) return at + 2
    at += length + 1
  }
}

function addressText(bytes: Uint8Array): string {
  if (bytes.length === 4) return [...bytes].join('.')
  const words = Array.from({ length: 8 }, (_, index) =>
    (((bytes[index * 2] ?? 0) << 8) | (bytes[index * 2 + 1] ?? 0)).toString(16),
  )
  return words.join(':')
}
