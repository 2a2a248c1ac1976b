// Twilio and Resend as they really answer: what was taken is not sent again, what can never arrive
// is given up, and each request is one the provider takes.
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import type { Carriers } from '../../workers/channel/carrier.ts'
import { attemptOf, exchange } from '../../workers/channel/index.ts'
import { mailOf } from '../../workers/channel/mail.ts'
import { refOf } from '../../workers/channel/ref.ts'
import { isSigned } from '../../workers/channel/twilio.ts'
import { owed } from '../../workers/domain/alert.ts'
import type { Channel } from '../../workers/domain/config.ts'
import { type Delivery, lease, after as settled } from '../../workers/domain/delivery.ts'
import type { Message } from '../../workers/domain/message.ts'
import { makeSender } from '../../workers/send.ts'
import { startResend } from '../fakes/resend.ts'
import { channelOf, configOf, incidentOf, openedAt } from '../fakes/telling.ts'
import { type Mishap, signatureOf, startTwilio, testFrom, testToken } from '../fakes/twilio.ts'

const twilio = await startTwilio()
const resend = await startResend()
afterAll(() => Promise.all([twilio.close(), resend.close()]))
beforeEach(() => {
  for (const list of [twilio.taken, twilio.asked]) list.length = 0
  resend.forget()
})

const carriers: Carriers = {
  twilio: {
    accountSid: twilio.accountSid,
    authToken: twilio.authToken,
    from: testFrom,
    messagingServiceSid: null,
    url: twilio.url,
  },
  mail: { kind: 'resend', key: resend.key, from: 'eSonar <e@sonar.example>', url: resend.url },
  missing: { twilio: [], mail: [] },
  smsPerMonth: null,
  baseUrl: 'https://esonar.example',
}
const settings = { aboutUrl: 'https://esonar.example/about', refuse: () => null, resolve: null }
const sender = makeSender({ ...settings, deadlineMs: 400 })
const sms = channelOf('sms', { type: 'sms', settings: { to: '+15005550010' } })
const voice = channelOf('voice', { type: 'voice', settings: { to: '+15005550010' } })
const email = channelOf('mail', { type: 'email', settings: { to: 'on@call.example' } })

function deliveryTo(channel: Channel, name = 'checkout-api'): Delivery {
  const incident = incidentOf()
  const [one] = owed({
    checkName: name,
    checkTarget: 'https://checkout.example/health',
    baseUrl: 'https://esonar.example',
    incident,
    event: incident.events[0]!,
    config: configOf({ channels: [channel] }),
    now: openedAt,
    previousDeliveries: [],
  })
  return one!
}

/** One attempt as the shard makes it. */
async function attempt(delivery: Delivery, channel: Channel, others = new Set<string>()) {
  const now = Date.now()
  const leased = lease(delivery, now, 30_000)
  const send = sender.send.bind(sender)
  const made = await exchange(leased, channel, {
    open: async (text) => text,
    send,
    carriers,
    others,
    now,
  })
  return { ...made, delivery: settled(leased, attemptOf(made.heard, made.outcome, now), now, 0) }
}

const lost: [string, Mishap][] = [
  ['the connection breaks', { kind: 'lost' }],
  ['no answer comes', { kind: 'unanswered' }],
  ['a proxy says 502', { kind: 'lostWith', status: 502 }],
]

