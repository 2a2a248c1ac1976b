// A program gone wild is slowed down, and told for how long; others are not.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { keys, openWorld, type World } from './world.ts'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.stop())

it('more than 1,200 requests in a minute are answered 429 with Retry-After', async () => {
  let refused = null
  for (let asked = 0; asked < 1_400 && !refused; asked += 20) {
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => world.ask('GET', '/api/locations')),
    )
    refused = answers.find((one) => one.status === 429) ?? null
  }
  expect(refused?.json).toMatchObject({ status: 429, detail: expect.stringContaining('1200') })
  expect(Number(refused?.headers.get('retry-after'))).toBeGreaterThan(0)
  expect((await world.ask('GET', '/api/locations', { key: keys.bolt })).status).toBe(200)
})

it('every answer says how many are left, and when all of them are back', async () => {
  const first = await world.ask('GET', '/api/locations', { key: keys.viewer })
  const second = await world.ask('GET', '/api/locations', { key: keys.viewer })
  const left = [first, second].map((one) => Number(one.headers.get('ratelimit-remaining')))
  expect(first.headers.get('ratelimit-limit')).toBe('1200')
  expect(left[0]! - left[1]!).toBe(1)
  expect(Number(second.headers.get('ratelimit-reset'))).toBeGreaterThan(0)
  const refused = await world.ask('GET', '/api/channels/none', { key: keys.viewer })
  expect([refused.status, refused.headers.get('ratelimit-limit')]).toEqual([404, '1200'])
})

it('a job gone wild is limited by itself, by its address', async () => {
  const { json } = await world.ask('POST', '/api/checks', {
    key: keys.bolt,
    body: { type: 'heartbeat', name: 'wild' },
  })
  const { token } = (await world.ask('GET', `/api/checks/${json.id}/token`, { key: keys.bolt }))
    .json
  const ping = async (secret: string) => world.ask('POST', `/ping/${secret}`, { key: null })
  const statuses = []
  for (let said = 0; said < 125; said++) statuses.push((await ping(token)).status)
  expect(statuses.filter((one) => one === 200).length).toBeGreaterThanOrEqual(120)
  const last = await ping(token)
  expect([last.status, Number(last.headers.get('retry-after'))]).toEqual([429, 1])
  expect((await ping('another-token-that-nobody-has-yet0')).status).toBe(404)
})

it('public pages are limited by address, and by none where there is none', async () => {
  const look = (headers: Record<string, string>) =>
    world.ask('GET', '/status/nothing-here', { key: null, headers })
  const from = { 'cf-connecting-ip': '192.0.2.1' }
  for (let looked = 0; looked < 610; looked += 61) {
    await Promise.all(Array.from({ length: 61 }, () => look(from)))
  }
  expect((await look(from)).status).toBe(429)
  expect((await look({ 'cf-connecting-ip': '192.0.2.2' })).status).toBe(404)
  expect((await look({})).headers.get('ratelimit-limit')).toBeNull()
})
