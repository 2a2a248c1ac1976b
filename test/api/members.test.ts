// Members and invitations over real stores: who may give what, never without an owner, a link that
// works once, and nothing left of whoever goes.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { noCarriers } from '../../workers/channel/carrier.ts'
import { acme, bolt, openWorld, type World } from './world.ts'

let world: World
beforeAll(async () => {
  world = await openWorld()
  await world.place.query(`insert into "user" (id, name, email) values
    ('u3', 'Cleo', 'cleo@example.com'), ('u4', 'Dan', 'dan@example.com'),
    ('u5', 'Eve', 'eve@example.com')`)
})
afterAll(() => world.stop())
beforeEach(async () => {
  await world.place.query(`delete from members where workspace = $1 and user_id <> 'u1'`, [acme])
  await world.place.query(`update members set role = 'owner' where user_id = 'u1'`)
})

const enrol = (user: string, role: string) =>
  world.place.query('insert into members (workspace, user_id, role) values ($1, $2, $3)', [
    acme,
    user,
    role,
  ])
const rolesNow = async () => {
  const rows = await world.place.query(
    'select user_id, role from members where workspace = $1 order by user_id',
    [acme],
  )
  return Object.fromEntries(rows.map((one) => [one.user_id, one.role]))
}
const as = (person: string) => ({ person })
const invited = async (body: object = {}) =>
  (await world.ask('POST', '/api/invitations', { body })).json
const pathOf = (url: string) => new URL(url).pathname

describe('roles', () => {
  it('are changed by admins, but for owners, whom only owners change and make', async () => {
    await enrol('u3', 'admin')
    await enrol('u4', 'member')
    const change = (by: string, id: string, role: string) =>
      world.ask('PATCH', `/api/members/${id}`, { person: by, body: { role } })
    expect((await change('u3', 'u4', 'viewer')).status).toBe(200)
    expect((await change('u3', 'u4', 'owner')).json).toMatchObject({ status: 403, field: 'role' })
    expect((await change('u3', 'u3', 'owner')).status).toBe(403)
    expect((await change('u3', 'u1', 'viewer')).status).toBe(403)
    expect((await change('u4', 'u3', 'viewer')).status).toBe(403)
    expect(await rolesNow()).toEqual({ u1: 'owner', u3: 'admin', u4: 'viewer' })
    expect((await change('u1', 'u3', 'owner')).status).toBe(200)
    expect((await change('u1', 'u1', 'member')).status).toBe(200)
    expect(await rolesNow()).toEqual({ u1: 'member', u3: 'owner', u4: 'viewer' })
  })

  it('tell the shard who its owners are: they are told what nobody else is', async () => {
    const owners = async () => {
      const config = await world.hub.config.whole(acme)
      return { version: config!.version, mails: config!.owners!.map((one) => one.email) }
    }
    const before = await owners()
    expect(before.mails).toEqual(['ana@example.com'])
    await enrol('u3', 'admin')
    const body = { role: 'owner' }
    await world.ask('PATCH', '/api/members/u3', { ...as('u1'), body })
    const both = await owners()
    expect(both.mails.toSorted()).toEqual(['ana@example.com', 'cleo@example.com'])
    expect(both.version).toBeGreaterThan(before.version)
    expect(world.configs.get(acme)?.owners).toHaveLength(2)
    await world.hub.people.setEmail('u3', 'Cleo@New.example')
    const moved = await owners()
    expect(moved.mails).toContain('cleo@new.example')
    expect(moved.version).toBeGreaterThan(both.version)
    await world.hub.people.setEmail('u3', 'cleo@example.com')
  })

  it('never leave a workspace without an owner, not even when two go at once', async () => {
    const last = await world.ask('PATCH', '/api/members/u1', {
      ...as('u1'),
      body: { role: 'admin' },
    })
    expect(last.json).toMatchObject({
      status: 409,
      detail: expect.stringMatching(/needs an owner/),
    })
    expect((await world.ask('DELETE', '/api/members/u1', as('u1'))).status).toBe(409)
    for (let round = 0; round < 5; round++) {
      await world.place.query(`delete from members where workspace = $1 and user_id = 'u3'`, [acme])
      await enrol('u3', 'owner')
      const gone = await Promise.all([
        world.ask('PATCH', '/api/members/u1', { ...as('u1'), body: { role: 'member' } }),
        world.ask('DELETE', '/api/members/u3', as('u3')),
      ])
      expect(gone.map((one) => one.status).filter((status) => status < 300)).toHaveLength(1)
      expect(Object.values(await rolesNow())).toContain('owner')
      await world.place.query(`update members set role = 'owner' where user_id = 'u1'`)
    }
  })

  it('of a stranger are not found', async () => {
    for (const [method, body] of [
      ['PATCH', { role: 'viewer' }],
      ['DELETE', undefined],
    ] as const) {
      const given = { person: 'u2', ...(body ? { body } : {}) }
      expect((await world.ask(method, '/api/members/u1', given)).status).toBe(404)
    }
  })
})

