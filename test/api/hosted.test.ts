// What is forbidden where strangers sign up: private addresses, however they are written, by every kind
// of check and of channel that leads to an address.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openWorld, type World } from './world.ts'

let hosted: World
beforeAll(async () => {
  hosted = await openWorld('deny', 'free')
})
afterAll(() => hosted.stop())

const addresses: [what: string, host: string][] = [
  ['loopback', '127.0.0.1'],
  ['loopback in decimal', '2130706433'],
  ['loopback in hex', '0x7f.1'],
  ['loopback of IPv6', '[::1]'],
  ['a private address', '10.1.2.3'],
  ['a mapped address', '[::ffff:192.168.1.1]'],
  ['one that NAT64 leads to', '[64:ff9b::10.1.2.3]'],
  ['one that 6to4 leads to', '[2002:c0a8:101::1]'],
  ['one of a site', '[fd12:3456::1]'],
  ['one of a link', '[fe80::1]'],
  ['metadata', '169.254.169.254'],
  ['metadata, mapped', '[::ffff:a9fe:a9fe]'],
  ['metadata by NAT64', '[64:ff9b::a9fe:a9fe]'],
  ['metadata of IPv6', '[fd00:ec2::254]'],
  ['localhost', 'localhost'],
]

// A UDP check is asked by agents alone, which reach what is private where they stand.
const checks: Record<string, (host: string) => object> = {
  http: (host) => ({ url: `http://${host}:8080/` }),
  tcp: (host) => ({ host, port: 443 }),
  tls: (host) => ({ host, port: 443 }),
  websocket: (host) => ({ url: `ws://${host}/` }),
  dns: (host) => ({ host: 'example.com', resolvers: [`https://${host}/dns-query`] }),
}
const channels: Record<string, (url: string) => object> = {
  webhook: (url) => ({ url }),
  template: (url) => ({ url, body: '{"say": "{{check.name}}"}' }),
  mattermost: (url) => ({ url }),
  matrix: (url) => ({ server: url, room: '!a:b.example', token: 't'.repeat(20) }),
  ntfy: (url) => ({ server: url, topic: 'alarms' }),
}

describe('where strangers sign up', () => {
  describe.each(addresses)('%s', (_what, host) => {
    it.each(Object.keys(checks))('is no target of %s', async (type) => {
      const body = { type, ...checks[type]!(host) }
      // Probes by hand are limited by the minute.
      const paths = type === 'http' ? ['/api/checks', '/api/probes'] : ['/api/checks']
      for (const path of paths) {
        const { status, json } = await hosted.ask('POST', path, { person: 'u1', body })
        expect([path, status, json.field, json.detail]).toEqual([
          path,
          422,
          expect.stringMatching(/^(url|host|resolvers)/),
          expect.stringContaining('give a public one'),
        ])
      }
    })

    it.each(Object.keys(channels))('is called by no %s', async (type) => {
      const body = { type, ...channels[type]!(`http://${host}/`) }
      const { status, json } = await hosted.ask('POST', '/api/channels', { person: 'u1', body })
      expect([status, json.field, json.detail]).toEqual([
        422,
        expect.stringMatching(/^(url|server)$/),
        expect.stringContaining('give a public one'),
      ])
    })
  })
})
