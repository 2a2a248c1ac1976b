// Seals secrets at rest with AES-GCM: `sealed:v1:<key id>:<base64url of iv and text>`. Old keys go
// on opening what they sealed; only the current one seals. Knows nothing of what it seals.
import { z } from 'zod'
import type { Vault } from './ports.ts'

const prefix = 'sealed:v1:'
const shape = /^sealed:v1:([A-Za-z0-9-]{1,32}):([A-Za-z0-9_-]{38,})$/
const ivBytes = 12
const keyBytes = 32

/** WebCrypto's key, by a name that both Node's and the Workers' types know. */
type SealKey = Awaited<ReturnType<typeof crypto.subtle.importKey>>

const keysShape = z.strictObject({
  current: z.string(),
  keys: z.record(z.string().regex(/^[A-Za-z0-9-]{1,32}$/), z.string()),
})

/** A vault of `{"current":"k1","keys":{"k1":"<base64 of 32 bytes>"}}`. Throws a sentence that
 *  names the setting, never a key, when that cannot be read. */
export function makeVault(sealKeysJson: string): Vault {
  const { current, keys } = readKeys(sealKeysJson)
  const imported = new Map<string, Promise<SealKey>>()
  const keyOf = (id: string): Promise<SealKey> | null => {
    const known = imported.get(id)
    if (known) return known
    const bytes = keys.get(id)
    if (!bytes) return null
    const key = importKey(bytes)
    imported.set(id, key)
    return key
  }

  const open = async (sealed: string): Promise<string> => {
    if (!sealed.startsWith(prefix)) return sealed
    const match = shape.exec(sealed)
    if (!match) throw new Error('A sealed secret is damaged: it cannot be read.')
    const [, id, text] = match
    const key = keyOf(id!)
    if (!key) throw new Error(`A secret is sealed with the key "${id}", which SEAL_KEYS lacks.`)
    const bytes = fromBase64Url(text!)
    try {
      const plain = await crypto.subtle.decrypt(
        { ...algorithm(id!), iv: bytes.subarray(0, ivBytes) },
        await key,
        bytes.subarray(ivBytes),
      )
      return new TextDecoder().decode(plain)
    } catch {
      throw new Error(`A secret sealed with the key "${id}" was changed, or the key was.`)
    }
  }

  const seal = async (plain: string): Promise<string> => {
    // Sealed already, and by us: leave it. Text that only looks sealed is sealed like any other.
    if (shape.test(plain) && (await open(plain).then(always, never))) return plain
    const iv = crypto.getRandomValues(new Uint8Array(ivBytes))
    const cipher = await crypto.subtle.encrypt(
      { ...algorithm(current), iv },
      await keyOf(current)!,
      new TextEncoder().encode(plain),
    )
    const bytes = new Uint8Array(ivBytes + cipher.byteLength)
    bytes.set(iv)
    bytes.set(new Uint8Array(cipher), ivBytes)
    return `${prefix}${current}:${toBase64Url(bytes)}`
  }

  return { open, seal }
}

const always = () => true
const never = () => false

/** The key's id is authenticated with the text, so that one cannot be swapped for another. */
const algorithm = (id: string) => ({
  name: 'AES-GCM',
  additionalData: new TextEncoder().encode(`${prefix}${id}`),
})

function readKeys(json: string): { current: string; keys: Map<string, Uint8Array<ArrayBuffer>> } {
  let parsed: z.output<typeof keysShape>
  try {
    parsed = keysShape.parse(JSON.parse(json))
  } catch {
    throw new Error(
      'SEAL_KEYS cannot be read: it is JSON like {"current":"k1","keys":{"k1":"<base64>"}}.',
    )
  }
  const keys = new Map<string, Uint8Array<ArrayBuffer>>()
  for (const [id, text] of Object.entries(parsed.keys)) {
    const bytes = bytesOrNull(text)
    if (bytes?.length !== keyBytes) {
      throw new Error(`SEAL_KEYS: the key "${id}" is not base64 of ${keyBytes} bytes.`)
    }
    keys.set(id, bytes)
  }
  if (!keys.has(parsed.current)) {
    throw new Error(`SEAL_KEYS: the current key "${parsed.current}" is not among the keys.`)
  }
  return { current: parsed.current, keys }
}

function importKey(bytes: Uint8Array<ArrayBuffer>): Promise<SealKey> {
  return crypto.subtle.importKey('raw', bytes, 'AES-GCM', false, ['encrypt', 'decrypt'])
}

function bytesOrNull(base64: string): Uint8Array<ArrayBuffer> | null {
  try {
    return Uint8Array.from(atob(base64), (char) => char.charCodeAt(0))
  } catch {
    return null
  }
}

function fromBase64Url(text: string): Uint8Array<ArrayBuffer> {
  const bytes = bytesOrNull(text.replaceAll('-', '+').replaceAll('_', '/'))
  if (!bytes) throw new Error('A sealed secret is damaged: it cannot be read.')
  return bytes
}

function toBase64Url(bytes: Uint8Array): string {
  let text = ''
  for (const byte of bytes) text += String.fromCharCode(byte)
  return btoa(text).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}
