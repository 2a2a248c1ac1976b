// The audit log: every route that changes something leaves a line, none of them a secret; read by
// page and API, filtered and page by page.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { canary, fills, secret, thingsOf } from './route-fills.ts'
import { askAs, nameOf, openSweep, routesOf, type Sweep } from './sweep-world.ts'
import { acme } from './world.ts'

/** Writes that leave no line, and why. */
const silent: Record<string, string> = {
  'POST /api/probes': 'stores nothing',
  'POST /checks/test': 'stores nothing',
  'POST /start/test': 'stores nothing',
  'POST /checks/:id/test': 'stores nothing',
  'POST /api/checks/:id/whatif': 'stores nothing',
  'POST /workspaces/:id/choose': 'a cookie of whoever chooses',
}
/** The log goes with the workspace; workspaces.test.ts deletes one. */
const endsIt = ['DELETE /api/workspace', 'POST /workspace/remove']

let world: Sweep
beforeAll(async () => {
  world = await openSweep()
})
afterAll(() => world.stop())

const linesNow = async () =>
  (await world.place.query('select count(*)::int as n from audit'))[0].n as number

/** Acme as it was: with its owner, another one who may stay behind, and its name. */
async function restore(): Promise<void> {
  await world.place.query(
    `insert into members (workspace, user_id, role) values ($1, 'u1', 'owner'), ($1, 'u2', 'owner')
     on conflict (workspace, user_id) do update set role = 'owner'`,
    [acme],
  )
  await world.place.query('update workspaces set name = $1 where id = $2', [canary, acme])
  await world.place.query('delete from schedules where workspace = $1', [acme])
  await world.place.query('delete from postmortems where workspace = $1', [acme])
}

