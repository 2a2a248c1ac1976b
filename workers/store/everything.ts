// Every table that has rows of a workspace, found in the schema itself: a table that is new is in
// the export without a word here. What is access and not data is left out, by table or by column.
import { is, type SQL, sql } from 'drizzle-orm'
import { getTableConfig, PgTable } from 'drizzle-orm/pg-core'
import * as schema from '../../schema/index.ts'
import type { EverythingStore } from '../workspace-ports.ts'
import type { Database } from './database.ts'
import { plainRow } from './series.ts'

/** Tables whose rows open doors, or that eSonar needs for a moment only; and why. */
export const leftOut: Record<string, string> = {
  api_keys: 'keys of programs: access',
  calendar_feeds: 'secret addresses: access',
  idempotency: 'answers kept for a day, so that a request may be repeated',
  loan_nonces: 'requests of the last minutes, so that none is taken twice',
  invitations: 'links that make a member: access',
  shard_assignments: 'where it is held',
}
/** Listed by `flow/export.ts` as the API shows them. */
export const listed = [
  'audit',
  'channels',
  'checks',
  'incidents',
  'maintenance',
  'members',
  'pages',
  'policies',
  'schedules',
  'silences',
]
/** What opens something, wherever it is. */
const secretColumns = ['hash', 'key_hash', 'body_hash', 'token', 'secret']

interface Table {
  name: string
  table: PgTable
  key: { name: string; type: string }[]
}

const tables: Table[] = (Object.values(schema) as unknown[])
  .filter((one): one is PgTable => is(one, PgTable))
  .map((table) => ({ table, config: getTableConfig(table) }))
  .filter(({ config }) => config.columns.some(({ name }) => name === 'workspace'))
  .filter(({ config }) => !listed.includes(config.name) && !(config.name in leftOut))
  .map(({ table, config }) => {
    const own = config.columns.filter((one) => one.primary)
    const names = (config.primaryKeys[0]?.columns ?? own).map((one) => one.name)
    const typeOf = (name: string) => config.columns.find((one) => one.name === name)!.getSQLType()
    // Without a key of its own (`rounds`) by where a row lies.
    const place = [{ name: 'ctid', type: 'tid' }]
    const keyed = names.map((one) => ({ name: one, type: typeOf(one) }))
    return {
      name: config.name,
      table,
      key: keyed.length > 0 ? keyed : place,
    }
  })
  .toSorted((a, b) => (a.name < b.name ? -1 : 1))

export function everythingIn(db: Database): EverythingStore {
  return {
    tables: () => tables.map(({ name }) => name),

    async rows(name, workspace, after, limit) {
      const found = tables.find((one) => one.name === name)
      if (!found) throw new Error(`no table of a workspace: ${name}`)
      const { table, key } = found
      const columns = sql.join(
        key.map((one) => sql`t.${sql.identifier(one.name)}`),
        sql`, `,
      )
      const rows = await db.rows<{ row: Record<string, unknown>; key: string[] }>(sql`
        select to_jsonb(t) - ${sql.param(`{${secretColumns.join(',')}}`)}::text[] as row,
          jsonb_build_array(${columns}) as key
        from ${table} t
        where t.workspace = ${workspace} ${after ? sql`and ${beyond(key, columns, after)}` : sql``}
        order by ${columns} limit ${limit}::int`)
      const last = rows.length < limit ? null : rows.at(-1)!.key.map(String)
      return { data: rows.map(({ row }) => plainRow(name, row)), next: last }
    },
  }
}

function beyond(key: Table['key'], columns: SQL, after: string[]): SQL {
  const values = key.map(({ type }, index) => sql`${after[index]!}::${sql.raw(type)}`)
  return sql`(${columns}) > (${sql.join(values, sql`, `)})`
}
