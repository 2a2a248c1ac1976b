// Checks that depend on another: what is held back while their parent is down, asked at once when a
// child fails, and told when nothing holds it any more.
import { owedAfterSilence, type Telling } from '../domain/alert.ts'
import type { Incident } from '../domain/incident.ts'
import { mutedUntil } from '../domain/maintenance.ts'
import { ancestorsOf, type Hold, heldByParent, withBecause } from '../domain/parent.ts'
import { silencesOf } from '../domain/silence.ts'
import type { Step } from '../domain/verdict/state.ts'
import type { ShardPorts } from '../ports.ts'
import type { Memory, Watched } from './memory.ts'
import { sweepEveryMs } from './sweep.ts'
import { tellingOf } from './telling.ts'
import { type Change, putDeliveries, putItems, putState } from './write.ts'

/** What holds an incident back now; remembered, so that its end is looked for. */
export function holdOf(
  memory: Memory,
  ports: ShardPorts,
  incident: Incident,
  watched: Watched | null,
): Hold | null {
  // One whose parent was taken away may still be held by what that parent was.
  if (!watched || incident.resolvedAt !== null) return null
  if (!watched.check.parent && !incident.because) return null
  const hold = heldByParent(watched, incident, kinIn(memory, watched), ports.clock.now())
  if (!hold) return null
  memory.held.add(watched.check.id)
  if (hold.until !== null) {
    memory.sweptAt = Math.min(memory.sweptAt, hold.until - sweepEveryMs)
  }
  return hold
}

const kinIn = (memory: Memory, child: Watched) => (id: string) => {
  const found = memory.checks.get(id)
  return found?.check.workspace === child.check.workspace ? found : undefined
}

/** Why nobody would be told of this check just now: for the ledger of suspicions. */
export function quietWhy(
  memory: Memory,
  now: number,
  watched: Watched,
): 'maintenance' | 'silence' | 'parent' | null {
  const { check } = watched
  const config = memory.configs.get(check.workspace)
  if (config && mutedUntil(config, check.id, now) !== null) return 'maintenance'
  if (silencesOf(config?.silences, check, now).length > 0) return 'silence'
  const isDown = ancestorsOf(watched, kinIn(memory, watched)).some(
    ({ check: parent, state }) => !parent.paused && state.open.health?.kind === 'down',
  )
  return isDown ? 'parent' : null
}

/** The incident as it is written: with the line that says because of whom it is not told, if it
 *  would have been. */
export function explained(
  ports: ShardPorts,
  watched: Watched | null,
  telling: Telling | null,
): Incident | null {
  if (!watched || !telling?.hold) return null
  if (owedAfterSilence({ ...telling, hold: null }).length === 0) return null
  const after = withBecause(telling.incident, telling.hold, ports.clock.now())
  if (after === telling.incident) return null
  watched.state = { ...watched.state, open: { ...watched.state.open, [after.group]: after } }
  return after
}

/** A check began to fail, or is up again: those it depends on, or that depend on it, are asked. */
export function askKin(memory: Memory, watched: Watched, step: Step): void {
  // Looked at with each news of it: memory may have forgotten that it is held, and what passed again
  // when its silence ended is told when it fails on.
  if (step.state.open.health) memory.held.add(watched.check.id)
  if (watched.check.parent && step.suspicions.some((one) => one.outcome === 'open')) {
    for (const { check } of ancestorsOf(watched, kinIn(memory, watched)))
      askAtOnce(memory, check.id)
  }
  if (!step.incidents.some((one) => one.resolvedAt !== null)) return
  for (const id of memory.held) {
    const child = memory.checks.get(id)
    const isBelow = child && ancestorsOf(child, kinIn(memory, child)).some((one) => one === watched)
    if (isBelow) askAtOnce(memory, id)
  }
}

function askAtOnce(memory: Memory, id: string): void {
  const watched = memory.checks.get(id)
  if (watched && !watched.check.paused) watched.now = true
}

/** Tells of everything that is held no longer, and writes down what has come to be held by a parent
 *  that is down. */
export function release(memory: Memory, ports: ShardPorts, change: Change): void {
  for (const id of [...memory.held]) {
    const watched = memory.checks.get(id)
    memory.held.delete(id)
    if (!watched) continue
    for (const incident of Object.values(watched.state.open)) {
      putReleased(memory, ports, change, incident, watched)
    }
  }
}

/** The same for one incident; what was told is told once. */
export function putReleased(
  memory: Memory,
  ports: ShardPorts,
  change: Change,
  incident: Incident,
  watched: Watched | null,
): void {
  const telling = tellingOf(memory, ports, incident, watched)
  const after = explained(ports, watched, telling)
  if (after) {
    putState(change, watched!)
    putItems(memory, change, [{ kind: 'incident', incident: after }])
  }
  if (telling?.doubt === 'unasked' && watched && !watched.check.paused) watched.now = true
  const owed = telling ? owedAfterSilence(telling) : []
  if (owed.length > 0) {
    putDeliveries(memory, change, owed)
    if (watched) watched.told = true
  }
}
