// Owed messages on their way: claimed by a lease, sent, settled by what the receiver said. Nothing
// is lost with the shard: a lease that ran out comes back.
import { attemptOf, brokenAttempt, exchange, type Heard, peopleOf } from '../channel/index.ts'
import { isHeldBack } from '../domain/budget.ts'
import type { Channel } from '../domain/config.ts'
import { movedTo } from '../domain/course.ts'
import { type Attempt, after, type Delivery, drop, due, lease } from '../domain/delivery.ts'
import { bound, bundled, settledWith } from '../domain/group.ts'
import { withOwners } from '../domain/owner-road.ts'
import type { ShardPorts } from '../ports.ts'
import { countSent, refusedHere } from './allowance.ts'
import { gated, mayGo, noteCourse, spend } from './course.ts'
import { endDrills } from './drill.ts'
import { owedElsewhere } from './elsewhere.ts'
import type { Memory } from './memory.ts'
import { putOffMuted } from './mute.ts'
import { channelIn } from './owners.ts'
import { retire } from './retire.ts'
import { endAtClosed, passOn, passToOwners, switchOff } from './road.ts'
import { inTurn } from './room.ts'
import { withTap } from './tap.ts'
import { type Change, newChange, putDeliveries } from './write.ts'

/** Longer than the sender's own deadline. */
export const leaseMs = 30_000

/** Begins every attempt that is due and has room (`room.ts`): the worst level first, and no faster
 *  than each provider takes. */
export function deliver(
  memory: Memory,
  ports: ShardPorts,
  run: (work: Promise<void>) => void,
  kick: () => void,
): void {
  const now = ports.clock.now()
  putOffMuted(memory, ports, now)
  const all = [...memory.deliveries.values()]
  const ready = due(gated(memory, ports, all, now), now).filter(
    (one) => !memory.sending.has(one.id) && !memory.leaving.has(one.workspace),
  )
  if (ready.length === 0) return
  const people = peopleOf([...memory.configs.values()].flatMap((one) => withOwners(one).channels))
  inTurn(memory, bundled(ready, all, people, now), ({ leader, followers }) => {
    if (!mayGo(memory, ports, leader, now)) return false
    run(sendOne(memory, ports, leader, followers).then(kick))
    return true
  })
}

/** One attempt, from the claim to what it made of the delivery. `followers` leave with it, in one
 *  message: whom it speaks for is written with the claim. */
export async function sendOne(
  memory: Memory,
  ports: ShardPorts,
  delivery: Delivery,
  followers: Delivery[] = [],
): Promise<Delivery> {
  const channel = channelIn(memory, delivery.workspace, delivery.channel)
  const now = ports.clock.now()
  if (!channel?.enabled) {
    const ended = drop(delivery, channel ? 'channel_off' : 'channel_removed', now)
    return end(memory, ports, ended, (change) => endAtClosed(memory, ports, change, [ended]))
  }
  if (isHeldBack(memory.configs.get(delivery.workspace)?.heldBack, delivery, now)) {
    return end(memory, ports, drop(delivery, 'budget', now))
  }
  const refused = refusedHere(memory, ports, delivery, channel)
  if (refused) return end(memory, ports, drop(delivery, refused, now))
  const claimed = lease(delivery, now, leaseMs)
  if (claimed.state !== 'pending') {
    return end(memory, ports, claimed, (change) => passOn(memory, ports, change, channel, claimed))
  }
  const isMore = isKnown(memory, claimed)
  const { leader: leased, followers: covered } = bound({ leader: claimed, followers }, isMore)
  spend(memory, ports, leased, now)
  memory.sending.set(delivery.id, delivery.channel)
  for (const one of [leased, ...covered]) memory.deliveries.set(one.id, one)
  ports.store.write({ put: [leased, ...covered].map((one) => [`dlv/${one.id}`, one]) })
  try {
    const moved = movedTo(channel, memory.courses.get(channel.id))
    const said = await attemptOne(memory, ports, leased, moved)
    return hearken(memory, ports, channel, leased, said)
  } finally {
    memory.sending.delete(delivery.id)
  }
}

