// What was owed before a plan changed. A plan says what runs and what is owed next; it takes back
// nothing that is owed already.
import type { Delivery } from './delivery.ts'

/** The pending deliveries of a workspace, marked so that no smaller plan keeps them back. */
export function promised(deliveries: readonly Delivery[], workspace: string): Delivery[] {
  return deliveries
    .filter((one) => one.workspace === workspace && one.state === 'pending' && !one.promised)
    .map((one) => ({ ...one, promised: true as const }))
}
