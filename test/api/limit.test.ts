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
