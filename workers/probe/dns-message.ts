// DNS messages (RFC 1035 §4) as bytes and back: a question with DNSSEC wanted (RFC 3225, 6891), an
// answer with its extended errors (RFC 8914). What is no message is null, never an exception.
import { type DnsRecord, type RecordType, recordNumbers, recordsMax } from '../domain/dns.ts'
import { nameAt } from './dns-name.ts'
import { dataText } from './dns-record.ts'

export interface Query {
  /** Empty: the root. */
  name: string
  type: RecordType
  /** Ask for DNSSEC, so that extended errors come too. */
  dnssec?: boolean
  /** Ask the resolver not to validate (CD, RFC 4035 §3.2.2). */
  unchecked?: boolean
}

export interface DnsMessage {
  id: number
  isAnswer: boolean
  isTruncated: boolean
  /** With the upper bits of EDNS. */
  rcode: number
  question: { name: string; type: number } | null
  answers: DnsRecord[]
  /** Extended errors. */
  errors: { code: number; text: string }[]
}

const headerBytes = 12
const typeOpt = 41
const optionError = 15
const classIn = 1
const sizeOffered = 1_232

/** The bytes of a question; the id is 0, as RFC 8484 §4.1 wants for caches. */
export function encodeQuery({ name, type, dnssec, unchecked }: Query): Uint8Array {
  const extra = dnssec ? 1 : 0
  const bytes = [0, 0, 1, unchecked ? 0x10 : 0, 0, 1, 0, 0, 0, 0, 0, extra]
  for (const label of name === '' ? [] : name.split('.')) {
    const letters = new TextEncoder().encode(label).subarray(0, 63)
    bytes.push(letters.length, ...letters)
  }
  const number = recordNumbers[type]
  bytes.push(0, number >> 8, number & 255, 0, classIn)
  if (dnssec) bytes.push(0, 0, typeOpt, sizeOffered >> 8, sizeOffered & 255, 0, 0, 0x80, 0, 0, 0)
  return Uint8Array.from(bytes)
}

/** Reads a message; null when it is none. Records of other sections than answers are left out. */
export function decodeMessage(bytes: Uint8Array): DnsMessage | null {
  if (bytes.length < headerBytes) return null
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const flags = view.getUint16(2)
  const message: DnsMessage = {
    id: view.getUint16(0),
    isAnswer: (flags & 0x8000) !== 0,
    isTruncated: (flags & 0x0200) !== 0,
    rcode: flags & 15,
    question: null,
    answers: [],
    errors: [],
  }
  let at: number | null = headerBytes
  for (let left = view.getUint16(4); left > 0; left -= 1) {
    const name = nameAt(bytes, at)
    if (!name || name.next + 4 > bytes.length) return null
    message.question ??= { name: name.text, type: view.getUint16(name.next) }
    at = name.next + 4
  }
  const counts = [view.getUint16(6), view.getUint16(8), view.getUint16(10)]
  for (const [section, count] of counts.entries()) {
    for (let left = count; left > 0; left -= 1) {
      at = readRecord(bytes, view, at, section, message)
      // Cut off: what a truncated answer lacks is not there.
      if (at === null) return message.isTruncated ? message : null
    }
  }
  return message
}

/** Takes in one record; answers where the next begins, or null when this is none. */
function readRecord(
  bytes: Uint8Array,
  view: DataView,
  from: number,
  section: number,
  message: DnsMessage,
): number | null {
  const name = nameAt(bytes, from)
  if (!name || name.next + 10 > bytes.length) return null
  const { next: at } = name
  const type = view.getUint16(at)
  const dataAt = at + 10
  const end = dataAt + view.getUint16(at + 8)
  if (end > bytes.length) return null
  if (type === typeOpt) {
    message.rcode |= view.getUint8(at + 4) << 4
    readOptions(bytes, view, dataAt, end, message)
    return end
  }
  const isWanted = section === 0 && view.getUint16(at + 2) === classIn
  if (!isWanted || message.answers.length >= recordsMax) return end
  const known = Object.entries(recordNumbers).find(([, number]) => number === type)
  if (!known) return end
  const [word] = known as [RecordType, number]
  const data = dataText(bytes, word, dataAt, end)
  if (data === null) return null
  // A TTL with its first bit set is none (RFC 2181 §8).
  const ttl = view.getUint32(at + 4)
  const ttlSeconds = ttl > 0x7fffffff ? 0 : ttl
  message.answers.push({ name: name.text, type: word, ttlSeconds, data })
  return end
}

function readOptions(
  bytes: Uint8Array,
  view: DataView,
  from: number,
  end: number,
  message: DnsMessage,
): void {
  for (let at = from; at + 4 <= end; ) {
    const code = view.getUint16(at)
    const next = at + 4 + view.getUint16(at + 2)
    if (next > end) return
    if (code === optionError && next - at >= 6 && message.errors.length < 10) {
      const text = new TextDecoder().decode(bytes.subarray(at + 6, Math.min(next, at + 206)))
      message.errors.push({ code: view.getUint16(at + 4), text: text.replace(/[^ -~]/g, '') })
    }
    at = next
  }
}
