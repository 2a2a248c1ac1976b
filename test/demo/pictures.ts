// The README's pictures: a shop's overview, an incident's evidence and its status page, taken from the
// program with ninety days of history. `npm run pictures`; only addresses of this machine are renamed.
import { join } from 'node:path'
import pg from 'pg'
import { chromium, type Page } from 'playwright-core'
import { histogramBuckets } from '../../workers/domain/histogram.ts'
import { until } from '../fakes/client.ts'
import { openStage, type Stage } from '../fakes/stage.ts'
import { incidentOf } from '../fakes/telling.ts'

const folder = join(import.meta.dirname, '../../docs/images')
const locations = 'weur@amsterdam,enam@virginia,apac@singapore'
const dayMs = 86_400_000
/** So many rounds are in the picture of the incident. */
const fallsForMs = 80_000

/** Checks: name, path, tag, what they are called in public, and past falls (days ago, seconds). */
const shop: [name: string, path: string, tag: string, title: string | null, falls: number[][]][] = [
  ['checkout-api', 'checkout', 'payments', 'Checkout', [[23, 1_500]]],
  ['payments webhook', 'payments', 'payments', 'Card payments', []],
  [
    'customer mail',
    'mail',
    'backend',
    'Order mail',
    [
      [61, 1_300],
      [3, 2_000],
    ],
  ],
  ['partner portal', 'partners', 'backend', 'Partner portal', [[14, 5_700]]],
  ['warehouse API', 'warehouse', 'backend', null, []],
  ['image CDN', 'images', 'shop', 'Pictures', [[33, 400]]],
  [
    'search',
    'search',
    'shop',
    'Search',
    [
      [40, 600],
      [9, 500],
    ],
  ],
  ['shop front', 'shop', 'shop', 'Website', []],
  ['blog', 'blog', 'site', 'Blog', []],
  ['careers', 'careers', 'site', 'Careers', []],
]
const groups = [
  ['Shop', ['Website', 'Checkout', 'Search', 'Pictures']],
  ['Orders', ['Card payments', 'Order mail', 'Partner portal']],
  ['Company', ['Blog', 'Careers']],
] as const

/** This machine's addresses say nothing to a reader. */
const renamed = `(() => {
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  while (texts.nextNode()) {
    const { data } = texts.currentNode
    const said = data.replace(/https?:\\/\\/127\\.0\\.0\\.1:\\d+/g, 'https://fernhill.example')
    if (said !== data) texts.currentNode.data = said
  }
})()`

const stage = await openStage({ locations })
try {
  const ids = await lay(stage)
  await remember(stage, ids)
  const page = await publish(stage, ids)
  await tell(stage, page)
  const body = '<html><body><h1>503 Service Unavailable</h1>upstream connect error</body></html>'
  stage.target.set('/checkout', { kind: 'status', status: 503, body })
  const incident = await until('the incident', 60_000, async () => {
    const { data } = await stage.api.get<{ data: { id: string; resolvedAt: string | null }[] }>(
      `/api/incidents?check=${ids.get('checkout-api')}`,
    )
    return data.find((one) => one.resolvedAt === null)?.id
  })
  await new Promise((resolve) => setTimeout(resolve, fallsForMs))
  await take(stage, incident)
} finally {
  await stage.close()
}

/** The shop's checks, each answering in a time of its own. */
async function lay({ api, target, watch }: Stage): Promise<Map<string, string>> {
  await api.patch('/api/workspace', { name: 'Fernhill Outdoor' })
  const [channel] = (await api.get<{ data: { id: string }[] }>('/api/channels')).data
  await api.patch(`/api/channels/${channel!.id}`, { name: 'ops.fernhill.example' })
  const made = shop.map(async ([name, path, tag], index): Promise<[string, string]> => {
    target.set(`/${path}`, { kind: 'slow', ms: 12 + ((index * 17) % 60) })
    return [name, await watch(name, { path: `/${path}` }, { tags: [tag], confirmSeconds: 5 })]
  })
  return new Map(await Promise.all(made))
}

