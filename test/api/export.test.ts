// The export of a workspace: one JSON document with all of it, page by page, and no secret.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { secret, thingsOf } from './route-fills.ts'
import { openSweep, type Sweep } from './sweep-world.ts'
import { acme, bolt, keys } from './world.ts'

let world: Sweep
beforeAll(async () => {
  world = await openSweep()
  const things = thingsOf(world)
  for (const make of Object.values(things)) await make()
})
afterAll(() => world.stop())

it('holds everything of the workspace, once, and nothing of another', async () => {
  for (let made = 0; made < 120; made++) {
    const body = { type: 'http', url: `https://example.com/${made}` }
    await world.ask('POST', '/api/checks', { body })
  }
  await world.ask('POST', '/api/checks', {
    key: keys.bolt,
    body: { type: 'http', url: 'https://bolt.example' },
  })
  const { status, headers, json, text } = await world.ask('GET', '/api/workspace/export')
  expect(status).toBe(200)
  expect(headers.get('content-disposition')).toBe(`attachment; filename="esonar-${acme}.json"`)
  expect(json).toMatchObject({ v: 1, workspace: acme })
  const counts = await world.place.query(
    `select (select count(*)::int from checks where workspace = $1) as checks,
      (select count(*)::int from audit where workspace = $1) as audit,
      (select count(*)::int from members where workspace = $1) as members,
      (select count(*)::int from policies where workspace = $1) as policies`,
    [acme],
  )
  for (const [list, n] of Object.entries(counts[0])) {
    const ids = json[list].map((one: { id: string | number }) => one.id)
    expect([list, ids.length, new Set(ids).size]).toEqual([list, n, n])
  }
  for (const list of ['channels', 'schedules', 'maintenance', 'silences', 'pages', 'incidents']) {
    expect([list, json[list].length > 0]).toEqual([list, true])
  }
  expect(text).not.toContain(secret)
  expect(text).not.toContain('sealed:')
  expect(text).not.toContain(bolt)
  expect(json.api_keys ?? json.keys).toBeUndefined()
})

it('is offered before the end, and is for those who may read all of it', async () => {
  const page = await world.ask('GET', '/workspace', { person: 'u1' })
  expect(page.text).toContain('href="/workspace/export"')
  expect((await world.ask('GET', '/workspace/export', { person: 'u1' })).status).toBe(200)
  expect((await world.ask('GET', '/api/workspace/export', { key: keys.viewer })).status).toBe(403)
  expect((await world.ask('GET', '/workspace/export', { key: keys.viewer })).status).toBe(403)
})
