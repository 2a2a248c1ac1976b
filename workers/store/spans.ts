// An incident as spans of one kind each: it may begin as regional, be raised to down and be
// lowered again, and only the down part counts against uptime.
import type { Incident } from '../domain/incident.ts'
import type { HealthSpan } from '../hub-ports.ts'

/** Spans of an incident about a check, oldest first, without gaps. The first begins with the
 *  first failing probe; the last ends where the downtime ends, which is before the resolution. */
export function spansOf(incident: Incident): HealthSpan[] {
  const { check } = incident
  if (check === null) return []
  const endedAt = endOf(incident)
  const spans: HealthSpan[] = []
  let kind: string = incident.events[0]?.incidentKind ?? incident.kind
  let startedAt = incident.startedAt
  for (const event of incident.events) {
    if (event.incidentKind === kind) continue
    if (endedAt !== null && event.at >= endedAt) break
    if (event.at > startedAt) spans.push({ check, kind, startedAt, endedAt: event.at })
    startedAt = Math.max(startedAt, event.at)
    kind = event.incidentKind
  }
  spans.push({ check, kind, startedAt, endedAt })
  return spans
}

function endOf(incident: Incident): number | null {
  if (incident.resolvedAt === null) return null
  if (incident.downtimeSeconds === null) return incident.resolvedAt
  const downtimeEnd = incident.startedAt + incident.downtimeSeconds * 1_000
  return Math.min(incident.resolvedAt, downtimeEnd)
}
