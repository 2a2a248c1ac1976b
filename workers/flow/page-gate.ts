// Who may see a page that is not everybody's: whoever has its password, or its workspace's members.
// What is needed to tell is in KV, apart from what the public reads.
import type { Page } from '../domain/config.ts'
import type { AccessInput } from '../domain/page/input.ts'
import { Problem } from '../domain/problem.ts'
import type { Actor, HubPorts } from '../hub-ports.ts'
import { ownPage, replacePage } from './pages.ts'

/** PERSISTED CONTRACT: in KV under `gate:<slug>`. */
export interface Gate {
  v: 1
  workspace: string
  /** Of the password; null: members alone. */
  salt: string | null
  hash: string | null
}

/** As many as the platform does in one call. */
const rounds = 100_000
const saltChars = 22
const passMs = 7 * 86_400_000
export const passSeconds = passMs / 1_000

/** Says who may see a page. A new password shuts out who had the one before. */
export async function setAccess(
  hub: HubPorts,
  actor: Actor,
  id: string,
  { access, password }: AccessInput,
): Promise<Page> {
  const before = await ownPage(hub, actor, id)
  const { gate: old, ...rest } = before
  if (access !== 'password') return replacePage(hub, actor, before, { ...rest, access })
  if (password === null) {
    if (old) return replacePage(hub, actor, before, { ...before, access })
    throw new Problem('invalid', 'is missing; give the page one', 'password')
  }
  if (password.length < 8)
    throw new Problem('invalid', 'must have at least 8 characters', 'password')
  const salt = hub.randomId(saltChars)
  const gate = { salt, hash: await hashed(password, salt) }
  return replacePage(hub, actor, before, { ...rest, access, gate })
}

export async function gateOf(hub: HubPorts, slug: string): Promise<Gate | null> {
  return hub.snapshots.get<Gate>(`gate:${slug}`)
}

/** A pass for whoever typed the right password; null: it is wrong. */
export async function passFor(
  hub: HubPorts,
  slug: string,
  password: string,
): Promise<string | null> {
  const gate = await gateOf(hub, slug)
  if (!gate?.salt || !gate.hash || password.length > 200) return null
  if (!sameText(await hashed(password, gate.salt), gate.hash)) return null
  const until = hub.now() + passMs
  return `${until}.${await macOf(hub, slug, gate.hash, until)}`
}

/** Whether a pass still opens the page. */
export async function isPass(hub: HubPorts, slug: string, pass: string): Promise<boolean> {
  const [, until, mac] = /^(\d{13})\.([0-9a-f]{64})$/.exec(pass) ?? []
  if (!until || !mac || Number(until) < hub.now()) return false
  const gate = await gateOf(hub, slug)
  if (!gate?.hash) return false
  return sameText(await macOf(hub, slug, gate.hash, Number(until)), mac)
}

async function macOf(hub: HubPorts, slug: string, hash: string, until: number): Promise<string> {
  return hexOf(await hub.signer.sign(`page-pass:${slug}:${hash}:${until}`))
}

async function hashed(password: string, salt: string): Promise<string> {
  const encoder = new TextEncoder()
  const secret = encoder.encode(password.normalize('NFC'))
  const key = await crypto.subtle.importKey('raw', secret, 'PBKDF2', false, ['deriveBits'])
  const how = { name: 'PBKDF2', hash: 'SHA-256', salt: encoder.encode(salt), iterations: rounds }
  return hexOf(new Uint8Array(await crypto.subtle.deriveBits(how, key, 256)))
}

const hexOf = (bytes: Uint8Array) =>
  [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')

/** Compares without telling by time how much is right. */
function sameText(a: string, b: string): boolean {
  let difference = a.length ^ b.length
  for (let index = 0; index < a.length; index += 1) {
    difference |= a.charCodeAt(index) ^ b.charCodeAt(index % b.length)
  }
  return difference === 0
}
