// Ten thousand checks of twenty workspaces, every 60 s from three places, in the real program on this
// machine: how late after its slot does each reach the target? CHECKS and MINUTES make it smaller.
import pg from 'pg'
import { openStage, type Stage } from '../test/fakes/stage.ts'
import { latenessOf } from './lateness.ts'
import { printFigures, quantile } from './print.ts'
import { cpuByName, residentMbByName } from './process.ts'
import { startPlainTarget } from './target.ts'

const checks = Number(process.env.CHECKS ?? 10_000)
const minutes = Number(process.env.MINUTES ?? 10)
const perWorkspace = 500
const intervalSeconds = 60
const warmSeconds = 90
const promiseMs = 2_000

/** Prints lateness at the target, CPU and memory. True when 99 of 100 are at most two seconds late
 *  and no slot was left out. */
export async function benchMany(): Promise<boolean> {
  const target = await startPlainTarget(true)
  const stage = await openStage()
  try {
    const shards = await fill(stage, target.url)
    await stage.esonar.tick()
    await seconds(warmSeconds)
    await target.take()
    const before = cpuByName(process.pid)
    await seconds(minutes * 60)
    const after = cpuByName(process.pid)
    const shardOf = (path: string) => shards.get(path.split('/')[1]!)
    const seen = latenessOf(await target.take(), shardOf, intervalSeconds)
    const p99 = quantile(seen.latenessMs, 0.99)
    const memory = residentMbByName(process.pid)
    const cpu = (name: string) => (after.get(name) ?? 0) - (before.get(name) ?? 0)
    printFigures(`${checks} checks, ${shards.size} shards, ${minutes} minutes`, [
      { name: 'probes at the target', value: seen.probes },
      { name: 'slots', value: seen.latenessMs.length },
      { name: 'left out', value: String(seen.skipped) },
      { name: 'lateness p50', value: quantile(seen.latenessMs, 0.5), unit: 'ms' },
      { name: 'lateness p99', value: p99, unit: 'ms' },
      { name: 'lateness max', value: Math.max(...seen.latenessMs), unit: 'ms' },
      {
        name: 'CPU of workerd',
        value: (cpu('workerd') / seen.probes) * 1_000,
        unit: 's',
        note: 'of 1,000 probes',
      },
      { name: 'resident, workerd', value: memory.get('workerd') ?? 0, unit: 'MB' },
      {
        name: 'resident, PostgreSQL',
        value: memory.get('postgres') ?? 0,
        unit: 'MB',
        note: 'shared pages counted each time',
      },
    ])
    return p99 <= promiseMs && seen.skipped === 0
  } finally {
    await stage.close()
    target.close()
  }
}

const seconds = (count: number) => new Promise((resolve) => setTimeout(resolve, count * 1_000))

/** The checks, copied from one that the API made; answers which workspace stands in which shard. */
async function fill(stage: Stage, url: string): Promise<Map<string, string>> {
  await stage.watch('pattern', { url: `${url}/pattern/0` }, { intervalSeconds })
  const client = new pg.Client({ connectionString: stage.esonar.databaseUrl })
  await client.connect()
  return fillBy(client, url).finally(() => client.end())
}

async function fillBy(client: pg.Client, url: string): Promise<Map<string, string>> {
  const names = Array.from(
    { length: Math.ceil(checks / perWorkspace) },
    (_, n) => `many${1_000 + n}`,
  )
  await client.query(
    `insert into workspaces (id, name, plan) select id, id, 'business' from unnest($1::text[]) id`,
    [names],
  )
  await client.query(
    `insert into checks select (jsonb_populate_record(c, jsonb_build_object(
      'id', 'chk_' || w || '_' || n, 'workspace', w, 'name', w || ' ' || n,
      'policy', null, 'settings', jsonb_set(c.settings, '{http,url}', to_jsonb($3::text || '/' || w || '/' || n))))).*
     from checks c, unnest($1::text[]) w, generate_series(1, $2) n where c.name = 'pattern'`,
    [names, Math.min(perWorkspace, checks), url],
  )
  const shards = new Map<string, string>()
  for (const name of names) {
    const { rows } = await client.query('select assign_shard($1, $2::int) as shard', [
      name,
      perWorkspace,
    ])
    shards.set(name, (rows[0] as { shard: string }).shard)
  }
  return shards
}
