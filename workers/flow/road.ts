// What happens when a channel does not bring its messages: it is switched off, what pages goes
// another way, and others are told.
import { kindOf, peopleOf } from '../channel/index.ts'
import { orphaned } from '../domain/alert.ts'
import type { Channel, OffWhy, WorkspaceConfig } from '../domain/config.ts'
import { saidOf } from '../domain/course.ts'
import type { Delivery } from '../domain/delivery.ts'
import { isOwnerRoad } from '../domain/owner-road.ts'
import {
  deadNotices,
  isOffByItself,
  isOn,
  type Lost,
  offNotices,
  ownRoadsFrom,
  passedOn,
  roadsFrom,
} from '../domain/road.ts'
import type { ShardPorts } from '../ports.ts'
import { doubtfulIn } from './course.ts'
import type { Memory } from './memory.ts'
import { ownersOf } from './owners.ts'
import { type Change, putDeliveries, putItems } from './write.ts'

/** Others are told of one channel's lost messages so often at most. */
const noticeEveryMs = 3_600_000

/** Nothing more is sent there; Postgres learns why, what pages goes another way, others are told.
 *  The one road there is stays on, however it fails: only its receiver's own word ends it. */
export function switchOff(
  memory: Memory,
  ports: ShardPorts,
  change: Change,
  channel: Channel,
  why: OffWhy,
  settled: Delivery,
): void {
  const config = memory.configs.get(channel.workspace)
  const lost = config && lostOf(memory, ports, config, channel, settled)
  if (!lost || isOwnerRoad(channel.id)) return
  if (why === 'failing' && roadsFrom(lost, 'critical').length === 0) return
  // Once: told again, a notice that is under way or was sent would be owed anew, its claim forgotten.
  const isFirst = isOn(lost)
  const after = isFirst ? turnedOff(memory, change, lost, why) : config
  // What is under way is settled by its own answer.
  const others = [...memory.deliveries.values()].filter((one) => !memory.sending.has(one.id))
  const waiting = others.filter((one) => one.channel === channel.id && one.state === 'pending')
  putDeliveries(memory, change, orphaned(others, after, lost.now))
  const undelivered = settled.state === 'sent' ? waiting : [...spokenBy(settled, lost), ...waiting]
  putDeliveries(memory, change, passedOn(lost, undelivered))
  if (!isFirst) return
  putDeliveries(memory, change, offNotices(lost, why))
  ports.log.info('channel off', { channel: channel.id, why })
}

/** The configuration with the channel off, in memory and in the same write. */
function turnedOff(
  memory: Memory,
  change: Change,
  { config, channel: { id, workspace }, now }: Lost,
  why: OffWhy,
): WorkspaceConfig {
  const channels = config.channels.map((one) =>
    one.id === id ? { ...one, enabled: false, disabledWhy: why } : one,
  )
  const after = { ...config, channels }
  memory.configs.set(workspace, after)
  change.put.push([`cfg/${workspace}`, after])
  putItems(memory, change, [{ kind: 'channelOff', workspace, channel: id, why, at: now }])
  return after
}

/** A message died: what pages goes another way, and others are told, once in a while. */
export function passOn(
  memory: Memory,
  ports: ShardPorts,
  change: Change,
  channel: Channel,
  dead: Delivery,
): void {
  const config = memory.configs.get(channel.workspace)
  const lost = config && lostOf(memory, ports, config, channel, dead)
  if (!lost || dead.event === 'test' || dead.event === 'notice' || dead.level === 'info') return
  // What a person's own number or mail does not bring has a road of its own (`elsewhere.ts`), and what was
  // itself told instead of something goes no further.
  if (kindOf(channel.type).confirms || dead.insteadOf) return
  putDeliveries(memory, change, passedOn(lost, spokenBy(dead, lost)))
  const course = memory.courses.get(channel.id)
  if (!course || lost.now - (course.toldAt ?? Number.NEGATIVE_INFINITY) < noticeEveryMs) return
  const told = { ...course, toldAt: lost.now }
  memory.courses.set(channel.id, told)
  change.put.push([`chan/${channel.id}`, told])
  putDeliveries(memory, change, deadNotices(lost, dead))
}

/** A message pages and is tried again, by the one channel that is there, which fails and fails: the
 *  owners hear of it meanwhile. */
export function passToOwners(
  memory: Memory,
  ports: ShardPorts,
  change: Change,
  channel: Channel,
  waiting: Delivery,
): void {
  const config = memory.configs.get(channel.workspace)
  const lost = config && lostOf(memory, ports, config, channel, waiting)
  if (!lost?.doubtful.has(channel.id) || isOwnerRoad(channel.id)) return
  if (ownRoadsFrom(lost, 'critical').length > 0) return
  putDeliveries(memory, change, passedOn(lost, spokenBy(waiting, lost)))
}

/** Messages that end without an attempt, since their channel is off by now, or gone. Where eSonar switched it
 *  off, what pages goes another way: they were under way then, or wait since. */
export function endAtClosed(
  memory: Memory,
  ports: ShardPorts,
  change: Change,
  ended: readonly Delivery[],
): void {
  for (const one of ended) {
    const config = memory.configs.get(one.workspace)
    const channel = config?.channels.find(({ id }) => id === one.channel)
    if (!config || !channel || !isOffByItself(channel)) continue
    const lost = lostOf(memory, ports, config, channel, one)
    putDeliveries(memory, change, passedOn(lost, spokenBy(one, lost)))
  }
}

/** A delivery and those that it speaks for. */
function spokenBy(one: Delivery, { all }: Lost): Delivery[] {
  return [one, ...all.filter((other) => other.coveredBy === one.id)]
}

function lostOf(
  memory: Memory,
  ports: ShardPorts,
  config: WorkspaceConfig,
  channel: Channel,
  { attempts }: Delivery,
): Lost {
  const last = attempts.at(-1)
  return {
    channel,
    config,
    people: peopleOf(config.channels),
    doubtful: doubtfulIn(memory),
    all: [...memory.deliveries.values()].filter((one) => one.workspace === config.workspace),
    said: last ? saidOf(last) : '',
    baseUrl: ports.settings.baseUrl,
    now: ports.clock.now(),
    owners: ownersOf(ports, config),
  }
}
