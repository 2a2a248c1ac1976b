// Postgres may sleep: with nobody looking and nothing happening it is asked once an hour, and what is
// due, or was just written, is done as soon as if it were asked each minute.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { healthOf } from '../../workers/flow/health.ts'
import { acme, audit, pageIn } from '../contract/store-world.ts'
import { type QuietWorld, quietWorld } from '../fakes/quiet.ts'
import { openWorld, type World } from './world.ts'

const minuteMs = 60_000

let world: World
let quiet: QuietWorld
/** A Tuesday at noon. */
const noon = Date.UTC(2026, 11, 1, 12)
const minuteOf = (at: number) => (at / minuteMs) % 60

beforeAll(async () => {
  world = await openWorld('allow', 'team')
  await world.place.directory.assign(acme)
})
afterAll(() => world.stop())

beforeEach(async () => {
  quiet = quietWorld(world.place.settings, noon)
  // Nothing was known yet: it is asked, and then all is quiet.
  expect(await quiet.minute()).toBe(true)
})

describe('in the quiet', () => {
  it('Postgres is asked once an hour, and the shards are woken each minute', async () => {
    const asked = await quiet.minutes(6 * 60)
    expect(asked.map(minuteOf)).toEqual([4, 4, 4, 4, 4, 4])
    expect(quiet.woken.length).toBe(6 * 60 + 1)
    expect(quiet.faults).toEqual([])
  })

  it('each minute where uploads are so often that it never sleeps', async () => {
    const often = quietWorld(world.place.settings, noon, 300)
    expect(await often.minutes(10)).toHaveLength(10)
  })

  it('and at once where Postgres is another', async () => {
    await quiet.minutes(20)
    quiet.settings({ database: 'restored' })
    expect((await quiet.minutes(10)).length).toBe(1)
  })

  it('and whenever what stands on the desk cannot be read', async () => {
    quiet.desk.isAway = true
    expect(await quiet.minutes(5)).toHaveLength(5)
  })
})

describe('what somebody does', () => {
  it('is acted on within a minute, and then all is quiet again', async () => {
    await quiet.minutes(20)
    quiet.pass(17_000)
    const at = quiet.now()
    const pages = await quiet.hub.config.pages(acme)
    const page = pageIn(acme, `p${at}`, { checks: [] })
    await quiet.hub.config.putPage(acme, page, null, audit)
    expect(pages).not.toContainEqual(page)
    const before = quiet.versions.get(acme) ?? 0
    const asked = await quiet.minutes(30)
    expect(asked.map((one) => one - at)).toEqual([0, minuteMs, 2 * minuteMs])
    expect(quiet.versions.get(acme)).toBeGreaterThan(before)
  })

  it('also where the cron looked after the first word, and before what was written', async () => {
    await quiet.minutes(20)
    await quiet.hub.accounts.countUsers()
    quiet.pass(5_000)
    expect(await quiet.minute()).toBe(true)
    // Within the minute that a word holds, nobody says another.
    quiet.pass(-10_000)
    const page = pageIn(acme, `late${quiet.now()}`, { checks: [] })
    await quiet.hub.config.putPage(acme, page, null, audit)
    quiet.pass(10_000)
    const version = (await world.place.config.version(acme))!
    expect(quiet.versions.get(acme)).toBeLessThan(version)
    await quiet.minute()
    expect(quiet.versions.get(acme)).toBe(version)
  })

  it('is tried again each minute where the shard does not take it', async () => {
    quiet.state.isShardAway = true
    await quiet.hub.accounts.countUsers()
    expect(await quiet.minutes(10)).toHaveLength(10)
    quiet.state.isShardAway = false
    expect((await quiet.minutes(10)).length).toBeLessThan(3)
  })
})

