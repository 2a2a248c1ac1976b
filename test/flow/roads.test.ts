// Channels that are slow to take, or do not take at all: providers' paces, receivers that ask for
// time, channels switched off gently, and what pages going another way.
import { describe, expect, it } from 'vitest'
import { type Carriers, noCarriers } from '../../workers/channel/carrier.ts'
import { owed } from '../../workers/domain/alert.ts'
import type { Channel } from '../../workers/domain/config.ts'
import type { Delivery } from '../../workers/domain/delivery.ts'
import type { Level } from '../../workers/domain/incident.ts'
import { readMessage } from '../../workers/domain/message.ts'
import { sendTest } from '../../workers/flow/act.ts'
import { configure } from '../../workers/flow/configure.ts'
import { wake } from '../../workers/flow/tick.ts'
import { deliveriesIn } from '../../workers/flow/view.ts'
import type { SendOutcome } from '../../workers/ports.ts'
import { channelOf, configOf, incidentOf, policyWith, workspace } from '../fakes/telling.ts'
import { type ShardWorld, shardWorld, startAt } from './shard.ts'

const minute = 60_000
const slack = (rest: string, facts: Partial<Channel> = {}) =>
  channelOf(rest, {
    type: 'slack',
    name: `Slack ${rest}`,
    levels: ['critical', 'warning', 'info'],
    settings: { url: `https://hooks.slack.example/services/${rest}` },
    ...facts,
  })
const answered = (status: number, body = '', retryAfterSeconds: number | null = null) =>
  ({ kind: 'answered', status, body, retryAfterSeconds, ms: 3 }) satisfies SendOutcome

/** Messages of many incidents of a level, each owed to a channel now. */
function owe(
  world: ShardWorld,
  channel: Channel,
  level: Level,
  count: number,
  from = 0,
): Delivery[] {
  const made = Array.from({ length: count }, (_, index): Delivery => {
    const incident = incidentOf({ id: `inc_${workspace}_${level}-${from + index}`, level })
    const [one] = owed({
      checkName: `check ${from + index}`,
      checkTarget: 'https://a.example',
      baseUrl: 'https://esonar.example',
      incident,
      event: incident.events[0]!,
      config: configOf({ channels: [channel], policies: [policyWith()] }),
      now: world.ports.clock.now(),
      previousDeliveries: [],
    })
    return one!
  })
  for (const one of made) {
    world.memory.deliveries.set(one.id, one)
    world.ports.store.write({ put: [[`dlv/${one.id}`, one]] })
  }
  return made
}

/** Wakes until nothing can go at this moment. */
async function settleDown(world: ShardWorld) {
  for (let sent = -1; sent !== world.sent.length; ) {
    sent = world.sent.length
    await world.wake()
  }
}

describe('a provider’s pace', () => {
  it('delays and drops nothing, and the alarm is set to the next one', async () => {
    const channel = slack('a')
    const world = shardWorld(configOf({ channels: [channel] }))
    owe(world, channel, 'info', 30)
    await settleDown(world)
    // Five at once; one of them is kept for what pages.
    expect(world.sent).toHaveLength(4)
    expect(world.alarm()).toBe(startAt + 1_000)
    for (let seconds = 0; seconds < 40; seconds += 1) {
      world.pass(1_000)
      await settleDown(world)
    }
    expect(world.sent).toHaveLength(30)
    expect(new Set(world.sent.map((one) => one.body)).size).toBe(30)
  })

  it('lets what pages go before a hundred others', async () => {
    const channel = slack('a')
    const world = shardWorld(configOf({ channels: [channel] }))
    owe(world, channel, 'info', 100)
    await settleDown(world)
    world.pass(500)
    const [page] = owe(world, channel, 'critical', 1)
    await settleDown(world)
    expect(world.sent.at(-1)?.body).toContain('Critical')
    expect(deliveriesIn(world.memory, workspace, page!.incident)[0]?.state).toBe('sent')
  })

  it('is of one address: another channel does not wait', async () => {
    const [one, two] = [slack('a'), slack('b')]
    const world = shardWorld(configOf({ channels: [one, two] }))
    owe(world, one, 'info', 20)
    owe(world, two, 'info', 1, 50)
    await settleDown(world)
    expect(world.sent.filter(({ url }) => url.endsWith('/b'))).toHaveLength(1)
  })
})

