// A message about no incident: a test, a drill, a word to the owner. A notice takes the road of an
// alarm: owed, leased, tried again; a test is tried once.
import type { Channel } from './config.ts'
import type { Delivery } from './delivery.ts'
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
  return {
    v: 1,
    id: makeId('delivery', workspace, rest),
    workspace,
    channel,
    channelType,
    incident: null,
    check: null,
    sequence: 0,
    event,
    level: message.level,
    step: 0,
    recipient: null,
    group: null,
    receipt: null,
    state: 'pending',
    why: null,
    createdAt: now,
    dueAt: now,
    leasedUntil: null,
    settledAt: null,
    attempts: [],
    begun: 0,
    payload: message,
  }
}