/** Writes what an attempt made of its delivery, of its channel, and of those that depend on both. */
function hearken(
  memory: Memory,
  ports: ShardPorts,
  channel: Channel,
  leased: Delivery,
  said: Said,
): Delivery {
  const now = ports.clock.now()
  const current = { ...(memory.deliveries.get(leased.id) ?? leased), ...said.taken }
  const random01 = Number.parseInt(ports.random(4), 16) / 2 ** 32
  const change = newChange()
  const settled = after(current, said.attempt, now, random01)
  const off = noteCourse(memory, change, channel, leased, said, now)
  settle(memory, ports, change, settled)
  if (off) switchOff(memory, ports, change, channel, off, settled)
  else if (settled.state === 'dead') passOn(memory, ports, change, channel, settled)
  else if (settled.state === 'pending') passToOwners(memory, ports, change, channel, settled)
  ports.store.write(change)
  return settled
}

/** Its receiver has heard of others of the group before. */
function isKnown(memory: Memory, { channel, group, id }: Delivery): boolean {
  if (group === null) return false
  const all = [...memory.deliveries.values(), ...memory.ended.deliveries]
  return all.some(
    (one) => one.id !== id && one.channel === channel && one.group === group && one.begun > 0,
  )
}

/** `heard` is null when no request could be made. */
interface Said {
  attempt: Attempt
  heard: Heard | null
  /** What the carrier made of it. */
  taken?: Partial<Delivery>
}

async function attemptOne(
  memory: Memory,
  ports: ShardPorts,
  delivery: Delivery,
  channel: Channel,
): Promise<Said> {
  const at = ports.clock.now()
  try {
    const made = await exchange(await withTap(ports, delivery), channel, {
      open: (sealed) => ports.vault.open(sealed),
      send: (request) => ports.sender.send(request),
      carriers: ports.settings.carriers,
      others: carriedIn(memory, delivery),
      first: firstOf(memory, delivery),
      now: at,
    })
    const { outcome, heard, sid: carrierId, segments } = made
    const taken = { ...(carrierId ? { carrierId } : {}), ...(segments ? { segments } : {}) }
    return { attempt: attemptOf(heard, outcome, at), heard, taken }
  } catch (fault) {
    ports.log.error('delivery', fault, { delivery: delivery.id })
    return { attempt: brokenAttempt(at), heard: null }
  }
}

/** What the receiver calls the first message about the incident there. */
function firstOf(memory: Memory, { id, incident, channel }: Delivery): string | undefined {
  if (incident === null) return undefined
  return [...memory.deliveries.values()]
    .filter((one) => one.incident === incident && one.channel === channel && one.id !== id)
    .filter((one) => one.carrierId !== undefined && one.state === 'sent')
    .toSorted((a, b) => a.sequence - b.sequence || a.createdAt - b.createdAt)[0]?.carrierId
}

/** What carriers call the other messages: none of those is taken for this one. */
function carriedIn(memory: Memory, { id }: Delivery): Set<string> {
  const all = [...memory.deliveries.values(), ...memory.ended.deliveries]
  return new Set(all.flatMap((one) => (one.id !== id && one.carrierId ? [one.carrierId] : [])))
}

/** Settles one for which no attempt is made; `pass` says in the same write who hears of it instead. */
function end(
  memory: Memory,
  ports: ShardPorts,
  delivery: Delivery,
  pass?: (change: Change) => void,
): Delivery {
  const change = newChange()
  pass?.(change)
  settle(memory, ports, change, delivery)
  ports.store.write(change)
  return delivery
}

function settle(memory: Memory, ports: ShardPorts, change: Change, delivery: Delivery): void {
  const followers = settledWith(delivery, [...memory.deliveries.values()])
  putDeliveries(memory, change, [delivery, ...followers])
  putDeliveries(memory, change, owedElsewhere(memory, ports, delivery))
  countSent(memory, ports, change, delivery)
  endDrills(memory, ports, change)
  for (const { incident } of [delivery, ...followers]) retire(memory, change, incident)
  const { workspace, id, incident, channel, state, why, attempts } = delivery
  if (state !== 'pending')
    ports.log.info('delivery', { delivery: id, state, why, attempts: attempts.length })
  ports.live.tell(workspace, { type: 'delivery', delivery: id, incident, channel, state })
}
