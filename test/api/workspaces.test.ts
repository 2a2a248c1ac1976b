// Several workspaces of one person: made, chosen, renamed, handed over, left and deleted, with
// nothing of them left anywhere.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { acme, bolt, openWorld, type World } from './world.ts'

let world: World
beforeAll(async () => {
  world = await openWorld()
  await world.place.query(`insert into "user" (id, name, email) values
    ('u3', 'Cleo', 'cleo@example.com')`)
})
afterAll(() => world.stop())

const ana = { person: 'u1' }
const inside = (workspace: string, person = 'u1') => ({
  headers: { cookie: `person=${person}; esonar.workspace=${workspace}` },
  person,
})
const make = async (name: string, person = 'u1'): Promise<string> =>
  (await world.ask('POST', '/api/workspaces', { person, body: { name } })).json.workspace
const whereIs = async (given: object) => (await world.ask('GET', '/api/workspace', given)).json

describe('a person of several workspaces', () => {
  it('makes one, is in it at once, and has a policy and a page there', async () => {
    const made = await world.ask('POST', '/workspaces', { ...ana, form: { name: ' Clients ' } })
    expect(made.status).toBe(303)
    const id = /esonar\.workspace=(\w+)/.exec(made.headers.get('set-cookie') ?? '')?.[1] ?? ''
    expect(await whereIs(inside(id))).toMatchObject({
      workspace: id,
      name: 'Clients',
      role: 'owner',
    })
    const policies = (await world.ask('GET', '/api/policies', inside(id))).json.data
    expect(policies).toHaveLength(1)
    expect(world.configs.get(id)?.pages).toHaveLength(1)
    expect((await world.ask('GET', '/', inside(id))).text).toContain('Clients')
  })

  it('switches, and what they chose is checked at each request', async () => {
    const id = await make('Other')
    const chosen = await world.ask('POST', `/workspaces/${id}/choose`, ana)
    expect(chosen.headers.get('set-cookie')).toMatch(/HttpOnly.*SameSite=Lax/i)
    const site = { type: 'http', url: 'https://example.com', name: 'only here' }
    await world.ask('POST', '/api/checks', { ...inside(id), body: site })
    expect((await world.ask('GET', '/api/checks', inside(id))).json.data).toHaveLength(1)
    expect((await world.ask('GET', '/api/checks', ana)).json.data).toEqual([])
    // Somebody else's, or none at all: their own first one.
    for (const wrong of [bolt, 'nowhere00000', '"><script>']) {
      expect(await whereIs(inside(wrong))).toMatchObject({ workspace: acme })
    }
    expect((await world.ask('POST', `/workspaces/${bolt}/choose`, ana)).status).toBe(404)
    expect(await whereIs(inside(id, 'u2'))).toMatchObject({ workspace: bolt })
  })

  it('renames it, as an admin may and a member may not', async () => {
    const rename = (given: object, name: string) =>
      world.ask('PATCH', '/api/workspace', { ...given, body: { name } })
    expect((await rename(ana, 'Acme Ltd')).json.name).toBe('Acme Ltd')
    expect((await rename(ana, ' ')).json).toMatchObject({ status: 422, field: 'name' })
    const long = await world.ask('POST', '/workspace/name', {
      ...ana,
      form: { name: 'x'.repeat(81) },
    })
    expect(long.text).toContain('at most 80 characters')
    expect(long.text).toContain('x'.repeat(81))
    await world.place.query(
      `insert into members (workspace, user_id, role) values ($1, 'u3', 'member')`,
      [acme],
    )
    expect((await rename({ person: 'u3' }, 'Mine')).status).toBe(403)
    await rename(ana, 'Acme')
  })

  it('hands it over, to a member only', async () => {
    const id = await make('To give')
    const give = (person: string, given: object = inside(id)) =>
      world.ask('PUT', '/api/workspace/owner', { ...given, body: { person } })
    expect((await give('u2')).status).toBe(404)
    await world.place.query(
      `insert into members (workspace, user_id, role) values ($1, 'u3', 'viewer')`,
      [id],
    )
    expect((await give('u3', inside(id, 'u3'))).status).toBe(403)
    expect((await give('u3')).status).toBe(204)
    expect(await whereIs(inside(id))).toMatchObject({ workspace: id, role: 'admin' })
    expect(await whereIs(inside(id, 'u3'))).toMatchObject({ workspace: id, role: 'owner' })
    expect((await world.ask('POST', '/workspace/leave', inside(id))).status).toBe(303)
    expect(await whereIs(inside(id))).toMatchObject({ workspace: acme })
  })

  it('owns twenty at most, however many are made at once', async () => {
    await world.place.query(
      `insert into "user" (id, name, email, email_verified) values ('u4', 'Dan', 'dan@x.example', true)`,
    )
    const all = await Promise.all(
      Array.from({ length: 26 }, (_, n) =>
        world.ask('POST', '/api/workspaces', { person: 'u4', body: { name: `No. ${n}` } }),
      ),
    )
    expect([...new Set(all.map(({ status }) => status))].toSorted()).toEqual([201, 402])
    expect(all.find(({ status }) => status === 402)!.text).toContain('You own 20 workspaces')
    const rows = await world.place.query(
      `select count(*)::int as n from members m join shard_assignments using (workspace)
        where user_id = 'u4' and role = 'owner'`,
    )
    expect(rows[0].n).toBe(20)
  })

  it('is told so by form', async () => {
    const rows = await world.place.query(
      `select count(*)::int as n from members where user_id = 'u3' and role = 'owner'`,
    )
    for (let made = rows[0].n; made < 20; made++) await make(`No. ${made}`, 'u3')
    const more = await world.ask('POST', '/workspaces', { person: 'u3', form: { name: 'No. 21' } })
    expect(more.status).toBe(402)
    expect(more.text).toContain('value="No. 21"')
  })
})

