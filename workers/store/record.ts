// Between our objects and the rows of a table: names in camelCase and snake_case, and what has
// no column kept in `settings`. Rows travel as JSON both ways, whatever the driver would make
// of their types.
import { getTableColumns, type SQL, sql } from 'drizzle-orm'
import type { PgTable } from 'drizzle-orm/pg-core'

/** A table's row as JSON brings it: instants are text. */
export type Row<T extends PgTable> = { [K in keyof T['$inferSelect']]: Plain<T['$inferSelect'][K]> }
type Plain<V> = V extends Date ? string : V

/** JSON that Postgres takes: without NUL and halves of a character, which targets do send. */
export function jsonOf(value: unknown): string {
  return JSON.stringify(value, (_, inner) =>
    typeof inner === 'string' ? inner.replaceAll('\u0000', '\ufffd').toWellFormed() : inner,
  )
}

/** An instant for a `timestamptz` column. */
export function instantOf(ms: number): string {
  return new Date(ms).toISOString()
}

export function msOf(instant: string): number
export function msOf(instant: string | null): number | null
export function msOf(instant: string | null): number | null {
  return instant === null ? null : Date.parse(instant)
}

/** A row as `to_jsonb` gives it, with our names. */
export function rowOf<T extends PgTable>(table: T, json: unknown): Row<T> {
  const source = json as Record<string, unknown>
  const row: Record<string, unknown> = {}
  for (const [key, column] of Object.entries(getTableColumns(table))) row[key] = source[column.name]
  return row as Row<T>
}

/** The columns of an object, by their names in the table; the rest goes into `settings`. */
export function recordOf(table: PgTable, object: object): Record<string, unknown> {
  const columns = getTableColumns(table)
  const record: Record<string, unknown> = {}
  const settings: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(object)) {
    const column = columns[key]
    if (column && key !== 'settings') record[column.name] = value
    else settings[key] = value
  }
  return { ...record, settings }
}

/** The object a record was made of. Guarded by what `recordOf` wrote: one shape per table. */
export function objectOf<T>(table: PgTable, json: unknown): T {
  const { settings, ...columns } = rowOf(table, json) as Record<string, unknown>
  for (const key of ['createdAt', 'updatedAt']) {
    const text = columns[key]
    if (typeof text === 'string') columns[key] = instantOf(Date.parse(text))
  }
  return { ...columns, ...(settings as object) } as T
}

/** `"a", "b"`: the columns of a table. */
export function columnList(table: PgTable): SQL {
  return sql.join(
    Object.values(getTableColumns(table)).map((column) => sql.identifier(column.name)),
    sql`, `,
  )
}

/** `"a" = r."a", …`: all columns but those named. */
export function assignments(table: PgTable, except: string[]): SQL {
  const columns = Object.values(getTableColumns(table)).filter((c) => !except.includes(c.name))
  return sql.join(
    columns.map((c) => sql`${sql.identifier(c.name)} = r.${sql.identifier(c.name)}`),
    sql`, `,
  )
}
