// Deliveries as the shards archived them. Every statement names the workspace.
import { sql } from 'drizzle-orm'
import { deliveries } from '../../schema/index.ts'
import { fetchLimit, pageOf, startOf } from '../domain/cursor.ts'
import type { Delivery } from '../domain/delivery.ts'
import type { HistoryStore } from '../hub-ports.ts'
import type { Database } from './database.ts'
import { instantOf } from './record.ts'

export function deliveriesIn(db: Database): Pick<HistoryStore, 'deliveries' | 'delivery'> {
  return {
    async deliveries(workspace, filter, ask) {
      const start = startOf(ask)
      const conditions = [sql`d.workspace = ${workspace}`]
      if (filter.incident !== undefined) conditions.push(sql`d.incident = ${filter.incident}`)
      if (filter.channel !== undefined) conditions.push(sql`d.channel = ${filter.channel}`)
      if (filter.state !== undefined) conditions.push(sql`d.state = ${filter.state}`)
      if (start) {
        const at = instantOf(start.at)
        conditions.push(sql`(d.created_at, d.id) < (${at}::timestamptz, ${start.id})`)
      }
      const rows = await db.rows<{ row: Delivery }>(sql`
        select d.body as row from ${deliveries} d where ${sql.join(conditions, sql` and `)}
        order by d.created_at desc, d.id desc limit ${fetchLimit(ask)}`)
      const found = rows.map(({ row }) => row)
      return pageOf(found, ask, (one) => ({ at: one.createdAt, id: one.id }))
    },

    async delivery(workspace, id) {
      const [found] = await db.rows<{ row: Delivery }>(sql`
        select d.body as row from ${deliveries} d
        where d.workspace = ${workspace} and d.id = ${id}`)
      return found?.row ?? null
    },
  }
}
