// How each channel fares, in memory and in its document; and when its next message may go: after
// what its receiver asked for, and no faster than its provider takes.
import { type Heard, kindOf } from '../channel/index.ts'
import type { Channel, OffWhy } from '../domain/config.ts'
import { courseAfter, holdUntil, isDoubtful, isFailing } from '../domain/course.ts'
import { type Attempt, type Delivery, pages } from '../domain/delivery.ts'
import { opensAt, type Pace, spent } from '../domain/pace.ts'
import type { ShardPorts } from '../ports.ts'
import type { Memory } from './memory.ts'
import type { Change } from './write.ts'

/** The deliveries with what they wait for besides their own time as a lease: not sent before, and
 *  due then. Nothing of it is stored. */
export function gated(
  memory: Memory,
  ports: ShardPorts,
  deliveries: readonly Delivery[],
  now: number,
): Delivery[] {
  const gates = new Map<string, number>()
  return deliveries.map((one) => {
    if (one.state !== 'pending') return one
    const isUrgent = pages(one)
    const key = `${one.channel} ${isUrgent}`
    const at = gates.get(key) ?? gateOf(memory, ports, one, isUrgent, now)
    gates.set(key, at)
    return at <= now ? one : { ...one, leasedUntil: Math.max(at, one.leasedUntil ?? at) }
  })
}

/** Whether one may go at this moment. */
export function mayGo(memory: Memory, ports: ShardPorts, delivery: Delivery, now: number): boolean {
  return gateOf(memory, ports, delivery, pages(delivery), now) <= now
}

function gateOf(
  memory: Memory,
  ports: ShardPorts,
  one: Delivery,
  isUrgent: boolean,
  now: number,
): number {
  const opens = pacesOf(ports, one).map(([key, pace]) =>
    opensAt(memory.buckets.get(key), pace, isUrgent, now),
  )
  return Math.max(now, ...opens, holdUntil(memory.courses.get(one.channel), isUrgent))
}

/** One message is on its way. */
export function spend(memory: Memory, ports: ShardPorts, one: Delivery, now: number): void {
  for (const [key, pace] of pacesOf(ports, one)) {
    memory.buckets.set(key, spent(memory.buckets.get(key), pace, now))
  }
}

/** What its address takes, and, where all of a kind leave by the installation's account, what that does. */
function pacesOf(ports: ShardPorts, { channel, channelType }: Delivery): [string, Pace][] {
  const { pace, carrierPace } = kindOf(channelType)
  const ofCarrier = ports.settings.carriers && carrierPace?.(ports.settings.carriers)
  return [
    ...(pace ? [[channel, pace] as [string, Pace]] : []),
    ...(ofCarrier ? [[`carrier ${channelType}`, ofCarrier] as [string, Pace]] : []),
  ]
}

/** Notes what an attempt says of its channel; answers why it is to be switched off, if it is. */
export function noteCourse(
  memory: Memory,
  change: Change,
  channel: Channel,
  delivery: Delivery,
  heard: { attempt: Attempt; heard: Heard | null },
  now: number,
): OffWhy | null {
  // No request could be made: that says nothing of the receiver.
  if (!heard.heard) return null
  const facts = { isTest: delivery.event === 'test', moved: heard.heard.moved }
  const before = memory.courses.get(channel.id)
  const course = courseAfter(before, channel, heard.attempt, facts, now)
  const key = `chan/${channel.id}`
  if (course) {
    memory.courses.set(channel.id, course)
    change.put.push([key, course])
  } else if (before) {
    memory.courses.delete(channel.id)
    change.drop.push(key)
  }
  return heard.heard.disable ?? (course && isFailing(course, now) ? 'failing' : null)
}

/** Channels that no other's message is entrusted to. */
export function doubtfulIn(memory: Memory): Set<string> {
  return new Set([...memory.courses.values()].filter(isDoubtful).map((one) => one.channel))
}

/** Lets go of what is known of channels that are gone, or have other settings now. */
export function forgetCourses(
  memory: Memory,
  change: Change,
  workspace: string,
  channels: readonly Channel[],
): void {
  const versions = new Map(channels.map((one) => [one.id, one.version]))
  for (const { channel, version, workspace: own } of [...memory.courses.values()]) {
    if (own !== workspace || versions.get(channel) === version) continue
    memory.courses.delete(channel)
    change.drop.push(`chan/${channel}`)
  }
}
