// What the lists of the API, its figures and the report of a month cost with a thousand checks: real
// rows in a real database, asked over HTTP of the whole program.
import pg from 'pg'
import { openStage, type Stage } from '../test/fakes/stage.ts'
import { histogramBuckets } from '../workers/domain/histogram.ts'
import { printFigures, quantile } from './print.ts'

const checks = 1_000
const incidents = 5_000
const days = 31
const runs = 25
/** Of a page of a list, 95 % of the times. */
const promiseMs = 250

const lists = [
  ['checks, 50 of them', '/api/checks'],
  ['checks, 200 of them', '/api/checks?limit=200'],
  ['checks with a tag', '/api/checks?tag=tag-7'],
  ['checks by name', '/api/checks?q=check-77'],
  ['checks that are up', '/api/checks?health=up'],
  ['tags', '/api/tags'],
  ['incidents', '/api/incidents'],
  ['incidents by kind and time', '/api/incidents?from=2026-01-01T00:00:00Z&kind=down'],
  ['suspicions', '/api/suspicions'],
  ['deliveries', '/api/deliveries'],
] as const
const wholes = [
  ['figures for Prometheus', '/metrics'],
  ['uptime of all, CSV', '/api/uptime.csv'],
  ['the report of a month', '/api/reports'],
] as const

/** Prints server times of lists and of what reads everything; whether the lists keep the promise. */
export async function benchApi(): Promise<boolean> {
  const stage = await openStage()
  try {
    await fill(stage)
    const pages = await measureAll(stage, lists)
    printFigures(`API, ${checks} checks and ${incidents} incidents`, rowsOf(pages))
    printFigures('What reads all of them', rowsOf(await measureAll(stage, wholes)))
    return pages.every((one) => one.p95 <= promiseMs)
  } finally {
    await stage.close()
  }
}

/** One check that is asked, 999 paused copies of it, their days, and incidents of all of them. */
async function fill(stage: Stage): Promise<void> {
  await stage.watch('check-0', { path: '/' }, { intervalSeconds: 60 })
  const client = new pg.Client({ connectionString: stage.esonar.databaseUrl })
  await client.connect()
  await client.query(`update checks set created_at = now() - interval '100 days'`)
  await client.query(
    `insert into checks select (jsonb_populate_record(c, jsonb_build_object(
      'id', c.id || n, 'name', 'check-' || n, 'tags', array['tag-' || n % 20],
      'paused', true))).* from checks c, generate_series(1, $1) n`,
    [checks - 1],
  )
  await client.query('update workspaces set config_version = config_version + 1')
  await client.query(
    `insert into rollups_day select c.workspace, c.id, place, current_date - d, 1440, 1439, 0, 1, 0,
      0, 57600, 400, array(select case when b between 30 and 45 then 90 else 0 end
        from generate_series(1, ${histogramBuckets}) b)
      from checks c, unnest(array['one', 'two', 'three']) place, generate_series(1, $1) d
      on conflict do nothing`,
    [days],
  )
  await client.query(
    `insert into incidents (id, workspace, check_id, kind, incident_group, level, started_at,
        opened_at, resolved_at, resolved_how, downtime_seconds, sequence, body)
      select 'inc_' || workspace || '_' || n, workspace, id, 'down', 'health', 'critical', at, at,
        at + interval '90 s', 'recovered', 90, 1, jsonb_build_object('v', 1,
          'id', 'inc_' || workspace || '_' || n, 'workspace', workspace, 'check', id,
          'location', null, 'kind', 'down', 'group', 'health', 'level', 'critical',
          'startedAt', ms, 'openedAt', ms, 'resolvedAt', ms + 90000,
          'resolvedHow', 'recovered', 'downtimeSeconds', 90, 'acknowledgedAt', null, 'rounds', '[]'::jsonb,
          'verdict', jsonb_build_object('v', 1, 'rule', 'majority', 'asked', '[]'::jsonb, 'fail', '[]'::jsonb,
            'pass', '[]'::jsonb, 'abstained', '[]'::jsonb, 'networks', '[]'::jsonb, 'networksFailing', '[]'::jsonb,
            'crossChecked', true))
      from (select c.*, n, at, floor(extract(epoch from at) * 1000)::bigint as ms
        from (select workspace, id, row_number() over () - 1 as place from checks) c
        join (select n, now() - n * interval '9 min' as at from generate_series(1, $1) n) i
          on i.n % $2 = c.place) x`,
    [incidents, checks],
  )
  await client.query('analyze')
  await client.end()
  await stage.esonar.tick()
}

interface Measured {
  name: string
  p50: number
  p95: number
  kilobytes: number
}

async function measureAll(
  stage: Stage,
  asked: readonly (readonly [string, string])[],
): Promise<Measured[]> {
  const measured: Measured[] = []
  for (const [name, path] of asked) {
    const times: number[] = []
    let kilobytes = 0
    for (let run = 0; run < runs; run += 1) {
      const begun = performance.now()
      const answer = await fetch(stage.url + path, {
        headers: { authorization: `Bearer ${stage.apiKey}` },
      })
      const text = await answer.text()
      times.push(performance.now() - begun)
      if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${text.slice(0, 200)}`)
      kilobytes = text.length / 1024
    }
    const warm = times.slice(3)
    measured.push({ name, p50: quantile(warm, 0.5), p95: quantile(warm, 0.95), kilobytes })
  }
  return measured
}

function rowsOf(all: Measured[]) {
  return all.flatMap(({ name, p50, p95, kilobytes }) => [
    { name: `${name}, p50`, value: p50, unit: 'ms' },
    { name: `${name}, p95`, value: p95, unit: 'ms', note: `${kilobytes.toFixed(0)} KB` },
  ])
}