it('the account that sends all mails has a pace, too, over all addresses; mail servers have none', async () => {
  const mails = Array.from({ length: 10 }, (_, index) =>
    channelOf(`m${index}`, {
      type: 'email',
      settings: { to: `m${index}@acme.example` },
      levels: ['critical', 'warning', 'info'],
      verifiedAt: '2026-11-01T00:00:00.000Z',
    }),
  )
  const sentIn = async (mail: Carriers['mail'], seconds: number) => {
    const world = shardWorld(configOf({ channels: mails }))
    world.ports.settings.carriers = { ...noCarriers, mail }
    world.answer(answered(200, '{"id":"mail-1"}'))
    for (const one of mails) owe(world, one, 'critical', 1)
    for (let passed = 0; passed <= seconds; passed += 1) {
      await settleDown(world)
      world.pass(1_000)
    }
    return world.sent.length
  }
  const from = 'e@sonar.example'
  const resend = { kind: 'resend', key: 're_1', from, url: 'http://mail.example' } as const
  expect(await sentIn(resend, 0)).toBe(4)
  expect(await sentIn(resend, 2)).toBe(8)
  expect(await sentIn(resend, 3)).toBe(10)
  const door = { kind: 'door', url: 'http://door.example', secret: 's', from } as const
  expect(await sentIn(door, 0)).toBe(10)
})

describe('when more are due than may leave at once', () => {
  /** Attempts that stay under way until they are let go, in the order in which they left. */
  function held(world: ShardWorld) {
    const open: { url: string; body: string; end: (outcome: SendOutcome) => void }[] = []
    let left = 0
    world.ports.sender.send = ({ url, body }) => {
      left += 1
      return new Promise<SendOutcome>((end) => {
        open.push({ url, body, end })
      }).finally(() => {
        left -= 1
      })
    }
    const begin = async () => {
      wake(world.memory, world.ports, () => undefined)
      // Signatures are made before a request leaves.
      while (left < world.memory.sending.size) await new Promise((go) => setImmediate(go))
      return open
    }
    return begin
  }
  const hook = (rest: string) =>
    channelOf(rest, {
      levels: ['critical', 'warning', 'info'],
      settings: { url: `https://${rest}.example/hook`, secret: 'whsec_c2VjcmV0' },
    })
  /** Levels of what is under way, in the order in which they were claimed. */
  const claimed = ({ memory }: ShardWorld) =>
    [...memory.sending.keys()].map((id) => memory.deliveries.get(id)!.level)

  it('lets the worst go first, whatever has waited longer', async () => {
    const channels = Array.from({ length: 8 }, (_, index) => hook(`h${index}`))
    const world = shardWorld(configOf({ channels }))
    const begin = held(world)
    for (const level of ['info', 'warning', 'critical'] as const) {
      for (const channel of channels) owe(world, channel, level, 10)
      world.pass(1)
    }
    await begin()
    expect(claimed(world)).toEqual([...Array(80).fill('critical'), ...Array(4).fill('warning')])
    // What is left of the room is for what pages.
    owe(world, channels[0]!, 'critical', 16, 50)
    await begin()
    expect(claimed(world).slice(84)).toEqual(Array(13).fill('critical'))
    expect(world.alarm()).toBeGreaterThan(world.ports.clock.now())
  })

  it('lets no receiver that hangs hold up the others', async () => {
    const [slow, quick] = [hook('slow'), hook('quick')]
    const world = shardWorld(configOf({ channels: [slow, quick] }))
    const begin = held(world)
    owe(world, slow, 'critical', 200)
    world.pass(1)
    owe(world, quick, 'critical', 3)
    const open = await begin()
    expect(open.filter(({ url }) => url.includes('slow'))).toHaveLength(24)
    expect(open.filter(({ url }) => url.includes('quick'))).toHaveLength(3)
  })

  it('gives a receiver that failed three times two at a time', async () => {
    const [slow, quick] = [hook('slow'), hook('quick')]
    const world = shardWorld(configOf({ channels: [slow, quick] }))
    world.answer({ kind: 'fault', fault: 'timeout', ms: 15_000 })
    owe(world, slow, 'critical', 1)
    for (let times = 0; times < 3; times += 1) {
      await world.wake()
      world.pass(minute)
    }
    const begin = held(world)
    owe(world, slow, 'critical', 200, 1)
    owe(world, quick, 'critical', 3)
    const open = await begin()
    expect(open.filter(({ url }) => url.includes('slow'))).toHaveLength(2)
    expect(open.filter(({ url }) => url.includes('quick'))).toHaveLength(3)
  })
})

