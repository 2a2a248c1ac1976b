// How many messages are under way at once, and whose turn it is when more are due: the worst level
// first, then the channel that has the fewest on their way. A receiver that hangs holds up its own.
import type { Delivery } from '../domain/delivery.ts'
import type { Bundle } from '../domain/group.ts'
import { type Level, levels } from '../domain/incident.ts'
import { doubtfulIn } from './course.ts'
import type { Memory } from './memory.ts'

/** Of a shard, by itself and by its couriers (`wire/sender.ts`). */
const sendingMax = 100
/** Of these, for what pages alone. */
const reserved = 16
/** To one channel; and to one that failed again and again. */
const channelMax = 24
const doubtfulMax = 2

/** What is under way, by channel. */
export interface Room {
  total: number
  loads: Map<string, number>
  doubtful: ReadonlySet<string>
}

export function roomOf(memory: Memory): Room {
  const loads = new Map<string, number>()
  for (const channel of memory.sending.values()) loads.set(channel, loadOf(loads, channel) + 1)
  return { total: memory.sending.size, loads, doubtful: doubtfulIn(memory) }
}

/** Whether one more message of a level may leave for a channel; if not, whatever ends makes room. */
export function hasRoom(room: Room, channel: string, level: Level): boolean {
  const most = level === 'critical' ? sendingMax : sendingMax - reserved
  const own = room.doubtful.has(channel) ? doubtfulMax : channelMax
  return room.total < most && loadOf(room.loads, channel) < own
}

/** Hands over messages in turn, as long as there is room. `go` answers false where the channel
 *  takes nothing more now. */
export function inTurn(
  memory: Memory,
  bundles: readonly Bundle[],
  go: (bundle: Bundle) => boolean,
): void {
  for (const level of levels.toSorted(worstFirst)) {
    const queues = new Map<string, Bundle[]>()
    for (const one of bundles) {
      if (levelOf(one) !== level) continue
      const queue = queues.get(one.leader.channel)
      if (queue) queue.push(one)
      else queues.set(one.leader.channel, [one])
    }
    for (const queue of queues.values()) queue.reverse()
    while (queues.size > 0) {
      const channel = nextOf(roomOf(memory), queues, level)
      if (channel === null) break
      const queue = queues.get(channel)!
      if (!go(queue.pop()!) || queue.length === 0) queues.delete(channel)
    }
  }
}

/** The channel that has the fewest on their way; null: none has room. */
function nextOf(room: Room, queues: ReadonlyMap<string, unknown>, level: Level): string | null {
  let next: string | null = null
  for (const channel of queues.keys()) {
    if (!hasRoom(room, channel, level)) continue
    if (next === null || loadOf(room.loads, channel) < loadOf(room.loads, next)) next = channel
  }
  return next
}

const loadOf = (loads: ReadonlyMap<string, number>, channel: string) => loads.get(channel) ?? 0
const rankOf = (level: Level) => levels.indexOf(level)
const worstFirst = (a: Level, b: Level) => rankOf(b) - rankOf(a)

/** The worst of those that leave together. */
function levelOf({ leader, followers }: Bundle): Level {
  return [leader, ...followers].map((one: Delivery) => one.level).toSorted(worstFirst)[0]!
}
