// Many rows into one table, each inserted or replacing an older self: the one shape of statement
// that the archive is made of.
import { getTableColumns, type SQL, sql } from 'drizzle-orm'
import type { PgTable } from 'drizzle-orm/pg-core'
import { workspaces } from '../../schema/index.ts'
import { columnList, jsonOf } from './record.ts'

export interface UpsertRule {
  /** Columns that make two rows the same row. */
  key: string[]
  /** Of the same row twice in one upload, the one that ranks highest is taken. */
  rank: (row: SQL) => SQL
  /** Whether `excluded` replaces `t`. */
  newer: SQL
  /** Order in which rows are written; by key when it does not matter. */
  order?: SQL
}

/** The statement; rows of a workspace that does not exist are left out, and a row never moves to
 *  another workspace. */
export function upsert(table: PgTable, rows: object[], rule: UpsertRule): SQL {
  const key = sql.join(
    rule.key.map((name) => sql.identifier(name)),
    sql`, `,
  )
  const keyOfR = sql.join(
    rule.key.map((name) => sql`r.${sql.identifier(name)}`),
    sql`, `,
  )
  const columns = columnList(table)
  const replaced = Object.values(getTableColumns(table))
    .filter((column) => !rule.key.includes(column.name))
    .map((column) => sql`${sql.identifier(column.name)} = excluded.${sql.identifier(column.name)}`)
  return sql`
    insert into ${table} as t (${columns})
    select ${columns} from (
      select distinct on (${keyOfR}) r.*
      from jsonb_populate_recordset(null::${table}, ${jsonOf(rows)}::jsonb) as r
      join ${workspaces} w on w.id = r.workspace
      order by ${keyOfR}, ${rule.rank(sql`r`)} desc
    ) as r
    order by ${rule.order ?? keyOfR}
    on conflict (${key}) do update set ${sql.join(replaced, sql`, `)}
    where t.workspace = excluded.workspace and (${rule.newer})`
}