/** Ninety days that were, in the database. */
async function remember(stage: Stage, ids: Map<string, string>): Promise<void> {
  const client = new pg.Client({ connectionString: stage.esonar.databaseUrl })
  await client.connect()
  await client.query(`update checks set created_at = now() - interval '100 days'`)
  const place = 'unnest($1::text[]) place'
  const names = locations.split(',').map((one) => one.split('@')[0])
  const wave = `(20 + length(c.name) * 3 + abs(hashtext(c.id || h)) % 40)`
  const counts = (n: number, ms: string) =>
    `${n}, ${n}, 0, 0, 0, 0, ${n} * ${ms}, 400, array_fill(1, array[${histogramBuckets}])`
  await client.query(
    `insert into rollups_day select c.workspace, c.id, place, current_date - h, ${counts(1_440, wave)}
      from checks c, ${place}, generate_series(1, 90) h on conflict do nothing`,
    [names],
  )
  await client.query(
    `insert into rollups_hour select c.workspace, c.id, place,
      date_trunc('hour', now()) - h * interval '1 hour', ${counts(60, wave)}, true
      from checks c, ${place}, generate_series(1, 72) h on conflict do nothing`,
    [names],
  )
  const workspace = ids.values().next().value!.split('_')[1]!
  for (const [name, , , , falls] of shop) {
    for (const [days, seconds] of falls) {
      const check = ids.get(name)!
      const startedAt = Date.now() - days! * dayMs
      const resolvedAt = startedAt + seconds! * 1_000
      const end = { resolvedAt, resolvedHow: 'recovered' as const, downtimeSeconds: seconds! }
      const facts = { id: `inc_${workspace}_past-${name.length}-${days}`, workspace, check }
      const incident = incidentOf({ ...facts, startedAt, openedAt: startedAt + 5_000, ...end })
      await client.query(
        `insert into incidents (id, workspace, check_id, kind, incident_group, level, started_at,
          opened_at, resolved_at, resolved_how, downtime_seconds, sequence, body)
          values ($1, $2, $3, 'down', 'health', 'critical', to_timestamp($4 / 1000.0),
          to_timestamp($4 / 1000.0 + 5), to_timestamp($5 / 1000.0), 'recovered', $6, 1, $7)`,
        [
          incident.id,
          workspace,
          check,
          startedAt,
          resolvedAt,
          seconds,
          { ...incident, events: [] },
        ],
      )
    }
  }
  await client.query('update workspaces set config_version = config_version + 1')
  await client.end()
  await stage.esonar.tick()
}

/** The status page with its groups; answers its id. */
async function publish({ api }: Stage, ids: Map<string, string>): Promise<string> {
  const [page] = (await api.get<{ data: { id: string }[] }>('/api/pages')).data
  const checkOf = (title: string) => ids.get(shop.find((one) => one[3] === title)![0])
  await api.patch(`/api/pages/${page!.id}`, {
    slug: 'fernhill',
    title: 'Fernhill Outdoor',
    text: 'How our shop and its services are. Questions: https://fernhill.example/help',
    groups: groups.map(([name, titles]) => ({
      name,
      components: titles.map((title) => ({ name: title, check: checkOf(title) })),
    })),
  })
  return page!.id
}

async function tell({ api }: Stage, page: string): Promise<void> {
  const shown = await api.get<{ groups: { components: { key: string; name: string }[] }[] }>(
    `/api/pages/${page}`,
  )
  const mail = shown.groups
    .flatMap((one) => one.components)
    .find((one) => one.name === 'Order mail')
  const { id } = await api.post<{ id: string }>(`/api/pages/${page}/posts`, {
    title: 'Order confirmations arrive late',
    impact: 'slow',
    components: [mail!.key],
    text: 'Confirmations take up to 40 minutes to arrive. Orders themselves are taken as usual.',
  })
  await api.post(`/api/pages/${page}/posts/${id}/updates`, {
    state: 'identified',
    text: 'Our mail provider holds mails back. We send the rest through a second one.',
  })
}

async function take({ url, owner }: Stage, incident: string): Promise<void> {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
    args: ['--no-sandbox'],
  })
  try {
    const context = await browser.newContext({ locale: 'en-GB', timezoneId: 'UTC' })
    await visit(await context.newPage(), url, owner, incident)
  } finally {
    await browser.close()
  }
}

async function visit(
  page: Page,
  url: string,
  owner: Stage['owner'],
  incident: string,
): Promise<void> {
  await page.goto(`${url}/sign-in`)
  await page.getByLabel('E-mail').fill(owner.email)
  await page.getByLabel('Password').fill(owner.password)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.waitForURL(`${url}/`)
  await keep(page, `${url}/`, 'overview', 900)
  await keep(page, `${url}/incidents/${incident}`, 'incident', 1_340)
  await keep(page, `${url}/status/fernhill`, 'status-page', 1_250)
}

async function keep(page: Page, url: string, name: string, height: number): Promise<void> {
  await page.setViewportSize({ width: 1_280, height })
  await page.goto(url)
  await page.waitForLoadState('networkidle')
  await page.evaluate(renamed)
  await page.screenshot({ path: join(folder, `${name}.png`) })
}
