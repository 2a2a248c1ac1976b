// Deliveries whose time has not come, and whether a channel knows of an incident.
import type { Delivery } from './delivery.ts'

/** A later step of the policy, or one that waits for the end of something, that no attempt was made
 *  for: it ends with the acknowledgement. */
export function isWaiting({ state, step, waitsFor, begun }: Delivery): boolean {
  return state === 'pending' && begun === 0 && (step > 0 || waitsFor !== undefined)
}

/** Whether its channel knows, or may know, or is about to. A dead one may have arrived. */
export function wasTold(one: Delivery, now: number): boolean {
  if (one.event === 'test' || one.event === 'notice' || one.state === 'dropped') return false
  if (one.state === 'pending') return one.begun > 0 || !isWaiting(one) || one.dueAt <= now
  return one.state === 'sent' || one.begun > 0
}

/** When it was told, or will be. */
export const toldAt = (one: Delivery): number => one.settledAt ?? one.dueAt

/** When it would be due if nothing held it back. */
export const owedAtOf = (one: Delivery): number => one.owedAt ?? one.dueAt
