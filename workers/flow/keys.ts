// API keys: made, listed, removed. A key is shown once and stored as its hash; a copy of the hash
// in KV lets it work with Postgres away.
import { makeId } from '../domain/id.ts'
import { isAtMost, isWithin, type Role, type Scope } from '../domain/permission.ts'
import { Problem } from '../domain/problem.ts'
import type { Actor, HubPorts } from '../hub-ports.ts'
import type { KnownKey, ListedKey } from '../workspace-ports.ts'
import { allow, auditOf } from './change.ts'
import { hashOf } from './hash.ts'
import { verifyRoom } from './plan.ts'

/** What KV holds of a key. Those written before there were scopes have none. */
export type KeyCopy = Omit<KnownKey, 'scopes' | 'lastUsedAt' | 'plan'> & { scopes?: Scope[] | null }

/** A use is noted at most so often. */
const touchMs = 60_000

export interface KeyInput {
  name: string
  role: Role
  scopes?: Scope[] | null | undefined
  expiresAt?: string | null | undefined
}

export async function listKeys(hub: HubPorts, actor: Actor): Promise<ListedKey[]> {
  allow(actor, 'read', 'key')
  return hub.accounts.keys(actor.workspace)
}

/** Makes a key; `secret` is the only time it is seen. `given`: a key of the owner's own making. */
export async function createKey(
  hub: HubPorts,
  actor: Actor,
  { name, role, scopes: wanted, expiresAt: until }: KeyInput,
  given?: string,
): Promise<{ id: string; secret: string }> {
  allow(actor, 'write', 'key')
  const { workspace } = actor
  const scopes = wanted ?? null
  const expiresAt = until ?? null
  if (!isAtMost(role, actor.role) || !isWithin(scopes, actor.scopes ?? null)) {
    throw new Problem('forbidden', 'A key cannot have more rights than the one who makes it.')
  }
  if (expiresAt !== null && Date.parse(expiresAt) <= hub.now()) {
    throw new Problem('invalid', 'must be an instant to come, or null for never', 'expiresAt')
  }
  await verifyRoom(hub, workspace, 'keys')
  const secret = given ?? `esn_${secretText()}`
  const id = makeId('key', workspace, hub.randomId(12))
  const hash = await hashOf(secret)
  const facts = { name, role, scopes, expiresAt }
  const audit = auditOf(actor, 'create', 'key', id, null, facts)
  await hub.accounts.putKey(workspace, { id, prefix: secret.slice(0, 8), hash, ...facts }, audit)
  const ends = expiresAt === null ? null : Date.parse(expiresAt)
  const copy: KeyCopy = { id, workspace, role, scopes, name, expiresAt: ends }
  await hub.snapshots.put(`key:${hash}`, copy)
  return { id, secret }
}

export async function removeKey(hub: HubPorts, actor: Actor, id: string): Promise<void> {
  allow(actor, 'write', 'key')
  const found = (await hub.accounts.keys(actor.workspace)).find((one) => one.id === id)
  if (!found) throw noKey()
  const { name, role, scopes, expiresAt } = found
  const before = { name, role, scopes, expiresAt }
  const audit = auditOf(actor, 'delete', 'key', id, before, null)
  const hash = await hub.accounts.dropKey(actor.workspace, id, audit)
  if (!hash) throw noKey()
  await hub.snapshots.drop(`key:${hash}`)
}

function noKey(): Problem {
  return new Problem('not_found', 'There is no key of this id.')
}

/** Who a bearer key is, or null. With Postgres away the copy in KV answers. */
export async function actorOfKey(hub: HubPorts, secret: string): Promise<Actor | null> {
  const hash = await hashOf(secret)
  const found = await whenHere(hub.accounts.keyByHash(hash), () =>
    hub.snapshots.get<KeyCopy>(`key:${hash}`),
  )
  if (!found || (found.expiresAt !== null && found.expiresAt <= hub.now())) return null
  if ('lastUsedAt' in found) await touch(hub, found)
  const { id, name, workspace, role, scopes = null } = found
  const actor: Actor = { kind: 'key', id, name, workspace, role, scopes }
  return 'plan' in found ? { ...actor, plan: found.plan } : actor
}

/** Notes the use. Nobody is refused because it could not be noted. */
async function touch(hub: HubPorts, { id, lastUsedAt }: KnownKey): Promise<void> {
  const now = hub.now()
  if (lastUsedAt !== null && now - lastUsedAt < touchMs) return
  await whenHere(hub.accounts.touchKey(id, now), async () => undefined)
}

/** The answer of Postgres, or another where it is away. */
async function whenHere<T, U>(answer: Promise<T>, away: () => Promise<U>): Promise<T | U> {
  return answer.catch((fault: unknown) => {
    if (fault instanceof Problem && fault.code === 'unavailable') return away()
    throw fault
  })
}

function secretText(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(32))
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')
}
