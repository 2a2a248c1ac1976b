// Signs a finished request by Standard Webhooks (standardwebhooks.com), and checks such a
// signature. The only asynchronous step between a message and its request.
import type { OutgoingRequest } from '../ports.ts'
import type { ChannelRequest, Ticket } from './channel.ts'

const secretPrefix = 'whsec_'

/** The request with what its channel's scheme adds to it, ready for the sender. */
export async function signed(request: ChannelRequest, ticket: Ticket): Promise<OutgoingRequest> {
  const { signing, ...plain } = request
  if (!signing) return plain
  const signature = await signatureOf(signing.secret, ticket, plain.body)
  return {
    ...plain,
    headers: [
      ...plain.headers,
      ['webhook-id', ticket.id],
      ['webhook-timestamp', String(ticket.timestampSeconds)],
      ['webhook-signature', signature],
    ],
  }
}

/** `v1,<base64 of HMAC-SHA256 over id.timestamp.body>`. Throws on a secret that is not one. */
export async function signatureOf(
  secret: string,
  ticket: Pick<Ticket, 'id' | 'timestampSeconds'>,
  body: string,
): Promise<string> {
  const key = await crypto.subtle.importKey(
    'raw',
    secretBytesOf(secret),
    { name: 'HMAC', hash: 'SHA-256' },
    false,
    ['sign'],
  )
  const text = `${ticket.id}.${ticket.timestampSeconds}.${body}`
  const mac = await crypto.subtle.sign('HMAC', key, new TextEncoder().encode(text))
  return `v1,${toBase64(new Uint8Array(mac))}`
}

/** `whsec_` and base64 of the bytes. */
export function secretOf(bytes: Uint8Array): string {
  return `${secretPrefix}${toBase64(bytes)}`
}

/** Whether a text is a secret of 24 to 64 bytes, as Standard Webhooks asks. */
export function isSecret(text: string): boolean {
  if (!/^whsec_[A-Za-z0-9+/]+={0,2}$/.test(text)) return false
  try {
    const { length } = secretBytesOf(text)
    return length >= 24 && length <= 64
  } catch {
    return false
  }
}

function secretBytesOf(secret: string): Uint8Array<ArrayBuffer> {
  const raw = secret.startsWith(secretPrefix) ? secret.slice(secretPrefix.length) : secret
  return Uint8Array.from(atob(raw), (char) => char.charCodeAt(0))
}

function toBase64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
}
