// A decided round into verdict, incidents and owed messages: one write, and only then the outside.
import { owed } from '../domain/alert.ts'
import { workspaceOf } from '../domain/id.ts'
import type { Incident } from '../domain/incident.ts'
import type { Observation } from '../domain/observation.ts'
import type { Round } from '../domain/round.ts'
import { loneSuspect } from '../domain/verdict/around.ts'
import type { BookChange } from '../domain/verdict/book.ts'
import { isQuiet, judgeRound, nodeIncident, noteRound } from '../domain/verdict/index.ts'
import type { Step } from '../domain/verdict/state.ts'
import type { ArchiveItem, ShardPorts } from '../ports.ts'
import { askAround } from './around.ts'
import { caused } from './cause.ts'
import { grouped } from './group.ts'
import { askKin, explained, release } from './hold.ts'
import { type Memory, remember, type Watched, worldOf } from './memory.ts'
import { noteSample, noteSamples } from './samples.ts'
import { isStrained } from './strain.ts'
import { tellingOf } from './telling.ts'
import { type Change, newChange, putDeliveries, putDocument, putItems, putState } from './write.ts'

/** Judges a round. A quiet one changes memory only, and is written at the end of the wake. */
export function judge(memory: Memory, ports: ShardPorts, watched: Watched, round: Round): void {
  const world = worldOf(memory, ports, watched)
  const wasQuiet = isQuiet(watched.state)
  const step = judgeRound(watched.state, round, world)
  const lone = loneSuspect(watched.state, step.state)
  if (lone !== null) askAround(memory, ports, watched, lone)
  const noted = noteRound(memory.book, round, watched.check, world.now, isStrained(memory))
  memory.book = noted.book
  noteSamples(memory, watched, round)
  tellAnswers(ports, watched, round)
  if (
    wasQuiet &&
    isQuiet(step.state) &&
    step.suspicions.length === 0 &&
    step.incidents.length === 0 &&
    noted.changes.length === 0
  ) {
    const changed = watched.state.health !== step.state.health
    watched.state = step.state
    watched.dirty = true
    if (changed) {
      watched.told = true
      tellHealth(ports, watched)
    }
    if (memory.held.size > 0) releaseApart(memory, ports, watched)
    return
  }
  commit(memory, ports, watched, step, { round, changes: noted.changes })
}

/** A quiet round of a parent may be all that its children waited for. */
function releaseApart(memory: Memory, ports: ShardPorts, watched: Watched): void {
  const change = newChange()
  release(memory, ports, change)
  if (change.put.length === 0) return
  ports.store.write(change)
  watched.told = true
}

/** An answer that came after its round was judged: a sample, a line in the book, and no vote. */
export function noteLate(memory: Memory, ports: ShardPorts, watched: Watched, round: Round): void {
  const late = round.observations.at(-1)
  if (!late || memory.checks.get(watched.check.id) !== watched) return
  noteSample(memory, watched, late)
  tellAnswers(ports, watched, { ...round, observations: [late] })
  const now = ports.clock.now()
  const { book, changes } = noteRound(memory.book, round, watched.check, now, isStrained(memory))
  memory.book = book
  putBook(memory, ports, changes)
}

/** Locations that fell ill or are well again, written and told. */
export function putBook(memory: Memory, ports: ShardPorts, changes: BookChange[]): void {
  if (changes.length === 0) return
  const change = newChange()
  for (const one of changes) putNode(memory, ports, change, one)
  change.put.push(['book', memory.book])
  ports.store.write(change)
}

export interface Beside {
  round?: Round
  changes?: BookChange[]
  /** Documents to write with it. */
  put?: [string, unknown][]
}

