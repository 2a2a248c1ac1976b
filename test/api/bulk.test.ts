// Many changes in one request over a real database: each stands for itself, none is done twice.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { audit, checkIn } from '../contract/store-world.ts'
import { acme, bolt, keys, openWorld, type World } from './world.ts'

let world: World
beforeAll(async () => {
  world = await openWorld()
  await world.place.config.putCheck(bolt, checkIn(bolt, 'one'), null, audit)
})
afterAll(() => world.stop())
beforeEach(async () => {
  await world.place.query(`delete from checks where workspace = '${acme}'`)
  for (const rest of ['one', 'two', 'tri']) {
    await world.place.config.putCheck(acme, checkIn(acme, rest, { name: rest }), null, audit)
  }
})

const http = (name: string) => ({
  op: 'create',
  check: { type: 'http', url: 'https://a.example', name },
})
const id = (rest: string, workspace = acme) => `chk_${workspace}_${rest}`
const bulk = (changes: unknown[], given = {}) =>
  world.ask('POST', '/api/checks/bulk', { body: { changes }, ...given })
const names = async () => {
  const { json } = await world.ask('GET', '/api/checks?limit=200')
  return json.data.map((one: { name: string }) => one.name).toSorted()
}

describe('a bulk', () => {
  it('does each for itself, and says what became of it', async () => {
    const { status, json } = await bulk([
      http('new'),
      { op: 'update', id: id('one'), change: { name: 'first' }, version: 1 },
      { op: 'pause', id: id('two') },
      { op: 'delete', id: id('tri') },
      { op: 'create', check: { type: 'http', url: 'no address' } },
      { op: 'update', id: id('one'), change: { intervalSeconds: 1 } },
      { op: 'update', id: id('one'), change: { name: 'late' }, version: 1 },
      { op: 'delete', id: id('one', bolt) },
      { op: 'burn', id: id('one') },
      { op: 'resume', id: id('two') },
    ])
    expect(status).toBe(200)
    const answers = json.data.map((one: { status: number; problem: { field?: string } | null }) => [
      one.status,
      one.problem?.field ?? null,
    ])
    expect(answers).toEqual([
      [201, null],
      [200, null],
      [200, null],
      [204, null],
      [422, 'url'],
      [422, 'intervalSeconds'],
      [412, null],
      [404, null],
      [422, 'op'],
      [200, null],
    ])
    expect(json.data[1].check).toMatchObject({ name: 'first', version: 2 })
    expect(json.data[2].check.paused).toBe(true)
    expect(await names()).toEqual(['first', 'new', 'two'])
    const told = world.configs.get(acme)!.checks.map((one) => one.name)
    expect(told.toSorted()).toEqual(['first', 'new', 'two'])
    expect(await world.place.config.check(bolt, id('one', bolt))).not.toBeNull()
  })

  it('is answered the same again under its key, and makes nothing twice', async () => {
    const headers = { 'idempotency-key': 'import-1' }
    const changes = [http('a'), http('a'), http('b')]
    const first = await bulk(changes, { headers })
    const again = await bulk(changes, { headers })
    expect(again.json).toEqual(first.json)
    expect(await names()).toEqual(['a', 'a', 'b', 'one', 'tri', 'two'])
  })

  it('makes nothing twice where the first request died in the middle', async () => {
    const headers = { 'idempotency-key': 'import-2' }
    const changes = [http('a'), http('b'), http('c')]
    const { hub } = world
    const kept = hub.config
    let puts = 0
    hub.config = {
      ...kept,
      putCheck: (...given) => {
        puts += 1
        return puts === 3 ? Promise.reject(new Error('killed')) : kept.putCheck(...given)
      },
    }
    expect((await bulk(changes, { headers })).status).toBe(500)
    hub.config = kept
    world.faults.splice(0)
    const again = await bulk(changes, { headers })
    expect(again.json.data.map((one: { status: number }) => one.status)).toEqual([201, 201, 201])
    expect(await names()).toEqual(['a', 'b', 'c', 'one', 'tri', 'two'])
    expect(world.configs.get(acme)!.checks).toHaveLength(6)
  })

  it('of a hundred is done, of more is refused', async () => {
    const many = Array.from({ length: 101 }, (_, index) => http(`n${index}`))
    const refused = await bulk(many)
    expect([refused.status, refused.json.field]).toEqual([422, 'changes'])
    const done = await bulk(many.slice(1))
    expect(new Set(done.json.data.map((one: { status: number }) => one.status))).toEqual(
      new Set([201]),
    )
    expect(await names()).toHaveLength(103)
  })

  it('is for who may write', async () => {
    expect((await bulk([http('x')], { key: keys.viewer })).status).toBe(403)
    expect((await bulk([http('x')], { key: null })).status).toBe(401)
  })
})
