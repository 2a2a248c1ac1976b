// Incidents as the shards archived them, and the spans of trouble that uptime is counted from.
// Every statement names the workspace.
import { type SQL, sql } from 'drizzle-orm'
import { incidentEvents, incidents } from '../../schema/index.ts'
import { fetchLimit, pageOf, startOf } from '../domain/cursor.ts'
import type { Incident } from '../domain/incident.ts'
import type { HistoryStore } from '../hub-ports.ts'
import type { Database } from './database.ts'
import { instantOf } from './record.ts'
import { spansOf } from './spans.ts'

type IncidentsStore = Pick<HistoryStore, 'incidents' | 'incident' | 'spans'>

/** The whole incident: its body with its events in order. */
const document: SQL = sql`i.body || jsonb_build_object('events', coalesce(
  (select jsonb_agg(e.body order by e.sequence) from ${incidentEvents} e where e.incident = i.id),
  '[]')) as row`

/** What spans are made of: without rounds and what each event proved, which may be large. */
const course: SQL = sql`(i.body - 'rounds') || jsonb_build_object('events', coalesce(
  (select jsonb_agg(e.body - 'verdict' order by e.sequence)
    from ${incidentEvents} e where e.incident = i.id), '[]')) as row`

export function incidentsIn(db: Database): IncidentsStore {
  return {
    async incidents(workspace, filter, ask) {
      const start = startOf(ask)
      const conditions = [sql`i.workspace = ${workspace}`]
      if (filter.check !== undefined) conditions.push(sql`i.check_id = ${filter.check}`)
      if (filter.kind !== undefined) conditions.push(sql`i.kind = ${filter.kind}`)
      if (filter.open !== undefined) {
        conditions.push(sql`(i.resolved_at is null) = ${filter.open}`)
      }
      if (filter.from !== undefined) {
        conditions.push(sql`i.opened_at >= ${instantOf(filter.from)}::timestamptz`)
      }
      if (filter.to !== undefined) {
        conditions.push(sql`i.opened_at < ${instantOf(filter.to)}::timestamptz`)
      }
      if (start) {
        const at = instantOf(start.at)
        conditions.push(sql`(i.opened_at, i.id) < (${at}::timestamptz, ${start.id})`)
      }
      const rows = await db.rows<{ row: Incident }>(sql`
        select ${document} from ${incidents} i where ${sql.join(conditions, sql` and `)}
        order by i.opened_at desc, i.id desc limit ${fetchLimit(ask)}`)
      const found = rows.map(({ row }) => row)
      return pageOf(found, ask, (one) => ({ at: one.openedAt, id: one.id }))
    },

    async incident(workspace, id) {
      const [found] = await db.rows<{ row: Incident }>(sql`
        select ${document} from ${incidents} i
        where i.workspace = ${workspace} and i.id = ${id}`)
      return found?.row ?? null
    },

    async spans(workspace, check, from, to) {
      const rows = await db.rows<{ row: Incident }>(sql`
        select ${course} from ${incidents} i
        where i.workspace = ${workspace} and i.check_id is not null
          and (${check}::text is null or i.check_id = ${check}::text)
          and i.started_at < ${instantOf(to)}::timestamptz
          and (i.resolved_at is null or i.resolved_at > ${instantOf(from)}::timestamptz)
        order by i.started_at, i.id`)
      return rows
        .flatMap(({ row }) => spansOf(row))
        .filter((span) => span.startedAt < to && (span.endedAt === null || span.endedAt > from))
    },
  }
}
