// Deliveries that need no document any more: remembered for readers, and let go.
import type { Delivery } from '../domain/delivery.ts'
import { type Memory, remember } from './memory.ts'
import type { Change } from './write.ts'

/** Lets go of an incident's deliveries once it is over and all of them are settled; of those about
 *  no incident (null) each that is settled, unless a drill waits for its receipt. */
export function retire(memory: Memory, change: Change, incident: string | null): void {
  const theirs = [...memory.deliveries.values()].filter((one) => one.incident === incident)
  const isSettled = (one: Delivery) => one.state !== 'pending'
  const gone =
    incident === null
      ? theirs.filter((one) => isSettled(one) && !isAwaited(memory, one))
      : theirs.every(isSettled) && !isOpen(memory, incident)
        ? theirs
        : []
  for (const one of gone) {
    memory.deliveries.delete(one.id)
    change.drop.push(`dlv/${one.id}`)
    change.put = change.put.filter(([key]) => key !== `dlv/${one.id}`)
    remember(memory, 'deliveries', one)
  }
}

/** A drill is under way with it. */
function isAwaited(memory: Memory, { id }: Delivery): boolean {
  for (const { endedAt, roads } of memory.drills.values()) {
    if (endedAt === null && roads.some((road) => road.delivery === id)) return true
  }
  return false
}

function isOpen(memory: Memory, incident: string): boolean {
  for (const one of memory.nodes.values()) if (one.id === incident) return true
  for (const { state } of memory.checks.values()) {
    for (const one of Object.values(state.open)) if (one.id === incident) return true
  }
  return false
}