describe('a text message', () => {
  it('is asked for as Twilio wants it, and says its id', async () => {
    const { delivery, sid } = await attempt(deliveryTo(sms), sms)
    expect(delivery.state).toBe('sent')
    expect(twilio.taken).toHaveLength(1)
    expect(twilio.taken[0]).toMatchObject({ sid, to: '+15005550010', from: testFrom })
    expect(twilio.taken[0]!.body).toMatch(/^CRITICAL checkout-api is down: .*3 of 3 places/)
    const path = `/in/twilio/status/${delivery.id}`
    expect(twilio.taken[0]!.statusCallback).toBe(`https://esonar.example${path}`)
  })

  it.each(lost)('is there once when %s after it was taken', async (_, mishap) => {
    twilio.fail(mishap)
    const first = await attempt(deliveryTo(sms), sms)
    expect(first.delivery.state).toBe('pending')
    // Twilio gets a moment to list what it has taken.
    expect(first.delivery.dueAt - first.delivery.attempts[0]!.at).toBe(3_000)
    const second = await attempt(first.delivery, sms)
    expect(second.delivery.state).toBe('sent')
    expect(second.heard.said).toContain('only the answer was lost')
    expect(twilio.taken.map(({ sid }) => sid)).toEqual([second.sid])
  })

  it('is sent again when it was not taken', async () => {
    twilio.fail({ kind: 'plain', status: 503, body: 'busy' })
    const { delivery } = await attempt(deliveryTo(sms), sms)
    const second = await attempt(delivery, sms)
    expect([second.delivery.state, twilio.taken.length]).toEqual(['sent', 1])
  })

  it('is sent again when the one that was taken has failed', async () => {
    twilio.fail({ kind: 'lost' })
    const { delivery } = await attempt(deliveryTo(sms), sms)
    twilio.taken[0]!.status = 'undelivered'
    await attempt(delivery, sms)
    expect(twilio.taken).toHaveLength(2)
  })

  it('is not taken for another one to the same number', async () => {
    await attempt({ ...deliveryTo(sms), id: 'dlv_acme00000001_other' }, sms)
    twilio.fail({ kind: 'plain', status: 500 })
    const { delivery } = await attempt(deliveryTo(sms), sms)
    await attempt(delivery, sms)
    expect(twilio.taken).toHaveLength(2)
    expect(new Set(twilio.taken.map(({ body }) => body.slice(-8))).size).toBe(2)
  })

  it('waits while Twilio does not list, but not for ever', async () => {
    let delivery = deliveryTo(sms)
    twilio.fail({ kind: 'plain', status: 500 })
    const away: Mishap = { kind: 'plain', status: 500 }
    twilio.failList(away, away, { kind: 'plain', status: 200, body: '{"mess' }, away)
    for (let count = 0; count < 4; count += 1) {
      ;({ delivery } = await attempt(delivery, sms))
      expect([delivery.state, twilio.taken.length]).toEqual(['pending', 0])
    }
    ;({ delivery } = await attempt(delivery, sms))
    expect([delivery.state, twilio.taken.length]).toEqual(['sent', 1])
  })

  it.each([
    [21211, 'no_recipient'],
    [21614, 'no_recipient'],
    [21610, 'stopped'],
  ])('gives the number up after error %i', async (code, disable) => {
    twilio.fail({ kind: 'error', status: 400, code, message: 'The number is no good' })
    const { delivery, heard } = await attempt(deliveryTo(sms), sms)
    expect([delivery.state, delivery.why, heard.disable]).toEqual(['dead', 'permanent', disable])
    expect(heard.said).toBe(`${code} The number is no good`)
  })

  it.each([
    [401, 20003],
    [400, 21606],
    [429, 20429],
    [400, 21408],
  ])('is tried again after %i with error %i', async (status, code) => {
    twilio.fail({ kind: 'error', status, code, message: 'not now' })
    const { delivery, heard } = await attempt(deliveryTo(sms), sms)
    expect([delivery.state, heard.disable]).toEqual(['pending', null])
  })

  it('never shows the token', async () => {
    const { delivery } = await attempt(deliveryTo(sms), sms)
    expect(JSON.stringify(delivery)).not.toContain(testToken)
    expect(twilio.asked[0]!.authorization).toMatch(/^Basic /)
  })

  it('sends from a messaging service', async () => {
    const service = `MG${'a'.repeat(32)}`
    const own = {
      to: '+15005550010',
      accountSid: twilio.accountSid,
      authToken: twilio.authToken,
      messagingServiceSid: service,
      server: twilio.url,
    }
    await attempt(deliveryTo(sms), { ...sms, settings: own })
    expect(twilio.asked[0]!.form).toMatchObject({ MessagingServiceSid: service })
    expect(twilio.asked[0]!.form.From).toBeUndefined()
  })
})