describe('a receiver that says 429', () => {
  it('is left alone with every message, also after a restart; what pages asks after a minute', async () => {
    const channel = slack('a')
    const world = shardWorld(configOf({ channels: [channel] }))
    world.answer(answered(429, 'rate_limited', 600))
    owe(world, channel, 'warning', 1)
    await settleDown(world)
    world.answer(answered(200, 'ok'))
    owe(world, channel, 'warning', 1, 7)
    const [page] = owe(world, channel, 'critical', 1)
    world.restart()
    world.pass(59_000)
    await settleDown(world)
    expect(world.sent).toHaveLength(1)
    world.pass(1_000)
    await settleDown(world)
    expect(deliveriesIn(world.memory, workspace, page!.incident)[0]?.state).toBe('sent')
    // It was taken: the address is open again for all but the one that was told to wait.
    await settleDown(world)
    expect(world.sent).toHaveLength(3)
    world.pass(600_000)
    await settleDown(world)
    expect(world.sent).toHaveLength(4)
  })
})

describe('a channel that fails again and again', () => {
  const night = slack('night', { levels: ['critical'] })
  const ops = channelOf('ops', { name: 'Ops hook' })

  /** Answers by address; fails at one. */
  function failing(world: ShardWorld, address: string, answer: SendOutcome) {
    const { sender } = world.ports
    const { send } = sender
    sender.send = async (request) => {
      const outcome = await send(request)
      return request.url.includes(address) ? answer : outcome
    }
  }

  const pass = async (world: ShardWorld, minutes: number) => {
    for (let passed = 0; passed < minutes; passed += 1) {
      world.pass(minute)
      await settleDown(world)
    }
  }
  const channelIn = (world: ShardWorld, id: string) =>
    world.memory.configs.get(workspace)!.channels.find((one) => one.id === id)!
  const wordsTo = (world: ShardWorld, channel: Channel) =>
    deliveriesIn(world.memory, workspace, null)
      .filter((one) => one.channel === channel.id)
      .map((one) => `${one.event} ${one.state}: ${readMessage(one.payload)?.headline}`)

  it('is switched off after an hour and ten failures, not before; another is told', async () => {
    const world = shardWorld(configOf({ channels: [ops, night] }))
    failing(world, 'hooks.example', answered(503, 'no paper'))
    owe(world, ops, 'critical', 1)
    await settleDown(world)
    await pass(world, 59)
    expect(channelIn(world, ops.id).enabled).toBe(true)
    world.restart()
    await pass(world, 8)
    expect(channelIn(world, ops.id)).toMatchObject({ enabled: false, disabledWhy: 'failing' })
    const told = wordsTo(world, night)
    expect(told).toContain(
      'notice sent: Channel Ops hook was switched off: it failed again and again for an hour and more',
    )
    expect(told.some((one) => one.startsWith('opened sent: '))).toBe(true)
    const passed = world.sent.find(({ body }) => body.includes('could not be reached'))
    expect(passed?.body).toContain('503 no paper')
    world.restart()
    expect(channelIn(world, ops.id).enabled).toBe(false)
    expect(world.archived).toContainEqual(
      expect.objectContaining({ kind: 'channelOff', channel: ops.id, why: 'failing' }),
    )
  })

  it('stays on when it is the only road there is', async () => {
    const world = shardWorld(configOf({ channels: [ops] }))
    failing(world, 'hooks.example', answered(503))
    owe(world, ops, 'critical', 1)
    await settleDown(world)
    await pass(world, 180)
    expect(channelIn(world, ops.id).enabled).toBe(true)
    expect(deliveriesIn(world.memory, workspace, null)[0]?.state).toBe('pending')
  })

  it('begins anew with one success, with other settings, and is not judged by tests', async () => {
    const world = shardWorld(configOf({ channels: [ops, night] }))
    failing(world, 'hooks.example', answered(503))
    for (let times = 0; times < 12; times += 1) {
      world.pass(10 * minute)
      await sendTest(world.memory, world.ports, workspace, ops.id)
    }
    expect([channelIn(world, ops.id).enabled, world.memory.courses.size]).toEqual([true, 0])
    owe(world, ops, 'critical', 1)
    await settleDown(world)
    expect(world.memory.courses.get(ops.id)?.failures).toBe(1)
    const edited = { ...ops, version: 2 }
    configure(world.memory, world.ports, configOf({ version: 9, channels: [edited, night] }))
    expect(world.memory.courses.size).toBe(0)
    expect([...world.documents.keys()].some((key) => key.startsWith('chan/'))).toBe(false)
  })

  it('that is gone sends what pages another way at once, and its end, too', async () => {
    const world = shardWorld(configOf({ channels: [ops, night] }))
    failing(world, 'hooks.example', answered(410))
    const [page] = owe(world, ops, 'critical', 1)
    owe(world, ops, 'warning', 1)
    await settleDown(world)
    const copies = deliveriesIn(world.memory, workspace, page!.incident)
    expect(copies.map((one) => `${one.channel.split('_')[2]} ${one.event} ${one.state}`)).toEqual(
      expect.arrayContaining(['ops opened dead', 'night opened sent']),
    )
    const ofWarning = deliveriesIn(world.memory, workspace, `inc_${workspace}_warning-0`)
    expect(ofWarning.map((one) => one.channel)).toEqual([ops.id])
  })

  it('tells nobody twice who has heard of it', async () => {
    const world = shardWorld(configOf({ channels: [ops, night] }))
    failing(world, 'hooks.example', answered(410))
    world.open()
    await settleDown(world)
    owe(world, ops, 'critical', 1)
    owe(world, night, 'critical', 1)
    await settleDown(world)
    const about = deliveriesIn(world.memory, workspace, `inc_${workspace}_critical-0`)
    expect(about.filter((one) => one.channel === night.id)).toHaveLength(1)
  })

  it('has its dead messages told to others, once an hour at most', async () => {
    const world = shardWorld(configOf({ channels: [ops, night] }))
    failing(world, 'hooks.example', answered(413, 'too large'))
    owe(world, ops, 'warning', 3)
    await settleDown(world)
    expect(channelIn(world, ops.id).enabled).toBe(true)
    expect(wordsTo(world, night)).toEqual([
      expect.stringMatching(/^notice sent: A message to Ops hook did not arrive: /),
    ])
  })
})

describe('a Telegram group that became another', () => {
  it('gets the same message under its new id, and all later ones', async () => {
    const chat = {
      chat: '-5',
      token: `1:${'k'.repeat(30)}`,
      server: 'https://api.telegram.example',
    }
    const channel = channelOf('tg', { type: 'telegram', settings: chat })
    const world = shardWorld(configOf({ channels: [channel] }))
    const body = JSON.stringify({
      ok: false,
      error_code: 400,
      description: 'Bad Request: group chat was upgraded to a supergroup chat',
      parameters: { migrate_to_chat_id: -1_005 },
    })
    world.answer(answered(400, body))
    owe(world, channel, 'critical', 1)
    await settleDown(world)
    world.answer(answered(200, '{"ok":true}'))
    world.restart()
    world.pass(2_000)
    await settleDown(world)
    owe(world, channel, 'critical', 1, 5)
    await settleDown(world)
    const chats = world.sent.map((one) => JSON.parse(one.body).chat_id)
    expect(chats).toEqual(['-5', '-1005', '-1005'])
  })
})
