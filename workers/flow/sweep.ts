// What time alone brings: a location is well again, a maintenance ends, a reminder is due, the
// control targets are learnt anew.
import { openOfHost } from '../domain/host/state.ts'
import type { Incident } from '../domain/incident.ts'
import { remind, repeated } from '../domain/remind.ts'
import type { LocationRecord } from '../domain/verdict/book.ts'
import { bookPassed, noteControls } from '../domain/verdict/index.ts'
import type { ShardPorts } from '../ports.ts'
import { keepAddresses } from './addresses.ts'
import { placesIn } from './agent-places.ts'
import { sweepCredits } from './allowance.ts'
import { isDrilling, sweepDrills } from './drill.ts'
import { putReleased } from './hold.ts'
import { sweepHosts } from './host.ts'
import { putBook } from './judge.ts'
import type { Memory, Watched } from './memory.ts'
import { tellingOf } from './telling.ts'
import { newChange, putDeliveries } from './write.ts'

/** How often the sweep looks, at most; and how often an alarm is set for it alone, by whether time can
 *  change anything. An alarm is billed. */
export const sweepEveryMs = 10_000
const calmEveryMs = 60_000
const controlsEveryMs = 600_000

/** Looks at everything that time may have changed. */
export function sweep(memory: Memory, ports: ShardPorts, run: (work: Promise<void>) => void): void {
  const now = ports.clock.now()
  if (now >= memory.sweptAt && now - memory.sweptAt < sweepEveryMs) return
  memory.sweptAt = now
  const { book, changes } = bookPassed(memory.book, now)
  memory.book = book
  putBook(memory, ports, changes)
  sweepHosts(memory, ports)
  sweepCredits(memory, ports)
  const change = newChange()
  for (const [incident, watched] of openIncidents(memory)) {
    putReleased(memory, ports, change, incident, watched)
    const telling = tellingOf(memory, ports, incident, watched)
    if (!telling) continue
    putDeliveries(memory, change, [...repeated(telling), ...remind(telling).deliveries])
  }
  sweepDrills(memory, ports, change)
  if (change.put.length > 0) ports.store.write(change)
  learnControls(memory, ports, run, now)
  keepAddresses(memory, ports, run)
}

/** When an alarm is wanted for the sweep; null: nothing is watched. */
export function nextSweepAt(memory: Memory): number | null {
  const { checks, hosts, sweptAt } = memory
  if (checks.size + hosts.size === 0 && !isDrilling(memory)) return null
  return sweptAt + (isCalm(memory) ? calmEveryMs : sweepEveryMs)
}

/** Time alone changes nothing: no incident is open, no host and no drill is followed, and nothing is
 *  held against a place. */
function isCalm(memory: Memory): boolean {
  const { checks, hosts, nodes, book } = memory
  if (hosts.size + nodes.size > 0 || isDrilling(memory)) return false
  for (const record of Object.values(book.locations)) if (!isBlameless(record)) return false
  for (const { state } of checks.values()) {
    for (const key in state.open) if (state.open[key as keyof typeof state.open]) return false
  }
  return true
}

function isBlameless({ unwellSince, incident, muteSince, isMuteTold, alone }: LocationRecord) {
  const isWell = unwellSince === null && incident === null && muteSince == null && !isMuteTold
  return isWell && Object.keys(alone ?? {}).length === 0
}

/** Open incidents with the check they are about. */
export function openIncidents(memory: Memory): [Incident, Watched | null][] {
  const open: [Incident, Watched | null][] = [...memory.nodes.values()].map((one) => [one, null])
  for (const host of memory.hosts.values()) {
    for (const incident of openOfHost(host)) open.push([incident, null])
  }
  for (const watched of memory.checks.values()) {
    for (const incident of Object.values(watched.state.open)) open.push([incident, watched])
  }
  return open
}

/** Which control targets ever answer at a place: only those prove anything there. */
function learnControls(
  memory: Memory,
  ports: ShardPorts,
  run: (work: Promise<void>) => void,
  now: number,
): void {
  if (memory.checks.size === 0 || ports.settings.controls.length === 0) return
  if (now >= memory.controlsAt && now - memory.controlsAt < controlsEveryMs) return
  memory.controlsAt = now
  const ids = [...memory.configs.keys()].flatMap((workspace) =>
    placesIn(memory, ports, workspace).flatMap((one) => (one.borrowed ? [] : [one.id])),
  )
  for (const id of new Set(ids)) {
    run(
      ports.locations.controls(id).then(
        (answers) => {
          memory.book = noteControls(memory.book, id, answers, ports.clock.now())
        },
        (fault: unknown) => ports.log.error('controls', fault, { location: id }),
      ),
    )
  }
}
