// Maintenance by API: planned, told to the shard, counted apart in uptime, ended; and refused with
// the field at fault when it cannot be.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { acme, keys, openWorld, type World } from './world.ts'

let world: World
let check: string
beforeAll(async () => {
  world = await openWorld()
  const { json } = await world.ask('POST', '/api/checks', {
    body: { type: 'http', url: 'https://example.com' },
  })
  check = json.id
})
afterAll(() => world.stop())

const hourMs = 3_600_000
const inHours = (hours: number) => new Date(Date.now() + hours * hourMs).toISOString()

describe('maintenance', () => {
  it('is planned for all checks or for some, and the shard knows', async () => {
    const all = await world.ask('POST', '/api/maintenance', {
      body: { startsAt: inHours(1), endsAt: inHours(2) },
    })
    expect(all.status).toBe(201)
    expect(all.json).toMatchObject({ checks: null })
    const some = await world.ask('POST', '/api/maintenance', {
      body: { startsAt: inHours(-1), endsAt: inHours(3), checks: [check] },
    })
    expect(some.json.checks).toEqual([check])
    const held = world.configs.get(acme)!.maintenance
    expect(held.map((one) => one.id).toSorted()).toEqual([all.json.id, some.json.id].toSorted())
    expect(held.find((one) => one.id === some.json.id)?.checks).toEqual([check])
    const list = await world.ask('GET', '/api/maintenance')
    expect(list.json.data.map((one: { id: string }) => one.id)).toEqual([all.json.id, some.json.id])
  })

  it('is counted apart in uptime', async () => {
    const { json } = await world.ask('GET', `/api/checks/${check}/uptime?to=${inHours(2)}`)
    expect(json.maintenanceSeconds).toBeGreaterThan(7_000)
    expect(json.downSeconds).toBe(0)
  })

  it('is ended, and the shard knows', async () => {
    const { json } = await world.ask('GET', '/api/maintenance')
    for (const { id } of json.data) {
      expect((await world.ask('DELETE', `/api/maintenance/${id}`, { key: keys.bolt })).status).toBe(
        404,
      )
      expect((await world.ask('DELETE', `/api/maintenance/${id}`)).status).toBe(204)
      expect((await world.ask('DELETE', `/api/maintenance/${id}`)).status).toBe(404)
    }
    expect(world.configs.get(acme)!.maintenance).toEqual([])
    const audit = await world.place.query(
      `select verb from audit where noun = 'maintenance' order by at`,
    )
    expect(audit.map((one) => one.verb)).toEqual(['create', 'create', 'delete', 'delete'])
  })

  it.each([
    [
      'that ends before it begins',
      { startsAt: inHours(2), endsAt: inHours(1) },
      'endsAt',
      /after the start/,
    ],
    ['that is over', { startsAt: inHours(-2), endsAt: inHours(-1) }, 'endsAt', /over already/],
    ['of two months', { startsAt: inHours(0), endsAt: inHours(24 * 60) }, 'endsAt', /31 days/],
    ['without an end', { startsAt: inHours(0) }, 'endsAt', /missing|instant/],
    ['at no instant', { startsAt: 'tonight', endsAt: inHours(1) }, 'startsAt', /instant/],
    ['of no checks', { startsAt: inHours(0), endsAt: inHours(1), checks: [] }, 'checks', /./],
    [
      'of a check of somebody else',
      { startsAt: inHours(0), endsAt: inHours(1), checks: ['chk_bolt00000002_x'] },
      'checks',
      /not a check of yours/,
    ],
  ])('%s is refused', async (_what, body, field, says) => {
    const { status, json } = await world.ask('POST', '/api/maintenance', { body })
    expect([status, json.field]).toEqual([422, field])
    expect(json.detail).toMatch(says)
  })
})
