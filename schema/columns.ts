// Column and constraint shapes that several tables share. Holds no table.
import { type SQL, sql } from 'drizzle-orm'
import { type AnyPgColumn, customType, timestamp } from 'drizzle-orm/pg-core'

/** An instant to the millisecond, with its time zone: exactly what a JavaScript time can hold. */
export function instant(name: string) {
  return timestamp(name, { withTimezone: true, precision: 3 })
}

/** Bytes; in JSON they are `\\x` and their hexadecimal digits. */
export const bytes = customType<{ data: string }>({ dataType: () => 'bytea' })

/** The column is one of a closed list of words. */
export function oneOf(column: AnyPgColumn, words: readonly string[]): SQL {
  return sql`${column} in (${sql.raw(listed(words))})`
}

/** The array holds only words of a closed list, each a word and not null. */
export function allOf(column: AnyPgColumn, words: readonly string[]): SQL {
  return sql`${column} <@ array[${sql.raw(listed(words))}]::text[]`
}

/** The id is of this noun and carries the workspace of its row (`domain/id.ts`): a row can
 *  never be filed under another tenant. */
export function ownId(id: AnyPgColumn, workspace: AnyPgColumn, prefix: string): SQL {
  const noun = sql.raw(`'${prefix}'`)
  return sql`split_part(${id}, '_', 1) = ${noun} and split_part(${id}, '_', 2) = ${workspace}`
}

/** Whole numbers from `least` to `most`. */
export function within(column: AnyPgColumn, least: number, most: number): SQL {
  return sql`${column} between ${sql.raw(String(least))} and ${sql.raw(String(most))}`
}

function listed(words: readonly string[]): string {
  return words.map((word) => `'${word.replaceAll("'", "''")}'`).join(', ')
}
