// Channels of people over the API: whose carrier is missing, which address cannot be one, and the
// code that comes before anything else.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type MailCarrier, noCarriers } from '../../workers/channel/carrier.ts'
import { acme, keys, openWorld, rightCode, type World } from './world.ts'

const mail: MailCarrier = { kind: 'resend', key: 're_1', from: 'e@sonar.example', url: 'http://m' }
const account = { accountSid: `AC${'0'.repeat(32)}`, authToken: 'token', from: '+15005550006' }

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.stop())

const make = (body: object) => world.ask('POST', '/api/channels', { body })

describe('a channel without a carrier', () => {
  it.each([
    [{ type: 'sms', to: '+15005550010' }, 'to', 'TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN'],
    [{ type: 'voice', to: '+15005550010' }, 'to', 'accountSid, authToken and from'],
    [{ type: 'email', to: 'a@b.example' }, 'to', 'RESEND_API_KEY and RESEND_FROM'],
    [{ type: 'sms', to: '+15005550010', from: '+15005550006' }, 'accountSid', 'is missing'],
    [{ type: 'sms', to: '+15005550010', ...account, authToken: '' }, 'authToken', 'is missing'],
    [{ type: 'sms', to: '+15005550010', ...account, from: '' }, 'from', 'messagingServiceSid'],
  ])('%j is refused by %s', async (body, field, detail) => {
    const { status, json } = await make(body)
    expect([status, json.field]).toEqual([422, field])
    expect(json.detail).toContain(detail)
  })

  it('is made with an account of its own, its token sealed', async () => {
    const { status, json, text } = await make({ type: 'sms', to: '+15005550010', ...account })
    expect(status).toBe(201)
    expect(json).toMatchObject({ enabled: false, levels: ['critical'], name: 'SMS +15005550010' })
    const stored = world.configs.get(acme)!.channels.find(({ id }) => id === json.id)!
    expect(stored.settings.authToken).toMatch(/^sealed:v1:/)
    expect(text).toContain(json.id)
    const { text: shown } = await world.ask('GET', `/api/channels/${json.id}`)
    expect(shown).not.toContain(account.authToken)
  })
})

it.each([
  ['sms', '0151 2345678'],
  ['sms', '+49 151 2345678'],
  ['sms', '+0123456789'],
  ['voice', '112'],
  ['email', 'nobody'],
  ['email', 'a@b.example, c@d.example'],
  ['email', 'Ana <a@b.example>'],
  ['email', 'a@b.example\r\nBcc: c@d.example'],
])('%s to %j is refused with its remedy', async (type, to) => {
  const { status, json } = await make({ type, to, ...(type === 'email' ? {} : account) })
  expect([status, json.field]).toEqual([422, 'to'])
  expect(json.detail).toContain('like')
})

describe('a person’s address', () => {
  let path: string
  const stored = () => world.configs.get(acme)!.channels.find(({ id }) => path.endsWith(id))!
  const act = (what: string, body?: object) => world.ask('POST', `${path}/${what}`, { body })

  beforeAll(async () => {
    world.hub.settings.carriers = { ...noCarriers, mail }
    world.codes.length = 0
    const { status, json } = await make({ type: 'email', to: 'ana@b.example' })
    expect(status).toBe(201)
    path = `/api/channels/${json.id}`
    expect(json).toMatchObject({ enabled: false, disabledWhy: 'unverified', verifiedAt: null })
    expect(world.codes).toEqual([json.id])
  })

  it('cannot be switched on or tested before', async () => {
    const on = await world.ask('PATCH', path, { body: { enabled: true } })
    const test = await act('tests')
    expect([on.status, test.status]).toEqual([409, 409])
    expect(on.json.detail).toContain('type the code')
    expect(stored().enabled).toBe(false)
  })

  it('stays shut for a wrong code, a stranger, a reader', async () => {
    const wrong = await act('verify', { code: '000000' })
    expect([wrong.status, wrong.json.field]).toEqual([422, 'code'])
    const body = { code: rightCode }
    const stranger = await world.ask('POST', `${path}/verify`, { body, key: keys.bolt })
    const reader = await world.ask('POST', `${path}/verify`, { body, key: keys.viewer })
    const code = await world.ask('POST', `${path}/code`, { key: keys.bolt })
    expect([stranger.status, reader.status, code.status]).toEqual([404, 403, 404])
    expect(stored().enabled).toBe(false)
  })

  it('opens for the right code, typed as people do', async () => {
    const { status, json } = await act('verify', { code: ' 007 123 ' })
    expect(status).toBe(200)
    expect(json).toMatchObject({ enabled: true, disabledWhy: null })
    expect(Date.parse(json.verifiedAt)).toBeGreaterThan(0)
    expect(stored()).toMatchObject({ enabled: true, settings: { to: 'ana@b.example' } })
    expect((await act('code')).status).toBe(409)
    expect((await act('tests')).status).toBe(200)
  })

  it('is shut again when it becomes another one, and gets a new code', async () => {
    const renamed = await world.ask('PATCH', path, { body: { name: 'Ana' } })
    expect(renamed.json.enabled).toBe(true)
    const before = world.codes.length
    const moved = await world.ask('PATCH', path, { body: { to: 'bo@b.example' } })
    expect(moved.json).toMatchObject({ enabled: false, disabledWhy: 'unverified' })
    expect(world.codes).toHaveLength(before + 1)
  })
})

