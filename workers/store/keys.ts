// API keys: by the hash of what a program sends, and as a list for people.
import { sql } from 'drizzle-orm'
import { apiKeys, workspaces } from '../../schema/index.ts'
import type { Role, Scope } from '../domain/permission.ts'
import type { KeyStore, ListedKey } from '../workspace-ports.ts'
import { change } from './change.ts'
import type { Database } from './database.ts'
import { instantOf, jsonOf, msOf, rowOf } from './record.ts'
import { addWithin } from './room.ts'

export function keysIn(db: Database): KeyStore {
  return {
    async keyByHash(hash) {
      const [found] = await db.rows<{ row: unknown; plan: string }>(sql`
        select to_jsonb(k) as row, w.plan from ${apiKeys} k
        join ${workspaces} w on w.id = k.workspace where k.hash = ${hash}`)
      if (!found) return null
      const { id, workspace, role, scopes, name, expiresAt, lastUsedAt } = rowOf(apiKeys, found.row)
      return {
        id,
        workspace,
        role: role as Role,
        scopes: scopes as Scope[] | null,
        name,
        expiresAt: msOf(expiresAt),
        lastUsedAt: msOf(lastUsedAt),
        plan: found.plan,
      }
    },

    async touchKey(id, at) {
      // Once a minute is enough for a person to see that it is in use.
      await db.rows(sql`
        update ${apiKeys} set last_used_at = ${instantOf(at)}::timestamptz
        where id = ${id} and (last_used_at is null
          or last_used_at < ${instantOf(at)}::timestamptz - interval '1 minute')`)
    },

    async keys(workspace) {
      const rows = await db.rows<{ row: unknown }>(sql`
        select to_jsonb(k) as row from ${apiKeys} k
        where k.workspace = ${workspace} order by k.created_at, k.id`)
      return rows.map(({ row }) => listed(row))
    },

    async putKey(workspace, key, audit) {
      const scopes = key.scopes === null ? null : jsonOf(key.scopes)
      await addWithin(
        db,
        { workspace, what: 'keys' },
        (hasRoom) =>
          sql`insert into ${apiKeys} (id, workspace, name, prefix, hash, role, scopes, expires_at)
            select ${key.id}, ${workspace}, ${key.name}, ${key.prefix}, ${key.hash}, ${key.role},
              ${scopes}::jsonb, ${key.expiresAt}::timestamptz where ${hasRoom} returning id`,
        audit,
        'none',
      )
    },

    async dropKey(workspace, id, audit) {
      // The hash is read first, for whoever keeps a copy of it; the row goes only once.
      const [found] = await db.rows<{ hash: string }>(sql`
        select hash from ${apiKeys} where workspace = ${workspace} and id = ${id}`)
      if (!found) return null
      const removal = sql`delete from ${apiKeys}
        where workspace = ${workspace} and id = ${id} returning id`
      return (await change(db, workspace, removal, audit, 'none')) ? found.hash : null
    },
  }
}

function listed(json: unknown): ListedKey {
  const row = rowOf(apiKeys, json)
  const { id, name, prefix, role, scopes, createdAt, lastUsedAt, expiresAt } = row
  return {
    id,
    name,
    prefix,
    role: role as Role,
    scopes: scopes as Scope[] | null,
    createdAt: iso(createdAt)!,
    lastUsedAt: iso(lastUsedAt),
    expiresAt: iso(expiresAt),
  }
}

function iso(instant: string | null): string | null {
  return instant === null ? null : instantOf(Date.parse(instant))
}
