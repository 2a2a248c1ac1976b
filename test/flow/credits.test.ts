// Credits at the shard: counted once whatever happens to the answer, taken along in a restart, and told
// of once each time few are left.
import { describe, expect, it } from 'vitest'
import { noCarriers } from '../../workers/channel/carrier.ts'
import type { Channel } from '../../workers/domain/config.ts'
import type { Delivery } from '../../workers/domain/delivery.ts'
import { makeId } from '../../workers/domain/id.ts'
import { readMessage } from '../../workers/domain/message.ts'
import { lowIn, lowTold, sweepCredits, takeTexts, usedIn } from '../../workers/flow/allowance.ts'
import { configure } from '../../workers/flow/configure.ts'
import { putIncident } from '../../workers/flow/judge.ts'
import { newChange } from '../../workers/flow/write.ts'
import type { SendOutcome } from '../../workers/ports.ts'
import { makeSender } from '../../workers/send.ts'
import { channelOf, checkOf, configOf, workspace } from '../fakes/telling.ts'
import { startTwilio, testAccount, testFrom, testToken } from '../fakes/twilio.ts'
import { shardWorld } from './shard.ts'

const phone = channelOf('phone', {
  type: 'sms',
  settings: { to: '+4930123456' },
  verifiedAt: '2026-11-01T00:00:00.000Z',
})
const mail = channelOf('mail', {
  type: 'email',
  settings: { to: 'on@call.example' },
  verifiedAt: '2026-11-01T00:00:00.000Z',
})
const config = configOf({
  plan: 'solo',
  channels: [phone, mail],
  checks: [checkOf({ paused: true })],
})
const taken: SendOutcome = {
  kind: 'answered',
  status: 201,
  body: JSON.stringify({ sid: 'SM1', status: 'queued', id: 'mail-1' }),
  retryAfterSeconds: null,
  ms: 5,
}

function world(credits = 0) {
  const made = shardWorld({ ...config, credits })
  made.ports.settings.carriers = {
    ...noCarriers,
    twilio: {
      accountSid: testAccount,
      authToken: testToken,
      from: testFrom,
      messagingServiceSid: null,
      url: 'http://twilio.example',
    },
    mail: { kind: 'resend', key: 're_1', from: 'e@sonar.example', url: 'http://mail.example' },
    baseUrl: 'https://esonar.example',
  }
  made.answer(taken)
  let number = 0
  const fall = async () => {
    number += 1
    const incident = made.open({ id: makeId('incident', workspace, `fall-${number}`) })
    const change = newChange()
    putIncident(made.memory, made.ports, change, incident, [...made.memory.checks.values()][0]!)
    made.ports.store.write(change)
    await made.wake()
  }
  const used = () => usedIn(made.memory, made.ports, workspace)
  return { ...made, made, fall, used }
}

it('counts a message at the price of where it went, once, over a restart', async () => {
  const { fall, used, made } = world(100)
  await fall()
  const once = {
    segments: 1,
    credits: 3,
    allowance: 20,
    bought: { credits: 100, used: 0 },
    left: 117,
    low: null,
    countries: [{ country: 'Germany', segments: 1, credits: 3 }],
  }
  expect(used()).toEqual(once)
  made.restart()
  await made.wake()
  expect(usedIn(made.memory, made.ports, workspace)).toEqual(once)
})

it('counts it once though the answer was lost and it was looked for', async () => {
  const twilio = await startTwilio()
  try {
    const { made, fall } = world()
    const account = made.ports.settings.carriers!.twilio!
    made.ports.settings.carriers!.twilio = { ...account, url: twilio.url }
    const real = makeSender({ aboutUrl: 'https://a.example', refuse: () => null, resolve: null })
    made.ports.sender = {
      send: (request) =>
        request.url.startsWith(twilio.url) ? real.send(request) : Promise.resolve(taken),
    }
    twilio.fail({ kind: 'lost' })
    await fall()
    expect(usedIn(made.memory, made.ports, workspace).segments).toBe(0)
    for (let turn = 0; turn < 3; turn++) {
      made.pass(40_000)
      made.restart()
      await made.wake()
    }
    const sent = twilio.taken.filter((one) => one.to === phone.settings.to)
    expect(sent).toHaveLength(1)
    expect(usedIn(made.memory, made.ports, workspace)).toMatchObject({ segments: 1, credits: 3 })
  } finally {
    await twilio.close()
  }
})

