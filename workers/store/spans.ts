// An incident as spans of one kind each: it may begin as regional, be raised to down and be
// lowered again, and only the down part counts against uptime.
import type { Incident, IncidentEvent } from '../domain/incident.ts'
import type { HealthSpan } from '../hub-ports.ts'

/** Spans of an incident about a check, oldest first, without gaps. The first begins with the
 *  first failing probe; the last ends where the downtime ends, which is before the resolution. */
export function spansOf(incident: Incident): HealthSpan[] {
  const { check } = incident
  if (check === null) return []
  // A word that may have been lost with us: nobody knows how it was.
  if (incident.verdict.rule === 'heartbeat_unheard') {
    const { startedAt, resolvedAt } = incident
    return [{ check, kind: 'unknown', startedAt, endedAt: resolvedAt }]
  }
  const endedAt = endOf(incident)
  const spans: HealthSpan[] = []
  let kind: string = incident.events[0]?.incidentKind ?? incident.kind
  let startedAt = incident.startedAt
  for (const event of incident.events) {
    // Held open as flapping: what is better for now counts as no trouble.
    const next = event.held === 'better' ? 'flapping' : event.incidentKind
    if (next === kind || !isTurn(event)) continue
    const at = event.since ?? event.at
    if (endedAt !== null && at >= endedAt) break
    if (at > startedAt) spans.push({ check, kind, startedAt, endedAt: at })
    startedAt = Math.max(startedAt, at)
    kind = next
  }
  spans.push({ check, kind, startedAt, endedAt })
  return spans
}

const isTurn = ({ kind, held }: IncidentEvent) =>
  held !== undefined || kind === 'opened' || kind === 'raised' || kind === 'lowered'

function endOf(incident: Incident): number | null {
  if (incident.resolvedAt === null) return null
  const since = incident.events.at(-1)?.since
  if (incident.flappingSince !== undefined && since !== undefined) return since
  if (incident.downtimeSeconds === null) return incident.resolvedAt
  const downtimeEnd = incident.startedAt + incident.downtimeSeconds * 1_000
  return Math.min(incident.resolvedAt, downtimeEnd)
}
