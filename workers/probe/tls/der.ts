// The two facts of a certificate that the runtime's reader does not tell: how it was signed, and
// what kind of key it holds, of how many bits (X.690 for DER; RFC 5280 §4.1 for the fields).
import { cursorOn, Malformed } from './wire.ts'

export interface Algorithms {
  signature: string
  keyType: string
  keyBits: number | null
}

const sequence = 0x30
const signatures: Record<string, string> = {
  '2a864886f70d010102': 'md2WithRSAEncryption',
  '2a864886f70d010104': 'md5WithRSAEncryption',
  '2a864886f70d010105': 'sha1WithRSAEncryption',
  '2a864886f70d01010a': 'rsassaPss',
  '2a864886f70d01010b': 'sha256WithRSAEncryption',
  '2a864886f70d01010c': 'sha384WithRSAEncryption',
  '2a864886f70d01010d': 'sha512WithRSAEncryption',
  '2a8648ce3d0401': 'ecdsa-with-SHA1',
  '2a8648ce3d040302': 'ecdsa-with-SHA256',
  '2a8648ce3d040303': 'ecdsa-with-SHA384',
  '2a8648ce3d040304': 'ecdsa-with-SHA512',
  '2b6570': 'ed25519',
  '2b6571': 'ed448',
}
const keyTypes: Record<string, string> = {
  '2a864886f70d010101': 'rsa',
  '2a864886f70d01010a': 'rsa',
  '2a8648ce3d0201': 'ec',
  '2b6570': 'ed25519',
  '2b6571': 'ed448',
  '2a8648ce380401': 'dsa',
}
const curveBits: Record<string, number> = {
  '2a8648ce3d030101': 192,
  '2b81040021': 224,
  '2a8648ce3d030107': 256,
  '2b8104000a': 256,
  '2b81040022': 384,
  '2b81040023': 521,
}

/** Reads both; throws `Malformed` where the bytes are no certificate. */
export function algorithmsOf(certificate: Uint8Array): Algorithms {
  const [body, algorithm] = childrenOf(certificate, sequence)
  if (!body || !algorithm) throw new Malformed('no certificate')
  const fields = childrenOf(body.whole, sequence)
  // The version is there since version 2 alone.
  const key = fields[fields[0]?.tag === 0xa0 ? 6 : 5]
  if (!key) throw new Malformed('no public key')
  const [kind, bits] = childrenOf(key.whole, sequence)
  if (!kind || !bits) throw new Malformed('no public key')
  const [oid, parameters] = childrenOf(kind.whole, sequence)
  const [signedBy] = childrenOf(algorithm.whole, sequence)
  if (!oid || !signedBy) throw new Malformed('no algorithm')
  const signedHex = hex(signedBy.content)
  const keyHex = hex(oid.content)
  const keyType = keyTypes[keyHex] ?? keyHex
  return {
    signature: signatures[signedHex] ?? signedHex,
    keyType,
    keyBits: bitsOf(keyType, parameters, bits.content),
  }
}

interface Element {
  tag: number
  content: Uint8Array
  whole: Uint8Array
}

function bitsOf(keyType: string, parameters: Element | undefined, bits: Uint8Array): number | null {
  if (keyType === 'ec') return curveBits[hex(parameters?.content ?? new Uint8Array(0))] ?? null
  if (keyType === 'ed25519') return 256
  if (keyType !== 'rsa') return null
  const [modulus] = childrenOf(bits.subarray(1), sequence)
  if (!modulus) throw new Malformed('no modulus')
  const digits = modulus.content
  const first = digits.findIndex((byte) => byte !== 0)
  if (first < 0) return 0
  return (digits.length - first) * 8 - Math.clz32(digits[first]!) + 24
}

/** The elements inside one of the wanted tag. */
function childrenOf(bytes: Uint8Array, tag: number): Element[] {
  const [outer] = elementsIn(bytes, 1)
  if (!outer || outer.tag !== tag) throw new Malformed('not as DER orders it')
  return elementsIn(outer.content, 16)
}

function elementsIn(bytes: Uint8Array, max: number): Element[] {
  const cursor = cursorOn(bytes)
  const elements: Element[] = []
  while (cursor.left() > 0 && elements.length < max) {
    const start = bytes.length - cursor.left()
    const tag = cursor.number(1)
    const first = cursor.number(1)
    if (first > 0x83 || first === 0x80) throw new Malformed('a length that is none')
    const length = first < 0x80 ? first : cursor.number((first & 3) as 1 | 2 | 3)
    const content = cursor.take(length)
    elements.push({ tag, content, whole: bytes.subarray(start, bytes.length - cursor.left()) })
  }
  return elements
}

const hex = (bytes: Uint8Array) =>
  Array.from(bytes.subarray(0, 20), (byte) => byte.toString(16).padStart(2, '0')).join('')
