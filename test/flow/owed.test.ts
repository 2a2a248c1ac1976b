// What is owed when a plan becomes smaller goes out all the same: the page of a check that is paused, and
// the text message of a plan that has none left.
import { expect, it } from 'vitest'
import { type Carriers, noCarriers } from '../../workers/channel/carrier.ts'
import type { Channel } from '../../workers/domain/config.ts'
import { configure } from '../../workers/flow/configure.ts'
import { putIncident } from '../../workers/flow/judge.ts'
import { newChange } from '../../workers/flow/write.ts'
import type { SendOutcome } from '../../workers/ports.ts'
import { channelOf, checkOf, configOf } from '../fakes/telling.ts'
import { testAccount, testFrom, testToken } from '../fakes/twilio.ts'
import { shardWorld } from './shard.ts'

const carriers: Carriers = {
  ...noCarriers,
  twilio: {
    accountSid: testAccount,
    authToken: testToken,
    from: testFrom,
    messagingServiceSid: null,
    url: 'http://twilio.example',
  },
  baseUrl: 'https://esonar.example',
}
const phone = channelOf('phone', {
  type: 'sms',
  settings: { to: '+15005550010' },
  verifiedAt: '2026-11-01T00:00:00.000Z',
})
const hook = channelOf('hook')
const away: SendOutcome = { kind: 'fault', fault: 'network', ms: 5 }
const answered = (body: object): SendOutcome => ({
  kind: 'answered',
  status: 201,
  body: JSON.stringify(body),
  retryAfterSeconds: null,
  ms: 5,
})

/** An incident that nobody was told of yet: the message is owed, and not begun. */
function fallen(channel: Channel) {
  const config = (plan: string, version: number, paused: boolean) =>
    configOf({ plan, version, channels: [channel], checks: [checkOf({ paused })] })
  const world = shardWorld(config('team', 7, false))
  world.ports.settings.carriers = carriers
  const incident = world.open()
  const change = newChange()
  const watched = [...world.memory.checks.values()][0]!
  putIncident(world.memory, world.ports, change, incident, watched)
  world.ports.store.write(change)
  const own = () =>
    [...world.memory.deliveries.values(), ...world.memory.ended.deliveries].filter(
      (one) => one.event === 'opened',
    )
  const shrink = (version: number, paused: boolean) =>
    configure(world.memory, world.ports, config('free', version, paused))
  return { ...world, own, shrink, world }
}

it('the page of a check that the smaller plan pauses', async () => {
  const { own, shrink, world } = fallen(hook)
  world.answer(away)
  await world.wake()
  expect(own()).toMatchObject([{ state: 'pending', begun: 1 }])
  shrink(8, true)
  expect(own()).toMatchObject([{ state: 'pending' }])
  world.answer(answered({}))
  world.pass(60_000)
  await world.wake()
  expect(own()).toMatchObject([{ state: 'sent' }])
})

it('the text message of a plan that has none', async () => {
  const { own, shrink, world } = fallen(phone)
  expect(own()).toMatchObject([{ state: 'pending', begun: 0 }])
  shrink(8, false)
  world.restart()
  world.ports.settings.carriers = carriers
  world.answer(answered({ sid: 'SM1', status: 'queued' }))
  await world.wake()
  expect(own()).toMatchObject([{ state: 'sent', carrierId: 'SM1' }])
})

it('but nothing that is owed later', async () => {
  const { own, shrink, world } = fallen(phone)
  world.answer(answered({ sid: 'SM1', status: 'queued' }))
  await world.wake()
  shrink(8, false)
  const change = newChange()
  const later = world.open({ id: 'inc_acme00000001_later' })
  const watched = [...world.memory.checks.values()][0]!
  putIncident(world.memory, world.ports, change, later, watched)
  world.ports.store.write(change)
  await world.wake()
  const states = own().map((one) => [one.incident, one.state])
  expect(states).toContainEqual(['inc_acme00000001_later', 'dropped'])
})
