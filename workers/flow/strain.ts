// What a shard may have under way at once. As a rule: all that is due. When the machine cannot keep up,
// which its own late timers tell, less and less, until they are in time again: the rest waits its turn.
// Work begun faster than it ends makes every answer late, and late answers make more work.
import { isHurried } from '../domain/verdict/index.ts'
import type { ShardPorts } from '../ports.ts'
import { type Memory, worldOf } from './memory.ts'
import { type Ask, noLonger } from './running.ts'

/** How a shard keeps up. */
export interface Strain {
  /** Orders and patient probes that may be under way; `Infinity`: it keeps up. */
  room: number
  /** How late the last timer of ours was, and when one was too late last. */
  lateMs: number
  lateAt: number
  /** The last timer was late, and those before it were not: a pause, or a clock that was set. */
  wasLateOnce: boolean
  /** When the room was changed last. */
  feltAt: number
  /** The timer that is looked at; null: nothing is under way. */
  beat: AbortController | null
  /** What has waited for room the longest, since when. */
  waitingSince: number | null
}

/** Of a shard that keeps up. */
export const unstrained = (): Strain => {
  return {
    room: Number.POSITIVE_INFINITY,
    lateMs: 0,
    lateAt: Number.NEGATIVE_INFINITY,
    wasLateOnce: false,
    feltAt: Number.NEGATIVE_INFINITY,
    beat: null,
    waitingSince: null,
  }
}

/** A timer of ours is set this often while anything is under way. */
export const beatMs = 500
/** Later than this, the machine does not keep up. */
const lateMsMax = 500
/** As much is always asked. */
const roomMin = 12
/** In time for so long, it keeps up again. */
const calmMs = 10_000
/** To look at all checks costs time too: the later our timers, the rarer. */
const turnMs = { least: 500, most: 5_000, perLate: 4 }

/** It has more to do than it can: what is due waits its turn. */
export const isStrained = ({ strain }: Memory): boolean => Number.isFinite(strain.room)

/** Room for one patient probe more. */
export const hasRoomToWait = (memory: Memory): boolean =>
  !isStrained(memory) || underWay(memory) < memory.strain.room

/** After this, what waits for room is looked at again. */
export const turnOf = ({ strain }: Memory): number =>
  Math.min(turnMs.most, turnMs.least + turnMs.perLate * strain.lateMs)

/** Orders out at places, and patient probes. */
function underWay(memory: Memory): number {
  let orders = memory.patients.size
  for (const { measuring } of memory.checks.values()) orders += measuring.size
  return orders
}

/** Looks at our own timers for as long as anything is under way. */
export async function beat(memory: Memory, ports: ShardPorts): Promise<void> {
  const { strain } = memory
  if (strain.beat) return
  const own = new AbortController()
  strain.beat = own
  for (;;) {
    const before = ports.clock.now()
    await ports.clock.sleep(beatMs, own.signal)
    if (strain.beat !== own) return
    const now = ports.clock.now()
    const orders = underWay(memory)
    felt(memory, now, now - before - beatMs, orders)
    if (orders > 0 && now > before) continue
    strain.beat = null
    return
  }
}

/** Whether nothing is under way any more; then no timer stays. */
export function isAtRest(memory: Memory): boolean {
  if (underWay(memory) > 0) return false
  memory.strain.beat?.abort(noLonger)
  memory.strain.beat = null
  return true
}

/** Half as much after a late timer, a quarter more after one in time. A single one says nothing: a
 *  machine was paused, or its clock was set. */
function felt({ strain }: Memory, now: number, lateMs: number, orders: number): void {
  strain.feltAt = now
  const isLate = lateMs > lateMsMax
  const isStrain = isLate && (strain.wasLateOnce || Number.isFinite(strain.room))
  strain.wasLateOnce = isLate
  strain.lateMs = isStrain ? lateMs : 0
  if (isStrain) {
    strain.lateAt = now
    strain.room = Math.max(roomMin, Math.floor(Math.min(strain.room, orders) / 2))
  } else if (now - strain.lateAt > calmMs || now < strain.lateAt) {
    strain.room = Number.POSITIVE_INFINITY
  } else {
    strain.room += Math.max(roomMin, strain.room / 4)
  }
}

/** Of what is due, what there is room for: who was asked last the longest ago goes first, those that are
 *  being verified and the others in turn. The rest waits. */
export function admitted(memory: Memory, ports: ShardPorts, asks: Ask[]): Ask[] {
  const { strain } = memory
  strain.waitingSince = null
  const now = ports.clock.now()
  const orders = underWay(memory)
  // Rounds that end before a timer does are in time.
  if (isStrained(memory) && orders === 0 && now - strain.feltAt >= beatMs) felt(memory, now, 0, 0)
  if (!isStrained(memory)) return asks
  let room = strain.room - orders
  const go: Ask[] = []
  for (const ask of inTurn(memory, ports, asks)) {
    if (room > 0) go.push(ask)
    else waits(strain, ask, now)
    room -= ask.locations.length
  }
  return go
}

function waits(strain: Strain, { watched }: Ask, now: number): void {
  watched.waitingSince ??= now
  strain.waitingSince = Math.min(strain.waitingSince ?? now, watched.waitingSince)
}

function inTurn(memory: Memory, ports: ShardPorts, asks: Ask[]): Ask[] {
  const oldest = asks.toSorted(
    (a, b) => a.watched.state.engine.lastStartedAt - b.watched.state.engine.lastStartedAt,
  )
  const isFirst = ({ watched }: Ask) => isHurried(watched.state, worldOf(memory, ports, watched))
  const { hurried = [], others = [] } = Object.groupBy(oldest, (ask) =>
    isFirst(ask) ? 'hurried' : 'others',
  )
  const longest = Math.max(hurried.length, others.length)
  return Array.from({ length: longest }, (_, index) => [hurried[index], others[index]])
    .flat()
    .filter((ask) => ask !== undefined)
}

/** How late the longest wait for room makes a check. */
export function waitedMs({ strain }: Memory, now: number): number {
  return strain.waitingSince === null ? 0 : Math.max(0, now - strain.waitingSince)
}
