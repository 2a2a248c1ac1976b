// A certificate read from a server over a connection of its own: a first hello with everything, a
// second with TLS 1.2 alone where the first cannot be answered. One deadline over all of it.
import type { CertificateFacts, DialogueStep, TlsTarget } from '../../domain/measurement.ts'
import { speak } from '../dialogue.ts'
import { isLiteral } from '../doh.ts'
import { within } from '../probe.ts'
import { drop, nextPart, open, socketHost } from '../socket.ts'
import { steady } from '../steady.ts'
import { type Shaken, shake } from './handshake.ts'
import { makeHello } from './hello.ts'
import { Malformed } from './wire.ts'
import { factsOf } from './x509.ts'

export type Read =
  | { kind: 'read'; facts: CertificateFacts; connectMs: number; tlsMs: number }
  /** No connection, or the words before the handshake were wrong. */
  | Unconnected
  | { kind: 'unspoken'; spoken: Awaited<ReturnType<typeof speak>>; connectMs: number }
  | { kind: 'unread'; why: Exclude<Shaken, { kind: 'shown' }>; connectMs: number; tlsMs: number }

export interface Unconnected {
  kind: 'unconnected'
  said: 'refused' | 'timeout'
  connectMs: number
}

/** Reads the certificate that a server shows to whom asks for `serverName` (else its host). */
export async function readCertificate(target: TlsTarget, budgetMs: number): Promise<Read> {
  const endAt = steady() + budgetMs
  const first = await attempt(target, false, endAt)
  if (first.kind !== 'unread' || !isWorthAgain(first.why)) return first
  const second = await attempt(target, true, endAt)
  return second.kind === 'read' || first.why.kind === 'again' ? second : first
}

/** A server that cannot do with a wide hello may do with a narrow one. */
function isWorthAgain(why: Shaken): boolean {
  if (why.kind === 'again' || why.kind === 'malformed') return true
  return why.kind === 'alert' && !['unrecognized_name', 'protocol_version'].includes(why.alert)
}

async function attempt(target: TlsTarget, isOnly12: boolean, endAt: number): Promise<Read> {
  const { host, port, dialogue = [] } = target
  const name = target.serverName ?? host
  const opening = await open(host, port, endAt - steady(), 'off')
  const { said, ms: connectMs } = opening
  if (said !== 'accepted') {
    drop(opening.socket)
    return { kind: 'unconnected', said, connectMs }
  }
  const ready = await spokenFirst(opening.socket, dialogue, endAt)
  if (ready.spoken?.fault) {
    drop(ready.socket)
    return { kind: 'unspoken', spoken: ready.spoken, connectMs }
  }
  const begun = steady()
  try {
    const shaken = await shakeOver(ready.socket, serverNameOf(name), isOnly12, endAt)
    const tlsMs = steady() - begun
    if (shaken.kind !== 'shown') return { kind: 'unread', why: shaken, connectMs, tlsMs }
    return { kind: 'read', facts: factsOf(shaken, name), connectMs, tlsMs }
  } catch (fault) {
    if (!(fault instanceof Malformed)) throw fault
    const why = { kind: 'malformed' as const, detail: fault.message }
    return { kind: 'unread', why, connectMs, tlsMs: steady() - begun }
  } finally {
    drop(ready.socket)
  }
}

async function spokenFirst(socket: Socket, dialogue: DialogueStep[], endAt: number) {
  if (dialogue.length === 0) return { socket, spoken: null }
  const spoken = await speak(socket, dialogue, endAt)
  return { socket: spoken.socket, spoken }
}

async function shakeOver(
  socket: Socket,
  serverName: string | null,
  isOnly12: boolean,
  endAt: number,
): Promise<Shaken> {
  const hello = await makeHello(serverName, isOnly12)
  const writer = socket.writable.getWriter()
  const written = await within(
    writer.write(hello.record).then(
      () => 'sent' as const,
      () => 'reset' as const,
    ),
    endAt - steady(),
  )
  if (written !== 'sent') return { kind: written }
  const reader = socket.readable.getReader() as ReadableStreamDefaultReader<Uint8Array>
  return shake(hello, () => nextPart(reader, endAt - steady()))
}

/** In punycode; null for an address, which no server name may be (RFC 6066 §3). */
function serverNameOf(host: string): string | null {
  const { hostname } = new URL(`http://${socketHost(host)}`)
  return isLiteral(hostname) ? null : hostname.replace(/\.$/, '')
}
