// The first half of a handshake, as far as the server's certificate (RFC 8446 §4, RFC 5246 §7.4).
// Over bytes alone: who sends and who reads them is no matter here. It neither checks who holds the
// key nor finishes: it informs, and identifies nobody.
import { curves, sharedSecret } from './curve.ts'
import type { Hello } from './hello.ts'
import { isReadable, serverOpener } from './keys.ts'
import { type Ended, type Line, lineFrom, type NextBytes, nextMessage } from './record.ts'
import { type Cursor, cursorOn, joined, Malformed } from './wire.ts'

export interface Shown {
  kind: 'shown'
  /** DER, the server's own first. */
  chain: Uint8Array[]
  protocol: string
  suite: number
  group: string | null
  /** The server asks for a certificate of ours. */
  clientAsked: boolean
}

export type Shaken =
  | Shown
  | Ended
  /** It wants another hello: a group that was not offered, or a cipher that cannot be read. */
  | { kind: 'again' }
  | { kind: 'malformed'; detail: string }

const messages = { serverHello: 2, certificate: 11, keyExchange: 12, request: 13, done: 14 }
const protocols: Record<number, string> = {
  768: 'SSL 3.0',
  769: 'TLS 1.0',
  770: 'TLS 1.1',
  771: 'TLS 1.2',
  772: 'TLS 1.3',
}
const retryRandom = [0xcf, 0x21, 0xad, 0x74]
const certificatesMax = 16

/** Hears what a server says to a hello. What it says wrong is `malformed`; this throws only for
 *  mistakes of our own. */
export async function shake(hello: Hello, next: NextBytes): Promise<Shaken> {
  try {
    return await heard(hello, lineFrom(next))
  } catch (fault) {
    if (fault instanceof Malformed) return { kind: 'malformed', detail: fault.message }
    throw fault
  }
}

async function heard(hello: Hello, line: Line): Promise<Shaken> {
  const first = await nextMessage(line)
  if (first.kind !== 'message') return first
  if (first.type !== messages.serverHello) throw new Malformed('no ServerHello')
  const server = readServerHello(first.body)
  if (server.isRetry) return { kind: 'again' }
  const protocol = protocols[server.version]
  if (!protocol) throw new Malformed(`version ${server.version.toString(16)}`)
  const facts = { protocol, suite: server.suite }
  if (server.version < 0x0304) return heardOpenly(line, facts)
  const share = hello.shares.find(({ curve }) => curve.group === server.share?.group)
  if (!share || !server.share) throw new Malformed('a key share that was not offered')
  if (!isReadable(server.suite)) return { kind: 'again' }
  const secret = await sharedSecret(share, server.share.bytes)
  const transcript = joined(hello.message, first.whole)
  line.opener = await serverOpener(server.suite, secret, transcript)
  return heardSealed(line, { ...facts, group: share.curve.name })
}

interface ServerHello {
  version: number
  suite: number
  isRetry: boolean
  share: { group: number; bytes: Uint8Array } | null
}

function readServerHello(body: Uint8Array): ServerHello {
  const cursor = cursorOn(body)
  let version = cursor.number(2)
  const random = cursor.take(32)
  cursor.vector(1)
  const suite = cursor.number(2)
  cursor.number(1)
  const isRetry = retryRandom.every((byte, index) => random[index] === byte)
  let share: ServerHello['share'] = null
  if (cursor.left() > 0) {
    const extensions = cursorOn(cursor.vector(2))
    while (extensions.left() > 0) {
      const type = extensions.number(2)
      const content = cursorOn(extensions.vector(2))
      if (type === 43) version = content.number(2)
      if (type === 51 && !isRetry) share = { group: content.number(2), bytes: content.vector(2) }
    }
  }
  return { version, suite, isRetry, share }
}

/** TLS 1.2 and before: all in clear. What follows the certificate says whether one of ours is
 *  asked for; should it not come, the certificate is there all the same. */
async function heardOpenly(line: Line, facts: Pick<Shown, 'protocol' | 'suite'>): Promise<Shaken> {
  const shown: Shown = { kind: 'shown', ...facts, chain: [], group: null, clientAsked: false }
  for (;;) {
    const message = await nextMessage(line)
    if (message.kind !== 'message') return shown.chain.length > 0 ? shown : message
    if (message.type === messages.certificate) {
      shown.chain = certificatesIn(cursorOn(message.body), false)
    } else if (message.type === messages.keyExchange) shown.group = groupIn(message.body)
    else if (message.type === messages.request) shown.clientAsked = true
    else if (message.type === messages.done) break
  }
  if (shown.chain.length === 0) throw new Malformed('no certificate')
  return shown
}

/** TLS 1.3: under the server's handshake key. */
async function heardSealed(
  line: Line,
  facts: Pick<Shown, 'protocol' | 'suite' | 'group'>,
): Promise<Shaken> {
  let clientAsked = false
  for (;;) {
    const message = await nextMessage(line)
    if (message.kind !== 'message') return message
    if (message.type === messages.request) clientAsked = true
    if (message.type !== messages.certificate) continue
    const cursor = cursorOn(message.body)
    cursor.vector(1)
    return { kind: 'shown', ...facts, chain: certificatesIn(cursor, true), clientAsked }
  }
}

function certificatesIn(cursor: Cursor, hasExtensions: boolean): Uint8Array[] {
  const list = cursorOn(cursor.vector(3))
  const chain: Uint8Array[] = []
  while (list.left() > 0) {
    if (chain.length === certificatesMax) throw new Malformed('a chain without end')
    chain.push(Uint8Array.from(list.vector(3)))
    if (hasExtensions) list.vector(2)
  }
  if (chain.length === 0) throw new Malformed('no certificate')
  return chain
}

/** The named curve of an elliptic key exchange (RFC 8422 §5.4); null for any other kind. */
function groupIn(body: Uint8Array): string | null {
  if (body[0] !== 3) return null
  const cursor = cursorOn(body.subarray(1))
  const group = cursor.number(2)
  return curves.find((one) => one.group === group)?.name ?? null
}
