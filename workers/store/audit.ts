// The log of what was done, newest first, and lines that stand for themselves: of acts that a shard
// carries out, which no statement here belongs to.
import { type SQL, sql } from 'drizzle-orm'
import { audit } from '../../schema/index.ts'
import { fetchLimit, pageOf, startOf } from '../domain/cursor.ts'
import type { AuditStore, RecordedAudit } from '../workspace-ports.ts'
import { auditLine } from './change.ts'
import type { Database } from './database.ts'
import { instantOf, rowOf } from './record.ts'

const actorsMax = 200

export function auditIn(db: Database): AuditStore {
  return {
    async audits(workspace, { actor, noun, verb, subject, from, to }, ask) {
      const start = startOf(ask)
      const conditions: SQL[] = [sql`a.workspace = ${workspace}`]
      if (actor !== undefined) conditions.push(sql`a.actor = ${actor}`)
      if (noun !== undefined) conditions.push(sql`a.noun = ${noun}`)
      if (verb !== undefined) conditions.push(sql`a.verb = ${verb}`)
      if (subject !== undefined) conditions.push(sql`a.subject = ${subject}`)
      if (from !== undefined) conditions.push(sql`a.at >= ${instantOf(from)}::timestamptz`)
      if (to !== undefined) conditions.push(sql`a.at < ${instantOf(to)}::timestamptz`)
      if (start) conditions.push(sql`a.id < ${start.at}::bigint`)
      const rows = await db.rows<{ row: unknown }>(sql`
        select to_jsonb(a) as row from ${audit} a where ${sql.join(conditions, sql` and `)}
        order by a.id desc limit ${fetchLimit(ask)}`)
      return pageOf(
        rows.map(({ row }) => lineOf(row)),
        ask,
        (one) => ({ at: one.id, id: '' }),
      )
    },

    async auditActors(workspace) {
      return db.rows<{ id: string; name: string }>(sql`
        select a.actor as id, max(a.actor_name) as name from ${audit} a
        where a.workspace = ${workspace} group by a.actor
        order by max(a.id) desc limit ${actorsMax}`)
    },

    async record(workspace, line) {
      await db.rows(auditLine(workspace, line, sql``))
    },
  }
}

function lineOf(json: unknown): RecordedAudit {
  const { workspace: _, at, ...line } = rowOf(audit, json)
  return { ...line, at: instantOf(Date.parse(at)) }
}
