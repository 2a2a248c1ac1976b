// Records of TLS out of a stream of bytes (RFC 8446 §5.1), protected ones opened, and the handshake
// messages put together from them (§4).
import { alertName } from './alert.ts'
import { type Opener, opened } from './keys.ts'
import { cursorOn, joined, Malformed } from './wire.ts'

/** The next bytes of the connection, or how it ended. */
export type NextBytes = () => Promise<Uint8Array | 'late' | 'reset' | 'end'>

export interface Message {
  kind: 'message'
  type: number
  body: Uint8Array
  /** Header and body, as the transcript wants it. */
  whole: Uint8Array
}

/** Why there is no further message. */
export type Ended =
  | { kind: 'late' | 'reset' | 'end' }
  | { kind: 'alert'; alert: string }
  | { kind: 'notTls'; start: string }

const recordBytesMax = 16_640
const messageBytesMax = 131_072
/** All that is read of one server. */
const streamBytesMax = 262_144
const types = { change: 20, alert: 21, handshake: 22, data: 23 }

export interface Line {
  next: NextBytes
  heard: Uint8Array
  /** Bytes of handshake messages not complete yet. */
  pending: Uint8Array
  bytes: number
  records: number
  /** Set once records are protected. */
  opener: Opener | null
}

export function lineFrom(next: NextBytes): Line {
  const none = new Uint8Array(0)
  return { next, heard: none, pending: none, bytes: 0, records: 0, opener: null }
}

/** The next handshake message, or why there is none. Throws `Malformed`. */
export async function nextMessage(line: Line): Promise<Message | Ended> {
  for (;;) {
    const message = messageIn(line)
    if (message) return message
    const record = await nextRecord(line)
    if ('kind' in record) return record
    if (record.type === types.alert) {
      return { kind: 'alert', alert: alertName(cursorOn(record.body.subarray(1)).number(1)) }
    }
    if (record.type === types.handshake) line.pending = joined(line.pending, record.body)
    else if (record.type !== types.change) throw new Malformed('data before the certificate')
  }
}

function messageIn(line: Line): Message | null {
  const { pending } = line
  if (pending.length < 4) return null
  const cursor = cursorOn(pending)
  const type = cursor.number(1)
  const length = cursor.number(3)
  if (length > messageBytesMax) throw new Malformed('a message without end')
  if (cursor.left() < length) return null
  const body = cursor.take(length)
  line.pending = pending.subarray(4 + length)
  return { kind: 'message', type, body, whole: pending.subarray(0, 4 + length) }
}

async function nextRecord(line: Line): Promise<{ type: number; body: Uint8Array } | Ended> {
  const short = await fill(line, 5)
  if (short !== null && line.heard.length === 0) return { kind: short }
  if (!isHeader(line.heard)) {
    if (line.records > 0) throw new Malformed('not a record')
    return { kind: 'notTls', start: printable(line.heard.subarray(0, 5)) }
  }
  if (short !== null) return { kind: short }
  const header = line.heard.subarray(0, 5)
  const length = cursorOn(header.subarray(3)).number(2)
  const cut = await fill(line, 5 + length)
  if (cut !== null) return { kind: cut }
  const body = line.heard.subarray(5, 5 + length)
  const type = header[0]!
  line.heard = line.heard.subarray(5 + length)
  line.records += 1
  if (type !== types.data) return { type, body }
  if (!line.opener) throw new Malformed('data before the certificate')
  return opened(line.opener, header, body)
}

/** Type 20 to 23, major version 3, a length that may be; as far as it is there. */
function isHeader(bytes: Uint8Array): boolean {
  const [type = 22, major = 3, minor = 1, high = 0, low = 0] = bytes
  const isKnown = type >= types.change && type <= types.data
  return isKnown && major === 3 && minor <= 4 && high * 256 + low <= recordBytesMax
}

/** Reads until so many bytes are there; null, or why they are not. */
async function fill(line: Line, count: number): Promise<'late' | 'reset' | 'end' | null> {
  while (line.heard.length < count) {
    const part = await line.next()
    if (typeof part === 'string') return part
    line.bytes += part.length
    if (line.bytes > streamBytesMax) throw new Malformed('a stream without end')
    line.heard = joined(line.heard, part)
  }
  return null
}

const printable = (bytes: Uint8Array) => String.fromCharCode(...bytes).replace(/[^\x20-\x7e]/g, '.')