describe('whoever goes', () => {
  it('is out at once, with their channels, calendar and founding', async () => {
    await enrol('u3', 'owner')
    const made = await world.ask('POST', '/api/channels', {
      body: { type: 'webhook', url: 'https://ops.example/ana' },
    })
    await world.ask('PUT', '/api/people/u1/ways', {
      body: { ways: [{ channel: made.json.id, afterMinutes: 0 }] },
    })
    await world.ask('PUT', '/api/people/u1/feed')
    expect((await world.ask('DELETE', '/api/members/u1', as('u1'))).status).toBe(204)
    // What they ask for from then on is of a workspace of their own.
    const own = (await world.ask('GET', '/api/workspaces', as('u1'))).json.data
    expect(own.map((one: { workspace: string }) => one.workspace)).not.toContain(acme)
    // Not even as its founder, which an account without a workspace would be.
    const now = (await world.ask('GET', '/api/workspace', as('u1'))).json
    expect(now).toMatchObject({ role: 'owner', workspace: expect.not.stringMatching(acme) })
    const channel = (await world.ask('GET', `/api/channels/${made.json.id}`)).json
    expect(channel).toMatchObject({ enabled: false, disabledWhy: expect.stringMatching(/left/) })
    expect(world.configs.get(acme)?.channels.find((one) => one.id === made.json.id)).toMatchObject({
      enabled: false,
    })
    const feeds = await world.place.query(`select 1 from calendar_feeds where subject = 'u1'`)
    expect(feeds).toEqual([])
    await enrol('u1', 'owner')
  })

  it('is not on call any more: that is taken care of first', async () => {
    await enrol('u3', 'member')
    const layer = { people: ['u3'], rotation: 'weekly', startsOn: '2026-11-30' }
    const body = { name: 'Nights', timeZone: 'UTC', layers: [layer] }
    const { json } = await world.ask('POST', '/api/schedules', { body })
    const refused = await world.ask('DELETE', '/api/members/u3')
    expect(refused.json).toMatchObject({
      status: 409,
      detail: expect.stringMatching(/Cleo.*Nights/),
    })
    await world.ask('DELETE', `/api/schedules/${json.id}`)
    expect((await world.ask('DELETE', '/api/members/u3')).status).toBe(204)
  })
})

