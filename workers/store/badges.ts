// Badges of record. Every statement names the workspace, but the one that asks whose an address is.
import { sql } from 'drizzle-orm'
import { badges } from '../../schema/index.ts'
import type { BadgeStore } from '../report-ports.ts'
import { change } from './change.ts'
import type { Database } from './database.ts'

export function badgesIn(db: Database): BadgeStore {
  return {
    async badge(workspace, check) {
      const [found] = await db.rows<{ token: string }>(sql`
        select token from ${badges} where workspace = ${workspace} and check_id = ${check}`)
      return found?.token ?? null
    },
    putBadge: (workspace, check, token, audit) =>
      change(
        db,
        workspace,
        sql`insert into ${badges} as b (token, workspace, check_id)
          values (${token}, ${workspace}, ${check})
          on conflict (check_id) do update set token = excluded.token, created_at = now()
            where b.workspace = excluded.workspace
          returning b.token`,
        audit,
        'none',
      ),
    dropBadge: (workspace, check, audit) =>
      change(
        db,
        workspace,
        sql`delete from ${badges}
          where workspace = ${workspace} and check_id = ${check} returning token`,
        audit,
        'none',
      ),
    async badgeBy(token) {
      const [found] = await db.rows<{ workspace: string; check: string }>(sql`
        select workspace, check_id as check from ${badges} where token = ${token}`)
      return found ?? null
    },
  }
}
