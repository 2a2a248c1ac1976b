// What woke nobody, a month at a time, without the rounds. Every statement names the workspace.
import { sql } from 'drizzle-orm'
import { deliveries, incidents, suspicions } from '../../schema/index.ts'
import type { IncidentLine, SuspicionLine } from '../domain/ledger.ts'
import type { HistoryStore } from '../hub-ports.ts'
import type { Database } from './database.ts'
import { instantOf } from './record.ts'

export function ledgerIn(db: Database): Pick<HistoryStore, 'ledger' | 'countAvoided'> {
  return {
    async ledger(workspace, { check, from, to, limit }) {
      const [suspected, opened] = await Promise.all([
        db.rows<{ row: SuspicionLine }>(sql`
          select jsonb_build_object('id', s.id, 'check', s.check_id, 'outcome', s.outcome,
            'why', s.why, 'startedAt', s.body->'startedAt', 'endedAt', s.body->'endedAt',
            'places', s.body->'places') as row
          from ${suspicions} s
          where s.workspace = ${workspace}
            and (${check}::text is null or s.check_id = ${check}::text)
            and s.started_at >= ${instantOf(from)}::timestamptz
            and s.started_at < ${instantOf(to)}::timestamptz
          order by s.started_at desc, s.id desc limit ${limit}`),
        db.rows<{ row: IncidentLine }>(sql`
          select jsonb_build_object('id', i.id, 'check', i.check_id, 'location', i.location,
            'kind', i.kind, 'openedAt', i.body->'openedAt', 'resolvedAt', i.body->'resolvedAt',
            'places', i.body->'verdict'->'fail',
            'isTold', exists (select 1 from ${deliveries} d
              where d.incident = i.id and d.state in ('sent', 'pending')),
            'isHeldByParent', i.body->'because' is not null,
            'dropped', (select min(d.why) from ${deliveries} d
              where d.incident = i.id and d.state in ('dropped', 'dead'))) as row
          from ${incidents} i
          where i.workspace = ${workspace}
            and (${check}::text is null or i.check_id = ${check}::text)
            and i.opened_at >= ${instantOf(from)}::timestamptz
            and i.opened_at < ${instantOf(to)}::timestamptz
          order by i.opened_at desc, i.id desc limit ${limit}`),
      ])
      return {
        suspicions: suspected.map(({ row }) => row),
        incidents: opened.map(({ row }) => row),
      }
    },

    async countAvoided(workspace, check, from, to) {
      const [found] = await db.rows<{ n: number }>(sql`
        select count(*)::int as n from ${suspicions} s
        where s.workspace = ${workspace} and s.outcome = 'avoided'
          and (${check}::text is null or s.check_id = ${check}::text)
          and s.started_at >= ${instantOf(from)}::timestamptz
          and s.started_at < ${instantOf(to)}::timestamptz`)
      return found?.n ?? 0
    },
  }
}