describe('what is due', () => {
  it('is sent at its time: an update whose receiver failed, after each of its pauses', async () => {
    const page = pageIn(acme, 'told', { checks: [] })
    await world.place.config.putPage(acme, page, null, audit)
    const reader = {
      v: 1 as const,
      id: `sbs_${acme}_reader`,
      workspace: acme,
      page: page.id,
      kind: 'webhook' as const,
      address: 'https://reader.example/hook',
      components: null,
      language: 'en' as const,
      secret: await quiet.hub.vault.seal('whsec_c2VjcmV0c2VjcmV0c2VjcmV0'),
      createdAt: noon,
      askedAt: noon,
      confirmedAt: noon,
      tries: 0,
    }
    await world.place.subscribers.putSubscriber(reader)
    const updates = [{ at: quiet.now(), state: 'investigating' as const, text: 'We look.' }]
    const post = {
      v: 1 as const,
      id: `pst_${acme}_told`,
      workspace: acme,
      page: page.id,
      version: 1,
      kind: 'incident' as const,
      title: 'Shop',
      impact: 'down' as const,
      components: [],
      incident: null,
      startedAt: quiet.now(),
      endedAt: null,
      updates,
    }
    await quiet.hub.publication.putPost(acme, post, null, audit)
    quiet.state.outcome = { ...quiet.state.outcome, status: 503 } as typeof quiet.state.outcome
    const begun = quiet.now()
    await quiet.minutes(60)
    const after = quiet.sent.map(([, at]) => (at - begun) / minuteMs)
    // At once, then after 1, 5 and 30 minutes more.
    expect(after).toEqual([0, 1, 6, 36])
    quiet.state.outcome = { ...quiet.state.outcome, status: 200 } as typeof quiet.state.outcome
    await world.place.query('delete from page_subscribers')
  })

  it('is the report of the week on Monday at six, asked for at that minute', async () => {
    const monday = Date.UTC(2026, 11, 7, 6)
    const { carriers } = quiet.hub.settings
    carriers.mail = { kind: 'door', secret: 's', from: 'e@x.example', url: 'http://door.test/' }
    await world.place.reports.wantMail(acme, 'u1', noon, audit)
    quiet.pass(monday - 10 * minuteMs - quiet.now())
    await quiet.minute()
    await quiet.minutes(20)
    expect(quiet.sent).toEqual([['http://door.test/', monday]])
  })

  it('is the budget of probes, when the shards have made them', async () => {
    const act = { person: 'u1', name: 'Ana', act: 'budget' as const, subject: '', reason: 'x' }
    const day = '2026-12-01'
    const budget = { scope: 'installation' as const, probes: 5_000, messages: null }
    await quiet.hub.operator.setBudget(budget, day, act)
    await quiet.minutes(30)
    quiet.state.orders = 4_999
    expect(await quiet.minutes(3)).toEqual([])
    quiet.state.orders = 5_000
    expect(await quiet.minutes(3)).toHaveLength(1)
    expect(quiet.kv.get('operator:spent')).toMatchObject({ day, probes: true })
    await quiet.hub.operator.setBudget({ ...budget, probes: null }, day, act)
  })
})

describe('with Postgres away', () => {
  it('it is asked each minute, the shards are woken, and the operator hears of it', async () => {
    quiet.settings({ operator: { url: 'https://ops.example/', secret: null } })
    await quiet.minutes(10)
    const before = quiet.woken.length
    quiet.state.isDatabaseAway = true
    await quiet.hub.accounts.countUsers()
    expect(await quiet.minutes(10)).toHaveLength(10)
    expect(quiet.woken.length).toBe(before + 10)
    expect(quiet.sent.map(([url]) => url)).toEqual(['https://ops.example/'])
    quiet.state.isDatabaseAway = false
    await quiet.minutes(10)
    expect(quiet.sent).toHaveLength(2)
  })
})

describe('whether all is well', () => {
  it('is told without Postgres while it sleeps, and with what was found there', async () => {
    await quiet.minutes(20)
    const before = quiet.questions()
    expect(await healthOf(quiet.hub)).toMatchObject({ ok: true })
    expect(quiet.questions()).toBe(before)
    quiet.desk.slate = { ...quiet.desk.slate!, isThere: false }
    expect((await healthOf(quiet.hub)).problems).toEqual([
      expect.stringContaining('the database does not answer'),
    ])
  })

  it('is asked of Postgres while the cron asks it, and keeps nobody awake', async () => {
    await quiet.hub.accounts.countUsers()
    const before = quiet.questions()
    const said = quiet.desk.slate!.askedAt
    quiet.pass(30_000)
    expect(await healthOf(quiet.hub)).toMatchObject({ ok: true })
    expect(quiet.questions()).toBeGreaterThan(before)
    expect(quiet.desk.slate!.askedAt).toBe(said)
  })
})
