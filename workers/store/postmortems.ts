// Postmortems of incidents of record. Every statement names the workspace.
import { sql } from 'drizzle-orm'
import { incidents, postmortems } from '../../schema/index.ts'
import type { HistoryStore } from '../hub-ports.ts'
import { change } from './change.ts'
import type { Database } from './database.ts'
import { instantOf, msOf, rowOf } from './record.ts'

type PostmortemStore = Pick<HistoryStore, 'postmortem' | 'putPostmortem'>

export function postmortemsIn(db: Database): PostmortemStore {
  return {
    async postmortem(workspace, incident) {
      const [found] = await db.rows<{ row: unknown }>(sql`
        select to_jsonb(p) as row from ${postmortems} p
        where p.workspace = ${workspace} and p.incident = ${incident}`)
      if (!found) return null
      const { version, text, by, at } = rowOf(postmortems, found.row)
      return { v: 1, incident, version, text, by, at: msOf(at) }
    },

    putPostmortem(workspace, { incident, text, by, at, version }, audit) {
      const values = sql`${text}::text as text, ${by}::text as by,
        ${instantOf(at)}::timestamptz as at, ${version}::int as version`
      const changed =
        version === 1
          ? sql`insert into ${postmortems} (incident, workspace, text, by, at, version)
              select i.id, i.workspace, ${values} from ${incidents} i
              where i.workspace = ${workspace} and i.id = ${incident}
              on conflict (incident) do nothing returning incident`
          : sql`update ${postmortems} p
              set text = n.text, by = n.by, at = n.at, version = n.version
              from (select ${values}) n
              where p.workspace = ${workspace} and p.incident = ${incident}
                and p.version = n.version - 1 returning p.incident`
      return change(db, workspace, changed, audit, 'none')
    },
  }
}
