// Laws of many falls at once, over a shard that judges, groups, bundles and sends: a machine gets
// each event of each incident once, in order; a person hears of each, in few messages; whatever the
// receivers do, and whenever the shard restarts.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readMessage } from '../../workers/domain/message.ts'
import { judge } from '../../workers/flow/judge.ts'
import { deliveriesIn } from '../../workers/flow/view.ts'
import { roundOf } from '../fakes/rounds.ts'
import { channelOf, checkOf, configOf, workspace } from '../fakes/telling.ts'
import { type ShardWorld, shardWorld } from '../flow/shard.ts'
import { luck } from './luck.ts'

const settings = luck(20, 20_261_128)

const count = 12
const idOf = (index: number) => `chk_${workspace}_c${index}`
const places = [{ id: 'weur', network: 'cloudflare', label: 'weur', default: true }]
const config = configOf({
  checks: Array.from({ length: count }, (_, index) =>
    checkOf({ id: idOf(index), confirmSeconds: 0, recoverSeconds: 0, intervalSeconds: 86_400 }),
  ),
  channels: [channelOf('hook'), channelOf('ann', { audience: 'person' })],
})

/** What happens in a second: some fall, some are well again, receivers turn, the shard restarts. */
const happenings = fc.array(
  fc.record({
    after: fc.oneof(fc.integer({ min: 0, max: 8 }), fc.integer({ min: 55, max: 90 })),
    falls: fc.subarray(Array.from({ length: count }, (_, index) => index)),
    ends: fc.subarray(Array.from({ length: count }, (_, index) => index)),
    receiver: fc.constantFrom('well', 'well', 'well', 'away'),
    restarts: fc.constantFrom(false, false, false, true),
  }),
  { minLength: 1, maxLength: 8 },
)

function hears(world: ShardWorld, index: number, sight: 'pass' | 'fail'): void {
  for (let round = 0; round < 2; round += 1) {
    const watched = world.memory.checks.get(idOf(index))!
    const now = world.ports.clock.now()
    const times = { startedAt: now - 100, decidedAt: now, number: watched.state.lastRound + 1 }
    judge(world.memory, world.ports, watched, roundOf(`weur:${sight}`, places, times))
  }
}

async function pass(world: ShardWorld, seconds: number): Promise<void> {
  for (let second = 0; second < seconds; second += 1) {
    world.pass(1_000)
    for (let again = 0; again < 2; again += 1) await world.wake()
  }
}

interface Heard {
  id: string
  type: string
  incident: string
  groupId: string | null
  count: number
}
/** What a receiver that takes a message once per id has heard, in order. */
function heardBy(world: ShardWorld, who: string, isTaken: (index: number) => boolean): Heard[] {
  const found = new Map<string, Heard>()
  for (const [index, { url, headers, body }] of world.sent.entries()) {
    const id = headers.find(([name]) => name === 'webhook-id')![1]
    if (!url.endsWith(who) || !isTaken(index) || found.has(id)) continue
    const { type, data } = JSON.parse(body!) as {
      type: string
      data: {
        incident: { id: string; kind: string; groupId: string | null }
        group?: { count: number }
      }
    }
    const { incident, group } = data
    // That nobody measures here is told to the operator, and no fall of a check.
    if (incident.kind === 'node') continue
    found.set(id, {
      id,
      type,
      incident: incident.id,
      groupId: incident.groupId,
      count: group?.count ?? 1,
    })
  }
  return [...found.values()]
}

describe('many falls at once', () => {
  it('are one event each to a machine, and few messages to a person, who hears of all', async () => {
    await fc.assert(
      fc.asyncProperty(happenings, async (course) => {
        const world = shardWorld(config)
        world.ports.locations.list = () => places
        const isDown = Array<boolean>(count).fill(false)
        const fallen = Array<number>(count).fill(0)
        for (let index = 0; index < count; index += 1) hears(world, index, 'pass')
        const taken = new Set<number>()
        const { send } = world.ports.sender
        let isAway = false
        world.ports.sender.send = async (request) => {
          const answer = await send(request)
          if (isAway) return { kind: 'fault', fault: 'refused', ms: 1 }
          taken.add(world.sent.length - 1)
          return answer
        }
        let falls = 0
        const openedAt: number[] = []
        for (const one of course) {
          await pass(world, one.after)
          isAway = one.receiver === 'away'
          if (one.restarts) world.restart()
          // A third fall would be flapping, which holds its incident open.
          const fresh = one.falls.filter(
            (index) => !isDown[index] && !one.ends.includes(index) && fallen[index]! < 2,
          )
          for (const index of fresh) {
            hears(world, index, 'fail')
            isDown[index] = true
            fallen[index]! += 1
            falls += 1
            openedAt.push(world.ports.clock.now())
          }
          for (const index of one.ends.filter((each) => isDown[each])) {
            hears(world, index, 'pass')
            isDown[index] = false
          }
        }
        isAway = false
        await pass(world, 10)
        for (let index = 0; index < count; index += 1)
          if (isDown[index]) hears(world, index, 'pass')
        await pass(world, 180)

        const all = deliveriesIn(world.memory, workspace, null)
        expect(all.filter((one) => one.state === 'pending')).toEqual([])
        const isTaken = (index: number) => taken.has(index)
        const machine = heardBy(world, 'hook', isTaken)
        const opened = machine.filter((one) => one.type === 'incident.opened')
        const resolved = machine.filter((one) => one.type === 'incident.resolved')
        // Each incident once, each in a group, and its end after its beginning.
        expect(opened).toHaveLength(falls)
        expect(new Set(opened.map((one) => one.incident)).size).toBe(falls)
        expect(resolved.map((one) => one.incident).toSorted()).toEqual(
          opened.map((one) => one.incident).toSorted(),
        )
        for (const { incident } of opened) {
          const order = machine.filter((one) => one.incident === incident).map((one) => one.type)
          expect(order).toEqual(['incident.opened', 'incident.resolved'])
        }
        expect(opened.every((one) => one.groupId !== null)).toBe(true)
        // What falls within a minute of one another is one group.
        const groups = new Set(opened.map((one) => one.groupId))
        const sorted = openedAt.toSorted((a, b) => a - b)
        const gaps = sorted.filter((at, index) => index > 0 && at - sorted[index - 1]! > 60_000)
        // A restart may forget one that has ended since; never one that is open.
        const isWhole = !course.some((one) => one.restarts)
        if (falls > 0 && isWhole) expect(groups.size).toBe(gaps.length + 1)
        // A person hears of every beginning and every end.
        const person = heardBy(world, 'ann', isTaken)
        for (const type of ['incident.opened', 'incident.resolved']) {
          const told = person.filter((one) => one.type === type)
          expect(told.reduce((sum, one) => sum + one.count, 0)).toBe(falls)
        }
        // At most one message for what fell in one moment, and one more for each that was first.
        const moments = new Set(openedAt).size
        const begins = person.filter((one) => one.type === 'incident.opened')
        expect(begins.length).toBeLessThanOrEqual(moments + groups.size)
        for (const { payload } of all) expect(readMessage(payload)).not.toBeNull()
      }),
      settings,
    )
  })
})