/** Writes a step with everything it owes, then tells who listens. */
export function commit(
  memory: Memory,
  ports: ShardPorts,
  watched: Watched,
  step: Step,
  { round, changes = [], put = [] }: Beside = {},
): void {
  const change = newChange()
  change.put.push(...put)
  const before = { health: watched.state.health, activity: watched.state.activity }
  watched.state = step.state
  watched.told = true
  const items: ArchiveItem[] = [
    ...step.suspicions.map((suspicion) => ({ kind: 'suspicion' as const, suspicion })),
    ...(round ? evidenceItems(watched, step, round) : []),
  ]
  putItems(memory, change, items)
  askKin(memory, watched, step)
  const incidents = step.incidents.map((one) =>
    caused(memory, watched, grouped(memory, watched, one)),
  )
  for (const incident of incidents) putIncident(memory, ports, change, incident, watched)
  putState(change, watched)
  release(memory, ports, change)
  for (const one of changes) putNode(memory, ports, change, one)
  change.put.push(['book', memory.book])
  ports.store.write(change)
  for (const suspicion of step.suspicions)
    if (suspicion.endedAt !== null) remember(memory, 'suspicions', suspicion)
  for (const incident of incidents) {
    if (incident.resolvedAt !== null) remember(memory, 'incidents', incident)
    tellIncident(ports, incident)
  }
  if (before.health !== step.state.health || before.activity !== step.state.activity)
    tellHealth(ports, watched)
}

/** Failing probes are kept whole, and so is every round that was not quiet. */
function evidenceItems(watched: Watched, step: Step, round: Round): ArchiveItem[] {
  const { id: check, workspace } = watched.check
  const subject =
    step.state.open.health?.id ?? step.state.suspicion?.id ?? step.suspicions[0]?.id ?? null
  const failing = round.observations.filter((one) => one.kind === 'fail' || one.kind === 'blocked')
  const probes = failing.map((observation: Observation) => ({
    kind: 'probe' as const,
    workspace,
    check,
    round: round.number,
    observation,
  }))
  const isPlain = failing.length === 0 && subject === null
  return isPlain ? probes : [{ kind: 'round', workspace, check, subject, round }, ...probes]
}

/** An incident with what it owes. */
export function putIncident(
  memory: Memory,
  ports: ShardPorts,
  change: Change,
  incident: Incident,
  watched: Watched | null,
): void {
  const event = incident.events.at(-1)
  const telling = event ? tellingOf(memory, ports, incident, watched) : null
  const written = explained(ports, watched, telling) ?? incident
  putItems(memory, change, [{ kind: 'incident', incident: written }])
  if (event && telling) putDeliveries(memory, change, owed({ ...telling, event }))
}

/** A location fell ill or is well again: one notice, to the workspace that runs it. */
export function putNode(memory: Memory, ports: ShardPorts, change: Change, one: BookChange): void {
  const workspace = workspaceOf('agent', one.location) ?? memory.configs.keys().next().value
  if (workspace === undefined) return
  const open = memory.nodes.get(one.location) ?? null
  const incident = nodeIncident(one, { workspace, now: ports.clock.now(), open })
  ports.log.info('location', { location: one.location, change: one.kind, why: one.why })
  if (!incident) return
  if (incident.resolvedAt === null) {
    memory.nodes.set(one.location, incident)
    // One notice may end and the other begin at the same moment.
    putDocument(change, `node/${one.location}`, incident)
  } else {
    memory.nodes.delete(one.location)
    change.drop.push(`node/${one.location}`)
    remember(memory, 'incidents', incident)
  }
  putIncident(memory, ports, change, incident, null)
  tellIncident(ports, incident)
}

function tellAnswers(ports: ShardPorts, watched: Watched, round: Round): void {
  const { id: check, workspace } = watched.check
  for (const one of round.observations) {
    const reason = one.kind === 'fail' ? one.reasons[0] : 'reason' in one ? one.reason : undefined
    ports.live.tell(workspace, {
      type: 'answer',
      check,
      location: one.location,
      at: one.at,
      kind: one.kind,
      ms: one.ms,
      ...(reason ? { reason } : {}),
    })
  }
}

function tellHealth(ports: ShardPorts, { check, state }: Watched): void {
  const { health, activity, since } = state
  ports.live.tell(check.workspace, { type: 'health', check: check.id, health, activity, since })
}

/** Says on live pages that an incident changed. */
export function tellIncident(ports: ShardPorts, incident: Incident): void {
  const event = incident.events.at(-1)?.kind ?? 'updated'
  ports.live.tell(incident.workspace, {
    type: 'incident',
    incident: incident.id,
    check: incident.check,
    event,
    kind: incident.kind,
    level: incident.level,
  })
}
