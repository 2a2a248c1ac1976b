// "Export everything" and "delete everything", by the schema itself: a new table with a column
// `workspace` is in the export and goes with its workspace, or this fails.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { histogramBuckets } from '../../workers/domain/histogram.ts'
import { leftOut, listed } from '../../workers/store/everything.ts'
import { secret, thingsOf } from './route-fills.ts'
import { openSweep, type Sweep } from './sweep-world.ts'
import { acme, bolt } from './world.ts'

let world: Sweep
let names: string[]
beforeAll(async () => {
  world = await openSweep()
  for (const make of Object.values(thingsOf(world))) await make()
  const rows = await world.place.query(
    `select distinct c.table_name as name from information_schema.columns c
       join pg_class k on k.relname = c.table_name and not k.relispartition
      where c.table_schema = 'public' and c.column_name = 'workspace' order by 1`,
  )
  names = rows.map((one: { name: string }) => one.name)
})
afterAll(() => world.stop())

const count = async (table: string, workspace: string) => {
  const [found] = await world.place.query(
    `select count(*)::int as n from ${table} where workspace = $1`,
    [workspace],
  )
  return found.n as number
}

/** Tables that name a workspace in whatever column. */
async function namedIn(workspace: string): Promise<string[]> {
  const tables = await world.place.query(
    `select relname as name from pg_class where relkind in ('r', 'p') and not relispartition
      and relnamespace = 'public'::regnamespace order by 1`,
  )
  const found = []
  for (const { name } of tables) {
    const rows = await world.place.query(
      `select 1 from "${name}" t where strpos(to_jsonb(t)::text, $1) > 0 limit 1`,
      [workspace],
    )
    if (rows.length > 0) found.push(name)
  }
  return found
}

describe('every table with a workspace', () => {
  it('is in the export, or is left out for a reason', async () => {
    const { json, text } = await world.ask('GET', '/api/workspace/export')
    expect(names.length).toBeGreaterThan(25)
    const inExport = names.filter((name) => !(name in leftOut))
    expect(inExport.filter((name) => !Array.isArray(json[name]))).toEqual([])
    for (const name of Object.keys(leftOut)) expect([name, json[name]]).toEqual([name, undefined])
    expect(Object.keys(leftOut).filter((name) => !names.includes(name))).toEqual([])
    for (const name of inExport.filter((one) => !listed.includes(one)))
      expect([name, json[name].length]).toEqual([name, await count(name, acme)])
    expect(text).not.toContain(secret)
    expect(text).not.toContain('sealed:')
    const rows = inExport.filter((one) => !listed.includes(one)).flatMap((one) => json[one])
    for (const row of rows)
      for (const column of ['hash', 'key_hash', 'token', 'secret'])
        expect(Object.keys(row)).not.toContain(column)
    expect(text).not.toContain(bolt)
  })

  it('is read in pages, each row once', async () => {
    await world.place.query(
      `insert into rollups_day select $1, 'chk_' || $1 || '_x', place, current_date - d, 1, 1, 0, 0, 0, 0,
         1, 1, array_fill(0, array[$2::int]) from generate_series(1, 4) d, unnest(array['a', 'b']) place`,
      [acme, histogramBuckets],
    )
    await world.place.query(
      `insert into rounds (workspace, check_id, number, started_at, answers, body)
         select $1, 'chk_' || $1 || '_x', n, now(), 3, '{}' from generate_series(1, 5) n`,
      [acme],
    )
    for (const table of ['rollups_day', 'rounds']) {
      const seen: string[] = []
      let after: string[] | null = null
      do {
        const page: Awaited<ReturnType<Sweep['hub']['everything']['rows']>> =
          await world.hub.everything.rows(table, acme, after, 3)
        seen.push(...page.data.map((one) => JSON.stringify(one)))
        after = page.next
      } while (after !== null)
      expect([table, seen.length]).toEqual([table, await count(table, acme)])
      expect(new Set(seen).size).toBe(seen.length)
    }
  })

  it('goes with its workspace', async () => {
    const rules = await world.place.query(
      `select k.relname as name, c.confdeltype as rule
         from pg_constraint c join pg_class k on k.oid = c.conrelid
        where c.contype = 'f' and c.confrelid = 'workspaces'::regclass and c.conparentid = 0`,
    )
    const cascades = rules
      .filter((one: { rule: string }) => one.rule === 'c')
      .map((one: { name: string }) => one.name)
    expect(names.filter((name) => !cascades.includes(name))).toEqual([])
    const before = await Promise.all(names.map((name) => count(name, acme)))
    expect(before.filter((n) => n > 0).length).toBeGreaterThan(15)
    const { json } = await world.ask('GET', '/api/workspace', { person: 'u1' })
    const gone = await world.ask('DELETE', `/api/workspace?name=${encodeURIComponent(json.name)}`, {
      person: 'u1',
    })
    expect(gone.status).toBe(204)
    for (const name of names) expect([name, await count(name, acme)]).toEqual([name, 0])
    expect(await namedIn(acme)).toEqual([])
  })
})
