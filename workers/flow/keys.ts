// API keys: made, listed, removed. A key is shown once and stored as its hash; a copy of the hash
// in KV lets it work with Postgres away.
import { makeId } from '../domain/id.ts'
import { limits } from '../domain/limits.ts'
import { can, type Role } from '../domain/permission.ts'
import { Problem } from '../domain/problem.ts'
import type { Actor, HubPorts } from '../hub-ports.ts'
import { allow, auditOf } from './change.ts'
import { hashOf } from './hash.ts'

export interface KeyCopy {
  id: string
  workspace: string
  role: Role
  name: string
  expiresAt: number | null
}
export type ListedKey = Awaited<ReturnType<HubPorts['accounts']['keys']>>[number]

export async function listKeys(hub: HubPorts, actor: Actor): Promise<ListedKey[]> {
  allow(actor, 'read', 'key')
  return hub.accounts.keys(actor.workspace)
}

/** Makes a key; `secret` is the only time it is seen. `given`: a key of the owner's own making. */
export async function createKey(
  hub: HubPorts,
  actor: Actor,
  input: { name: string; role: Role; expiresAt?: string | null | undefined },
  given?: string,
): Promise<{ id: string; secret: string }> {
  allow(actor, 'write', 'key')
  if (!can(actor.role, 'write', 'workspace') && input.role === 'owner') {
    throw new Problem('forbidden', 'A key cannot have more rights than the one who makes it.')
  }
  const { keysMax } = limits(hub.settings.plan)
  if (Number.isFinite(keysMax) && (await hub.accounts.keys(actor.workspace)).length >= keysMax) {
    throw new Problem('limit_reached', `Your plan has ${keysMax} API keys; remove one first.`)
  }
  const secret = given ?? `esn_${secretText()}`
  const id = makeId('key', actor.workspace, hub.randomId(12))
  const hash = await hashOf(secret)
  const expiresAt = input.expiresAt ?? null
  const row = {
    id,
    name: input.name,
    prefix: secret.slice(0, 8),
    hash,
    role: input.role,
    expiresAt,
  }
  const audit = auditOf(actor, 'create', 'key', id, null, {
    name: input.name,
    role: input.role,
    expiresAt,
  })
  await hub.accounts.putKey(actor.workspace, row, audit)
  const copy: KeyCopy = {
    id,
    workspace: actor.workspace,
    role: input.role,
    name: input.name,
    expiresAt: expiresAt === null ? null : Date.parse(expiresAt),
  }
  await hub.snapshots.put(`key:${hash}`, copy)
  return { id, secret }
}

export async function removeKey(hub: HubPorts, actor: Actor, id: string): Promise<void> {
  allow(actor, 'write', 'key')
  const audit = auditOf(actor, 'delete', 'key', id, { id }, null)
  const hash = await hub.accounts.dropKey(actor.workspace, id, audit)
  if (!hash) throw new Problem('not_found', 'There is no key of this id.')
  await hub.snapshots.drop(`key:${hash}`)
}

/** Who a bearer key is, or null. With Postgres away the copy in KV answers. */
export async function actorOfKey(hub: HubPorts, secret: string): Promise<Actor | null> {
  const hash = await hashOf(secret)
  const found = await hub.accounts.keyByHash(hash).catch((fault: unknown) => {
    if (fault instanceof Problem && fault.code === 'unavailable') {
      return hub.snapshots.get<KeyCopy>(`key:${hash}`)
    }
    throw fault
  })
  if (!found || (found.expiresAt !== null && found.expiresAt <= hub.now())) return null
  return {
    kind: 'key',
    id: found.id,
    name: found.name,
    workspace: found.workspace,
    role: found.role,
  }
}

function secretText(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(32))
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')
}
