// Windows of maintenance of record. Every statement names the workspace.
import { sql } from 'drizzle-orm'
import { maintenance } from '../../schema/index.ts'
import type { Maintenance } from '../domain/config.ts'
import type { ConfigStore } from '../hub-ports.ts'
import { change } from './change.ts'
import type { Database } from './database.ts'
import { instantOf, jsonOf, msOf, rowOf } from './record.ts'

type MaintenanceStore = Pick<ConfigStore, 'maintenance' | 'putMaintenance' | 'dropMaintenance'>

const windowsMax = 500

/** A window as the domain knows it, from its row as JSON. */
export function windowOf(json: unknown): Maintenance {
  const { id, startsAt, endsAt, checks } = rowOf(maintenance, json)
  return { id, startsAt: msOf(startsAt), endsAt: msOf(endsAt), checks }
}

export function maintenanceIn(db: Database): MaintenanceStore {
  return {
    async maintenance(workspace) {
      const rows = await db.rows<{ row: unknown }>(sql`
        select to_jsonb(m) as row from ${maintenance} m
        where m.workspace = ${workspace} order by m.starts_at desc, m.id limit ${windowsMax}`)
      return rows.map(({ row }) => windowOf(row))
    },

    putMaintenance: (workspace, { id, startsAt, endsAt, checks }, audit) =>
      change(
        db,
        workspace,
        sql`insert into ${maintenance} (id, workspace, starts_at, ends_at, checks)
          select ${id}, ${workspace}, ${instantOf(startsAt)}::timestamptz,
            ${instantOf(endsAt)}::timestamptz,
            case when ${checks === null} then null else
              array(select jsonb_array_elements_text(${jsonOf(checks ?? [])}::jsonb)) end
          returning id`,
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
