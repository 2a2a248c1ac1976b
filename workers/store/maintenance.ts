// Windows of maintenance of record. Every statement names the workspace.
import { type SQL, sql } from 'drizzle-orm'
import { maintenance } from '../../schema/index.ts'
import type { Maintenance, Repeat } from '../domain/config.ts'
import type { ConfigStore } from '../hub-ports.ts'
import { change } from './change.ts'
import type { Database } from './database.ts'
import { instantOf, jsonOf, msOf, rowOf } from './record.ts'

type MaintenanceStore = Pick<ConfigStore, 'maintenance' | 'putMaintenance' | 'dropMaintenance'>

const windowsMax = 500

/** A window as the domain knows it, from its row as JSON. */
export function windowOf(json: unknown): Maintenance {
  const { id, startsAt, endsAt, checks, tags, repeat, endedAt } = rowOf(maintenance, json)
  return {
    id,
    startsAt: msOf(startsAt),
    endsAt: msOf(endsAt),
    checks,
    ...(tags ? { tags } : {}),
    ...(repeat ? { repeat: repeat as Repeat } : {}),
    ...(endedAt ? { endedAt: msOf(endedAt) } : {}),
  }
}

/** A list of texts, or null. */
const listOf = (list: string[] | null): SQL =>
  list === null
    ? sql`null::text[]`
    : sql`array(select jsonb_array_elements_text(${jsonOf(list)}::jsonb))`

export function maintenanceIn(db: Database): MaintenanceStore {
  return {
    async maintenance(workspace) {
      const rows = await db.rows<{ row: unknown }>(sql`
        select to_jsonb(m) as row from ${maintenance} m
        where m.workspace = ${workspace} order by m.starts_at desc, m.id limit ${windowsMax}`)
      return rows.map(({ row }) => windowOf(row))
    },

    putMaintenance: (workspace, { id, startsAt, endsAt, checks, tags, repeat, endedAt }, audit) =>
      change(
        db,
        workspace,
        sql`insert into ${maintenance} as m
            (id, workspace, starts_at, ends_at, checks, tags, repeat, ended_at)
          select ${id}, ${workspace}, ${instantOf(startsAt)}::timestamptz,
            ${instantOf(endsAt)}::timestamptz, ${listOf(checks)}, ${listOf(tags ?? null)},
            nullif(${jsonOf(repeat ?? null)}::jsonb, 'null'::jsonb),
            ${endedAt == null ? null : instantOf(endedAt)}::timestamptz
          on conflict (id) do update set starts_at = excluded.starts_at,
            ends_at = excluded.ends_at, checks = excluded.checks, tags = excluded.tags,
            repeat = excluded.repeat, ended_at = excluded.ended_at
            where m.workspace = excluded.workspace
          returning m.id`,
        audit,
      ),

    dropMaintenance: (workspace, id, audit) =>
      change(
        db,
        workspace,
        sql`delete from ${maintenance} as m
          where m.workspace = ${workspace} and m.id = ${id} returning m.id`,
        audit,
      ),
  }
}
