// The address in a message at which one tap acknowledges, without a sign-in. What it says is a code:
// whose workspace, and a signature over incident and channel that only we can make.
import type { Delivery } from './delivery.ts'

/** 75 bits of the signature, in letters and figures that every messenger leaves whole. */
const codeChars = 15
const alphabet = 'abcdefghijklmnopqrstuvwxyz234567'
const shape = new RegExp(`^([a-z0-9]{4,32})([a-z2-7]{${codeChars}})$`)

/** What is signed. */
export function tapText(workspace: string, incident: string, channel: string): string {
  return `tap:v1:${workspace}:${incident}:${channel}`
}

/** The code of a signature (10 bytes at least), base32 as in RFC 4648, in small letters. */
export function tapCode(signature: Uint8Array): string {
  let code = ''
  let bits = 0
  let value = 0
  for (const byte of signature) {
    value = (value << 8) | byte
    bits += 8
    while (bits >= 5 && code.length < codeChars) {
      bits -= 5
      code += alphabet[(value >>> bits) & 31]
    }
    value &= 0xff
  }
  if (code.length < codeChars) throw new Error('the signature is too short for a code')
  return code
}

/** `https://esonar.example/a/<workspace><code>`. */
export function tapUrl(baseUrl: string, workspace: string, code: string): string {
  return `${baseUrl}/a/${workspace}${code}`
}

/** The parts of what follows `/a/`; null: it was not made by us. Capitals are forgiven, because
 *  people type such addresses off a screen. */
export function readTap(token: string): { workspace: string; code: string } | null {
  const [, workspace, code] = shape.exec(token.toLowerCase()) ?? []
  return workspace && code ? { workspace, code } : null
}

/** Incidents that a channel's message was about: that of the delivery, and those of the deliveries
 *  it spoke for. Oldest message first. */
export function spokenOf(delivery: Delivery, all: readonly Delivery[]): string[] {
  const covered = new Set(delivery.covers ?? [])
  const theirs = all.filter((one) => covered.has(one.id) || one.coveredBy === delivery.id)
  const incidents = [delivery, ...theirs].flatMap((one) => one.incident ?? [])
  return [...new Set(incidents)]
}
