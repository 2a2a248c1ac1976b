// Key agreement for a hello: a key pair per group, and the secret shared with what the server
// sends back (RFC 8446 §4.2.8). WebCrypto does the mathematics.
import { Malformed } from './wire.ts'

/** Named by what makes it: the runtimes' types call it differently. */
export type Key = Awaited<ReturnType<typeof crypto.subtle.importKey>>

interface Curve {
  group: number
  name: string
  algorithm: { name: string; namedCurve?: string }
  /** Length of the shared secret. */
  bits: number
}

export const curves: readonly Curve[] = [
  { group: 0x001d, name: 'x25519', algorithm: { name: 'X25519' }, bits: 256 },
  { group: 0x0017, name: 'P-256', algorithm: { name: 'ECDH', namedCurve: 'P-256' }, bits: 256 },
  { group: 0x0018, name: 'P-384', algorithm: { name: 'ECDH', namedCurve: 'P-384' }, bits: 384 },
]

/** One group offered: what is sent, and the half that stays here. */
export interface Share {
  curve: Curve
  publicBytes: Uint8Array
  privateKey: Key
}

/** A fresh key pair for each group. */
export function freshShares(): Promise<Share[]> {
  return Promise.all(
    curves.map(async (curve) => {
      const pair = await crypto.subtle.generateKey(curve.algorithm, false, ['deriveBits'])
      const { publicKey, privateKey } = pair as { publicKey: Key; privateKey: Key }
      const raw = (await crypto.subtle.exportKey('raw', publicKey)) as ArrayBuffer
      return { curve, publicBytes: new Uint8Array(raw), privateKey }
    }),
  )
}

/** The secret shared with the server's half; throws `Malformed` when that is no point of the curve. */
export async function sharedSecret(
  { curve, privateKey }: Share,
  serverBytes: Uint8Array,
): Promise<Uint8Array> {
  try {
    const raw = Uint8Array.from(serverBytes)
    const { algorithm, bits } = curve
    const publicKey = await crypto.subtle.importKey('raw', raw, algorithm, true, [])
    const agreed = await crypto.subtle.deriveBits(
      agreement(algorithm.name, publicKey),
      privateKey,
      bits,
    )
    return new Uint8Array(agreed)
  } catch (fault) {
    throw new Malformed(`no point of ${curve.name}: ${String(fault).slice(0, 80)}`)
  }
}

/** Every runtime reads `public`; the types of one of them spell it with a dollar sign. */
function agreement(name: string, publicKey: Key) {
  return { name, public: publicKey } as unknown as Parameters<typeof crypto.subtle.deriveBits>[0]
}
