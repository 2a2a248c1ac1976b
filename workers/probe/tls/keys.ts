// The key schedule of TLS 1.3 as far as the server's handshake records (RFC 8446 §7.1), and their
// opening (§5.2), by WebCrypto.
import type { Key } from './curve.ts'
import { counted, joined, Malformed, numbered } from './wire.ts'

interface Suite {
  hash: 'SHA-256' | 'SHA-384'
  hashBytes: number
  keyBytes: number
}

const suites: Record<number, Suite> = {
  4865: { hash: 'SHA-256', hashBytes: 32, keyBytes: 16 },
  4866: { hash: 'SHA-384', hashBytes: 48, keyBytes: 32 },
}

/** Opens the records of one direction, which come in order. */
export interface Opener {
  key: Key
  iv: Uint8Array
  sequence: number
}

export const isReadable = (suite: number) => suite in suites

/** The opener of what the server sends after its hello. `transcript`: both hellos, as messages. */
export async function serverOpener(
  suiteNumber: number,
  shared: Uint8Array,
  transcript: Uint8Array,
): Promise<Opener> {
  const suite = suites[suiteNumber]!
  const none = new Uint8Array(suite.hashBytes)
  const empty = await digest(suite, new Uint8Array(0))
  const early = await hmac(suite, none, none)
  const derived = await expand(suite, early, 'derived', empty, suite.hashBytes)
  const handshake = await hmac(suite, derived, shared)
  const heard = await digest(suite, transcript)
  const traffic = await expand(suite, handshake, 's hs traffic', heard, suite.hashBytes)
  const nothing = new Uint8Array(0)
  const [raw, iv] = await Promise.all([
    expand(suite, traffic, 'key', nothing, suite.keyBytes),
    expand(suite, traffic, 'iv', nothing, 12),
  ])
  const key = await crypto.subtle.importKey('raw', raw, { name: 'AES-GCM' }, false, ['decrypt'])
  return { key, iv, sequence: 0 }
}

/** What is inside a protected record, its true type last; counts the sequence up. */
export async function opened(
  opener: Opener,
  header: Uint8Array,
  sealed: Uint8Array,
): Promise<{ type: number; body: Uint8Array }> {
  const iv = Uint8Array.from(opener.iv)
  const count = numbered(opener.sequence, 3)
  for (let index = 0; index < 3; index += 1) iv[9 + index]! ^= count[index]!
  opener.sequence += 1
  const algorithm = { name: 'AES-GCM', iv, additionalData: Uint8Array.from(header) }
  let inner: Uint8Array
  try {
    const plain = await crypto.subtle.decrypt(algorithm, opener.key, Uint8Array.from(sealed))
    inner = new Uint8Array(plain)
  } catch {
    throw new Malformed('a record that cannot be opened')
  }
  let end = inner.length
  while (end > 0 && inner[end - 1] === 0) end -= 1
  if (end === 0) throw new Malformed('a record without a type')
  return { type: inner[end - 1]!, body: inner.subarray(0, end - 1) }
}

async function digest({ hash }: Suite, bytes: Uint8Array): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest(hash, Uint8Array.from(bytes)))
}

async function hmac(
  { hash }: Suite,
  secret: Uint8Array,
  message: Uint8Array,
): Promise<Uint8Array<ArrayBuffer>> {
  const algorithm = { name: 'HMAC', hash }
  const raw = Uint8Array.from(secret)
  const key = await crypto.subtle.importKey('raw', raw, algorithm, false, ['sign'])
  return new Uint8Array(await crypto.subtle.sign('HMAC', key, Uint8Array.from(message)))
}

/** HKDF-Expand-Label; one block is enough for every length asked here. */
async function expand(
  suite: Suite,
  secret: Uint8Array,
  label: string,
  context: Uint8Array,
  bytes: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const name = Uint8Array.from(`tls13 ${label}`, (letter) => letter.charCodeAt(0))
  const info = joined(numbered(bytes, 2), counted(1, name), counted(1, context), [1])
  return (await hmac(suite, secret, info)).subarray(0, bytes)
}
