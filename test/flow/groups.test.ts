// Many checks that fall at once: a person gets one message, a machine each, in the same group; a
// restart in the hold loses nothing, and no end overtakes its alarm.
import { describe, expect, it } from 'vitest'
import { judge } from '../../workers/flow/judge.ts'
import { deliveriesIn, incidentsOf } from '../../workers/flow/view.ts'
import { roundOf } from '../fakes/rounds.ts'
import { channelOf, checkOf, configOf, workspace } from '../fakes/telling.ts'
import { type ShardWorld, shardWorld } from './shard.ts'

const count = 30
const idOf = (index: number) => `chk_${workspace}_c${index}`
const settings = { confirmSeconds: 0, recoverSeconds: 0, intervalSeconds: 86_400 }
const config = configOf({
  checks: Array.from({ length: count }, (_, index) =>
    checkOf({ id: idOf(index), name: `site ${index}`, ...settings }),
  ),
  channels: [channelOf('hook'), channelOf('ann', { audience: 'person' })],
})
const places = [{ id: 'weur', network: 'cloudflare', label: 'weur', default: true }]

function many(): ShardWorld {
  const world = shardWorld(config)
  world.ports.locations.list = () => places
  for (let index = 0; index < count; index += 1) hears(world, index, 'pass', 1)
  return world
}

function hears(world: ShardWorld, index: number, sight: 'pass' | 'fail', rounds: number): void {
  for (let round = 0; round < rounds; round += 1) {
    const watched = world.memory.checks.get(idOf(index))!
    const now = world.ports.clock.now()
    const times = { startedAt: now - 100, decidedAt: now, number: watched.state.lastRound + 1 }
    judge(world.memory, world.ports, watched, roundOf(`weur:${sight}`, places, times))
  }
}
const all = (world: ShardWorld, sight: 'pass' | 'fail') => {
  for (let index = 0; index < count; index += 1) hears(world, index, sight, 2)
}
interface Body {
  type: string
  data: { headline: string; incident: { groupId: string | null }; group?: { count: number } }
}
const to = (world: ShardWorld, who: string): Body[] =>
  world.sent.filter(({ url }) => url.endsWith(who)).map(({ body }) => JSON.parse(body) as Body)

const sentTo = (world: ShardWorld, who: string): [string, string][] =>
  world.sent
    .filter(({ url }) => url.endsWith(who))
    .map(({ headers, body }) => [headers.find(([name]) => name === 'webhook-id')![1], body ?? ''])

/** Wakes every second. */
async function pass(world: ShardWorld, seconds: number): Promise<void> {
  for (let second = 0; second < seconds; second += 1) {
    world.pass(1_000)
    for (let again = 0; again < 3; again += 1) await world.wake()
  }
}

describe('many falls at once', () => {
  it('are one message to a person within seconds, and one each to a machine, in one group', async () => {
    const world = many()
    all(world, 'fail')
    await pass(world, 7)
    expect(to(world, 'hook')).toHaveLength(count)
    const groups = new Set(to(world, 'hook').map(({ data }) => data.incident.groupId))
    expect(groups.size).toBe(1)
    const messages = to(world, 'ann')
    expect(messages.length).toBeLessThanOrEqual(2)
    const told = messages.reduce((sum, { data }) => sum + (data.group?.count ?? 1), 0)
    expect(told).toBe(count)
    expect(messages.at(-1)!.data.headline).toMatch(/\d+ (more )?checks are in trouble: site/)
  })

  it('end in one message, when all are well again', async () => {
    const world = many()
    all(world, 'fail')
    await pass(world, 7)
    const before = to(world, 'ann').length
    all(world, 'pass')
    await pass(world, 5)
    const ends = to(world, 'ann').slice(before)
    expect(ends).toHaveLength(1)
    expect(ends[0]).toMatchObject({ type: 'incident.resolved', data: { group: { count } } })
    const open = deliveriesIn(world.memory, workspace, null).filter((one) => one.state !== 'sent')
    expect(open).toEqual([])
  })

  it('lose nothing when the shard restarts in the hold, or in the attempt', async () => {
    const world = many()
    world.answer({ kind: 'fault', fault: 'timeout', ms: 10 })
    all(world, 'fail')
    world.restart()
    world.ports.locations.list = () => places
    await pass(world, 7)
    const first = new Map(sentTo(world, 'ann'))
    world.restart()
    world.ports.locations.list = () => places
    world.answer({ kind: 'answered', status: 204, body: '', retryAfterSeconds: null, ms: 5 })
    world.sent.length = 0
    await pass(world, 90)
    // The place that answered nothing meanwhile is told of, too.
    const again = to(world, 'ann').filter(({ data }) => data.incident.groupId !== null)
    for (const [id, body] of sentTo(world, 'ann')) expect(first.get(id) ?? body).toBe(body)
    expect(first.size).toBeGreaterThan(0)
    expect(again.reduce((sum, { data }) => sum + (data.group?.count ?? 1), 0)).toBe(count)
    const states = deliveriesIn(world.memory, workspace, null).map((one) => one.state)
    expect(new Set(states)).toEqual(new Set(['sent']))
  })

  it('tell no end before its alarm, however the receiver behaves', async () => {
    const world = many()
    world.answer({ kind: 'answered', status: 500, body: '', retryAfterSeconds: null, ms: 5 })
    all(world, 'fail')
    await pass(world, 7)
    all(world, 'pass')
    await pass(world, 70)
    expect(to(world, 'ann').every((one) => one.type === 'incident.opened')).toBe(true)
    world.answer({ kind: 'answered', status: 204, body: '', retryAfterSeconds: null, ms: 5 })
    await pass(world, 120)
    expect(to(world, 'ann').at(-1)!.type).toBe('incident.resolved')
    expect(incidentsOf(world.memory, workspace).every((one) => one.resolvedAt !== null)).toBe(true)
  })
})

it('one that falls alone is told to a person at once', async () => {
  const world = many()
  hears(world, 4, 'fail', 2)
  await world.wake()
  expect(to(world, 'ann')).toHaveLength(1)
  expect(to(world, 'ann')[0]!.data.group).toBeUndefined()
})