it('takes the month first, then what was bought, and then goes by mail and says so', async () => {
  const { made, fall, used } = world(6)
  for (let turn = 0; turn < 6; turn++) await fall()
  // Twenty of the month: six times three, and two of the seventh.
  expect(used()).toMatchObject({ credits: 18, bought: { used: 0 }, left: 8 })
  await fall()
  expect(used()).toMatchObject({ credits: 20, bought: { used: 1 }, left: 5 })
  await fall()
  expect(used()).toMatchObject({ credits: 20, bought: { used: 4 }, left: 2 })
  await fall()
  expect(used()).toMatchObject({ segments: 8, left: 2 })
  const all = [...made.memory.deliveries.values(), ...made.memory.ended.deliveries]
  expect(all.some((one) => one.why === 'allowance')).toBe(true)
  expect(all.some((one) => one.insteadOf && one.channel === mail.id)).toBe(true)
  // More are bought: it goes by phone again.
  configure(made.memory, made.ports, { ...config, version: 8, credits: 106 })
  await fall()
  expect(used()).toMatchObject({ segments: 9, left: 99 })
})

it('has none of the month left on a smaller plan, says so, and keeps what was bought', async () => {
  const { made, fall, used } = world()
  await fall()
  expect(used()).toMatchObject({ credits: 3, allowance: 20, left: 17 })
  const phoned = () => used().segments
  configure(made.memory, made.ports, { ...config, version: 8, plan: 'free' })
  expect(used()).toMatchObject({ allowance: 0, left: 0 })
  await fall()
  expect(phoned()).toBe(1)
  const all = () => [...made.memory.deliveries.values(), ...made.memory.ended.deliveries]
  expect(all().find((one) => one.insteadOf)).toMatchObject({ channel: mail.id, state: 'sent' })
  expect(all().filter((one) => one.why === 'allowance')).toHaveLength(1)
  configure(made.memory, made.ports, { ...config, version: 9, plan: 'free', credits: 3 })
  await fall()
  expect(phoned()).toBe(2)
  expect(used()).toMatchObject({ bought: { credits: 3, used: 3 }, left: 0 })
  made.restart()
  await fall()
  expect(phoned()).toBe(2)
  expect(all().filter((one) => one.insteadOf)).toHaveLength(2)
})

describe('a call on a plan without calls', () => {
  const call = channelOf('call', { ...phone, type: 'voice', name: 'Ana’s phone' })
  const called = (plan: string, channels: Channel[], own?: number) => {
    const { made, fall } = world(100)
    configure(made.memory, made.ports, { ...config, version: 8, plan, channels, credits: 100 })
    if (own !== undefined) made.ports.settings.carriers!.smsPerMonth = own
    return fall().then(() => [...made.memory.deliveries.values()])
  }
  const calls = (all: Delivery[]) => all.filter((one) => one.channel === call.id)

  it('goes by mail and says why, whatever credits are left', async () => {
    const all = await called('free', [call, mail])
    expect(calls(all)).toMatchObject([{ state: 'dropped', why: 'no_calls' }])
    const [instead] = all.filter((one) => one.insteadOf)
    expect([instead?.channel, instead?.state]).toEqual([mail.id, 'sent'])
    const message = readMessage(instead?.payload)
    expect(message?.details.join()).toContain(
      'the plan has no calls by this installation’s account',
    )
  })

  it('is made all the same where there is no other way', async () => {
    expect(calls(await called('free', [call]))).toMatchObject([{ state: 'sent' }])
  })

  it('is made on a plan that has them, and where the installation gives what it likes', async () => {
    expect(calls(await called('solo', [call, mail]))).toMatchObject([{ state: 'sent' }])
    expect(calls(await called('free', [call, mail], 50))).toMatchObject([{ state: 'sent' }])
  })
})

it('gives no more to readers of a page than is left', () => {
  const { made } = world()
  const take = (segments: number) =>
    takeTexts(made.memory, made.ports, workspace, { to: '+4930123456', segments })
  expect([take(6), take(1), usedIn(made.memory, made.ports, workspace).left]).toEqual([
    true,
    false,
    2,
  ])
})

it('is told once when few are left, once when none are, and anew after more were bought', () => {
  const { made } = world()
  const take = (segments: number) =>
    takeTexts(made.memory, made.ports, workspace, { to: '+15005550010', segments })
  const low = () => lowIn(made.memory, made.ports).map((one) => one.low)
  const told = (level: 'low' | 'out') => lowTold(made.memory, made.ports, workspace, level)
  take(15)
  expect(low()).toEqual([])
  take(1)
  // Until the owners were told, it is said at each wake.
  expect([low(), low()]).toEqual([['low'], ['low']])
  told('low')
  made.restart()
  expect(lowIn(made.memory, made.ports)).toEqual([])
  take(4)
  expect(lowIn(made.memory, made.ports)).toEqual([{ workspace, low: 'out', left: 0 }])
  told('out')
  sweepCredits(made.memory, made.ports)
  expect(low()).toEqual([])
  configure(made.memory, made.ports, { ...config, version: 8, credits: 100 })
  sweepCredits(made.memory, made.ports)
  take(97)
  expect(low()).toEqual(['low'])
})
