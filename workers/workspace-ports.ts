// What the hub's flow needs to know of a workspace itself: the keys of its programs.
import type { Role, Scope } from './domain/permission.ts'
import type { Audit } from './hub-ports.ts'

/** A key as its bearer is known by. `scopes` null: all that its role may. */
export interface KnownKey {
  id: string
  workspace: string
  role: Role
  scopes: Scope[] | null
  name: string
  expiresAt: number | null
  lastUsedAt: number | null
}

/** A key as people see it: never the secret. */
export interface ListedKey {
  id: string
  name: string
  prefix: string
  role: Role
  scopes: Scope[] | null
  createdAt: string
  lastUsedAt: string | null
  expiresAt: string | null
}

export interface NewKey {
  id: string
  name: string
  prefix: string
  hash: string
  role: Role
  scopes: Scope[] | null
  expiresAt: string | null
}

export interface KeyStore {
  keyByHash(hash: string): Promise<KnownKey | null>
  /** Notes a use; at most once a minute is written. */
  touchKey(id: string, at: number): Promise<void>
  keys(workspace: string): Promise<ListedKey[]>
  putKey(workspace: string, key: NewKey, audit: Audit): Promise<void>
  /** The hash of the key that went; null: there was none. */
  dropKey(workspace: string, id: string, audit: Audit): Promise<string | null>
}
