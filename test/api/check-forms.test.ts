// The form of each type, sent as it is drawn: what it asks for is what the API takes, and saving it
// unchanged changes nothing.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { storedTexts } from '../../dashboard/routes/check-texts.ts'
import { settingsOf, type typeNames } from '../../workers/domain/check/index.ts'
import { acme, openWorld, type World } from './world.ts'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.stop())

type Type = (typeof typeNames)[number]
/** What a person must fill in. Members are chosen among others, and agents join (probes of their own). */
const filled: Record<Exclude<Type, 'group' | 'ping' | 'udp'>, Record<string, string>> = {
  http: { url: 'https://shop.example/' },
  tcp: { host: 'mail.example', port: '25' },
  tls: { host: 'shop.example' },
  websocket: { url: 'wss://shop.example/live' },
  dns: { host: 'shop.example' },
  domain: { domain: 'shop.example' },
  heartbeat: {},
  manual: {},
}
const form = { 'content-type': 'application/x-www-form-urlencoded' }
const send = (path: string, texts: Record<string, string>) =>
  world.ask('POST', path, { raw: new URLSearchParams(texts).toString(), headers: form })
const stored = (type: Type) => world.configs.get(acme)!.checks.findLast((one) => one.type === type)!

it.each(Object.entries(filled))('%s, with the least filled in', async (name, texts) => {
  const type = name as Type
  const made = await send('/checks', { ...storedTexts(type, null), ...texts, type, name })
  expect([made.status, made.text.match(/class="fault"[^<]*<[^<]*/)?.[0]]).toEqual([303, undefined])
  const check = stored(type)
  const again = await send(`/checks/${check.id}/edit`, { ...storedTexts(type, check), type })
  expect(again.status).toBe(303)
  expect(settingsOf(stored(type))).toEqual(settingsOf(check))
})

it('dns, and its words are kept as they were chosen and written', async () => {
  const texts = {
    ...storedTexts('dns', null),
    type: 'dns',
    host: 'kept.example',
    answers: 'contains 192.0.2.1\r\ncount at least 1',
    resolvers: 'cloudflare, quad9',
  }
  expect((await send('/checks', texts)).status).toBe(303)
  expect(settingsOf(stored('dns'))).toMatchObject({
    expect: 'exists',
    answers: ['contains 192.0.2.1', 'count at least 1'],
    resolvers: ['cloudflare', 'quad9'],
  })
})