describe('an invitation', () => {
  it('is shown to whoever has the link, and joins once, with an account there is', async () => {
    const { id, url } = await invited({ role: 'viewer' })
    const path = pathOf(url)
    for (let look = 0; look < 3; look++) {
      const seen = await world.ask('GET', path, as('u3'))
      expect([seen.status, seen.text]).toEqual([200, expect.stringContaining('Join Acme')])
    }
    const joined = await world.ask('POST', path, { ...as('u3'), form: {} })
    expect(joined.status).toBe(303)
    expect(joined.headers.get('set-cookie')).toContain(`esonar.workspace=${acme}`)
    expect(await rolesNow()).toMatchObject({ u3: 'viewer' })
    expect((await world.ask('GET', path, { key: null })).status).toBe(410)
    expect((await world.ask('POST', path, { ...as('u4'), form: {} })).status).toBe(410)
    expect((await world.ask('GET', '/api/invitations')).text).not.toContain(id)
  })

  it('makes an account for whoever has none, and keeps what was typed', async () => {
    const { url } = await invited()
    const path = pathOf(url)
    const form = { name: 'Fay', email: 'fay@example.com', password: 'short' }
    const short = await world.ask('POST', path, { key: null, form })
    expect(short.status).toBe(422)
    expect(short.text).toContain('at least 10 characters')
    expect(short.text).toContain('value="fay@example.com"')
    expect(short.text).not.toContain('short"')
    const made = await world.ask('POST', path, {
      key: null,
      form: { ...form, password: 'long enough' },
    })
    expect(made.status).toBe(303)
    const members = (await world.ask('GET', '/api/members')).json.data
    expect(members).toContainEqual(expect.objectContaining({ name: 'Fay', role: 'member' }))
  })

  it('used by two at once makes one member', async () => {
    const path = pathOf((await invited()).url)
    const both = await Promise.all(
      ['u3', 'u4'].map((person) => world.ask('POST', path, { person, form: {} })),
    )
    expect(both.map((one) => one.status).toSorted()).not.toEqual([303, 303])
    expect(Object.keys(await rolesNow())).toHaveLength(2)
  })

  it('is taken back, runs out, and lies nowhere in the clear', async () => {
    const { id, url } = await invited()
    const secret = url.split('/').at(-1)!
    const rows = await world.place.query(
      `select to_jsonb(i)::text as row from invitations i union all select to_jsonb(a)::text from audit a`,
    )
    expect(JSON.stringify(rows)).not.toContain(secret)
    expect((await world.ask('DELETE', `/api/invitations/${id}`, as('u2'))).status).toBe(404)
    expect((await world.ask('DELETE', `/api/invitations/${id}`)).status).toBe(204)
    expect((await world.ask('GET', pathOf(url), { key: null })).status).toBe(410)
    const old = await invited()
    await world.place.query(`update invitations set expires_at = now() where id = $1`, [old.id])
    expect((await world.ask('POST', pathOf(old.url), { ...as('u3'), form: {} })).status).toBe(410)
  })

  it('gives no more than its maker has, and is nothing for members', async () => {
    await enrol('u3', 'admin')
    await enrol('u4', 'member')
    const asks = (person: string, body: object) =>
      world.ask('POST', '/api/invitations', { person, body })
    expect((await asks('u3', { role: 'owner' })).status).toBe(403)
    expect((await asks('u3', { role: 'admin' })).status).toBe(201)
    expect((await asks('u4', { role: 'viewer' })).status).toBe(403)
    expect((await world.ask('GET', '/api/invitations', as('u4'))).status).toBe(403)
    expect((await world.ask('GET', '/members', as('u4'))).text).not.toContain('Invite somebody')
  })

  it('joins nobody from another site', async () => {
    const path = pathOf((await invited()).url)
    const headers = { origin: 'https://evil.example' }
    expect((await world.ask('POST', path, { ...as('u3'), form: {}, headers })).status).toBe(403)
    expect(await rolesNow()).toEqual({ u1: 'owner' })
  })

  it('is mailed where there is a carrier, and named as impossible where there is none', async () => {
    const lacks = await world.ask('POST', '/members/invitations', {
      ...as('u1'),
      form: { email: 'gus@example.com', role: 'viewer' },
    })
    expect(lacks.status).toBe(409)
    expect(lacks.text).toContain('RESEND_API_KEY')
    expect(lacks.text).toContain('value="gus@example.com"')
    const sent: { url: string; body: string }[] = []
    let status = 200
    const { carriers } = world.hub.settings
    const { sender } = world.hub
    const mail = { kind: 'door', secret: 's', from: 'a@b.example', url: 'http://door' } as const
    world.hub.settings.carriers = { ...noCarriers, mail }
    world.hub.sender = {
      send: async ({ url, body }) => {
        sent.push({ url, body })
        return { kind: 'answered', status, body: '{}', retryAfterSeconds: null, ms: 1 }
      },
    }
    try {
      const { url } = await invited({ email: 'gus@example.com' })
      const letter = JSON.parse(sent[0]!.body)
      expect(letter).toMatchObject({
        to: 'gus@example.com',
        subject: expect.stringMatching(/Acme/),
      })
      expect(letter.text).toContain(url)
      status = 500
      const lost = await world.ask('POST', '/api/invitations', {
        body: { email: 'hal@example.com' },
      })
      expect(lost.status).toBe(503)
      const open = (await world.ask('GET', '/api/invitations')).json.data
      expect(open.map((one: { email: string }) => one.email)).not.toContain('hal@example.com')
      const wrong = await world.ask('POST', '/api/invitations', { body: { email: 'no address' } })
      expect(wrong.json).toMatchObject({ status: 422, field: 'email' })
    } finally {
      world.hub.settings.carriers = carriers
      world.hub.sender = sender
    }
  })
})

it('a workspace says nothing of its members to another', async () => {
  for (const path of ['/api/members', '/members', '/api/invitations']) {
    const { text } = await world.ask('GET', path, as('u2'))
    expect(text).not.toContain('ana@example.com')
    expect(text).not.toContain(acme)
  }
  expect(bolt).not.toBe(acme)
})
