// A drill walks the whole road: each channel gets a marked message through the outbox, what came of
// it is followed over restarts, and the end says whom it reached.
import { describe, expect, it } from 'vitest'
import { noCarriers } from '../../workers/channel/carrier.ts'
import { drillHeadline, roadSentence } from '../../workers/domain/drill.ts'
import { forget } from '../../workers/flow/configure.ts'
import { drillsOf, startDrill } from '../../workers/flow/drill.ts'
import { hearReceipt } from '../../workers/flow/receipts.ts'
import { channelOf, configOf, policyWith, workspace } from '../fakes/telling.ts'
import { signatureOf, testAccount, testFrom, testToken } from '../fakes/twilio.ts'
import { type ShardWorld, shardWorld } from './shard.ts'

const second = 1_000
const verified = { verifiedAt: '2026-11-01T00:00:00.000Z' }
const twilio = {
  accountSid: testAccount,
  authToken: testToken,
  from: testFrom,
  messagingServiceSid: null,
  url: 'http://twilio.example',
}
const config = configOf({
  channels: [
    channelOf('desk', { name: 'desk' }),
    channelOf('night', { name: 'night', levels: ['critical'] }),
    channelOf('off', { enabled: false }),
  ],
})
const begin = (world: ShardWorld, channels: string[] | null = null) =>
  startDrill(world.memory, world.ports, workspace, { by: 'ann', channels })!
const latest = (world: ShardWorld) => drillsOf(world.memory, workspace)[0]!

/** A shard that watches nothing, and has a phone. */
function phones(): ShardWorld {
  const to = { to: '+15005550010' }
  const phone = channelOf('phone', { type: 'sms', name: 'phone', settings: to, ...verified })
  const world = shardWorld(configOf({ checks: [], channels: [phone] }))
  world.ports.settings.carriers = { ...noCarriers, twilio, baseUrl: 'https://esonar.example' }
  const body = JSON.stringify({ sid: 'SM1', status: 'queued' })
  world.answer({ kind: 'answered', status: 201, body, retryAfterSeconds: null, ms: 5 })
  return world
}

/** What the carrier says of the drill's message, as it would send it. */
function hearIn(world: ShardWorld, status: string): Promise<boolean> {
  const id = latest(world).roads[0]!.delivery
  const url = `https://esonar.example/in/twilio/status/${id}`
  const form = { AccountSid: testAccount, MessageSid: 'SM1', MessageStatus: status }
  const call = { url, form, signature: signatureOf(testToken, url, form) }
  return hearReceipt(world.memory, world.ports, workspace, id, call)
}

async function pass(world: ShardWorld, seconds: number): Promise<void> {
  for (let index = 0; index < seconds; index += 1) {
    world.pass(second)
    await world.wake()
  }
}

