// What is forbidden where strangers sign up: private addresses.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openWorld, type World } from './world.ts'

let hosted: World
beforeAll(async () => {
  hosted = await openWorld('deny', 'free')
})
afterAll(() => hosted.stop())

describe('where strangers sign up', () => {
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
})
