// What comes back from phones, and what cannot go there: receipts, keys, answers, the month's
// allowance, and the road taken instead.
import { describe, expect, it } from 'vitest'
import { type Carriers, noCarriers } from '../../workers/channel/carrier.ts'
import type { Channel } from '../../workers/domain/config.ts'
import { makeId } from '../../workers/domain/id.ts'
import type { Incident } from '../../workers/domain/incident.ts'
import { readMessage } from '../../workers/domain/message.ts'
import { usedIn } from '../../workers/flow/allowance.ts'
import { putIncident, tellIncident } from '../../workers/flow/judge.ts'
import { hearKey, hearReceipt } from '../../workers/flow/receipts.ts'
import { acknowledgeTold, statusOf } from '../../workers/flow/replies.ts'
import { newChange } from '../../workers/flow/write.ts'
import type { SendOutcome } from '../../workers/ports.ts'
import { channelOf, checkOf, configOf, workspace } from '../fakes/telling.ts'
import { signatureOf, testAccount, testFrom, testToken } from '../fakes/twilio.ts'
import { shardWorld } from './shard.ts'

const account = {
  accountSid: testAccount,
  authToken: testToken,
  from: testFrom,
  messagingServiceSid: null,
  url: 'http://twilio.example',
}
const carriers: Carriers = {
  ...noCarriers,
  twilio: account,
  mail: { kind: 'resend', key: 're_1', from: 'e@sonar.example', url: 'http://mail.example' },
  baseUrl: 'https://esonar.example',
}
const verified = { verifiedAt: '2026-11-01T00:00:00.000Z' }
const phone = channelOf('phone', {
  type: 'sms',
  name: 'Ana’s phone',
  settings: { to: '+15005550010' },
  ...verified,
})
const call = channelOf('call', { type: 'voice', settings: { to: '+15005550010' }, ...verified })
const mail = channelOf('mail', { type: 'email', settings: { to: 'on@call.example' }, ...verified })

function world(channels: Channel[], more: Partial<Carriers> = {}) {
  const made = shardWorld(configOf({ channels, checks: [checkOf({ paused: true })] }))
  made.ports.settings.carriers = { ...carriers, ...more }
  made.answer(answered(201, { sid: 'SM1', status: 'queued', id: 'mail-1' }))
  /** An incident that is told: owed, sent, settled. */
  const fall = async (facts: Partial<Incident> = {}) => {
    const incident = made.open(facts)
    const change = newChange()
    putIncident(made.memory, made.ports, change, incident, [...made.memory.checks.values()][0]!)
    made.ports.store.write(change)
    tellIncident(made.ports, incident)
    await made.wake()
    return incident
  }
  const all = () => [...made.memory.deliveries.values(), ...made.memory.ended.deliveries]
  const to = (channel: Channel) => all().filter((one) => one.channel === channel.id)
  const channelNow = (channel: Channel) =>
    made.memory.configs.get(workspace)!.channels.find(({ id }) => id === channel.id)!
  const texts = () => made.sent.map(({ url }) => url)
  return Object.assign(made, { fall, to, channelNow, texts })
}

const answered = (status: number, body: object): SendOutcome => ({
  kind: 'answered',
  status,
  body: JSON.stringify(body),
  retryAfterSeconds: null,
  ms: 5,
})

/** A request as Twilio would send it about this delivery. */
function signed(path: string, form: Record<string, string>, token = testToken) {
  const url = `https://esonar.example/in/twilio/${path}`
  const whole = { AccountSid: testAccount, ...form }
  return { url, form: whole, signature: signatureOf(token, url, whole) }
}

