// Records of incidents about an agent's host: made, and given one more event.
import { makeId, restOf } from '../id.ts'
import type { Incident, IncidentEvent, IncidentKind, Level, Verdict } from '../incident.ts'
import { groupOf, levels } from '../incident.ts'
import { eventsKept } from '../verdict/numbers.ts'

interface About {
  agent: string
  workspace: string
  /** Counts incidents of the agent: part of the id, so that a repeated step makes the same. */
  made: number
}

/** A new incident with its first event. */
export function hostIncident(
  { agent, workspace, made }: About,
  { now }: { now: number },
  turn: { kind: IncidentKind; level: Level; startedAt: number; verdict: Verdict },
): Incident {
  const { kind, level, startedAt, verdict } = turn
  const rest = `${restOf(agent)}-${Math.max(0, Math.round(startedAt)).toString(36)}-${made}`
  const id = makeId('incident', workspace, rest)
  const incident: Incident = {
    v: 1,
    id,
    workspace,
    check: null,
    location: agent,
    kind,
    group: groupOf[kind],
    level,
    startedAt,
    openedAt: now,
    resolvedAt: null,
    resolvedHow: null,
    downtimeSeconds: null,
    acknowledgedAt: null,
    acknowledgedLevel: null,
    acknowledgedBy: null,
    sequence: 0,
    verdict,
    events: [],
    rounds: [],
  }
  return withHostEvent(incident, 'opened', now, { verdict, since: startedAt })
}

/** The incident with one more event. A rise above what was acknowledged clears that. */
export function withHostEvent(
  before: Incident,
  kind: IncidentEvent['kind'],
  at: number,
  facts: Partial<IncidentEvent> = {},
): Incident {
  const sequence = before.sequence + 1
  const { level, kind: incidentKind, acknowledgedLevel: covers } = before
  const event: IncidentEvent = { v: 1, sequence, at, kind, level, incidentKind, ...facts }
  const events = [...before.events, event]
  if (events.length > eventsKept) events.splice(eventsKept / 2, 1)
  const isUncovered = covers !== null && levels.indexOf(level) > levels.indexOf(covers)
  const cleared = { acknowledgedAt: null, acknowledgedLevel: null, acknowledgedBy: null }
  return { ...before, ...(isUncovered ? cleared : {}), sequence, events }
}

/** Whether a level is another than the incident has. */
export const isTurning = (open: Incident, level: Level) => open.level !== level
