// Badges over a real database: off until switched on, then health and uptime to anybody with the
// address, and nothing else of anybody.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { Problem } from '../../workers/domain/problem.ts'
import type { CheckView } from '../../workers/shard-door.ts'
import { audit, checkIn, incidentIn } from '../contract/store-world.ts'
import { acme, keys, openWorld, type World } from './world.ts'

let world: World
const id = `chk_${acme}_one`
const path = `/api/checks/${id}/badge`
let now = Date.UTC(2026, 9, 31)
let health: CheckView['health'] = 'slow'
const nobody = { key: null }

beforeAll(async () => {
  world = await openWorld()
  const { hub, place } = world
  const facts = { name: 'secret project', createdAt: '2026-09-01T00:00:00.000Z' }
  await place.config.putCheck(acme, checkIn(acme, 'one', facts), null, audit)
  await place.archive.save([
    {
      kind: 'incident',
      incident: incidentIn(acme, 'a', {
        events: [],
        startedAt: now - 3 * 86_400_000,
        openedAt: now - 3 * 86_400_000,
        resolvedAt: now,
        resolvedHow: 'recovered',
        downtimeSeconds: 3 * 86_400,
      }),
    },
  ])
  const door = await hub.shard(acme)
  Object.assign(hub, {
    now: () => now,
    shard: async () => ({ ...door, view: async () => ({ health }) as CheckView }),
  })
})
afterAll(() => world.stop())

const local = (address: string) => new URL(address).pathname

it('is off until it is switched on', async () => {
  expect((await world.ask('GET', path)).status).toBe(404)
  expect((await world.ask('GET', `/badge/${'a'.repeat(32)}/health.svg`, nobody)).status).toBe(404)
})

it('shows health and uptime, and no name', async () => {
  const on = await world.ask('PUT', path)
  expect(on.status).toBe(200)
  expect((await world.ask('GET', path)).json).toEqual(on.json)
  const svg = await world.ask('GET', local(on.json.health.svg), nobody)
  expect(svg.headers.get('content-type')).toBe('image/svg+xml; charset=utf-8')
  expect(svg.headers.get('cache-control')).toContain('public, max-age=60')
  expect(svg.text).toMatch(/^<svg [^>]*aria-label="status: slow">.*<\/svg>\n$/s)
  const shields = await world.ask('GET', local(on.json.uptime.shields), nobody)
  expect(shields.json).toEqual({
    schemaVersion: 1,
    label: 'uptime 30 d',
    message: '90.000 %',
    color: 'cf222e',
    cacheSeconds: 60,
  })
  for (const { text } of [svg, shields]) {
    expect(text).not.toContain('secret project')
    expect(text).not.toContain(acme)
  }
})

it('is kept for a minute, and longer while the record is away', async () => {
  const { hub } = world
  const address = local((await world.ask('GET', path)).json.health.shields)
  const shown = async () => (await world.ask('GET', address, nobody)).json.message
  expect(await shown()).toBe('slow')
  health = 'down'
  expect(await shown()).toBe('slow')
  now += 61_000
  const kept = hub.badges
  hub.badges = { ...kept, badgeBy: async () => Promise.reject(new Problem('unavailable', 'away')) }
  expect(await shown()).toBe('slow')
  hub.badges = kept
  expect(await shown()).toBe('down')
})

it('moves to a new address, and is hidden, at once', async () => {
  const before = local((await world.ask('GET', path)).json.health.svg)
  const after = local((await world.ask('PUT', path)).json.health.svg)
  expect(after).not.toBe(before)
  expect((await world.ask('GET', before, nobody)).status).toBe(404)
  expect((await world.ask('GET', after, nobody)).status).toBe(200)
  expect((await world.ask('DELETE', path)).status).toBe(204)
  expect((await world.ask('GET', after, nobody)).status).toBe(404)
})

it('goes with its check, and is nobody else’s', async () => {
  expect((await world.ask('PUT', path, { key: keys.bolt })).status).toBe(404)
  expect((await world.ask('PUT', path, { key: keys.viewer })).status).toBe(403)
  const address = local((await world.ask('PUT', path)).json.health.svg)
  await world.ask('DELETE', `/api/checks/${id}`)
  now += 61_000
  expect((await world.ask('GET', address, nobody)).status).toBe(404)
})

it.each(['health', 'health.png', 'name.svg', 'health.svg.json', '%2e%2e.svg'])(
  'has nothing at %s',
  async (file) => {
    expect((await world.ask('GET', `/badge/${'a'.repeat(32)}/${file}`, nobody)).status).toBe(404)
  },
)

it('is switched on and off on a page of the check, with the lines to copy', async () => {
  const made = await world.ask('POST', '/api/checks', {
    body: { type: 'http', url: 'https://badge.example', name: 'Shop <front>' },
  })
  const own = `/checks/${made.json.id}/badge`
  const ann = { person: 'u1', headers: { accept: 'text/html' } }
  const page = async () => (await world.ask('GET', own, ann)).text
  expect(await page()).toContain('It is off: nobody sees anything.')
  expect((await world.ask('POST', `${own}/show`, { ...ann, form: {} })).status).toBe(303)
  const shown = await page()
  const [, svg] = /!\[Health\]\((\S+\/badge\/[a-z0-9]+\/health\.svg)\)/.exec(shown)!
  expect((await world.ask('GET', new URL(svg!).pathname, nobody)).status).toBe(200)
  expect(shown).not.toContain('<front>')
  expect((await world.ask('POST', `${own}/hide`, { ...ann, form: {} })).status).toBe(303)
  expect((await world.ask('GET', new URL(svg!).pathname, nobody)).status).toBe(404)
  expect(await page()).toContain('It is off')
})
