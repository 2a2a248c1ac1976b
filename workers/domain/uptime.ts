// Uptime from the incidents' own timelines: verified down only. Unknown, regional, slow and
// maintenance seconds are counted apart and shown (design rule 10).
import type { Incident, IncidentKind } from './incident.ts'

/** A stretch of time, ms since the epoch, `to` excluded. */
export interface Span {
  from: number
  to: number
  kind: 'down' | 'regional' | 'slow' | 'unknown' | 'maintenance'
}

export interface Uptime {
  /** Share of the known time that was not down, in [0, 1]; null when nothing is known. */
  share: number | null
  totalSeconds: number
  downSeconds: number
  regionalSeconds: number
  slowSeconds: number
  unknownSeconds: number
  maintenanceSeconds: number
}

/** What an incident counts for, stretch by stretch: down from its first failing probe, lowered
 *  and raised as its events say. Other kinds than these count for nothing. */
export function spansOf(incident: Incident, now: number): Span[] {
  const spans: Span[] = []
  let running: { from: number; kind: IncidentKind } | null = null
  const close = (to: number) => {
    if (running && isCounted(running.kind) && to > running.from) {
      spans.push({ from: running.from, to, kind: running.kind })
    }
    running = null
  }
  for (const event of incident.events) {
    if (event.kind === 'opened' || event.kind === 'raised' || event.kind === 'lowered') {
      const from = event.since ?? event.at
      close(from)
      running = { from, kind: event.incidentKind }
    } else if (event.kind === 'resolved') close(event.since ?? event.at)
    else if (event.held) {
      const from = event.since ?? event.at
      close(from)
      // Held open as flapping: what is better counts for nothing until it is worse again.
      running = event.held === 'worse' ? { from, kind: event.incidentKind } : null
    }
  }
  close(now)
  return spans
}

const isCounted = (kind: IncidentKind): kind is 'down' | 'regional' | 'slow' =>
  kind === 'down' || kind === 'regional' || kind === 'slow'

/** Uptime of [from, to). Where spans overlap the first of these counts: maintenance, down,
 *  unknown, regional, slow. */
export function uptime(spans: readonly Span[], from: number, to: number): Uptime {
  const edges = new Set([from, to])
  for (const span of spans) {
    if (span.from > from && span.from < to) edges.add(span.from)
    if (span.to > from && span.to < to) edges.add(span.to)
  }
  const times = [...edges].toSorted((a, b) => a - b)
  const ms = { down: 0, regional: 0, slow: 0, unknown: 0, maintenance: 0 }
  for (const [index, start] of times.entries()) {
    const end = times[index + 1]
    if (end === undefined) break
    const kinds = spans.filter((one) => one.from <= start && one.to > start).map((one) => one.kind)
    const kind = order.find((one) => kinds.includes(one))
    if (kind) ms[kind] += end - start
  }
  const totalMs = Math.max(0, to - from)
  const knownMs = totalMs - ms.unknown
  return {
    share: knownMs > 0 ? (knownMs - ms.down) / knownMs : null,
    totalSeconds: totalMs / 1000,
    downSeconds: ms.down / 1000,
    regionalSeconds: ms.regional / 1000,
    slowSeconds: ms.slow / 1000,
    unknownSeconds: ms.unknown / 1000,
    maintenanceSeconds: ms.maintenance / 1000,
  }
}

const order = [
  'maintenance',
  'down',
  'unknown',
  'regional',
  'slow',
] as const satisfies Span['kind'][]

/** Two stretches that do not overlap as one. */
export function add(a: Uptime, b: Uptime): Uptime {
  const totalSeconds = a.totalSeconds + b.totalSeconds
  const downSeconds = a.downSeconds + b.downSeconds
  const unknownSeconds = a.unknownSeconds + b.unknownSeconds
  const known = totalSeconds - unknownSeconds
  return {
    share: known > 0 ? (known - downSeconds) / known : null,
    totalSeconds,
    downSeconds,
    regionalSeconds: a.regionalSeconds + b.regionalSeconds,
    slowSeconds: a.slowSeconds + b.slowSeconds,
    unknownSeconds,
    maintenanceSeconds: a.maintenanceSeconds + b.maintenanceSeconds,
  }
}