describe('a deleted workspace', () => {
  it('is gone from every table, from KV and from its shard', async () => {
    const id = await make('Doomed')
    const here = inside(id)
    const ask = async (method: string, path: string, body: object) => {
      const answer = await world.ask(method, path, { ...here, body })
      expect([path, answer.status < 300]).toEqual([path, true])
      return answer.json
    }
    const check = await ask('POST', '/api/checks', { type: 'http', url: 'https://example.com' })
    await ask('POST', '/api/checks', { type: 'heartbeat', name: 'job' })
    await ask('PUT', '/api/ping-key', {})
    await ask('POST', '/api/channels', { type: 'webhook', url: 'https://ops.example/x' })
    await ask('POST', '/api/invitations', {})
    await ask('POST', '/api/pages', { slug: 'doomed', title: 'Doomed' })
    await ask('PUT', '/api/people/u1/feed', {})
    const { secret } = await ask('POST', '/api/keys', { name: 'k', role: 'member' })
    const { token } = await ask('POST', '/api/agents/tokens', {})
    const seat = { name: 'home', network: 'office', program: '0.1.0', capabilities: [] }
    const joined = await world.ask('POST', '/agent/join', { key: null, body: { ...seat, token } })
    expect(joined.status).toBe(201)
    world.kv.set('page:doomed', { workspace: id })
    world.kv.set(`page:${id}`, { workspace: id })
    const { doomed, others } = await counted(id)
    expect(Object.keys(doomed).length).toBeGreaterThan(8)
    expect([...world.kv].filter(([name, value]) => isOf(id, name, value))).toHaveLength(8)
    const forgotten: [workspace: string, wasThere: boolean][] = []
    world.door.forget = async (workspace) => {
      forgotten.push([workspace, (await world.hub.accounts.workspace(workspace)) !== null])
    }

    const wrong = await world.ask('POST', '/workspace/remove', {
      ...here,
      form: { typed: 'doomed' },
    })
    expect([wrong.status, wrong.text]).toEqual([422, expect.stringContaining('value="doomed"')])
    const left = await world.ask('POST', '/workspace/remove', {
      ...here,
      form: { typed: 'Doomed' },
    })
    expect(left.status).toBe(303)

    expect(await counted(id)).toEqual({ doomed: {}, others })
    expect([...world.kv].filter(([name, value]) => isOf(id, name, value))).toEqual([])
    expect([...world.kv.keys()].filter((name) => name.endsWith(':doomed'))).toEqual([])
    // Before and after: a change of configuration may come in between.
    expect(forgotten).toEqual([
      [id, true],
      [id, false],
    ])
    expect((await world.ask('GET', '/api/checks', { key: secret })).status).toBe(401)
    expect((await world.ask('GET', `/api/checks/${check.id}`, here)).status).toBe(404)
    expect(await whereIs(here)).toMatchObject({ workspace: acme })
  })

  it('is deleted by its owner in person, under its name', async () => {
    const id = await make('Kept')
    await world.place.query(
      `insert into members (workspace, user_id, role) values ($1, 'u2', 'admin')`,
      [id],
    )
    const gone = (given: object) => world.ask('DELETE', '/api/workspace?name=Kept', given)
    expect((await gone(inside(id, 'u2'))).status).toBe(403)
    expect((await gone(inside(id, 'u3'))).status).not.toBe(204)
    const key = await world.ask('DELETE', '/api/workspace?name=Acme')
    expect(key.status).toBe(403)
    expect((await world.ask('DELETE', '/api/workspace', inside(id))).json.field).toBe('name')
    expect(await whereIs(inside(id))).toMatchObject({ workspace: id })
    expect((await gone(inside(id))).status).toBe(204)
  })

  it('leaves whoever had no other one with a fresh one', async () => {
    await world.place.query(`insert into "user" (id, name, email) values
      ('u6', 'Fin', 'fin@example.com')`)
    const first = await whereIs({ person: 'u6' })
    expect(
      (await world.ask('DELETE', '/api/workspace?name=My servers', { person: 'u6' })).status,
    ).toBe(204)
    const second = await whereIs({ person: 'u6' })
    expect(second).toMatchObject({ name: 'My servers', role: 'owner' })
    expect(second.workspace).not.toBe(first.workspace)
  })
})

/** Rows of every table that knows workspaces: those of this one, and how many all others have. */
async function counted(id: string) {
  const tables = await world.place.query(`select table_name as name from information_schema.columns
    where table_schema = 'public' and column_name = 'workspace'`)
  const doomed: Record<string, number> = {}
  let others = 0
  for (const { name } of tables) {
    const [row] = await world.place.query(
      `select count(*) filter (where workspace = $1)::int as own,
        count(*) filter (where workspace <> $1)::int as rest from "${name}"`,
      [id],
    )
    if (row.own > 0) doomed[name] = row.own
    others += row.rest
  }
  return { doomed, others }
}

const isOf = (id: string, name: string, value: unknown) =>
  `${name}${JSON.stringify(value)}`.includes(id)
