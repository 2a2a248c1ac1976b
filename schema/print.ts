// The schema as a database really has it, read from its catalogue and written as text in a fixed
// order: `schema.sql`, the golden result of all migrations. Not meant to be run.

/** Runs one statement and answers its rows. */
export type Ask = (statement: string) => Promise<Record<string, unknown>[]>

/** Partitions made by time, and drizzle's own journal, are left out. */
export async function printSchema(ask: Ask): Promise<string> {
  const parts = [
    '-- The schema after all migrations. Written by a test (UPDATE=1), reviewed, never run.',
    ...(await tables(ask)),
    ...(await texts(ask, sequences)),
    ...(await texts(ask, functions)),
    ...(await texts(ask, aggregates)),
  ]
  return `${parts.join('\n\n')}\n`
}

async function tables(ask: Ask): Promise<string[]> {
  const printed: string[] = []
  for (const { name, partition } of await ask(tableNames)) {
    const lines = [
      ...(await texts(ask, columns(String(name)))),
      ...(await texts(ask, constraints(String(name)))),
    ]
    const tail = partition === null ? '' : ` PARTITION BY ${partition}`
    const body = lines.map((line) => `  ${line}`).join(',\n')
    const rest = await texts(ask, indexes(String(name)))
    printed.push([`CREATE TABLE ${name} (\n${body}\n)${tail};`, ...rest].join('\n'))
  }
  return printed
}

async function texts(ask: Ask, statement: string): Promise<string[]> {
  return (await ask(statement)).map(({ line }) => String(line).trim())
}

const tableNames = `
  select c.oid::regclass::text as name,
    case when c.relkind = 'p' then pg_get_partkeydef(c.oid) end as partition
  from pg_class c
  where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
    and not c.relispartition
  order by c.relname collate "C"`

const columns = (table: string) => `
  select a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
    || case when a.attnotnull then ' NOT NULL' else '' end
    || case when a.attidentity = 'a' then ' GENERATED ALWAYS AS IDENTITY' else '' end
    || coalesce(' DEFAULT ' || pg_get_expr(d.adbin, d.adrelid), '') as line
  from pg_attribute a
  left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
  where a.attrelid = '${table}'::regclass and a.attnum > 0 and not a.attisdropped
  order by a.attnum`

// PostgreSQL 18 lists NOT NULL among the constraints; the columns say it already.
const constraints = (table: string) => `
  select 'CONSTRAINT ' || conname || ' ' || pg_get_constraintdef(oid) as line
  from pg_constraint
  where conrelid = '${table}'::regclass and contype <> 'n'
  order by contype desc, conname collate "C"`

const indexes = (table: string) => `
  select pg_get_indexdef(i.indexrelid) || ';'
    || coalesce(' -- ' || obj_description(i.indexrelid, 'pg_class'), '') as line
  from pg_index i join pg_class c on c.oid = i.indexrelid
  where i.indrelid = '${table}'::regclass
    and not exists (select from pg_constraint k where k.conindid = i.indexrelid)
  order by c.relname collate "C"`

const sequences = `
  select 'CREATE SEQUENCE ' || c.oid::regclass || ';' as line from pg_class c
  where c.relnamespace = 'public'::regnamespace and c.relkind = 'S'
    and not exists (select from pg_depend d where d.objid = c.oid and d.deptype in ('a', 'i'))
  order by c.relname collate "C"`

const functions = `
  select pg_get_functiondef(p.oid) || ';' as line from pg_proc p
  where p.pronamespace = 'public'::regnamespace and p.prokind = 'f'
  order by p.proname collate "C"`

const aggregates = `
  select 'CREATE AGGREGATE ' || p.oid::regprocedure || ' (SFUNC = ' || a.aggtransfn
    || ', STYPE = ' || a.aggtranstype::regtype || ');' as line
  from pg_aggregate a join pg_proc p on p.oid = a.aggfnoid
  where p.pronamespace = 'public'::regnamespace
  order by p.proname collate "C"`
