// What stands between a data folder and this version: the layout, and migrations not yet run.
import pg from 'pg'
import { directUrl, migrationNames } from './migrate.ts'

/** Names of the migrations that this version would run on a database. */
export async function pendingMigrations(databaseUrl: string): Promise<string[]> {
  const client = new pg.Client({
    connectionString: directUrl(databaseUrl),
    connectionTimeoutMillis: 10_000,
  })
  client.on('error', () => undefined)
  await client.connect()
  try {
    const there = await client.query("select to_regclass('drizzle.__drizzle_migrations') as name")
    const done = (there.rows[0] as { name: string | null }).name
      ? await client.query<{ at: string }>(
          'select created_at as at from drizzle.__drizzle_migrations',
        )
      : { rows: [] }
    const known = new Set(done.rows.map(({ at }) => Number(at)))
    return migrationNames().flatMap(([when, name]) => (known.has(when) ? [] : [name]))
  } finally {
    await client.end()
  }
}
