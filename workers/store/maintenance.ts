// Windows of maintenance of record. Every statement names the workspace.
import { type SQL, sql } from 'drizzle-orm'
import { maintenance } from '../../schema/index.ts'
import type { Maintenance, Repeat } from '../domain/config.ts'
import type { ConfigStore } from '../hub-ports.ts'
import { change, drop } from './change.ts'
import type { Database } from './database.ts'
import { instantOf, jsonOf, msOf, rowOf } from './record.ts'

type MaintenanceStore = Pick<ConfigStore, 'maintenance' | 'putMaintenance' | 'dropMaintenance'>

const windowsMax = 500

/** A window as the domain knows it, from its row as JSON. */
export function windowOf(json: unknown): Maintenance {
  const { id, version, startsAt, endsAt, checks, tags, repeat, endedAt } = rowOf(maintenance, json)
  return {
    id,
    version,
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

    putMaintenance: (workspace, window, expected, audit) =>
      change(
        db,
        workspace,
        expected === null ? inserted(workspace, window) : replaced(workspace, window, expected),
        audit,
      ),

    dropMaintenance: (workspace, id, expected, audit) =>
      drop(db, workspace, maintenance, id, expected, audit),
  }
}

function inserted(workspace: string, window: Maintenance): SQL {
  const { id, startsAt, endsAt, checks, tags, repeat, endedAt } = valuesOf(window)
  return sql`
    insert into ${maintenance} as m
      (id, workspace, starts_at, ends_at, checks, tags, repeat, ended_at)
    select ${id}, ${workspace}, ${startsAt}, ${endsAt}, ${checks}, ${tags}, ${repeat}, ${endedAt}
    on conflict (id) do nothing returning m.id`
}

function replaced(workspace: string, window: Maintenance, expected: number): SQL {
  const { id, startsAt, endsAt, checks, tags, repeat, endedAt } = valuesOf(window)
  return sql`
    update ${maintenance} as m set starts_at = ${startsAt}, ends_at = ${endsAt},
      checks = ${checks}, tags = ${tags}, repeat = ${repeat}, ended_at = ${endedAt},
      version = m.version + 1
    where m.workspace = ${workspace} and m.id = ${id} and m.version = ${expected}
    returning m.id`
}

function valuesOf({ id, startsAt, endsAt, checks, tags, repeat, endedAt }: Maintenance) {
  return {
    id,
    startsAt: sql`${instantOf(startsAt)}::timestamptz`,
    endsAt: sql`${instantOf(endsAt)}::timestamptz`,
    checks: listOf(checks),
    tags: listOf(tags ?? null),
    repeat: sql`nullif(${jsonOf(repeat ?? null)}::jsonb, 'null'::jsonb)`,
    endedAt: sql`${endedAt == null ? null : instantOf(endedAt)}::timestamptz`,
  }
}
