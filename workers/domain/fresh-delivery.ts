// A delivery that nobody has tried yet: what all of them begin with.
import type { Delivery } from './delivery.ts'

/** What every delivery says of itself when it is owed. */
type Owed = Pick<
  Delivery,
  'id' | 'workspace' | 'channel' | 'channelType' | 'event' | 'level' | 'createdAt' | 'payload'
>

/** A delivery nobody has tried yet: due when it is made, about no incident, unless told otherwise. */
export function freshDelivery(owed: Owed & Partial<Delivery>): Delivery {
  return {
    v: 1,
    incident: null,
    check: null,
    sequence: 0,
    step: 0,
    recipient: null,
    group: null,
    receipt: null,
    state: 'pending',
    why: null,
    dueAt: owed.createdAt,
    leasedUntil: null,
    settledAt: null,
    attempts: [],
    begun: 0,
    ...owed,
  }
}
