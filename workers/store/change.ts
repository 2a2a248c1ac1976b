// A change of configuration with its audit line and the count-up of the workspace's version:
// one statement, so all of it or nothing. Used by every noun people change.
import { type SQL, sql } from 'drizzle-orm'
import type { PgTable } from 'drizzle-orm/pg-core'
import { audit as auditLog, workspaces } from '../../schema/index.ts'
import type { Audit } from '../hub-ports.ts'
import type { Database } from './database.ts'
import { assignments, columnList, jsonOf, recordOf } from './record.ts'

/** `config`: the shard must hear of it. `none`: it is not part of the configuration. */
export type Counts = 'config' | 'none'

/** Runs a statement that returns a row when it changed something; false when it did not, and
 *  then nothing is written. */
export async function change(
  db: Database,
  workspace: string,
  changed: SQL,
  audit: Audit,
  counts: Counts = 'config',
): Promise<boolean> {
  const [row] = await db.rows<{ n: number }>(changeOf(workspace, changed, audit, counts))
  return (row?.n ?? 0) > 0
}

/** The statement of a change, for a batch; it answers how many rows changed as `n`. */
export function changeOf(workspace: string, changed: SQL, audit: Audit, counts: Counts): SQL {
  return sql`
    with changed as (${changed}),
    counted as (
      update ${workspaces} set config_version = config_version + 1
      where id = ${workspace} and ${counts === 'config'} and exists (select from changed)
    ),
    audited as (${auditLine(workspace, audit, sql`from changed limit 1`)})
    select count(*)::int as n from changed`
}

/** Inserts the object, or replaces the row whose version is `expected`; see `ConfigStore`. The
 *  row's new version is one more than the expected one. */
export function put(
  db: Database,
  workspace: string,
  table: PgTable,
  object: { id: string; version: number },
  expected: number | null,
  audit: Audit,
): Promise<boolean> {
  return change(db, workspace, putOf(workspace, table, object, expected), audit)
}

/** The statement of `put`; `condition` must hold, too. */
export function putOf(
  workspace: string,
  table: PgTable,
  object: { id: string; version: number },
  expected: number | null,
  condition: SQL = sql`true`,
): SQL {
  const version = expected === null ? object.version : expected + 1
  const json = jsonOf({ ...recordOf(table, { ...object, version }), workspace })
  const record = sql`jsonb_populate_record(null::${table}, ${json}::jsonb) as r`
  if (expected === null) {
    return sql`insert into ${table} (${columnList(table)}) select ${columnList(table)} from ${record}
      where ${condition} on conflict (id) do nothing returning id`
  }
  return sql`update ${table} as t set ${assignments(table, ['id', 'workspace', 'created_at'])}
    from ${record}
    where t.workspace = ${workspace} and t.id = r.id and t.version = ${expected} and ${condition}
    returning t.id`
}

/** Removes a row; `expected` null: whatever its version. */
export function drop(
  db: Database,
  workspace: string,
  table: PgTable,
  id: string,
  expected: number | null,
  audit: Audit,
): Promise<boolean> {
  return change(
    db,
    workspace,
    sql`delete from ${table} as t
      where t.workspace = ${workspace} and t.id = ${id}
        and (${expected}::int is null or t.version = ${expected}::int)
      returning t.id`,
    audit,
  )
}

/** Inserts the audit line, once for each row of `source`. */
export function auditLine(workspace: string, line: Audit, source: SQL): SQL {
  return sql`insert into ${auditLog}
      (workspace, actor, actor_name, verb, noun, subject, before, after)
    select ${workspace}, ${line.actor}, ${line.actorName}, ${line.verb}, ${line.noun},
      ${line.subject}, ${jsonOf(line.before ?? null)}::jsonb, ${jsonOf(line.after ?? null)}::jsonb
    ${source}`
}
