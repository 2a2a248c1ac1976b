// Contract of the configuration, account, directory and idempotency stores, on every PostgreSQL.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Problem } from '../../workers/domain/problem.ts'
import { openStores } from '../../workers/store/index.ts'
import { openPlace, type Place, placeNames } from './store-place.ts'
import * as world from './store-world.ts'

const { acme, bolt, audit } = world
const all = { cursor: null, limit: 100 }

describe.each(placeNames)('stores on the %s PostgreSQL', (name) => {
  let place: Place
  beforeAll(async () => {
    place = await openPlace(name)
    await world.settle(place)
    for (const ws of [acme, bolt]) {
      await place.config.putCheck(ws, world.checkIn(ws, 'one'), null, audit)
      await place.config.putChannel(ws, world.channelIn(ws, 'ops'), null, audit)
    }
  }, 30_000)
  afterAll(() => place?.stop())

  const versionOf = async (ws: string) => (await place.config.whole(ws))!.version
  const auditLines = async () => {
    const [row] = await place.query('select count(*)::int as n from audit')
    return row.n as number
  }

  describe('configuration', () => {
    it('gives back what was put, field for field', async () => {
      const check = world.checkIn(acme, 'full', {
        slowAfterMs: 900,
        locations: ['weur', 'enam'],
        policy: `pol_${acme}_default`,
        tags: ['a"b', 'ümlaut'],
        createdAt: '2026-11-01T00:00:00.123Z',
        type: 'tcp',
        tcp: { host: 'db.example', port: 5432 },
      })
      const { http: _, ...tcp } = check as typeof check & { http: unknown }
      await place.config.putCheck(acme, tcp as typeof check, null, audit)
      expect(await place.config.check(acme, tcp.id)).toEqual(tcp)
      const page = world.pageIn(acme, 'full', { checks: [tcp.id], isPublic: false })
      await place.config.putPage(acme, page, null, audit)
      expect(await place.config.page(acme, page.id)).toEqual(page)
      expect(await place.config.pageBySlug('full')).toEqual(page)
      const policy = world.policyIn(acme, 'full', { remindEveryMinutes: 30 })
      await place.config.putPolicy(acme, policy, null, audit)
      expect(await place.config.policies(acme)).toContainEqual(policy)
      const whole = (await place.config.whole(acme))!
      expect(whole.checks).toContainEqual(tcp)
      expect(whole.pages).toContainEqual(page)
      expect(whole.channels).toEqual([world.channelIn(acme, 'ops')])
    })

    it('keeps a field that a later version adds', async () => {
      const check = { ...world.checkIn(acme, 'later'), parent: `chk_${acme}_one` }
      await place.config.putCheck(acme, check, null, audit)
      expect(await place.config.check(acme, check.id)).toEqual(check)
    })

    it('counts up and writes its audit line with each change, and with no failed one', async () => {
      const [version, lines] = [await versionOf(acme), await auditLines()]
      const check = world.checkIn(acme, 'versions')
      expect(await place.config.putCheck(acme, check, null, audit)).toBe(true)
      expect(await place.config.putCheck(acme, check, null, audit)).toBe(false)
      expect(await place.config.putCheck(acme, { ...check, name: 'Two' }, 1, audit)).toBe(true)
      expect(await place.config.putCheck(acme, { ...check, name: 'Lost' }, 1, audit)).toBe(false)
      const found = await place.config.check(acme, check.id)
      expect([found?.name, found?.version]).toEqual(['Two', 2])
      expect(await place.config.dropCheck(acme, check.id, 1, audit)).toBe(false)
      expect(await place.config.dropCheck(acme, check.id, 2, audit)).toBe(true)
      expect(await place.config.dropCheck(acme, check.id, null, audit)).toBe(false)
      expect([await versionOf(acme), await auditLines()]).toEqual([version + 3, lines + 3])
    })

    it('lets one of many writers win, and loses no count', async () => {
      const check = world.checkIn(acme, 'race')
      await place.config.putCheck(acme, check, null, audit)
      const version = await versionOf(acme)
      const writers = ['a', 'b', 'c', 'd', 'e'].map((name) =>
        place.config.putCheck(acme, { ...check, name }, 1, audit),
      )
      const won = (await Promise.all(writers)).filter(Boolean)
      expect(won).toHaveLength(1)
      expect(await versionOf(acme)).toBe(version + 1)
    })

    it('pages through checks without losing or repeating one', async () => {
      for (let n = 0; n < 5; n++) {
        const createdAt = '2026-11-05T00:00:00.500Z'
        await place.config.putCheck(bolt, world.checkIn(bolt, `p${n}`, { createdAt }), null, audit)
      }
      const seen: string[] = []
      let cursor: string | null = null
      do {
        const page = await place.config.checks(bolt, { cursor, limit: 2 })
        seen.push(...page.data.map((check) => check.id))
        cursor = page.next
      } while (cursor !== null)
      expect(seen).toEqual(['one', 'p0', 'p1', 'p2', 'p3', 'p4'].map((id) => `chk_${bolt}_${id}`))
      expect(await place.config.countChecks(bolt)).toBe(6)
    })

    it.each(['garbage', '%%%', 'WzFd', btoa('["x","y"]'), btoa('[1e300,"y"]')])(
      'refuses the cursor %s',
      async (cursor) => {
        const asked = place.config.checks(acme, { cursor, limit: 5 })
        await expect(asked).rejects.toMatchObject({ code: 'malformed', field: 'cursor' })
      },
    )

    it('says in words which address is taken and which policy is missing', async () => {
      const page = world.pageIn(bolt, 'taken', { slug: acme })
      const taken = place.config.putPage(bolt, page, null, audit)
      await expect(taken).rejects.toMatchObject({ code: 'conflict', field: 'slug' })
      const check = world.checkIn(bolt, 'stray', { policy: `pol_${acme}_default` })
      const stray = place.config.putCheck(bolt, check, null, audit)
      await expect(stray).rejects.toMatchObject({ code: 'invalid', field: 'policy' })
    })

    it('shows a shard the windows of maintenance that are not long over', async () => {
      const days = (n: number) => new Date(Date.now() + n * 86_400_000).toISOString()
      await place.query(
        `insert into maintenance (id, workspace, starts_at, ends_at) values
          ('m1', $1, $2, $3), ('m2', $1, $4, $5)`,
        [acme, days(-3), days(-2), days(-1), days(1)],
      )
      const windows = (await place.config.whole(acme))!.maintenance
      expect(windows.map((window) => window.id)).toEqual(['m2'])
      expect(windows[0]!.endsAt - windows[0]!.startsAt).toBe(2 * 86_400_000)
    })
  })

  it('never shows or changes a row of another workspace', async () => {
    const { config } = place
    const [check, channel] = [`chk_${bolt}_one`, `chn_${bolt}_ops`]
    const page = `pag_${bolt}_status`
    expect(await config.check(acme, check)).toBeNull()
    expect(await config.channel(acme, channel)).toBeNull()
    expect(await config.page(acme, page)).toBeNull()
    expect(await config.dropCheck(acme, check, null, audit)).toBe(false)
    expect(await config.dropChannel(acme, channel, null, audit)).toBe(false)
    expect(await config.dropPage(acme, page, null, audit)).toBe(false)
    const stolen = { ...world.checkIn(bolt, 'one'), workspace: acme, name: 'Stolen' }
    expect(await config.putCheck(acme, stolen, 1, audit)).toBe(false)
    await expect(config.putCheck(acme, { ...stolen, id: `chk_${bolt}_two` }, null, audit))
      .rejects //
      .toBeInstanceOf(Problem)
    expect(await config.check(bolt, check)).toEqual(world.checkIn(bolt, 'one'))
    const whole = JSON.stringify(await config.whole(acme))
    expect(whole).not.toContain(bolt)
    expect((await config.checks(acme, all)).data.every((one) => one.workspace === acme)).toBe(true)
    expect(await config.whole('nobody000001')).toBeNull()
  })

  describe('accounts', () => {
    it('makes one workspace of an account made twice, also at once', async () => {
      await place.query(`insert into "user" (id, name, email) values ('u3', 'C', 'c@example.com')`)
      const made = await Promise.all(
        ['cave00000003', 'cave00000004', 'cave00000005'].map((id) =>
          place.accounts.createWorkspace('u3', id, 'Cave', 'free'),
        ),
      )
      expect(new Set(made).size).toBe(1)
      expect(await place.accounts.workspaceOfUser('u3')).toEqual([
        { workspace: made[0], role: 'owner', name: 'Cave', owingSince: null },
      ])
      const whole = (await place.config.whole(made[0]!))!
      expect([whole.policies.length, whole.pages.length]).toEqual([1, 1])
      expect(whole.policies[0]).toMatchObject({ isDefault: true, steps: [{ channels: 'all' }] })
      expect(await place.accounts.countUsers()).toBe(3)
      expect(await place.accounts.workspace(made[0]!)).toEqual({
        id: made[0],
        name: 'Cave',
        plan: 'free',
      })
      expect(await place.accounts.workspace('nobody000001')).toBeNull()
    })

    it('finds a key by its hash until it is dropped', async () => {
      const { accounts } = place
      const hash = 'a'.repeat(43)
      const key = {
        id: `key_${acme}_1`,
        name: 'ci',
        prefix: 'esn_abc',
        hash,
        role: 'member' as const,
        scopes: ['check:read' as const],
      }
      const expiresAt = '2027-01-01T00:00:00.000Z'
      await accounts.putKey(acme, { ...key, expiresAt }, audit)
      const version = await versionOf(acme)
      const { hash: _, prefix: __, ...known } = key
      expect(await accounts.keyByHash(hash)).toEqual({
        ...known,
        workspace: acme,
        plan: 'solo',
        expiresAt: Date.parse(expiresAt),
        lastUsedAt: null,
      })
      await accounts.touchKey(key.id, world.hour)
      await accounts.touchKey(key.id, world.hour + 1_000)
      const [listed] = await accounts.keys(acme)
      expect(listed).toMatchObject({ lastUsedAt: '2026-11-24T02:00:00.000Z', expiresAt })
      expect(JSON.stringify(listed)).not.toContain(hash)
      expect(await accounts.keys(bolt)).toEqual([])
      expect(await accounts.dropKey(bolt, key.id, audit)).toBeNull()
      expect(await accounts.dropKey(acme, key.id, audit)).toBe(hash)
      expect(await accounts.dropKey(acme, key.id, audit)).toBeNull()
      expect(await accounts.keyByHash(hash)).toBeNull()
      expect(await versionOf(acme)).toBe(version)
    })

    it('gives a token once, and only before it expires', async () => {
      const { accounts } = place
      await accounts.putToken('setup', 'h1', 2_000)
      expect(await accounts.seeToken('setup', 'h1', 1_999)).toBe(true)
      expect(await accounts.seeToken('other', 'h1', 1_999)).toBe(false)
      expect(await accounts.takeToken('setup', 'h1', 2_000)).toBe(false)
      const takers = [1, 2, 3].map(() => accounts.takeToken('setup', 'h1', 1_999))
      expect((await Promise.all(takers)).filter(Boolean)).toHaveLength(1)
      expect(await accounts.seeToken('setup', 'h1', 1_999)).toBe(false)
    })
  })

  describe('directory', () => {
    it('keeps a workspace in its shard, and packs small ones together', async () => {
      const shard = await place.directory.assign(acme)
      expect(await place.directory.assign(acme)).toBe(shard)
      expect(await place.directory.shardOf(acme)).toBe(shard)
      expect(await place.directory.shardOf(bolt)).toBe(shard)
      expect(await place.directory.shardOf('nobody000001')).toBeNull()
      await expect(place.directory.assign('nobody000001')).rejects.toMatchObject({
        code: 'not_found',
      })
    })

    it('never fills a shard over 512 checks, however many come at once', async () => {
      const ids = Array.from({ length: 14 }, (_, n) => `many0000${String(n).padStart(4, '0')}`)
      await place.query(
        `insert into workspaces (id, name, plan)
          select id, 'Many', 'solo' from unnest($1::text[]) as id`,
        [ids],
      )
      await Promise.all([...ids, ...ids].map((id) => place.directory.assign(id)))
      const rows = await place.query(`select shard, sum(reserved)::int as reserved
        from shard_assignments group by shard order by shard`)
      expect(rows.every((row) => row.reserved <= 512)).toBe(true)
      expect(rows).toHaveLength(2)
      const listed = await place.directory.shards()
      const held = listed.flatMap(({ workspaces }) => workspaces.map(({ workspace }) => workspace))
      expect(new Set(held).size).toBe(held.length)
      expect(held).toEqual(expect.arrayContaining([acme, bolt, ...ids]))
      const mine = listed.flatMap(({ workspaces }) => workspaces).find((w) => w.workspace === acme)
      expect(mine?.version).toBe(await versionOf(acme))
    })
  })

  it('answers a repeated request from the first answer', async () => {
    const { begin, finish, release } = place.idempotency
    const now = world.hour
    const both = await Promise.all([begin(acme, 'k', 'h', now), begin(acme, 'k', 'h', now)])
    expect(both.map((one) => one.kind).sort()).toEqual(['busy', 'new'])
    expect(await begin(acme, 'k', 'other', now)).toEqual({ kind: 'other' })
    expect(await begin(bolt, 'k', 'other', now)).toEqual({ kind: 'new' })
    await finish(acme, 'k', 201, '{"id":1}')
    await release(acme, 'k')
    const done = { kind: 'done', status: 201, body: '{"id":1}' }
    expect(await begin(acme, 'k', 'h', now + 3_600_000)).toEqual(done)
    expect(await begin(acme, 'k', 'h', now + 86_400_000)).toEqual({ kind: 'new' })
    await release(acme, 'k')
    expect(await begin(acme, 'k', 'h', now + 86_400_000)).toEqual({ kind: 'new' })
    expect(await begin(acme, 'k', 'h', now + 86_400_000 + 60_000)).toEqual({ kind: 'new' })
  })

  it('says that the database is away, and hides why', async () => {
    const gone = openStores({ url: 'postgres://a:b@127.0.0.2:1/x', fetchEndpoint: closed })
    await expect(gone.upkeep.ping()).rejects.toMatchObject({ code: 'unavailable' })
    const wrong = place.settings.url.replace(/:[^:@/]+@/, ':wrong@')
    const refused = openStores({ url: wrong, fetchEndpoint: place.settings.fetchEndpoint })
    const fault: Problem = await refused.upkeep.ping().then(
      () => expect.fail('let in'),
      (caught) => caught,
    )
    expect(fault.code).toBe('unavailable')
    expect(fault.detail).not.toContain('password')
    expect(String(fault.cause)).toContain('password authentication failed')
  })
})

/** Nothing listens here: a port of the lowest kind, on loopback. */
const closed = 'http://127.0.0.1:1/sql'
