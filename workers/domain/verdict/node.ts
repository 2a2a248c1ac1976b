// Incidents about our own locations: kind `node`, told once when one goes unwell (or measures
// nothing) and once when it is back; never one per check (verdict.md B10, F36).
import { makeId } from '../id.ts'
import type { Incident, IncidentEvent, Verdict } from '../incident.ts'
import type { BookChange } from './book.ts'

/** The incident a change makes: opened, or `open` resolved; null when there is nothing to say.
 *  Its last event is the news. `workspace` is whoever is told. */
export function nodeIncident(
  change: BookChange,
  { workspace, now, open }: { workspace: string; now: number; open: Incident | null },
): Incident | null {
  if (change.kind === 'unwell') return open ? null : opened(change, workspace, now)
  if (!open || open.resolvedAt !== null) return null
  // Back to measuring is not yet well, and the other way round.
  if (ruleOf(change) !== open.verdict.rule) return null
  const sequence = open.sequence + 1
  const { level } = open
  return {
    ...open,
    resolvedAt: now,
    resolvedHow: 'recovered',
    downtimeSeconds: Math.max(0, Math.round((now - open.startedAt) / 1000)),
    sequence,
    events: [...open.events, eventOf('resolved', sequence, now, level)],
  }
}

const ruleOf = ({ why }: BookChange) => (why === 'alone' ? 'unwell' : 'too_few_votes')

function opened(change: BookChange, workspace: string, now: number): Incident {
  const { location, why } = change
  const place = location.toLowerCase().replace(/[^a-z0-9-]/g, '-')
  const verdict: Verdict = {
    v: 1,
    rule: ruleOf(change),
    asked: [location],
    fail: why === 'alone' ? [location] : [],
    pass: [],
    abstained: why === 'mute' ? [{ location, reason: 'silent' }] : [],
    networks: [],
    networksFailing: [],
    crossChecked: true,
  }
  return {
    v: 1,
    id: makeId('incident', workspace, `node-${place}-${now.toString(36)}`),
    workspace,
    check: null,
    location,
    kind: 'node',
    group: 'node',
    level: 'warning',
    startedAt: now,
    openedAt: now,
    resolvedAt: null,
    resolvedHow: null,
    downtimeSeconds: null,
    acknowledgedAt: null,
    acknowledgedLevel: null,
    acknowledgedBy: null,
    sequence: 1,
    verdict,
    events: [{ ...eventOf('opened', 1, now, 'warning'), verdict }],
    rounds: [],
  }
}

function eventOf(
  kind: IncidentEvent['kind'],
  sequence: number,
  at: number,
  level: IncidentEvent['level'],
): IncidentEvent {
  return { v: 1, sequence, at, kind, level, incidentKind: 'node' }
}
