// What a shard sends, sorted by kind and laid out as rows of the tables: columns for what is
// constrained or asked for, `body` for the stored shape whole.
import type { Delivery } from '../domain/delivery.ts'
import type { Incident } from '../domain/incident.ts'
import type { Packed } from '../domain/sample.ts'
import type { Suspicion } from '../domain/suspicion.ts'
import type { ArchiveItem } from '../ports.ts'
import { instantOf } from './record.ts'
import { packedText, packedVersion } from './series.ts'

export interface Sorted {
  samples: ReturnType<typeof sampleRow>[]
  probes: object[]
  rounds: object[]
  suspicions: object[]
  incidents: object[]
  events: object[]
  deliveries: object[]
  channelsOff: object[]
}

export function sortOut(items: ArchiveItem[]): Sorted {
  const sorted: Sorted = {
    samples: [],
    probes: [],
    rounds: [],
    suspicions: [],
    incidents: [],
    events: [],
    deliveries: [],
    channelsOff: [],
  }
  for (const item of items) add(sorted, item)
  return sorted
}

function add(sorted: Sorted, item: ArchiveItem): void {
  switch (item.kind) {
    case 'packed':
      // An hour in which nothing was asked says nothing.
      if (item.packed.offsets.length > 0) sorted.samples.push(sampleRow(item.packed))
      return
    case 'probe':
      sorted.probes.push(probeRow(item))
      return
    case 'round':
      sorted.rounds.push(roundRow(item))
      return
    case 'suspicion':
      sorted.suspicions.push(suspicionRow(item.suspicion))
      return
    case 'incident':
      sorted.incidents.push(incidentRow(item.incident))
      sorted.events.push(...eventRows(item.incident))
      return
    case 'delivery':
      sorted.deliveries.push(deliveryRow(item.delivery))
      return
    case 'channelOff':
      sorted.channelsOff.push({
        workspace: item.workspace,
        channel: item.channel,
        why: item.why,
        at: instantOf(item.at),
      })
      return
    default:
      item satisfies never
  }
}

function sampleRow(packed: Packed) {
  return {
    v: packedVersion,
    workspace: packed.workspace,
    check_id: packed.check,
    location: packed.location,
    hour: instantOf(packed.hour),
    n: packed.offsets.length,
    packed: packedText({
      offsets: packed.offsets.map(Math.trunc),
      latencies: packed.latencies.map(Math.round),
      outcomes: packed.outcomes,
    }),
    rolled: false,
  }
}

function probeRow(item: Extract<ArchiveItem, { kind: 'probe' }>) {
  return {
    workspace: item.workspace,
    check_id: item.check,
    at: instantOf(item.observation.at),
    round: item.round,
    location: item.observation.location,
    body: item.observation,
  }
}

function roundRow(item: Extract<ArchiveItem, { kind: 'round' }>) {
  return {
    workspace: item.workspace,
    check_id: item.check,
    subject: item.subject,
    number: item.round.number,
    started_at: instantOf(item.round.startedAt),
    answers: item.round.observations.length,
    body: item.round,
  }
}

function suspicionRow(suspicion: Suspicion) {
  return {
    id: suspicion.id,
    workspace: suspicion.workspace,
    check_id: suspicion.check,
    started_at: instantOf(suspicion.startedAt),
    ended_at: orNull(suspicion.endedAt),
    outcome: suspicion.outcome,
    why: suspicion.why,
    incident: suspicion.incident,
    body: suspicion,
  }
}

function incidentRow(incident: Incident) {
  const { events: _, ...body } = incident
  return {
    id: incident.id,
    workspace: incident.workspace,
    check_id: incident.check,
    location: incident.location,
    kind: incident.kind,
    incident_group: incident.group,
    level: incident.level,
    started_at: instantOf(incident.startedAt),
    opened_at: instantOf(incident.openedAt),
    resolved_at: orNull(incident.resolvedAt),
    resolved_how: incident.resolvedHow,
    downtime_seconds:
      incident.downtimeSeconds === null ? null : Math.round(incident.downtimeSeconds),
    acknowledged_at: orNull(incident.acknowledgedAt),
    acknowledged_level: incident.acknowledgedLevel,
    sequence: incident.sequence,
    body,
  }
}

function eventRows(incident: Incident) {
  return incident.events.map((event) => ({
    incident: incident.id,
    sequence: event.sequence,
    at: instantOf(event.at),
    kind: event.kind,
    level: event.level,
    incident_kind: event.incidentKind,
    body: event,
  }))
}

function deliveryRow(delivery: Delivery) {
  return {
    id: delivery.id,
    workspace: delivery.workspace,
    channel: delivery.channel,
    incident: delivery.incident,
    check_id: delivery.check,
    level: delivery.level,
    state: delivery.state,
    why: delivery.why,
    created_at: instantOf(delivery.createdAt),
    settled_at: orNull(delivery.settledAt),
    begun: delivery.begun,
    attempts: delivery.attempts.length,
    body: delivery,
  }
}

function orNull(at: number | null): string | null {
  return at === null ? null : instantOf(at)
}
