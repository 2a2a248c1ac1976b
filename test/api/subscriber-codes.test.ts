// Subscribers by text message: a code first, each update once, STOP leaves every page, and what is
// sent stays within the workspace's month.
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { noCarriers } from '../../workers/channel/carrier.ts'
import { snapshotOf } from '../../workers/domain/page.ts'
import { runNotices } from '../../workers/flow/notices.ts'
import { signatureOf, testToken } from '../fakes/twilio.ts'
import { acme, openWorld, type World } from './world.ts'

const twilio = {
  accountSid: `AC${'1'.repeat(32)}`,
  authToken: testToken,
  from: '+15005550006',
  messagingServiceSid: null,
  url: 'http://twilio.test',
}
const phone = '+4915112345678'

let world: World
let page: string
let shop: string
let passed = 0
const pass = (ms: number) => {
  passed += ms
  world.hub.now = () => Date.now() + passed
}

beforeAll(async () => {
  world = await openWorld()
  const baseUrl = 'http://esonar.test'
  world.hub.settings.carriers = { ...noCarriers, twilio, baseUrl }
  const parts = [{ name: 'Shop', check: null, hand: 'up' }]
  const body = { slug: 'texts', title: 'Acme', groups: [{ name: null, components: parts }] }
  const { json } = await world.ask('POST', '/api/pages', { body })
  page = json.id
  shop = json.groups[0].components[0].key
  const config = (await world.hub.config.whole(acme))!
  const own = config.pages.find((one) => one.id === page)!
  world.kv.set('page:texts', snapshotOf(own, config, new Map(), Date.now()))
})
afterAll(() => world.stop())

const answered = (status: number, body: object) => ({
  kind: 'answered' as const,
  status,
  body: JSON.stringify(body),
  retryAfterSeconds: null,
  ms: 1,
})
beforeEach(() => {
  world.outcomes.set('twilio.test', () => answered(201, { sid: 'SM1', status: 'queued' }))
})

const form = (path: string, fields: Record<string, string>) => {
  pass(60_000)
  return world.app.request(`http://esonar.test/status/texts${path}`, {
    method: 'POST',
    body: new URLSearchParams({ lang: 'en', kind: 'sms', ...fields }),
  })
}
const texts = () =>
  world.outgoing
    .filter((one) => one.url.includes('twilio.test') && one.method === 'POST')
    .map((one) => Object.fromEntries(new URLSearchParams(one.body)) as Record<string, string>)
const subscribers = async () =>
  (await world.ask('GET', `/api/pages/${page}/subscribers`)).json.data as {
    address: string
    confirmedAt: string | null
  }[]
const type = (code: string, address = phone) => form('/subscribe/code', { address, code })
const codeIn = (text: Record<string, string>) => /^\d{6}/.exec(text.Body!)![0]
const tell = () =>
  world.ask('POST', `/api/pages/${page}/posts`, {
    body: { title: 'Shop is slow', components: [shop], text: 'We look.' },
  })

it('is offered only where the installation sends text messages', async () => {
  const get = async () =>
    (await world.app.request('http://esonar.test/status/texts/subscribe?lang=en')).text()
  expect(await get()).toContain('By text message (SMS)')
  const { carriers } = world.hub.settings
  world.hub.settings.carriers = noCarriers
  expect(await get()).not.toContain('By text message (SMS)')
  expect((await form('/subscribe', { address: phone })).status).toBe(422)
  world.hub.settings.carriers = carriers
})

it.each(['', '112', '0151 2345678', '+49151<b>', 'ann@b.example'])(
  'refuses %j as a number, and keeps it in the form',
  async (address) => {
    const answer = await form('/subscribe', { address })
    expect(answer.status).toBe(422)
    const text = await answer.text()
    expect(text).toContain('This is not an address.')
    expect(text).not.toContain('<b>')
    expect(texts()).toEqual([])
  },
)

