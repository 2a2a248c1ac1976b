// A message about no incident: a test, a drill, a word to the owner. A notice takes the road of an
// alarm: owed, leased, tried again; a test is tried once.
import type { Channel } from './config.ts'
import type { Delivery } from './delivery.ts'
import { freshDelivery } from './fresh-delivery.ts'
import { makeId } from './id.ts'
import type { Message } from './message.ts'

/** A delivery of this message, due at once. `rest` makes its id: the same again is the same
 *  delivery. */
export function noticeTo(
  { id: channel, type: channelType, workspace }: Channel,
  rest: string,
  message: Message,
  now: number,
  event: 'test' | 'notice' = 'notice',
): Delivery {
  return freshDelivery({
    id: makeId('delivery', workspace, rest),
    workspace,
    channel,
    channelType,
    event,
    level: message.level,
    createdAt: now,
    payload: message,
  })
}