describe('a call', () => {
  it('says it twice and takes a key at a signed address', async () => {
    const { delivery } = await attempt(deliveryTo(voice), voice)
    const [one] = twilio.taken
    expect([delivery.state, one?.kind]).toEqual(['sent', 'call'])
    expect(one!.twiml.match(/checkout-api is down/g)).toHaveLength(2)
    expect(one!.twiml).toContain(`action="https://esonar.example/in/twilio/voice/${delivery.id}"`)
    expect(one!.twiml).toContain('Press 1 to acknowledge')
  })

  it.each(lost)('is placed once when %s after it was taken', async (_, mishap) => {
    twilio.fail(mishap)
    const first = await attempt(deliveryTo(voice), voice)
    expect(first.delivery.state).toBe('pending')
    const second = await attempt(first.delivery, voice)
    expect(second.delivery.state).toBe('sent')
    expect(second.heard.said).toContain('only the answer was lost')
    expect(twilio.taken.map(({ sid }) => sid)).toEqual([second.sid])
  })

  it('is placed again when it was not taken, or never rang', async () => {
    twilio.fail({ kind: 'plain', status: 503, body: 'busy' })
    const { delivery } = await attempt(deliveryTo(voice), voice)
    await attempt(delivery, voice)
    expect(twilio.taken).toHaveLength(1)
    twilio.fail({ kind: 'lost' })
    const lostOne = await attempt(deliveryTo(voice, 'another'), voice)
    twilio.taken[1]!.status = 'failed'
    await attempt(lostOne.delivery, voice, new Set([twilio.taken[0]!.sid]))
    expect(twilio.taken).toHaveLength(3)
  })

  it('is not taken for an earlier one, nor for that of another delivery', async () => {
    const other = await attempt({ ...deliveryTo(voice), id: 'dlv_acme00000001_other' }, voice)
    twilio.fail({ kind: 'plain', status: 500 })
    const { delivery } = await attempt(deliveryTo(voice), voice)
    await attempt(delivery, voice, new Set([other.sid!]))
    expect(twilio.taken).toHaveLength(2)
    for (const one of twilio.taken) one.at -= 60_000
    twilio.fail({ kind: 'plain', status: 500 })
    const later = await attempt(deliveryTo(voice), voice)
    await attempt(later.delivery, voice)
    expect(twilio.taken).toHaveLength(3)
  })

  it('that its receipt has told of is not looked for', async () => {
    twilio.fail({ kind: 'lost' })
    const { delivery } = await attempt(deliveryTo(voice), voice)
    const before = twilio.asked.length
    const { sid } = twilio.taken[0]!
    const second = await attempt({ ...delivery, carrierId: sid }, voice)
    expect([second.delivery.state, second.sid]).toEqual(['sent', sid])
    expect(twilio.asked).toHaveLength(before)
  })

  it('waits while Twilio does not list, but not for ever', async () => {
    let delivery = deliveryTo(voice)
    const away: Mishap = { kind: 'plain', status: 500 }
    twilio.fail(away)
    twilio.failList(away, away, away, away)
    for (let count = 0; count < 4; count += 1) {
      ;({ delivery } = await attempt(delivery, voice))
      expect([delivery.state, twilio.taken.length]).toEqual(['pending', 0])
    }
    ;({ delivery } = await attempt(delivery, voice))
    expect([delivery.state, twilio.taken.length]).toEqual(['sent', 1])
  })

  it('escapes what a check is called', async () => {
    await attempt(deliveryTo(voice, 'a<Hangup/>&b'), voice)
    expect(twilio.taken[0]!.twiml).toContain('a&lt;Hangup/&gt;&amp;b')
    expect(twilio.taken[0]!.twiml).not.toContain('<Hangup/>')
  })
})

