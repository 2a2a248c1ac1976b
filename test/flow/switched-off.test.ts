// Several messages are under way to one channel, and each of their answers ends it: it is switched off,
// and others are told of it, once.
import { describe, expect, it } from 'vitest'
import { owed } from '../../workers/domain/alert.ts'
import type { Channel } from '../../workers/domain/config.ts'
import { configure } from '../../workers/flow/configure.ts'
import { wake } from '../../workers/flow/tick.ts'
import { deliveriesIn } from '../../workers/flow/view.ts'
import type { SendOutcome } from '../../workers/ports.ts'
import { channelOf, configOf, incidentOf, policyWith, workspace } from '../fakes/telling.ts'
import { type ShardWorld, shardWorld } from './shard.ts'

const hook = (rest: string) =>
  channelOf(rest, {
    name: rest,
    levels: ['critical', 'warning', 'info'],
    settings: { url: `https://${rest}.example/hook`, secret: 'whsec_c2VjcmV0' },
  })
const [ops, night] = [hook('ops'), hook('night')]

/** A page of an incident of its own, owed to a channel now. */
function owe({ memory, ports }: ShardWorld, channel: Channel, incident: string): void {
  const opened = incidentOf({ id: `inc_${workspace}_${incident}` })
  const [one] = owed({
    checkName: incident,
    checkTarget: 'https://a.example',
    baseUrl: 'https://esonar.example',
    incident: opened,
    event: opened.events[0]!,
    config: configOf({ channels: [channel], policies: [policyWith()] }),
    now: ports.clock.now(),
    previousDeliveries: [],
  })
  memory.deliveries.set(one!.id, one!)
  ports.store.write({ put: [[`dlv/${one!.id}`, one]] })
}

interface Request {
  url: string
  body: string
}

/** Two pages under way to one of two channels; requests wait until they are answered by hand. */
async function underWay() {
  const world = shardWorld(configOf({ channels: [ops, night] }))
  const requests: Request[] = []
  const open = new Map<Request, (outcome: SendOutcome) => void>()
  world.ports.sender.send = ({ url, body }) => {
    const request = { url, body }
    requests.push(request)
    return new Promise((end) => void open.set(request, end))
  }
  /** Until all that was claimed has left: signatures are made before. */
  const leave = async () => {
    do await new Promise((go) => setImmediate(go))
    while (open.size !== world.memory.sending.size)
  }
  const answer = async (status: number, which: (request: Request) => boolean) => {
    for (const [request, end] of [...open].filter(([one]) => which(one))) {
      open.delete(request)
      end({ kind: 'answered', status, body: '', retryAfterSeconds: null, ms: 3 })
    }
    await leave()
  }
  const begin = async () => {
    wake(world.memory, world.ports, () => undefined)
    await leave()
  }
  /** The shard dies, and with it whoever waits for an answer. */
  const restart = () => {
    open.clear()
    world.restart()
  }
  owe(world, ops, 'first')
  owe(world, ops, 'second')
  await begin()
  expect(requests.map(({ url }) => url)).toEqual([ops.settings.url, ops.settings.url])
  return { world, requests, answer, begin, restart }
}

const about = (name: string) => (request: Request) => request.body.includes(`"name":"${name}"`)
const toNight = ({ url }: Request) => url === night.settings.url
const isNotice = (request: Request) => toNight(request) && request.body.includes('switched off')

it('keeps the claim of its notice when the second answer comes', async () => {
  const { world, requests, answer } = await underWay()
  await answer(410, about('first'))
  expect(requests.filter(isNotice)).toHaveLength(1)
  await answer(410, about('second'))
  const notices = deliveriesIn(world.memory, workspace, null).filter(
    ({ event }) => event === 'notice',
  )
  expect(notices).toMatchObject([{ state: 'pending', begun: 1 }])
  expect(JSON.parse(world.documents.get(`dlv/${notices[0]!.id}`)!)).toMatchObject({ begun: 1 })
})

/** Whether night was told of an incident as often. */
const toldNight = (requests: Request[], name: string) =>
  requests.filter((one) => toNight(one) && about(name)(one)).length

describe('a page that was under way when its channel was switched off, and failed for now', () => {
  it('goes another way at its next turn', async () => {
    const { world, requests, answer, begin } = await underWay()
    await answer(410, about('first'))
    await answer(503, about('second'))
    expect(toldNight(requests, 'second')).toBe(0)
    world.pass(60_000)
    await begin()
    expect(toldNight(requests, 'second')).toBe(1)
    await answer(204, toNight)
    expect(['first', 'second'].map((name) => toldNight(requests, name))).toEqual([1, 1])
    expect(requests.filter(isNotice)).toHaveLength(1)
  })

  it('goes another way after a restart, when its lease is over', async () => {
    const { world, requests, answer, begin, restart } = await underWay()
    await answer(410, about('first'))
    restart()
    world.pass(60_000)
    await begin()
    expect(toldNight(requests, 'second')).toBe(1)
  })

  it('goes another way when a configuration comes first', async () => {
    const { world, requests, answer, begin, restart } = await underWay()
    await answer(410, about('first'))
    const config = world.memory.configs.get(workspace)!
    restart()
    configure(world.memory, world.ports, { ...config, version: config.version + 1 })
    await begin()
    expect(toldNight(requests, 'second')).toBe(1)
    world.pass(60_000)
    await begin()
    expect(toldNight(requests, 'second')).toBe(1)
  })

  it('is still settled by its own answer when a configuration comes', async () => {
    const { world, requests, answer, begin } = await underWay()
    await answer(410, about('first'))
    const config = world.memory.configs.get(workspace)!
    configure(world.memory, world.ports, { ...config, version: config.version + 1 })
    await answer(204, about('second'))
    world.pass(60_000)
    await begin()
    expect(toldNight(requests, 'second')).toBe(0)
  })

  it('goes nowhere else when a person switched the channel off', async () => {
    const { world, requests, answer, begin } = await underWay()
    const config = world.memory.configs.get(workspace)!
    const channels = config.channels.map((one) =>
      one.id === ops.id ? { ...one, enabled: false } : one,
    )
    configure(world.memory, world.ports, { ...config, channels, version: config.version + 1 })
    await answer(503, about('first'))
    world.pass(60_000)
    await begin()
    expect(requests.filter(toNight)).toEqual([])
    const states = deliveriesIn(world.memory, workspace, null).map(({ state, why }) => [state, why])
    expect(states).toContainEqual(['dropped', 'channel_off'])
  })
})

it('passes a page on that five senders died over', async () => {
  const { world, requests, begin, restart } = await underWay()
  for (let death = 0; death < 6; death += 1) {
    restart()
    world.pass(60_000)
    await begin()
  }
  expect(['first', 'second'].map((name) => toldNight(requests, name) > 0)).toEqual([true, true])
})

it('sends its notice once, though it was taken before, and both pages another way', async () => {
  const { world, requests, answer, begin } = await underWay()
  await answer(410, about('first'))
  await answer(204, isNotice)
  await answer(410, about('second'))
  await answer(204, toNight)
  world.restart()
  world.pass(60_000)
  await begin()
  expect(requests.filter(isNotice)).toHaveLength(1)
  const told = requests.filter(toNight)
  expect(['first', 'second'].map((name) => told.filter(about(name)).length)).toEqual([1, 1])
})
