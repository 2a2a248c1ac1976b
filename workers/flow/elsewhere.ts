// Another road for what could not be told to a person where it should: by mail before all else, and
// saying so. What was itself told instead of something goes no further.
import { kindOf } from '../channel/index.ts'
import type { Channel } from '../domain/config.ts'
import type { Delivery } from '../domain/delivery.ts'
import { freshDelivery } from '../domain/fresh-delivery.ts'
import { makeId, restOf } from '../domain/id.ts'
import { readMessage } from '../domain/message.ts'
import { say, words } from '../domain/words/index.ts'
import type { ShardPorts } from '../ports.ts'
import type { Memory } from './memory.ts'
import { channelIn, ownersOf } from './owners.ts'

/** The channel that is told instead: one that takes the level, mail first, then other people's; where
 *  none is on, an owner's mail. */
export function otherRoad(
  memory: Memory,
  ports: ShardPorts,
  { workspace, channel, level }: Delivery,
): Channel | null {
  const config = memory.configs.get(workspace)
  if (!config) return null
  const isOther = (one: Channel) => one.enabled && one.id !== channel
  const own = config.channels.filter(isOther)
  const open = own.length > 0 ? own : ownersOf(ports, config).filter(isOther)
  return open.toSorted((a, b) => rankOf(a, level) - rankOf(b, level))[0] ?? null
}

function rankOf({ type, audience, levels }: Channel, level: Delivery['level']): number {
  const isPerson = (audience ?? kindOf(type).audience) === 'person'
  return (levels.includes(level) ? 0 : 4) + (type === 'email' ? 0 : isPerson ? 1 : 2)
}

/** What is owed elsewhere because this delivery ended badly; nothing when it did not, or when it is
 *  no person's. `detail`: what the carrier said. */
export function owedElsewhere(
  memory: Memory,
  ports: ShardPorts,
  delivery: Delivery,
  detail: string | null = null,
): Delivery[] {
  const { channelType, event, insteadOf, why, workspace } = delivery
  const isLost = delivery.state === 'dead' || why === 'allowance' || why === 'no_calls'
  if (!isLost || !kindOf(channelType).confirms || event === 'test' || insteadOf) return []
  const road = otherRoad(memory, ports, delivery)
  const message = readMessage(delivery.payload)
  if (!road || !message) {
    ports.log.error('nobody told', new Error(why ?? 'dead'), { delivery: delivery.id })
    return []
  }
  const id = makeId('delivery', workspace, `${restOf(delivery.id)}-e`)
  if (memory.deliveries.has(id) || memory.ended.deliveries.some((one) => one.id === id)) return []
  const name = nameOf(memory, delivery)
  const known: Record<string, string> = words().whys
  const because = detail ?? (why ? (known[why] ?? why) : words().states.dead)
  const details = [say('elsewhere', { channel: name, why: because }), ...message.details]
  const now = ports.clock.now()
  return [
    freshDelivery({
      id,
      workspace,
      channel: road.id,
      channelType: road.type,
      incident: delivery.incident,
      check: delivery.check,
      sequence: delivery.sequence,
      event,
      level: delivery.level,
      group: delivery.group,
      createdAt: now,
      insteadOf: delivery.id,
      payload: { ...message, details },
    }),
  ]
}

function nameOf(memory: Memory, { workspace, channel }: Delivery): string {
  return channelIn(memory, workspace, channel)?.name ?? channel
}
