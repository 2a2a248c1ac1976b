// Check now and test this target by API: what is answered, what is refused, and that nothing of a
// test is stored.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { keys, openWorld, type World } from './world.ts'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.stop())

const http = { type: 'http', url: 'https://example.com/health' }
const test = (body: object, key?: string) =>
  world.ask('POST', '/api/probes', { body, ...(key ? { key } : {}) })

describe('a test of a target', () => {
  it('answers what every default place saw, whole, and how to ask by hand', async () => {
    const { status, json } = await test(http)
    expect(status).toBe(200)
    expect(json.command).toMatch(/^curl .* https:\/\/example\.com\/health$/)
    expect(json.data.map((one: { location: string }) => one.location)).toEqual(['one', 'two'])
    expect(json.data[0]).toMatchObject({
      kind: 'pass',
      counted: false,
      words: expect.stringContaining('One'),
      measurement: { kind: 'answered', status: 200, phases: { headers: 20 }, headers: {} },
    })
  })

  it('is judged as the check would be', async () => {
    const { json } = await test({ ...http, expectStatus: '404', locations: ['spare'] })
    expect(json.data).toMatchObject([{ location: 'spare', kind: 'fail', reasons: ['status'] }])
  })

  it('never tells a secret, sealed or open, also not one that the target echoes', async () => {
    const secret = 'hunter2hunter2'
    const answer = await test({
      ...http,
      headers: [{ name: 'x-key', value: secret }],
      bearerToken: secret,
    })
    expect(answer.status).toBe(200)
    expect(world.places.asked.at(-1)?.order.target).toMatchObject({
      http: { headers: [['x-key', secret], expect.anything()] },
    })
    expect(answer.text).not.toContain(secret)
    expect(answer.text).not.toContain('sealed:')
  })

  it('stores nothing', async () => {
    const rows = async () => [
      await world.place.query('select * from checks'),
      await world.place.query('select * from audit'),
    ]
    const before = await rows()
    expect((await test(http)).status).toBe(200)
    expect(await rows()).toEqual(before)
  })

  it.each<[string, object, string]>([
    ['a bad address', { type: 'http', url: 'nowhere' }, 'url'],
    ['an unknown place', { ...http, locations: ['mars'] }, 'locations'],
    ['the mask of a secret', { ...http, bearerToken: '•••' }, 'bearerToken'],
    ['an unknown field', { ...http, nonsense: 1 }, 'nonsense'],
  ])('refuses %s', async (_what, body, field) => {
    const { status, json } = await test(body)
    expect([status, json.field]).toEqual([422, field])
  })

  it('is not for a reader', async () => {
    expect((await test(http, keys.viewer)).status).toBe(403)
  })
})

describe('probes by hand', () => {
  it('end at thirty a minute for a workspace; another one has its own', async () => {
    const statuses: number[] = []
    for (let sent = 0; sent < 31; sent += 1) {
      statuses.push((await test(http, keys.bolt)).status)
    }
    expect(statuses.slice(0, 30).every((one) => one === 200)).toBe(true)
    expect(statuses.at(-1)).toBe(429)
    expect((await test(http)).status).toBe(200)
  })
})

describe('check now', () => {
  it('answers what each place saw, and takes places', async () => {
    const { json } = await world.ask('POST', '/api/checks', { body: http })
    const path = `/api/checks/${json.id}/probes`
    const all = await world.ask('POST', path)
    expect(all.status).toBe(200)
    expect(all.json.command).toContain('curl ')
    expect(all.json.data).toHaveLength(2)
    const body = { locations: ['two'] }
    const one = await world.ask('POST', path, { body })
    expect(one.json.data).toMatchObject([{ location: 'two', measurement: { status: 200 } }])
    const stranger = await world.ask('POST', path, { body: { locations: ['mars'] } })
    expect([stranger.status, stranger.json.field]).toEqual([422, 'locations'])
  })
})
