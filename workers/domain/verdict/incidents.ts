// What happens to an incident record: opened, raised, lowered, updated, resolved. One open
// incident per check and group (verdict.md F29); ids are made from facts, so that a repeated
// step makes the same.
import { makeId, restOf } from '../id.ts'
import type {
  Incident,
  IncidentEvent,
  IncidentEventKind,
  IncidentKind,
  Level,
  ResolvedHow,
  Verdict,
} from '../incident.ts'
import { groupOf, levels } from '../incident.ts'
import { levelFor } from '../level.ts'
import type { Round } from '../round.ts'
import type { Draft } from './draft.ts'
import { noteChange } from './flapping.ts'
import { eventsKept, roundsKeptFirst, roundsKeptLatest } from './numbers.ts'

/** The level a kind has for this check; `isMost`: most places fail (design rule 16). */
export function levelOf({ world }: Draft, kind: IncidentKind, isMost = false): Level {
  return levelFor(world.check, kind, isMost)
}

const ranks: Partial<Record<IncidentKind, number>> = { down: 4, regional: 3, slow: 2, blocked: 2 }
const rankOf = (kind: IncidentKind) => ranks[kind] ?? 1

/** Opens the health incident, or raises the one that is open; a lesser kind changes nothing.
 *  `startedAt` is the start of the first failing probe of the run. */
export function openOrRaise(
  draft: Draft,
  turn: { kind: IncidentKind; level: Level; startedAt: number; verdict: Verdict },
): boolean {
  const { kind, level, startedAt, verdict } = turn
  const open = draft.state.open.health
  if (!open) {
    openNew(draft, kind, level, startedAt, verdict)
    return true
  }
  const isWorse = levels.indexOf(level) > levels.indexOf(open.level)
  const isMore = rankOf(kind) > rankOf(open.kind) || (kind === open.kind && isWorse)
  if (!isMore) return false
  raise(draft, { ...open, kind, level, verdict }, startedAt)
  return true
}

/** Writes an incident as it is now: worse. An acknowledgement covers the level it was given at,
 *  not a worse one (F28). */
export function raise(draft: Draft, worse: Incident, since: number): void {
  const { acknowledgedLevel: covers, level, verdict } = worse
  const raised = { ...worse }
  if (covers !== null && levels.indexOf(level) > levels.indexOf(covers)) {
    raised.acknowledgedAt = null
    raised.acknowledgedLevel = null
    raised.acknowledgedBy = null
  }
  if (raised.group === 'health') {
    noteChange(draft)
    draft.engine.held = null
  }
  addEvent(draft, raised, 'raised', { verdict, since })
}

/** Opens an incident of a kind whose group has none open. */
export function openNew(
  draft: Draft,
  kind: IncidentKind,
  level: Level,
  startedAt: number,
  verdict: Verdict,
): void {
  const { world, state } = draft
  const incident: Incident = {
    v: 1,
    id: makeId('incident', world.check.workspace, restFor(draft, startedAt)),
    workspace: world.check.workspace,
    check: world.check.id,
    location: null,
    kind,
    group: groupOf[kind],
    level,
    startedAt,
    openedAt: world.now,
    resolvedAt: null,
    resolvedHow: null,
    downtimeSeconds: null,
    acknowledgedAt: null,
    acknowledgedLevel: null,
    acknowledgedBy: null,
    sequence: 0,
    verdict,
    events: [],
    rounds: groupOf[kind] === 'health' ? (state.suspicion?.rounds ?? []) : [],
  }
  if (incident.group === 'health') {
    draft.engine.downMs = 0
    draft.engine.downSince = null
    noteChange(draft)
  }
  addEvent(draft, incident, 'opened', { verdict, since: startedAt })
}

/** The tail of a new id: the check's own rest, when it began, and a count. */
export function restFor(draft: Draft, startedAt: number): string {
  draft.engine.made += 1
  const at = Math.max(0, Math.round(startedAt)).toString(36)
  return `${restOf(draft.world.check.id)}-${at}-${draft.engine.made}`
}

/** To a lesser kind of trouble. `since`: the end of the worse one. */
export function lower(
  draft: Draft,
  turn: { kind: IncidentKind; level: Level; since: number; verdict: Verdict },
): void {
  const { kind, level, since, verdict } = turn
  const open = draft.state.open.health
  if (!open) return
  noteChange(draft)
  addEvent(draft, { ...open, kind, level, verdict }, 'lowered', { verdict, since })
}

/** Ends an incident. `until` is the first pass of the verified recovery, or the moment it was
 *  closed by hand. Down time is what was down; of an incident never down, its whole length. */
export function resolve(
  draft: Draft,
  incident: Incident,
  how: ResolvedHow,
  { until, by }: { until: number; by?: string },
): void {
  const { engine, state, world } = draft
  let ms = until - incident.startedAt
  if (incident.group === 'health') {
    if (engine.downSince !== null) endDown(draft, until)
    if (engine.downMs > 0) ms = engine.downMs
    engine.downMs = 0
    engine.downBy = null
    engine.late = false
    engine.named = []
    engine.pass = null
    engine.calm = null
    engine.held = null
    noteChange(draft)
  }
  const resolved = {
    ...incident,
    resolvedAt: world.now,
    resolvedHow: how,
    downtimeSeconds: Math.max(0, Math.round(ms / 100) / 10),
  }
  addEvent(draft, resolved, 'resolved', { since: until, ...(by === undefined ? {} : { by }) })
  delete state.open[incident.group]
}

/** Ends the running stretch of down time. */
export function endDown({ engine }: Draft, until: number): void {
  if (engine.downSince === null) return
  engine.downMs += Math.max(0, until - engine.downSince)
  engine.downSince = null
}

/** Writes an incident with one more event, its sequence counted up. */
export function addEvent(
  draft: Draft,
  incident: Incident,
  kind: IncidentEventKind,
  facts: Pick<IncidentEvent, 'verdict' | 'since' | 'by' | 'text' | 'held'> = {},
): Incident {
  const event: IncidentEvent = {
    v: 1,
    sequence: incident.sequence + 1,
    at: draft.world.now,
    kind,
    level: incident.level,
    incidentKind: incident.kind,
    ...facts,
  }
  const events = [...incident.events, event]
  // The first and the latest are kept: the middle of a long one is in Postgres.
  if (events.length > eventsKept) events.splice(eventsKept / 2, 1)
  const next = { ...incident, sequence: event.sequence, events }
  draft.state.open[next.group] = next
  draft.incidents.set(next.id, next)
  return next
}

/** Rounds with one more, the first and the latest kept. The same number replaces. */
export function withRound(rounds: Round[], round: Round): Round[] {
  const others = rounds.filter((one) => one.number !== round.number)
  const next = [...others, round]
  if (next.length > roundsKeptFirst + roundsKeptLatest) next.splice(roundsKeptFirst, 1)
  return next
}