describe('a mail', () => {
  it.each(lost)('is sent once when %s', async (_, mishap) => {
    resend.fail(mishap)
    const { delivery } = await attempt(deliveryTo(email), email)
    expect(delivery.state).toBe('pending')
    const second = await attempt(delivery, email)
    expect([second.delivery.state, second.sid]).toEqual(['sent', resend.sent[0]!.id])
    expect(resend.sent.map(({ key }) => key)).toEqual([delivery.id])
  })

  it('is one thread with text and HTML of the same words', async () => {
    await attempt(deliveryTo(email, 'a<b>&"c"'), email)
    const [mail] = resend.sent
    expect(mail!.to).toEqual(['on@call.example'])
    expect(mail!.subject).toBe('eSonar: a<b>&"c", incident of 2026-11-24 02:58 UTC')
    expect(mail!.headers).toMatchObject({
      References: '<inc_acme00000001_checkout-17@esonar.example>',
      'In-Reply-To': '<inc_acme00000001_checkout-17@esonar.example>',
      'Auto-Submitted': 'auto-generated',
    })
    expect(mail!.html).toContain('a&lt;b&gt;&amp;&quot;c&quot; is down')
    expect(mail!.html).not.toContain('<b>')
    expect(mail!.text).toContain('a<b>&"c" is down')
    for (const sentence of (deliveryTo(email).payload as Message).details) {
      expect(mail!.text).toContain(sentence)
      expect(mail!.html).toContain(sentence)
    }
  })

  it('waits as long as the limit says', async () => {
    const headers = { 'ratelimit-remaining': '0', 'ratelimit-reset': '7' }
    resend.fail({ kind: 'plain', status: 429, headers, body: '{"name":"rate_limit_exceeded"}' })
    const { delivery } = await attempt(deliveryTo(email), email)
    expect(delivery.dueAt - delivery.attempts[0]!.at).toBe(7_000)
  })

  it('comes again when its key is under way, and not when the key means another mail', async () => {
    const said = (name: string): Mishap => ({
      kind: 'plain',
      status: 409,
      body: `{"name":"${name}"}`,
    })
    resend.fail(said('concurrent_idempotent_requests'), said('invalid_idempotent_request'))
    expect((await attempt(deliveryTo(email), email)).delivery.state).toBe('pending')
    expect((await attempt(deliveryTo(email), email)).delivery.state).toBe('dead')
  })

  it('can be left by those who subscribed, and only by them', () => {
    const message = deliveryTo(email).payload as Message
    const facts = { id: 'dlv_1', baseUrl: 'https://esonar.example' }
    expect(mailOf(message, facts).headers['List-Unsubscribe']).toBeUndefined()
    const unsubscribeUrl = 'https://esonar.example/u/1'
    expect(mailOf(message, { ...facts, unsubscribeUrl }).headers).toMatchObject({
      'List-Unsubscribe': `<${unsubscribeUrl}>`,
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
    })
  })

  it('lets no name begin another header', () => {
    const message = deliveryTo(email, 'a\r\nBcc: x@y.example').payload as Message
    expect(mailOf(message, { id: 'dlv_1', baseUrl: '' }).subject).not.toMatch(/[\r\n]/)
  })
})

describe('a signature', () => {
  const url = 'https://esonar.example/in/twilio/sms'
  const form = { From: '+15005550010', Body: 'ACK' }
  it('of Twilio is known, and no other', () => {
    const good = signatureOf(testToken, url, form)
    expect(isSigned(testToken, good, url, form)).toBe(true)
    expect(isSigned(testToken, good, url, { ...form, Body: 'STOP' })).toBe(false)
    expect(isSigned(testToken, good, `${url}?x=1`, form)).toBe(false)
    expect(isSigned('another', good, url, form)).toBe(false)
    expect(isSigned(testToken, '', url, form)).toBe(false)
  })
})

it('marks of deliveries differ and are the same at every attempt', () => {
  const all = Array.from({ length: 5_000 }, (_, index) => refOf(`dlv_acme00000001_c-${index}-1-p`))
  expect(new Set(all).size).toBe(all.length)
  expect(refOf('dlv_acme00000001_c-1-1-p')).toBe(all[1])
  expect(all.every((ref) => /^[a-z2-9]{7}$/.test(ref))).toBe(true)
})
