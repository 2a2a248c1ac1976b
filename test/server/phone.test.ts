// The real program and a phone: a number is proven by its code, an alarm whose answer is lost is at
// Twilio exactly once, its receipt and the answer to it come back; and mail by SMTP.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { until } from '../fakes/client.ts'
import { type FakeSmtp, startSmtp } from '../fakes/smtp.ts'
import { type FakeTwilio, startTwilio, testFrom } from '../fakes/twilio.ts'
import { endAll, type Program } from './program.ts'
import { type Outside, openOutside } from './watching.ts'

let twilio: FakeTwilio
let smtp: FakeSmtp
let outside: Outside
let program: Program
beforeAll(async () => {
  twilio = await startTwilio()
  smtp = await startSmtp()
  outside = await openOutside({
    TWILIO_ACCOUNT_SID: twilio.accountSid,
    TWILIO_AUTH_TOKEN: twilio.authToken,
    TWILIO_FROM: testFrom,
    TWILIO_URL: twilio.url,
    SMTP_URL: smtp.url,
    MAIL_FROM: 'eSonar <esonar@example.com>',
  })
  program = await outside.start()
})
afterAll(async () => {
  await endAll()
  await Promise.all([twilio.close(), smtp.close(), outside.close()])
})

const number = '+15005550010'
interface Channel {
  id: string
  enabled: boolean
  disabledWhy: string | null
}
interface Delivery {
  channel: string
  state: string
  receipt: { at: number; status: string } | null
  attempts: { said: string }[]
}

const codeIn = (text: string) => /\b(\d{6}) is your eSonar code/.exec(text)?.[1] ?? ''

async function verified(settings: object, code: () => string): Promise<string> {
  const { id, enabled } = await outside.api().post<Channel>('/api/channels', settings)
  expect(enabled).toBe(false)
  const typed = await until('a code', 10_000, async () => code() || false)
  await expect(outside.api().post(`/api/channels/${id}/verify`, { code: '999' })).rejects.toThrow()
  const after = await outside.api().post<Channel>(`/api/channels/${id}/verify`, { code: typed })
  expect(after.enabled).toBe(true)
  return id
}

it('tells a phone exactly once although the answer was lost, and hears from it', async () => {
  const code = () => codeIn(twilio.taken.at(-1)?.body ?? '')
  const phone = await verified({ type: 'sms', to: number }, code)
  const check = await outside.watch('/shop')
  twilio.taken.length = 0
  twilio.fail({ kind: 'lost' })
  await outside.turn(check, '/shop', 'bad')
  const delivery = await until('a text message', 20_000, async () => {
    const { data } = await outside.api().get<{ data: Delivery[] }>('/api/deliveries')
    return data.find((one) => one.channel === phone && one.state === 'sent') ?? false
  })
  expect(delivery.attempts.at(-1)?.said).toContain('only the answer was lost')
  expect(twilio.taken).toHaveLength(1)
  const [one] = twilio.taken
  expect(one!.body).toMatch(/^CRITICAL shop is down: .*3 of 3 places/)
  expect(one!.statusCallback).toContain(`${program.url}/in/twilio/status/dlv_`)

  expect((await twilio.receipt(one!, 'failed', 30005, 'a forged token')).status).toBe(403)
  expect((await twilio.receipt(one!, 'delivered')).status).toBe(204)
  const { data } = await outside.api().get<{ data: Delivery[] }>('/api/deliveries')
  expect(data.find(({ channel }) => channel === phone)?.receipt?.status).toBe('delivered')

  const text = (body: string, token?: string) =>
    twilio.text(`${program.url}/in/twilio/sms`, number, body, token)
  expect((await text('ACK', 'a forged token')).status).toBe(403)
  expect(await (await text('status')).text()).toContain('shop is down')
  expect(await (await text('Ack!')).text()).toContain('Acknowledged shop.')
  const open = await outside
    .api()
    .get<{ data: { acknowledgedBy: string | null }[] }>(`/api/incidents?check=${check}`)
  expect(open.data[0]?.acknowledgedBy).toBe(`SMS ${number}`)
  expect(await (await text('what?')).text()).toContain('answer ACK')
  const stopped = await text('STOP')
  expect(await stopped.text()).not.toContain('<Message>')
  const off = await outside.api().get<Channel>(`/api/channels/${phone}`)
  expect(off).toMatchObject({ enabled: false, disabledWhy: 'stopped' })
  await text('START')
  expect((await outside.api().get<Channel>(`/api/channels/${phone}`)).enabled).toBe(true)
})

it('calls, and takes the key 1 for an acknowledgement', async () => {
  twilio.taken.length = 0
  const spoken = () => twilio.taken.find(({ kind }) => kind === 'call')?.twiml ?? ''
  const code = () => /((?:\d, ){5}\d) is your/.exec(spoken())?.[1]?.replaceAll(', ', '') ?? ''
  await verified({ type: 'voice', to: number }, code)
  const check = await outside.watch('/till')
  twilio.taken.length = 0
  await outside.turn(check, '/till', 'bad')
  const call = await until('a call', 20_000, async () => {
    return twilio.taken.find(({ kind }) => kind === 'call') ?? false
  })
  expect(call.twiml).toContain('till is down')
  expect((await twilio.press(call, '1', 'a forged token')).status).toBe(403)
  expect(await (await twilio.press(call, '1')).text()).toContain('Acknowledged.')
})

it('mails through the mail server of the installation', async () => {
  const mailed = () => smtp.got.at(-1)?.data ?? ''
  const mail = await verified({ type: 'email', to: 'ana@example.com' }, () => codeIn(mailed()))
  const test = await outside.api().post<Delivery>(`/api/channels/${mail}/tests`, {})
  expect(test.state).toBe('sent')
  expect(smtp.got.at(-1)).toMatchObject({ from: 'esonar@example.com', to: ['ana@example.com'] })
})