/** Writes that are tried elsewhere, and why. */
const elsewhere: [path: RegExp, why: string][] = [
  [
    /^\/(ping|api\/push|in|internal|a|agent|lend|status|stripe|canary)\//,
    'no member of the workspace asks',
  ],
  [/^\/(plan|api\/workspace\/subscription)(\/|$)/, 'paid at a Stripe of loopback; billing.test.ts'],
  [/^\/(usage|api\/workspace)\/credits$/, 'paid at a Stripe of loopback; credits.test.ts'],
  [/^\/operator\//, 'of the installation, not of a workspace; operator.test.ts'],
  [/^\/(sign-in|sign-up|sign-out|setup|invitations|forgot|link|reset|address)(\/|$)/, 'the doors'],
  [/^\/account(\/|$)/, 'of a person, not of a workspace'],
  [/^\/pages\/:id\/logo$/, 'a file; the same flow as by the API'],
  [/\/host\/proof$/, 'asks the world for a record; hosted.test.ts'],
  [/^\/incidents\/:id\/publish\/:page$/, 'a post like others; posts.test.ts'],
]

const isElsewhere = ({ path }: { path: string }) => elsewhere.some(([one]) => one.test(path))

describe('every route that changes something', () => {
  it('is filled in, or named as tried elsewhere', () => {
    const writes = routesOf(world.app).filter((one) => one.method !== 'GET')
    const lost = writes.filter((one) => !(nameOf(one) in fills) && !isElsewhere(one))
    expect(lost.map(nameOf)).toEqual([])
  })

  it('works for the owner, and leaves a line', async () => {
    const writes = routesOf(world.app).filter(
      (one) =>
        one.method !== 'GET' &&
        nameOf(one) in fills &&
        !endsIt.includes(nameOf(one)) &&
        !isElsewhere(one),
    )
    expect(writes.length).toBeGreaterThan(80)
    const faults: string[] = []
    for (const route of writes) {
      await restore()
      const fill = await fills[nameOf(route)]!(thingsOf(world))
      const before = await linesNow()
      const headers = { cookie: `person=u1; esonar.workspace=${acme}` }
      const { answer } = await askAs(world, route, fill, { person: 'u1', headers })
      const name = nameOf(route)
      if (answer.status >= 400) faults.push(`${name}: ${answer.status} ${answer.text.slice(-300)}`)
      const lines = (await linesNow()) - before
      if (name in silent ? lines > 0 : lines === 0) faults.push(`${name}: ${lines} lines`)
    }
    expect(faults).toEqual([])
    const rows = await world.place.query('select to_jsonb(a)::text as row from audit a')
    expect(rows.filter(({ row }) => row.includes(secret))).toEqual([])
    expect(rows.filter(({ row }) => row.includes('sealed:'))).toEqual([])
  }, 120_000)
})

describe('the log', () => {
  const ana = { person: 'u1', headers: { cookie: `person=u1; esonar.workspace=${acme}` } }
  const list = async (query: string) => (await world.ask('GET', `/api/audit${query}`)).json

  it('says who did what, and what it changed', async () => {
    await restore()
    const { json } = await world.ask('POST', '/api/checks', {
      ...ana,
      body: { type: 'http', url: 'https://example.com', name: 'shop' },
    })
    const body = { name: 'shop two', intervalSeconds: 30 }
    await world.ask('PATCH', `/api/checks/${json.id}`, { ...ana, body })
    const { data } = await list(`?subject=${json.id}`)
    expect(data.map((one: { verb: string }) => one.verb)).toEqual(['update', 'create'])
    expect(data[0]).toMatchObject({ actor: 'u1', actorName: 'Ana', noun: 'check' })
    expect(data[0].changes).toEqual([
      { field: 'intervalSeconds', before: '60', after: '30' },
      { field: 'name', before: 'shop', after: 'shop two' },
    ])
    const page = await world.ask('GET', `/audit?subject=${json.id}`, ana)
    expect(page.text).toContain('<del>60</del>')
    expect(page.text).toContain('<ins>30</ins>')
  })

  it('is filtered, and given page by page without loss or doubles', async () => {
    const keys = await list('?noun=key&limit=200')
    expect(keys.data.length).toBeGreaterThan(0)
    expect(new Set(keys.data.map((one: { noun: string }) => one.noun))).toEqual(new Set(['key']))
    expect((await list('?actor=nobody')).data).toEqual([])
    expect((await list('?from=2099-01-01T00:00:00Z')).data).toEqual([])
    expect((await list('?to=2020-01-01T00:00:00Z')).data).toEqual([])
    const ids: number[] = []
    let next: string | null = null
    do {
      const page: { data: { id: number }[]; next: string | null } = await list(
        `?noun=channel&limit=7${next ? `&cursor=${next}` : ''}`,
      )
      ids.push(...page.data.map((one) => one.id))
      next = page.next
    } while (next)
    const all = await world.place.query(
      `select id::int from audit where workspace = $1 and noun = 'channel' order by id desc`,
      [acme],
    )
    expect(ids).toEqual(all.map((one) => one.id))
    expect((await world.ask('GET', '/api/audit?cursor=nonsense')).status).toBe(400)
  })

  it('is for admins, of their own workspace', async () => {
    await world.place.query(`delete from members where workspace = $1 and user_id = 'u2'`, [acme])
    const others = await world.ask('GET', '/api/audit', { person: 'u2' })
    expect(others.text).not.toContain(canary)
    const read = await world.ask('GET', '/api/audit', {
      key: 'esn_acme-viewer-key-0000000000000000',
    })
    expect(read.status).toBe(403)
  })

  it('does not hold back an act when it cannot be written', async () => {
    world.faults.splice(0)
    const { record } = world.hub.accounts
    world.hub.accounts.record = () => Promise.reject(new Error('away'))
    const done = await world.ask('PUT', `/api/incidents/inc_${acme}_a/acknowledgement`)
    world.hub.accounts.record = record
    expect(done.status).toBe(200)
    expect(world.faults.splice(0)).toHaveLength(1)
  })
})
