// Signs and verifies what travels between shard and region Worker (domain/signature.ts).
import { isFresh, signedText } from '../domain/signature.ts'

/** Named by what makes it: the runtimes' types call it differently. */
type Key = ReturnType<typeof crypto.subtle.importKey>
const keys = new Map<string, Key>()

function keyOf(secret: string): Key {
  let key = keys.get(secret)
  if (!key) {
    key = crypto.subtle.importKey(
      'raw',
      new TextEncoder().encode(secret),
      { name: 'HMAC', hash: 'SHA-256' },
      false,
      ['sign', 'verify'],
    )
    keys.set(secret, key)
  }
  return key
}

/** Headers that sign a body at an instant. */
export async function signatureHeaders(
  secret: string,
  atMs: number,
  body: string,
): Promise<Record<string, string>> {
  const bytes = await crypto.subtle.sign(
    'HMAC',
    await keyOf(secret),
    new TextEncoder().encode(signedText(atMs, body)),
  )
  return {
    'x-esonar-time': String(atMs),
    'x-esonar-signature': btoa(String.fromCharCode(...new Uint8Array(bytes))),
  }
}

/** Whether a body came from who holds the secret, within a minute. */
export async function isSigned(
  secret: string,
  headers: Headers,
  body: string,
  now: number,
): Promise<boolean> {
  const atMs = Number(headers.get('x-esonar-time'))
  if (!isFresh(atMs, now)) return false
  const given = decode(headers.get('x-esonar-signature') ?? '')
  return (
    given !== null &&
    crypto.subtle.verify(
      'HMAC',
      await keyOf(secret),
      given,
      new TextEncoder().encode(signedText(atMs, body)),
    )
  )
}

function decode(text: string): Uint8Array<ArrayBuffer> | null {
  try {
    return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0))
  } catch {
    return null
  }
}