describe('a receipt', () => {
  async function told(channels = [phone]) {
    const made = world(channels)
    await made.fall()
    const delivery = made.to(phone)[0]!
    expect(delivery).toMatchObject({ state: 'sent', carrierId: 'SM1', segments: 1 })
    const hear = (form: Record<string, string>, token?: string) => {
      const one = signed(`status/${delivery.id}`, { MessageSid: 'SM1', ...form }, token)
      return hearReceipt(made.memory, made.ports, workspace, delivery.id, one)
    }
    return { ...made, hear, now: () => made.to(phone)[0]! }
  }

  it('tells when it reached the phone, also out of order and twice', async () => {
    const { hear, now, pass, archived, wake } = await told()
    pass(4_100)
    expect(await hear({ MessageStatus: 'delivered' })).toBe(true)
    const receipt = now().receipt
    pass(1_000)
    await hear({ MessageStatus: 'sent' })
    await hear({ MessageStatus: 'delivered' })
    expect(now()).toMatchObject({ state: 'sent', receipt })
    expect(receipt!.at - now().attempts[0]!.at).toBe(4_100)
    pass(300_000)
    await wake()
    expect(JSON.stringify(archived)).toContain('"status":"delivered"')
  })

  it('without the right signature, account or message changes nothing', async () => {
    const { hear, now } = await told()
    expect(await hear({ MessageStatus: 'failed' }, 'another token')).toBe(false)
    expect(await hear({ MessageStatus: 'failed', AccountSid: `AC${'f'.repeat(32)}` })).toBe(false)
    await hear({ MessageStatus: 'failed', MessageSid: 'SM2' })
    expect(now()).toMatchObject({ state: 'sent', receipt: null })
  })

  it('that it was lost is told by another road, once', async () => {
    const { hear, now, to, wake, channelNow } = await told([phone, mail])
    const before = to(mail).length
    await hear({ MessageStatus: 'undelivered', ErrorCode: '30003' })
    await hear({ MessageStatus: 'failed', ErrorCode: '30003' })
    await wake()
    expect(now()).toMatchObject({ state: 'dead', why: 'undelivered' })
    const instead = to(mail).filter(({ insteadOf }) => insteadOf)
    expect([instead.length, to(mail).length]).toEqual([1, before + 1])
    expect(readMessage(instead[0]!.payload)!.details[0]).toBe(
      'Told here because Ana’s phone could not be told: undelivered, error 30003.',
    )
    // A phone that is off today is on tomorrow.
    expect(channelNow(phone).enabled).toBe(true)
  })

  it.each([
    ['30005', 'no_recipient'],
    ['30006', 'no_recipient'],
    ['30004', 'stopped'],
  ])('with error %s switches the number off: %s', async (ErrorCode, why) => {
    const { hear, channelNow } = await told([phone, mail])
    await hear({ MessageStatus: 'undelivered', ErrorCode })
    expect(channelNow(phone)).toMatchObject({ enabled: false, disabledWhy: why })
  })
})

describe('the other road', () => {
  it('is taken when a number is refused for good', async () => {
    const { fall, to, answer, channelNow, wake } = world([phone, mail])
    answer(answered(400, { code: 21610, message: 'unsubscribed', status: 400 }))
    await fall()
    answer(answered(200, { id: 'mail-1' }))
    await wake()
    expect(channelNow(phone)).toMatchObject({ enabled: false, disabledWhy: 'stopped' })
    expect(to(phone)[0]).toMatchObject({ state: 'dead', why: 'permanent' })
    expect(to(mail).filter(({ insteadOf }) => insteadOf)).toHaveLength(1)
  })

  it('is not taken on and on', async () => {
    const { fall, to, answer, wake } = world([phone, mail])
    answer(answered(422, { code: 21211, message: 'no', status: 400 }))
    await fall()
    await wake()
    await wake()
    // Each fails once for itself, and once at most for the other.
    // A word about the channel that was switched off is apart.
    const all = [...to(phone), ...to(mail)].filter(({ event }) => event !== 'notice')
    expect(all.filter(({ insteadOf }) => !insteadOf)).toHaveLength(2)
    expect(all.length).toBeLessThanOrEqual(4)
    expect(all.some(({ state }) => state === 'sent' || state === 'pending')).toBe(false)
  })
})

