// Checks of record. Every statement names the workspace.
import { sql } from 'drizzle-orm'
import { checks } from '../../schema/index.ts'
import type { Check } from '../domain/check/check.ts'
import type { ConfigStore } from '../hub-ports.ts'
import { drop, put } from './change.ts'
import { fetchLimit, pageOf, startOf } from './cursor.ts'
import type { Database } from './database.ts'
import { instantOf, objectOf } from './record.ts'

type ChecksStore = Pick<ConfigStore, 'checks' | 'check' | 'putCheck' | 'dropCheck' | 'countChecks'>

export function checksIn(db: Database): ChecksStore {
  return {
    async checks(workspace, ask) {
      const start = startOf(ask)
      const after = start
        ? sql`and (c.created_at, c.id) > (${instantOf(start.at)}::timestamptz, ${start.id})`
        : sql``
      const rows = await db.rows<{ row: unknown }>(sql`
        select to_jsonb(c) as row from ${checks} c
        where c.workspace = ${workspace} ${after}
        order by c.created_at, c.id limit ${fetchLimit(ask)}`)
      const found = rows.map(({ row }) => objectOf<Check>(checks, row))
      return pageOf(found, ask, (one) => ({ at: Date.parse(one.createdAt), id: one.id }))
    },

    async check(workspace, id) {
      const [found] = await db.rows<{ row: unknown }>(sql`
        select to_jsonb(c) as row from ${checks} c
        where c.workspace = ${workspace} and c.id = ${id}`)
      return found ? objectOf<Check>(checks, found.row) : null
    },

    async countChecks(workspace) {
      const [found] = await db.rows<{ n: number }>(sql`
        select count(*)::int as n from ${checks} where workspace = ${workspace}`)
      return found?.n ?? 0
    },

    putCheck: (workspace, check, expected, audit) =>
      put(db, workspace, checks, check, expected, audit),
    dropCheck: (workspace, id, expected, audit) => drop(db, workspace, checks, id, expected, audit),
  }
}
