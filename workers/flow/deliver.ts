// Owed messages on their way: claimed by a lease, sent, settled by what the receiver said. Nothing
// is lost with the shard: a lease that ran out comes back.
import { attemptOf, brokenAttempt, exchange, peopleOf } from '../channel/index.ts'
import { orphaned } from '../domain/alert.ts'
import type { Channel } from '../domain/config.ts'
import { type Attempt, after, type Delivery, drop, due, lease } from '../domain/delivery.ts'
import { bound, bundled, settledWith } from '../domain/group.ts'
import type { ShardPorts } from '../ports.ts'
import { countSent, isUsedUp } from './allowance.ts'
import { owedElsewhere } from './elsewhere.ts'
import { type Memory, remember } from './memory.ts'
import { putOffMuted } from './mute.ts'
import { withTap } from './tap.ts'
import { type Change, newChange, putDeliveries, putItems } from './write.ts'

/** Longer than the sender's own deadline. */
const leaseMs = 30_000
const sendingMax = 16

/** Begins every attempt that is due, `sendingMax` at once. */
export function deliver(
  memory: Memory,
  ports: ShardPorts,
  run: (work: Promise<void>) => void,
  kick: () => void,
): void {
  const now = ports.clock.now()
  putOffMuted(memory, ports, now)
  const all = [...memory.deliveries.values()]
  const ready = due(all, now).filter((one) => !memory.sending.has(one.id))
  if (ready.length === 0) return
  const people = peopleOf([...memory.configs.values()].flatMap((config) => config.channels))
  for (const { leader, followers } of bundled(ready, all, people, now)) {
    if (isFull(memory)) return
    run(sendOne(memory, ports, leader, followers).then(kick))
  }
}

/** As many attempts are under way as may be. */
export function isFull(memory: Memory): boolean {
  return memory.sending.size >= sendingMax
}

/** One attempt, from the claim to what it made of the delivery. `followers` leave with it, in one
 *  message: whom it speaks for is written with the claim. */
export async function sendOne(
  memory: Memory,
  ports: ShardPorts,
  delivery: Delivery,
  followers: Delivery[] = [],
): Promise<Delivery> {
  const channel = memory.configs
    .get(delivery.workspace)
    ?.channels.find((one) => one.id === delivery.channel)
  const now = ports.clock.now()
  if (!channel?.enabled) {
    return settle(memory, ports, drop(delivery, channel ? 'channel_off' : 'channel_removed', now))
  }
  if (isUsedUp(memory, ports, delivery, channel)) {
    return settle(memory, ports, drop(delivery, 'allowance', now))
  }
  const claimed = lease(delivery, now, leaseMs)
  if (claimed.state !== 'pending') return settle(memory, ports, claimed)
  const isMore = isKnown(memory, claimed)
  const { leader: leased, followers: covered } = bound({ leader: claimed, followers }, isMore)
  memory.sending.add(delivery.id)
  for (const one of [leased, ...covered]) memory.deliveries.set(one.id, one)
  ports.store.write({ put: [leased, ...covered].map((one) => [`dlv/${one.id}`, one]) })
  try {
    const { attempt, off, taken } = await attemptOne(ports, leased, channel)
    const current = { ...(memory.deliveries.get(leased.id) ?? leased), ...taken }
    const random01 = Number.parseInt(ports.random(4), 16) / 2 ** 32
    if (off) switchOff(memory, ports, channel, off)
    return settle(memory, ports, after(current, attempt, ports.clock.now(), random01))
  } finally {
    memory.sending.delete(delivery.id)
  }
}

/** Its receiver has heard of others of the group before. */
function isKnown(memory: Memory, { channel, group, id }: Delivery): boolean {
  if (group === null) return false
  const all = [...memory.deliveries.values(), ...memory.ended.deliveries]
  return all.some(
    (one) => one.id !== id && one.channel === channel && one.group === group && one.begun > 0,
  )
}

async function attemptOne(
  ports: ShardPorts,
  delivery: Delivery,
  channel: Channel,
): Promise<{ attempt: Attempt; off: string | null; taken?: Partial<Delivery> }> {
  const at = ports.clock.now()
  try {
    const made = await exchange(await withTap(ports, delivery), channel, {
      open: (sealed) => ports.vault.open(sealed),
      send: (request) => ports.sender.send(request),
      carriers: ports.settings.carriers,
      now: at,
    })
    const { outcome, heard, sid: carrierId, segments } = made
    const taken = { ...(carrierId ? { carrierId } : {}), ...(segments ? { segments } : {}) }
    return { attempt: attemptOf(heard, outcome, at), off: heard.disable, taken }
  } catch (fault) {
    ports.log.error('delivery', fault, { delivery: delivery.id })
    return { attempt: brokenAttempt(at), off: null }
  }
}

function settle(memory: Memory, ports: ShardPorts, delivery: Delivery): Delivery {
  const change = newChange()
  const followers = settledWith(delivery, [...memory.deliveries.values()])
  putDeliveries(memory, change, [delivery, ...followers])
  putDeliveries(memory, change, owedElsewhere(memory, ports, delivery))
  countSent(memory, change, delivery, ports.clock.now())
  for (const { incident } of [delivery, ...followers]) retire(memory, change, incident)
  ports.store.write(change)
  const { workspace, id, incident, channel, state, why, attempts } = delivery
  if (state !== 'pending')
    ports.log.info('delivery', { delivery: id, state, why, attempts: attempts.length })
  ports.live.tell(workspace, { type: 'delivery', delivery: id, incident, channel, state })
  return delivery
}

/** The receiver is gone for good: nothing more is sent there, and Postgres learns why. */
export function switchOff(memory: Memory, ports: ShardPorts, channel: Channel, why: string): void {
  const config = memory.configs.get(channel.workspace)
  if (!config) return
  const after = {
    ...config,
    channels: config.channels.map((one) =>
      one.id === channel.id ? { ...one, enabled: false, disabledWhy: why } : one,
    ),
  }
  memory.configs.set(channel.workspace, after)
  const change = newChange()
  const at = ports.clock.now()
  change.put.push([`cfg/${channel.workspace}`, after])
  putItems(memory, change, [
    { kind: 'channelOff', workspace: channel.workspace, channel: channel.id, why, at },
  ])
  // The one under way is settled by its own answer.
  const others = [...memory.deliveries.values()].filter((one) => !memory.sending.has(one.id))
  putDeliveries(memory, change, orphaned(others, after, at))
  ports.store.write(change)
  ports.log.info('channel off', { channel: channel.id, why })
}

/** Deliveries need no document once their incident is over and all of them are settled. */
export function retire(memory: Memory, change: Change, incident: string | null): void {
  const theirs = [...memory.deliveries.values()].filter((one) => one.incident === incident)
  const gone = incident === null ? theirs.filter((one) => one.state !== 'pending') : theirs
  if (incident !== null) {
    if (gone.some((one) => one.state === 'pending') || isOpen(memory, incident)) return
  }
  for (const one of gone) {
    memory.deliveries.delete(one.id)
    change.drop.push(`dlv/${one.id}`)
    change.put = change.put.filter(([key]) => key !== `dlv/${one.id}`)
    remember(memory, 'deliveries', one)
  }
}

function isOpen(memory: Memory, incident: string): boolean {
  for (const one of memory.nodes.values()) if (one.id === incident) return true
  for (const { state } of memory.checks.values()) {
    for (const one of Object.values(state.open)) if (one.id === incident) return true
  }
  return false
}
