// What the hosted plan forbids: private addresses, short intervals, more than it has room for.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openWorld, type World } from './world.ts'

let hosted: World
beforeAll(async () => {
  hosted = await openWorld('deny', 'hosted')
})
afterAll(() => hosted.stop())

const http = { type: 'http', url: 'https://example.com' }

describe('on the hosted plan', () => {
  it.each([
    ['loopback', 'http://127.0.0.1/'],
    ['loopback in decimal', 'http://2130706433/'],
    ['loopback in hex', 'http://0x7f.1/'],
    ['a private address', 'http://10.1.2.3/'],
    ['a mapped address', 'http://[::ffff:192.168.1.1]/'],
    ['localhost', 'http://localhost:8080/'],
  ])('%s cannot be watched or called', async (_what, url) => {
    const check = await hosted.ask('POST', '/api/checks', { body: { type: 'http', url } })
    expect([check.status, check.json.field]).toEqual([422, 'url'])
    const test = await hosted.ask('POST', '/api/probes', { body: { type: 'http', url } })
    expect([test.status, test.json.field]).toEqual([422, 'url'])
    const hook = await hosted.ask('POST', '/api/channels', { body: { type: 'webhook', url } })
    expect([hook.status, hook.json.field]).toEqual([422, 'url'])
  })

  it("an interval below the plan's is refused with the plan's", async () => {
    const answer = await hosted.ask('POST', '/api/checks', {
      body: { ...http, intervalSeconds: 10 },
    })
    expect([answer.status, answer.json.field]).toEqual([422, 'intervalSeconds'])
    expect(answer.json.detail).toContain('30 seconds')
  })

  it('there is an end to the number of checks, and the answer says so', async () => {
    for (let made = 0; made < 50; made += 1) {
      expect(
        (await hosted.ask('POST', '/api/checks', { body: { ...http, name: `n${made}` } })).status,
      ).toBe(201)
    }
    const one = await hosted.ask('POST', '/api/checks', { body: http })
    expect(one.status).toBeGreaterThanOrEqual(400)
    expect(one.status).toBeLessThan(500)
    expect(one.json.detail).toContain('50 checks')
  })
})
