// The port `Signer`: HMAC-SHA256 under a key of its own, drawn from the installation's secret.
import type { Signer } from './ports.ts'

/** A signer. `secret` is the installation's; what it signs cannot pass for a call of a region,
 *  because the key is another. */
export function makeSigner(secret: string): Signer {
  const encoder = new TextEncoder()
  const keyOf = (bytes: Uint8Array) =>
    crypto.subtle.importKey(
      'raw',
      new Uint8Array(bytes),
      { name: 'HMAC', hash: 'SHA-256' },
      false,
      ['sign'],
    )
  const mac = async (key: Awaited<ReturnType<typeof keyOf>>, text: string) =>
    new Uint8Array(await crypto.subtle.sign('HMAC', key, encoder.encode(text)))
  const key = keyOf(encoder.encode(secret))
    .then((own) => mac(own, 'esonar:links'))
    .then(keyOf)
  // Nobody may wait for it yet: a fault is told to the first who does.
  key.catch(() => undefined)
  return { sign: async (text) => mac(await key, text) }
}
