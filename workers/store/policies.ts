// Alert policies of record. Every statement names the workspace.
import { sql } from 'drizzle-orm'
import { policies } from '../../schema/index.ts'
import type { Policy } from '../domain/config.ts'
import type { ConfigStore } from '../hub-ports.ts'
import { drop, put } from './change.ts'
import type { Database } from './database.ts'
import { objectOf } from './record.ts'

export function policiesIn(
  db: Database,
): Pick<ConfigStore, 'policies' | 'putPolicy' | 'dropPolicy'> {
  return {
    async policies(workspace) {
      const rows = await db.rows<{ row: unknown }>(sql`
        select to_jsonb(p) as row from ${policies} p
        where p.workspace = ${workspace} order by p.is_default desc, p.id`)
      return rows.map(({ row }) => objectOf<Policy>(policies, row))
    },
    putPolicy: (workspace, policy, expected, audit) =>
      put(db, workspace, policies, policy, expected, audit),
    dropPolicy: (workspace, id, expected, audit) =>
      drop(db, workspace, policies, id, expected, audit),
  }
}