it('is confirmed by the code alone, and the code is of few tries and minutes', async () => {
  const asked = await form('/subscribe', { address: '+49 151 1234-5678' })
  expect(await asked.text()).toContain('autocomplete="one-time-code"')
  const [sent] = texts()
  expect(sent).toMatchObject({ To: phone })
  expect(sent!.Body).toContain('Answer STOP')
  const code = codeIn(sent!)
  const [row] = await world.place.query('select secret from page_subscribers')
  expect(row.secret).not.toContain(code)
  const wrong = code === '000000' ? '000001' : '000000'
  for (let tries = 0; tries < 5; tries += 1) expect((await type(wrong)).status).toBe(422)
  // Used up: the right one does not help any more.
  expect((await type(code)).status).toBe(422)
  pass(600_000)
  await form('/subscribe', { address: phone })
  const second = codeIn(texts().at(-1)!)
  pass(601_000)
  expect((await type(second)).status).toBe(422)
  await form('/subscribe', { address: phone })
  expect(await (await type(codeIn(texts().at(-1)!))).text()).toContain(`sent to ${phone}`)
  expect((await subscribers())[0]!.confirmedAt).toMatch(/^20/)
  expect((await type('123456', '+4915100000000')).status).toBe(422)
})

it('says the same to all, and sends nothing to who is subscribed', async () => {
  const before = texts().length
  const answer = await form('/subscribe', { address: phone })
  expect(await answer.text()).toContain('a code is on its way')
  expect(texts()).toHaveLength(before)
})

it('tells each update once, found again after an answer that was lost', async () => {
  const before = texts().length
  await tell()
  world.outcomes.set('twilio.test', () => ({ kind: 'fault', fault: 'timeout', ms: 1 }))
  await runNotices(world.hub)
  const sent = texts().slice(before)
  expect(sent).toHaveLength(1)
  expect(sent[0]!.Body).toMatch(/^Acme: Shop is slow \(Investigating\) http:\S+ #[a-z0-9]{7}$/)
  const known = { sid: 'SM2', status: 'sent', body: sent[0]!.Body, to: phone }
  world.outcomes.set('twilio.test', () => answered(200, { messages: [known], page: 0 }))
  pass(61_000)
  await runNotices(world.hub)
  await runNotices(world.hub)
  expect(texts().slice(before)).toHaveLength(1)
  const { json } = await world.ask('GET', `/api/pages/${page}/notices`)
  expect(json.data[0]).toMatchObject({ kind: 'sms', state: 'sent' })
})

it('ends with the month’s text messages, and says so', async () => {
  const { takeTexts } = world.door
  world.door.takeTexts = async () => false
  const before = texts().length
  await tell()
  await runNotices(world.hub)
  expect((await form('/subscribe', { address: '+4915100000001' })).status).toBe(422)
  world.door.takeTexts = takeTexts
  expect(texts()).toHaveLength(before)
  const { json } = await world.ask('GET', `/api/pages/${page}/notices`)
  expect(json.data[0]).toMatchObject({ state: 'dead' })
  expect(json.data[0].said).toContain('used up')
})

it('sends a page’s codes to fifty phones a day, not more', async () => {
  const before = texts().length
  for (let n = 0; n < 55; n += 1) await form('/subscribe', { address: `+49151000010${10 + n}` })
  expect(texts().length - before).toBeLessThanOrEqual(50)
  expect(texts().length - before).toBeGreaterThan(40)
})

it('leaves by STOP, signed by the carrier, and by a number that is no more', async () => {
  const url = 'http://esonar.test/in/twilio/sms'
  const said = { AccountSid: twilio.accountSid, From: phone, Body: 'stop' }
  const hear = (signature: string) =>
    world.app.request(url, {
      method: 'POST',
      body: new URLSearchParams(said),
      headers: { 'x-twilio-signature': signature },
    })
  const isIn = async () => (await subscribers()).some((one) => one.address === phone)
  expect((await hear('forged')).status).toBe(403)
  expect(await isIn()).toBe(true)
  expect((await hear(signatureOf(testToken, url, said))).status).toBe(200)
  expect(await isIn()).toBe(false)
  pass(86_400_000)
  await form('/subscribe', { address: phone })
  await type(codeIn(texts().at(-1)!))
  expect(await isIn()).toBe(true)
  world.outcomes.set('twilio.test', () => answered(400, { code: 21610, message: 'said STOP' }))
  pass(1_000)
  await tell()
  await runNotices(world.hub)
  expect(await isIn()).toBe(false)
})