describe('a drill', () => {
  it('reaches every channel that is on, marked as no alarm, and says how fast', async () => {
    const world = shardWorld(config)
    begin(world)
    await pass(world, 12)
    expect(world.sent.map(({ url }) => url.split('/').at(-1)).toSorted()).toEqual(['desk', 'night'])
    for (const { body } of world.sent) {
      expect(JSON.parse(body ?? '').data.headline).toContain('DRILL, no alarm')
    }
    const drill = latest(world)
    expect(drill.endedAt).not.toBeNull()
    expect(drillHeadline(drill)).toBe('The drill reached all 2 channels')
    expect(drill.roads.map((road) => [road.state, road.sentMs])).toEqual([
      ['sent', 1_000],
      ['sent', 1_000],
    ])
    expect(drill.roads.map(roadSentence)).toEqual(['desk took it in 1 s', 'night took it in 1 s'])
  })

  it('tries the channels it is asked for, and no others', async () => {
    const world = shardWorld(config)
    begin(world, [`chn_${workspace}_night`])
    await pass(world, 12)
    expect(world.sent).toHaveLength(1)
    expect(latest(world).roads.map((road) => road.name)).toEqual(['night'])
  })

  it('tries again like an alarm, and says who was not reached', async () => {
    const world = shardWorld(config)
    world.answer({ kind: 'answered', status: 503, body: 'closed', retryAfterSeconds: null, ms: 5 })
    begin(world)
    await pass(world, 30)
    expect(world.sent.length).toBeGreaterThan(4)
    expect(drillHeadline(latest(world))).toBe(
      'The drill is under way: 0 of 2 channels reached so far',
    )
    await pass(world, 600)
    expect(drillHeadline(latest(world))).toBe('The drill reached 0 of 2 channels')
    expect(latest(world).roads.map(roadSentence)).toEqual([
      'desk has not taken it yet: closed',
      'night has not taken it yet: closed',
    ])
  })

  it('is one at a time, and goes on after a restart', async () => {
    const world = shardWorld(config)
    const first = begin(world)
    expect(begin(world).id).toBe(first.id)
    world.restart()
    expect(latest(world).id).toBe(first.id)
    await pass(world, 12)
    expect(drillHeadline(latest(world))).toBe('The drill reached all 2 channels')
    world.restart()
    expect(latest(world).endedAt).not.toBeNull()
  })

  it('is over with the last answer, also where nothing is watched', async () => {
    const world = shardWorld(configOf({ ...config, checks: [] }))
    begin(world)
    await world.wake()
    expect(drillHeadline(latest(world))).toBe('The drill reached all 2 channels')
    expect(world.live).toContainEqual({ type: 'drill', drill: latest(world).id })
  })

  it('waits for the word that a text message arrived, and tells when', async () => {
    const world = phones()
    begin(world)
    await pass(world, 4)
    expect(latest(world).endedAt).toBeNull()
    world.restart()
    expect(await hearIn(world, 'delivered')).toBe(true)
    expect(latest(world).endedAt).not.toBeNull()
    expect(roadSentence(latest(world).roads[0]!)).toBe('phone reached its reader in 4 s')
    expect(world.memory.deliveries.size).toBe(0)
  })

  it('waits a minute for that word and no longer, also where nothing is watched', async () => {
    const world = phones()
    begin(world)
    for (let alarms = 0; latest(world).endedAt === null && alarms < 20; alarms += 1) {
      await world.wake()
      world.pass(Math.max(0, world.alarm()! - world.ports.clock.now()))
    }
    const { endedAt, startedAt } = latest(world)
    expect(endedAt! - startedAt).toBeLessThanOrEqual(70_000)
    expect(roadSentence(latest(world).roads[0]!)).toBe('phone took it in 0 ms')
  })

  describe('planned', () => {
    const plan = { cron: '30 9 * * 1', timeZone: 'Europe/Berlin' }
    const planned = configOf({ ...config, policies: [policyWith({ drill: plan })] })
    /** Monday, 09:30 in Berlin. */
    const monday = Date.UTC(2026, 10, 30, 8, 30)
    const until = (world: ShardWorld, at: number) => world.pass(at - world.ports.clock.now())

    it('begins by itself at its time, once', async () => {
      const world = shardWorld(planned)
      until(world, monday - 60_000)
      await pass(world, 30)
      expect(drillsOf(world.memory, workspace)).toEqual([])
      await pass(world, 60)
      world.restart()
      await pass(world, 120)
      expect(drillsOf(world.memory, workspace)).toMatchObject([{ by: 'its plan' }])
    })

    it('comes later after an outage of ours, but not next day', async () => {
      const world = shardWorld(planned)
      until(world, monday + 600_000)
      await pass(world, 12)
      expect(drillsOf(world.memory, workspace)).toHaveLength(1)
      const late = shardWorld(planned)
      until(late, monday + 3_600_000)
      await pass(late, 12)
      expect(drillsOf(late.memory, workspace)).toEqual([])
    })

    it('stays away while something is really down', async () => {
      const world = shardWorld(planned)
      until(world, monday)
      world.open()
      await pass(world, 30)
      expect(drillsOf(world.memory, workspace)).toEqual([])
    })
  })

  it('is forgotten with its workspace, and only the last twenty are kept', async () => {
    const world = shardWorld(config)
    for (let index = 0; index < 23; index += 1) {
      begin(world)
      await pass(world, 12)
    }
    expect(drillsOf(world.memory, workspace)).toHaveLength(20)
    forget(world.memory, world.ports, workspace)
    expect([...world.documents.keys()].filter((key) => key.startsWith('drill/'))).toEqual([])
  })
})
