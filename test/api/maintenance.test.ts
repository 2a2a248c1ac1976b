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

describe('maintenance that comes again', () => {
  const repeat = { cron: '30 2 * * 0', timeZone: 'Europe/Berlin', durationMinutes: 90 }
  const plan = (body: object) => world.ask('POST', '/api/maintenance', { body })

  it('says when it comes next, is for checks by tag, and the shard knows', async () => {
    const { status, json } = await plan({ repeat, tags: ['shop'] })
    expect(status).toBe(201)
    expect(json).toMatchObject({ endsAt: null, checks: null, tags: ['shop'], repeat })
    expect(json.next).toHaveLength(5)
    const [first] = json.next
    expect(Date.parse(first.endsAt) - Date.parse(first.startsAt)).toBe(90 * 60_000)
    expect(new Date(first.startsAt).getUTCDay()).toBe(0)
    const held = world.configs.get(acme)!.maintenance.find((one) => one.id === json.id)
    expect(held).toMatchObject({ repeat, tags: ['shop'] })
  })

  it('is changed, ended and counted apart in uptime up to its end', async () => {
    const always = { cron: '* * * * *', timeZone: 'UTC', durationMinutes: 600 }
    const { json } = await plan({ repeat: always, checks: [check] })
    const path = `/api/maintenance/${json.id}`
    const changed = await world.ask('PATCH', path, { body: { endsAt: inHours(48) } })
    expect(changed.json).toMatchObject({ repeat: always, checks: [check] })
    expect(changed.json.endsAt).not.toBeNull()
    expect((await world.ask('PUT', `${path}/ending`, { key: keys.bolt })).status).toBe(404)
    const daily = { cron: '0 0 1 1 *', timeZone: 'UTC', durationMinutes: 1 }
    expect((await world.ask('PATCH', path, { body: { repeat: daily, endsAt: null } })).status).toBe(
      200,
    )
    expect((await world.ask('PUT', `${path}/ending`)).status).toBe(409)
    const once = await plan({ startsAt: inHours(-1), endsAt: inHours(1), checks: [check] })
    const ended = await world.ask('PUT', `/api/maintenance/${once.json.id}/ending`)
    expect(ended.json).toMatchObject({ next: [] })
    expect(ended.json.endedAt).not.toBeNull()
    const { json: uptime } = await world.ask('GET', `/api/checks/${check}/uptime?to=${inHours(2)}`)
    expect(uptime.maintenanceSeconds).toBeLessThan(60)
  })

  it.each([
    ['repeat.cron', { repeat: { ...repeat, cron: 'now and then' } }],
    ['repeat.cron', { repeat: { ...repeat, cron: '0 0 30 2 *' } }],
    ['repeat.timeZone', { repeat: { ...repeat, timeZone: 'Mars/Olympus' } }],
    ['repeat.durationMinutes', { repeat: { ...repeat, durationMinutes: 0 } }],
    ['endsAt', { repeat, endsAt: '2020-01-01T00:00:00Z' }],
    ['endsAt', { startsAt: '2030-01-01T00:00:00Z' }],
    ['startsAt', { endsAt: '2030-01-01T00:00:00Z' }],
  ])('is refused at %s', async (field, body) => {
    const { status, json } = await plan(body)
    expect(status).toBe(422)
    expect(json.field).toBe(field)
  })
})