it('is proven anew when it goes by another account: a server of one’s own proves nothing', async () => {
  const twilio = { ...account, messagingServiceSid: null, url: 'http://t' }
  world.hub.settings.carriers = { ...noCarriers, twilio }
  const server = 'http://mine.example'
  const { json } = await make({ type: 'sms', to: '+15005550013', ...account, server })
  const path = `/api/channels/${json.id}`
  const verify = () => world.ask('POST', `${path}/verify`, { body: { code: rightCode } })
  const change = (body: object) => world.ask('PATCH', path, { body })
  expect((await verify()).json.enabled).toBe(true)
  const rotated = await change({ authToken: 'another', from: '+15005550007' })
  expect(rotated.json.enabled).toBe(true)
  for (const away of [{ server: '' }, { accountSid: '', authToken: '', from: '' }]) {
    expect((await change(away)).json).toMatchObject({ enabled: false, disabledWhy: 'unverified' })
    expect((await change({ enabled: true })).status).toBe(409)
    expect((await verify()).json.enabled).toBe(true)
  }
})

describe('the pages', () => {
  const formed = { 'content-type': 'application/x-www-form-urlencoded', accept: 'text/html' }
  const send = (path: string, fields: Record<string, string> = {}) =>
    world.ask('POST', path, { raw: new URLSearchParams(fields).toString(), headers: formed })

  it('ask for the code, say what is wrong with it, and let nothing be sent before', async () => {
    world.hub.settings.carriers = { ...noCarriers, mail }
    const made = await send('/channels/new/email', { to: 'cy@b.example', levels: 'critical' })
    expect(made.status).toBe(201)
    expect(made.text).toContain('A code was sent to')
    expect(made.text).not.toContain('/test"')
    const path = /action="(\/channels\/[^"]+)\/verify"/.exec(made.text)![1]!
    const list = await world.ask('GET', '/channels')
    expect(list.text).toContain('not verified')
    const wrong = await send(`${path}/verify`, { code: '1' })
    expect(wrong.status).toBe(422)
    expect(wrong.text).toContain('is not the code that was sent')
    expect((await send(`${path}/code`)).status).toBe(303)
    expect((await send(`${path}/verify`, { code: rightCode })).status).toBe(303)
    const open = await world.ask('GET', path)
    expect(open.text).toContain('/test"')
    expect(open.text).not.toContain('A code was sent to')
  })

  it('say what the month has used, where it counts', async () => {
    const twilio = { ...account, messagingServiceSid: null, url: 'http://t' }
    world.hub.settings.carriers = { ...noCarriers, twilio }
    const counted = (await make({ type: 'sms', to: '+15005550011' })).json.id
    const own = (await make({ type: 'sms', to: '+15005550012', ...account })).json.id
    const used = '148 credits for text messages and calls are left'
    expect((await world.ask('GET', `/channels/${counted}`)).text).toContain(used)
    expect((await world.ask('GET', `/channels/${own}`)).text).not.toContain(used)
  })
})