describe('the month’s allowance', () => {
  it('used up sends a mail instead, and says so', async () => {
    const { fall, to, memory, texts } = world([phone, mail], { smsPerMonth: 1 })
    memory.used.set(workspace, { v: 1, month: '2026-11', segments: 1 })
    await fall()
    expect(to(phone)[0]).toMatchObject({ state: 'dropped', why: 'allowance' })
    const instead = to(mail).find(({ insteadOf }) => insteadOf)!
    expect(readMessage(instead.payload)!.details[0]).toContain('are used up')
    expect(texts().some((url) => url.startsWith('http://twilio'))).toBe(false)
  })

  it('counts each message once, outlives a restart, and begins anew with the month', async () => {
    const made = world([phone])
    await made.fall()
    expect(made.memory.used.get(workspace)).toMatchObject({ v: 1, month: '2026-11', segments: 1 })
    await made.wake()
    made.restart()
    expect(made.memory.used.get(workspace)?.segments).toBe(1)
    made.pass(10 * 86_400_000)
    await made.fall({ id: makeId('incident', workspace, 'next') })
    expect(made.memory.used.get(workspace)).toMatchObject({ v: 1, month: '2026-12', segments: 1 })
  })

  it('is gone over where there is no other road, up to twice', async () => {
    const { fall, to, memory, ports } = world([phone], { smsPerMonth: 1 })
    memory.used.set(workspace, { v: 1, month: '2026-11', segments: 1 })
    await fall()
    expect(to(phone)[0]?.state).toBe('sent')
    expect(usedIn(memory, ports, workspace)).toMatchObject({ segments: 2, allowance: 1, left: 0 })
    await fall({ id: makeId('incident', workspace, 'next') })
    expect(to(phone).find(({ incident }) => incident?.endsWith('next'))).toMatchObject({
      state: 'dropped',
      why: 'allowance',
    })
  })

  it('does not touch an account of one’s own', async () => {
    const settings = { ...phone.settings, accountSid: testAccount, authToken: 't', from: testFrom }
    const { fall, to, memory } = world([{ ...phone, settings }], { smsPerMonth: 0 })
    await fall()
    expect(to(phone)[0]?.state).toBe('sent')
    expect(memory.used.size).toBe(0)
  })
})

describe('an answer', () => {
  it('acknowledges what was told there, and nothing else', async () => {
    const { fall, memory, ports } = world([phone, mail])
    const ack = (channel: Channel) => acknowledgeTold(memory, ports, workspace, channel.id)
    expect(ack(phone)).toContain('Nothing')
    const { id } = await fall()
    expect(ack(call)).toContain('Nothing')
    expect(ack(phone)).toBe('Acknowledged checkout-api.')
    const open = [...memory.checks.values()][0]!.state.open.health!
    expect([open.id, open.acknowledgedBy]).toEqual([id, 'Ana’s phone'])
    expect(ack(phone)).toBe('Acknowledged before: checkout-api.')
  })

  it('tells what is wrong now in one message', async () => {
    const { fall, memory } = world([phone])
    expect(statusOf(memory, workspace)).toBe('All 0 checks are well.')
    await fall()
    const text = statusOf(memory, workspace)
    expect(text).toContain('checkout-api is down: connection refused')
    expect(text).toContain('since 02:58 UTC')
    expect(text.length).toBeLessThanOrEqual(160)
  })

  it('is a key in a call: 1 acknowledges', async () => {
    const { fall, to, memory, ports } = world([call])
    await fall()
    const { id } = to(call)[0]!
    const press = (Digits: string, token?: string) =>
      hearKey(memory, ports, workspace, id, signed(`voice/${id}`, { Digits }, token))
    expect(await press('1', 'another token')).toBeNull()
    expect(await press('5')).toBe('Not acknowledged.')
    const open = () => [...memory.checks.values()][0]!.state.open.health!
    expect(open().acknowledgedAt).toBeNull()
    expect(await press('1')).toBe('Acknowledged.')
    expect(open().acknowledgedBy).toBe('hook call')
  })
})
