// What the overview costs with a thousand checks, and the page of one over ninety days: real rows in
// a real database, asked every 60 s from three places; then the same pages in a browser.
import { rmSync } from 'node:fs'
import pg from 'pg'
import { chromium } from 'playwright-core'
import { openStage, type Stage } from '../test/fakes/stage.ts'
import { histogramBuckets } from '../workers/domain/histogram.ts'
import { printFigures, quantile } from './print.ts'

const checks = 1_000
const days = 90
const places = ['one', 'two', 'three']
const runs = 25
const promise = { overviewMs: 500, checkMs: 300, reportMs: 2_000 }

/** Prints server times, bytes and what a browser makes of them. */
export async function benchOverview(): Promise<boolean> {
  const stage = await openStage()
  try {
    const id = await fill(stage)
    const cookie = await signIn(stage)
    const overview = await measure('overview', stage, '/', cookie)
    const narrowed = await measure('overview, narrowed', stage, '/?q=check-77', cookie)
    const check = await measure('check, 90 days', stage, `/checks/${id}`, cookie)
    const report = await measure(
      'report of a month',
      stage,
      `/reports?month=${endedMonth()}`,
      cookie,
    )
    const all = [overview, narrowed, check, report]
    printFigures(
      `Pages, ${checks} checks`,
      all.flatMap((one) => one.rows),
    )
    printFigures('The same in a browser', [
      ...(await look(stage, 'overview', '/', cookie)),
      ...(await look(stage, 'check', `/checks/${id}`, cookie)),
    ])
    const isFast = overview.p95 <= promise.overviewMs && check.p95 <= promise.checkMs
    return isFast && report.p95 <= promise.reportMs
  } finally {
    await stage.close()
    rmSync(stage.dataDir, { recursive: true, force: true })
  }
}

/** One check that is asked, and 999 paused copies of it with a history each; answers its id. */
async function fill(stage: Stage): Promise<string> {
  const more = { intervalSeconds: 60, tags: ['shop'] }
  const id = await stage.watch('check-0', { path: '/' }, more)
  const client = new pg.Client({ connectionString: stage.esonar.databaseUrl })
  await client.connect()
  const begun = performance.now()
  const sql = (text: string, ...values: unknown[]) => client.query(text, values)
  await sql(`update checks set created_at = now() - interval '100 days'`)
  await sql(
    `insert into checks select (jsonb_populate_record(c, jsonb_build_object(
      'id', c.id || n, 'name', 'check-' || n, 'tags', array['tag-' || n % 20],
      'paused', n > 0))).* from checks c, generate_series(1, $1) n`,
    checks - 1,
  )
  await sql('update workspaces set config_version = config_version + 1')
  const counts = (n: number) => `${n}, ${n} - 1, 0, 1, 0, 0, ${n} * (40 + length(c.id)), 400,
    array_fill(1, array[${histogramBuckets}])`
  const each = `checks c, unnest($1::text[]) place`
  await sql(
    `insert into rollups_day select c.workspace, c.id, place, current_date - d, ${counts(1440)}
      from ${each}, generate_series(1, ${days}) d on conflict do nothing`,
    places,
  )
  const hours = `select c.workspace, c.id, place, date_trunc('hour', now()) - h * interval '1 hour'`
  await sql(
    `insert into rollups_hour ${hours}, ${counts(60)}, true
      from ${each}, generate_series(1, 72) h order by h on conflict do nothing`,
    places,
  )
  await sql(
    `insert into rollups_hour ${hours}, ${counts(60)}, true
      from ${each}, generate_series(73, ${days * 24}) h where c.id = $2 order by h`,
    places,
    id,
  )
  await sql(`select ensure_samples_partition((now() - m * interval '1 month')::date)
    from generate_series(0, 4) m`)
  await sql(
    `insert into samples select 1, c.workspace, c.id, place,
      date_trunc('hour', now()) - h * interval '1 hour', 60,
      array(select s * 60 from generate_series(0, 59) s),
      array(select 40 + (s * 7 + h) % 50 from generate_series(0, 59) s), array_fill(0, array[60]), true
      from ${each}, generate_series(1, ${days * 24}) h where c.id = $2 on conflict do nothing`,
    places,
    id,
  )
  await sql('analyze')
  await client.end()
  console.log(`filled in ${((performance.now() - begun) / 1000).toFixed(1)} s`)
  await stage.esonar.tick()
  return id
}

/** The newest month that is over: its report is made anew at each look. */
function endedMonth(): string {
  const now = new Date()
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - 1)).toISOString().slice(0, 7)
}

async function signIn({ url, owner }: Stage): Promise<string> {
  const answer = await fetch(`${url}/sign-in`, {
    method: 'POST',
    redirect: 'manual',
    body: new URLSearchParams(owner),
  })
  return answer.headers
    .getSetCookie()
    .map((one) => one.split(';')[0])
    .join('; ')
}

async function measure(name: string, stage: Stage, path: string, cookie: string) {
  const times: number[] = []
  let bytes = 0
  for (let run = 0; run < runs; run += 1) {
    const begun = performance.now()
    const answer = await fetch(stage.url + path, { headers: { cookie } })
    const text = await answer.text()
    times.push(performance.now() - begun)
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${text.slice(0, 200)}`)
    bytes = text.length
  }
  const warm = times.slice(3)
  const p95 = quantile(warm, 0.95)
  const rows = [
    { name: `${name}, p50`, value: quantile(warm, 0.5), unit: 'ms' },
    { name: `${name}, p95`, value: p95, unit: 'ms' },
    { name: `${name}, HTML`, value: bytes / 1024, unit: 'KB', note: 'before gzip' },
  ]
  return { rows, p95 }
}

/** First paint, largest paint, shift, requests and bytes of a page, by the browser's own clock. */
async function look(stage: Stage, name: string, path: string, cookie: string) {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
    args: ['--no-sandbox'],
  })
  try {
    const context = await browser.newContext({ viewport: { width: 1280, height: 844 } })
    await context.setExtraHTTPHeaders({ cookie })
    const page = await context.newPage()
    const session = await context.newCDPSession(page)
    await session.send('Network.enable')
    let bytes = 0
    let requests = 0
    session.on('Network.loadingFinished', (one) => {
      bytes += one.encodedDataLength
      requests += 1
    })
    await page.goto(stage.url + path)
    await page.waitForTimeout(1_500)
    const timings = (await page.evaluate(timingsScript)) as Record<string, number>
    return [
      { name: `${name}, bytes`, value: bytes / 1024, unit: 'KB', note: 'as sent' },
      { name: `${name}, requests`, value: requests },
      ...Object.entries(timings).map(([key, value]) => ({ name: `${name}, ${key}`, value })),
    ]
  } finally {
    await browser.close()
  }
}

const timingsScript = `new Promise((done) => {
  const found = { shift: 0 }
  const watch = (type, read) => new PerformanceObserver((list) => list.getEntries().forEach(read))
    .observe({ type, buffered: true })
  watch('paint', (one) => { found[one.name + ' ms'] = one.startTime })
  watch('largest-contentful-paint', (one) => { found['largest paint ms'] = one.startTime })
  watch('layout-shift', (one) => { found.shift += one.value })
  watch('longtask', (one) => { found['longest task ms'] =
    Math.max(found['longest task ms'] ?? 0, one.duration) })
  const [page] = performance.getEntriesByType('navigation')
  found['DOM ready ms'] = page.domContentLoadedEventEnd
  setTimeout(() => done(found), 200)
})`
