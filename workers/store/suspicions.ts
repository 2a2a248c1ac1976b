// The ledger: suspicions as the shards archived them. Every statement names the workspace.
import { sql } from 'drizzle-orm'
import { suspicions } from '../../schema/index.ts'
import { fetchLimit, pageOf, startOf } from '../domain/cursor.ts'
import type { Suspicion } from '../domain/suspicion.ts'
import type { HistoryStore } from '../hub-ports.ts'
import type { Database } from './database.ts'
import { instantOf } from './record.ts'

export function suspicionsIn(db: Database): Pick<HistoryStore, 'suspicions' | 'suspicion'> {
  return {
    async suspicions(workspace, filter, ask) {
      const start = startOf(ask)
      const conditions = [sql`s.workspace = ${workspace}`]
      if (filter.check !== undefined) conditions.push(sql`s.check_id = ${filter.check}`)
      if (filter.outcome !== undefined) conditions.push(sql`s.outcome = ${filter.outcome}`)
      if (filter.from !== undefined) {
        conditions.push(sql`s.started_at >= ${instantOf(filter.from)}::timestamptz`)
      }
      if (filter.to !== undefined) {
        conditions.push(sql`s.started_at < ${instantOf(filter.to)}::timestamptz`)
      }
      if (start) {
        const at = instantOf(start.at)
        conditions.push(sql`(s.started_at, s.id) < (${at}::timestamptz, ${start.id})`)
      }
      const rows = await db.rows<{ row: Suspicion }>(sql`
        select s.body as row from ${suspicions} s where ${sql.join(conditions, sql` and `)}
        order by s.started_at desc, s.id desc limit ${fetchLimit(ask)}`)
      const found = rows.map(({ row }) => row)
      return pageOf(found, ask, (one) => ({ at: one.startedAt, id: one.id }))
    },

    async suspicion(workspace, id) {
      const [found] = await db.rows<{ row: Suspicion }>(sql`
        select s.body as row from ${suspicions} s
        where s.workspace = ${workspace} and s.id = ${id}`)
      return found?.row ?? null
    },
  }
}
