// What time alone brings: a location is well again, a maintenance ends, a reminder is due, the
// control targets are learnt anew.
import { openOfHost } from '../domain/host/state.ts'
import type { Incident } from '../domain/incident.ts'
import { remind, repeated } from '../domain/remind.ts'
import { bookPassed, noteControls } from '../domain/verdict/index.ts'
import type { ShardPorts } from '../ports.ts'
import { keepAddresses } from './addresses.ts'
import { placesIn } from './agent-places.ts'
import { sweepCredits } from './allowance.ts'
import { sweepDrills } from './drill.ts'
import { putReleased } from './hold.ts'
import { sweepHosts } from './host.ts'
import { putBook } from './judge.ts'
import type { Memory, Watched } from './memory.ts'
import { tellingOf } from './telling.ts'
import { newChange, putDeliveries } from './write.ts'

/** How often the sweep looks, while anything is watched. */
export const sweepEveryMs = 10_000
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
