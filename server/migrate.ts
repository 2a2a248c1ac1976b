// Runs the reviewed SQL in `schema/migrations/` forward, each file in one transaction, under an
// advisory lock; refuses a file whose text changed after it ran. Order: drizzle's own journal.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { Refusal } from './refusal.ts'

interface Entry {
  idx: number
  when: number
  tag: string
}

const folder = join(import.meta.dirname, '..', 'schema', 'migrations')
const lockKey = 7_305_115_118

/** The migrations that this version knows: when each was written, and its name. */
export function migrationNames(): [when: number, name: string][] {
  return journal().map(({ when, tag }) => [when, tag])
}

/** Applies what is missing, or only those `among` some; safe to run from several places at once.
 *  Answers the names applied. */
export async function migrate(
  databaseUrl: string,
  among: ReadonlySet<number> | null = null,
): Promise<string[]> {
  const client = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: 10_000 })
  client.on('error', () => undefined)
  await client.connect()
  try {
    await client.query('select pg_advisory_lock($1)', [lockKey])
    await client.query('create schema if not exists drizzle')
    await client.query(
      'create table if not exists drizzle.__drizzle_migrations (id serial primary key, hash text not null, created_at bigint)',
    )
    const done = await client.query<{ hash: string; created_at: string }>(
      'select hash, created_at from drizzle.__drizzle_migrations',
    )
    const hashes = new Map(done.rows.map((row) => [Number(row.created_at), row.hash]))
    const applied: string[] = []
    for (const entry of journal()) {
      if (among && !among.has(entry.when)) continue
      const sql = readFileSync(join(folder, `${entry.tag}.sql`), 'utf8')
      if (await apply(client, entry, sql, hashes.get(entry.when))) applied.push(entry.tag)
    }
    return applied
  } finally {
    await client.end()
  }
}

function journal(): Entry[] {
  const text = readFileSync(join(folder, 'meta', '_journal.json'), 'utf8')
  const { entries } = JSON.parse(text) as { entries: Entry[] }
  return entries.toSorted((a, b) => a.idx - b.idx)
}

async function apply(
  client: pg.Client,
  entry: Entry,
  sql: string,
  known: string | undefined,
): Promise<boolean> {
  const hash = createHash('sha256').update(sql).digest('hex')
  if (known === hash) return false
  if (known) {
    throw new Refusal(
      `Migration ${entry.tag} was changed after it had run on this database; restore the file, changes need a migration of their own.`,
    )
  }
  await client.query('BEGIN')
  try {
    await client.query(
      'insert into drizzle.__drizzle_migrations (hash, created_at) values ($1, $2)',
      [hash, entry.when],
    )
    for (const part of sql.split('--> statement-breakpoint')) {
      if (part.trim() !== '') await client.query(part)
    }
    await client.query('COMMIT')
    return true
  } catch (fault) {
    await client.query('ROLLBACK').catch(() => undefined)
    throw new Error(`migration ${entry.tag} failed`, { cause: fault })
  }
}

/** The address for migrations: a Neon pooler host cannot take advisory locks, its direct host can. */
export function directUrl(databaseUrl: string): string {
  return databaseUrl.replace(/-pooler(\.[a-z0-9.-]+\.neon\.tech)/, '$1')
}

if (import.meta.main) {
  const url = process.env.DATABASE_URL
  if (!url) {
    console.error('Give the database in DATABASE_URL. (npm start migrates by itself.)')
    process.exit(1)
  }
  const applied = await migrate(directUrl(url))
  console.log(applied.length === 0 ? 'Nothing to do.' : `Applied: ${applied.join(', ')}`)
}
