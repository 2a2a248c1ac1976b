// The rows of the whole database, out and in again, by SQL alone: it works on the embedded
// PostgreSQL, on one's own, and on Neon. The tables themselves are made by the migrations.
import pg from 'pg'

export interface Layout {
  /** `public.samples`, in an order in which each comes after those it points to. */
  tables: string[]
  partitions: { name: string; of: string; bound: string }[]
  sequences: { name: string; last: string | null }[]
  /** Migrations that had run: when each was written. */
  migrations: number[]
}

const rowsPerPart = 1_000

/** Calls `put` with all rows as they were at one moment, part by part, one JSON object a line. */
export async function dumpRows(
  databaseUrl: string,
  put: (table: string, part: number, lines: string) => Promise<void>,
): Promise<Layout> {
  const client = await connected(databaseUrl)
  try {
    await client.query('begin isolation level repeatable read read only')
    const layout = await layoutOf(client)
    for (const table of layout.tables) {
      await client.query(
        `declare rows no scroll cursor for select to_jsonb(t)::text as row from ${quoted(table)} t`,
      )
      for (let part = 0; ; part += 1) {
        const { rows } = await client.query<{ row: string }>(`fetch ${rowsPerPart} from rows`)
        if (rows.length === 0) break
        await put(table, part, `${rows.map(({ row }) => row).join('\n')}\n`)
      }
      await client.query('close rows')
    }
    return layout
  } finally {
    await client.end()
  }
}

export interface Loader {
  rows(table: string, lines: string): Promise<void>
  /** Everything is in, or nothing. */
  done(): Promise<void>
  /** Lets go of the database; what was not `done` is undone. */
  close(): Promise<void>
}

/** Begins to fill a database whose tables are there, and empty but for what migrations put in. */
export async function loadRows(databaseUrl: string, layout: Layout): Promise<Loader> {
  const client = await connected(databaseUrl)
  await client.query('begin')
  if (layout.tables.length > 0)
    await client.query(`truncate ${layout.tables.map(quoted).join(', ')} cascade`)
  for (const { name, of, bound } of layout.partitions) {
    await client.query(
      `create table if not exists ${quoted(name)} partition of ${quoted(of)} ${bound}`,
    )
  }
  const columns = new Map<string, string>()
  return {
    rows: async (table, lines) => {
      if (!columns.has(table)) columns.set(table, await columnsOf(client, table))
      const names = columns.get(table)
      const list = `[${lines.trimEnd().replaceAll('\n', ',')}]`
      await client.query(
        `insert into ${quoted(table)} (${names}) overriding system value
         select ${names} from jsonb_populate_recordset(null::${quoted(table)}, $1::jsonb)`,
        [list],
      )
    },
    done: async () => {
      for (const { name, last } of layout.sequences) {
        if (last !== null) await client.query('select setval($1, $2)', [quoted(name), last])
      }
      await client.query('commit')
    },
    close: () => client.end(),
  }
}

/** How many tables there are that are not the system's. */
export async function tablesIn(databaseUrl: string): Promise<number> {
  const client = await connected(databaseUrl)
  try {
    const { rows } = await client.query<{ n: number }>(
      "select count(*)::int as n from pg_tables where schemaname in ('public', 'drizzle')",
    )
    return rows[0]!.n
  } finally {
    await client.end()
  }
}

/** Leaves a database as empty as a new one. */
export async function emptyDatabase(databaseUrl: string): Promise<void> {
  const client = await connected(databaseUrl)
  try {
    await client.query('begin')
    await client.query('drop schema if exists drizzle cascade')
    await client.query('drop schema public cascade')
    await client.query('create schema public')
    await client.query('commit')
  } finally {
    await client.end()
  }
}

async function layoutOf(client: pg.Client): Promise<Layout> {
  const tables = await client.query<{ name: string; needs: string[] }>(
    `select n.nspname || '.' || c.relname as name,
       array(select fn.nspname || '.' || fc.relname from pg_constraint k
         join pg_class fc on fc.oid = k.confrelid join pg_namespace fn on fn.oid = fc.relnamespace
         where k.conrelid = c.oid and k.contype = 'f' and k.confrelid <> c.oid) as needs
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = 'public' and c.relkind in ('r', 'p') and not c.relispartition
     order by 1`,
  )
  const partitions = await client.query<{ name: string; of: string; bound: string }>(
    `select n.nspname || '.' || c.relname as name, pn.nspname || '.' || p.relname as of,
       pg_get_expr(c.relpartbound, c.oid) as bound
     from pg_inherits i join pg_class c on c.oid = i.inhrelid join pg_class p on p.oid = i.inhparent
     join pg_namespace n on n.oid = c.relnamespace join pg_namespace pn on pn.oid = p.relnamespace
     where c.relispartition and c.relkind = 'r' and n.nspname = 'public' order by 1`,
  )
  const sequences = await client.query<{ name: string; last: string | null }>(
    `select schemaname || '.' || sequencename as name, last_value::text as last
     from pg_sequences where schemaname = 'public' order by 1`,
  )
  const migrations = await client.query<{ at: string }>(
    'select created_at as at from drizzle.__drizzle_migrations order by 1',
  )
  return {
    tables: inOrder(new Map(tables.rows.map(({ name, needs }) => [name, needs]))),
    partitions: partitions.rows,
    sequences: sequences.rows,
    migrations: migrations.rows.map(({ at }) => Number(at)),
  }
}

/** Names so that each comes after those it needs. */
export function inOrder(needs: ReadonlyMap<string, readonly string[]>): string[] {
  const order: string[] = []
  const visit = (name: string, way: string[]) => {
    if (order.includes(name)) return
    if (way.includes(name)) throw new Error(`${[...way, name].join(' needs ')}`)
    for (const one of needs.get(name) ?? []) visit(one, [...way, name])
    order.push(name)
  }
  for (const name of needs.keys()) visit(name, [])
  return order
}

/** What may be written: all but what the database computes. */
async function columnsOf(client: pg.Client, table: string): Promise<string> {
  const { rows } = await client.query<{ name: string }>(
    `select quote_ident(attname) as name from pg_attribute
     where attrelid = $1::regclass and attnum > 0 and not attisdropped and attgenerated = ''
     order by attnum`,
    [quoted(table)],
  )
  return rows.map(({ name }) => name).join(', ')
}

const quoted = (name: string) =>
  name
    .split('.')
    .map((part) => `"${part.replaceAll('"', '""')}"`)
    .join('.')

async function connected(databaseUrl: string): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString: databaseUrl,
    connectionTimeoutMillis: 10_000,
    options: '-c TimeZone=UTC -c search_path=public',
  })
  client.on('error', () => undefined)
  await client.connect()
  return client
}
