// What people and programs ask of incidents, suspicions and deliveries. What is open is read from
// the shard, which knows first; what is over from Postgres. With Postgres away the shard answers.
import { pageOfBoth } from '../domain/cursor.ts'
import type { Delivery } from '../domain/delivery.ts'
import { workspaceOf } from '../domain/id.ts'
import type { Incident } from '../domain/incident.ts'
import { Problem } from '../domain/problem.ts'
import type { Round } from '../domain/round.ts'
import type { Suspicion } from '../domain/suspicion.ts'
import type { Actor, HubPorts, PageAsk, PageOf } from '../hub-ports.ts'
import { allow, auditOf, record } from './change.ts'

export interface IncidentFilter {
  check?: string | undefined
  open?: boolean | undefined
  kind?: string | undefined
  /** Opened in [from, to), ms since the epoch. */
  from?: number | undefined
  to?: number | undefined
}

/** Incidents, newest first; of those the shard still holds, as it knows them. */
export async function listIncidents(
  hub: HubPorts,
  actor: Actor,
  filter: IncidentFilter,
  ask: PageAsk,
): Promise<PageOf<Incident>> {
  allow(actor, 'read', 'incident')
  const fresh = await (await hub.shard(actor.workspace)).incidents(actor.workspace)
  const stored = await hub.history
    .incidents(actor.workspace, given(filter), ask)
    .catch(nothingWhenAway)
  return pageOfBoth(fresh, stored, ask, {
    atOf: (one) => one.openedAt,
    isWanted: (one) =>
      (filter.check === undefined || one.check === filter.check) &&
      (filter.kind === undefined || one.kind === filter.kind) &&
      (filter.open === undefined || (one.resolvedAt === null) === filter.open) &&
      isWithin(one.openedAt, filter),
  })
}

/** A filter without what was not asked for. */
function given<T extends object>(filter: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  const entries = Object.entries(filter).filter(([, value]) => value !== undefined)
  return Object.fromEntries(entries) as { [K in keyof T]: Exclude<T[K], undefined> }
}

function isWithin(
  at: number,
  { from = -Infinity, to = Infinity }: { from?: number | undefined; to?: number | undefined },
): boolean {
  return at >= from && at < to
}

function nothingWhenAway(fault: unknown): PageOf<never> {
  if (fault instanceof Problem && fault.code === 'unavailable') return { data: [], next: null }
  throw fault
}

export async function getIncident(hub: HubPorts, actor: Actor, id: string): Promise<Incident> {
  allow(actor, 'read', 'incident')
  if (workspaceOf('incident', id) !== actor.workspace) throw noIncident()
  const door = await hub.shard(actor.workspace)
  const incident =
    (await door.incident(actor.workspace, id)) ?? (await hub.history.incident(actor.workspace, id))
  if (!incident) throw noIncident()
  return incident
}

function noIncident(): Problem {
  return new Problem('not_found', 'There is no incident of this id.')
}

/** Rounds of an incident or suspicion: its own first, the rest of record. */
export async function roundsOf(
  hub: HubPorts,
  actor: Actor,
  subject: Incident | Suspicion,
): Promise<Round[]> {
  const stored = await hub.history.rounds(actor.workspace, subject.id).catch(() => [])
  const own = new Set(subject.rounds.map((one) => one.number))
  return [...subject.rounds, ...stored.filter((one) => !own.has(one.number))].toSorted(
    (a, b) => a.number - b.number,
  )
}

export async function acknowledge(hub: HubPorts, actor: Actor, id: string): Promise<Incident> {
  return byHand(hub, actor, id, 'acknowledge', (door) =>
    door.acknowledge(actor.workspace, id, actor.name),
  )
}

export async function resolve(hub: HubPorts, actor: Actor, id: string): Promise<Incident> {
  return byHand(hub, actor, id, 'resolve', (door) => door.resolve(actor.workspace, id, actor.name))
}

export async function note(
  hub: HubPorts,
  actor: Actor,
  id: string,
  text: string,
): Promise<Incident> {
  return byHand(hub, actor, id, 'note', (door) => door.note(actor.workspace, id, actor.name, text))
}

async function byHand(
  hub: HubPorts,
  actor: Actor,
  id: string,
  verb: 'acknowledge' | 'resolve' | 'note',
  act: (door: Awaited<ReturnType<HubPorts['shard']>>) => Promise<Incident | null>,
): Promise<Incident> {
  allow(actor, 'act', 'incident')
  if (workspaceOf('incident', id) !== actor.workspace) throw noIncident()
  const changed = await act(await hub.shard(actor.workspace))
  if (changed) {
    const after = { kind: changed.kind, check: changed.check }
    await record(hub, actor.workspace, auditOf(actor, verb, 'incident', id, null, after))
    return changed
  }
  const old = await hub.history.incident(actor.workspace, id).catch(() => null)
  if (!old) throw noIncident()
  throw new Problem('conflict', 'The incident is over; nothing is left to do.')
}

export interface SuspicionFilter {
  check?: string | undefined
  outcome?: Suspicion['outcome'] | undefined
  /** Began in [from, to), ms since the epoch. */
  from?: number | undefined
  to?: number | undefined
}

export async function listSuspicions(
  hub: HubPorts,
  actor: Actor,
  filter: SuspicionFilter,
  ask: PageAsk,
): Promise<PageOf<Suspicion>> {
  allow(actor, 'read', 'suspicion')
  const door = await hub.shard(actor.workspace)
  const fresh = await door.suspicions(actor.workspace, filter.check ?? null)
  const stored = await hub.history
    .suspicions(actor.workspace, given(filter), ask)
    .catch(nothingWhenAway)
  return pageOfBoth(fresh, stored, ask, {
    atOf: (one) => one.startedAt,
    isWanted: (one) =>
      (filter.outcome === undefined || one.outcome === filter.outcome) &&
      isWithin(one.startedAt, filter),
  })
}

export async function getSuspicion(hub: HubPorts, actor: Actor, id: string): Promise<Suspicion> {
  allow(actor, 'read', 'suspicion')
  const own = workspaceOf('suspicion', id) === actor.workspace
  const found = own ? await findSuspicion(hub, actor, id) : null
  if (!found) throw new Problem('not_found', 'There is no suspicion of this id.')
  return found
}

async function findSuspicion(hub: HubPorts, actor: Actor, id: string): Promise<Suspicion | null> {
  const door = await hub.shard(actor.workspace)
  const fresh = (await door.suspicions(actor.workspace, null)).find((one) => one.id === id)
  return fresh ?? hub.history.suspicion(actor.workspace, id)
}

export async function listDeliveries(
  hub: HubPorts,
  actor: Actor,
  filter: {
    incident?: string | undefined
    channel?: string | undefined
    state?: string | undefined
  },
  ask: PageAsk,
): Promise<PageOf<Delivery>> {
  allow(actor, 'read', 'delivery')
  const door = await hub.shard(actor.workspace)
  const fresh = await door.deliveries(actor.workspace, filter.incident ?? null)
  const stored = await hub.history
    .deliveries(actor.workspace, given(filter), ask)
    .catch(nothingWhenAway)
  return pageOfBoth(fresh, stored, ask, {
    atOf: (one) => one.createdAt,
    isWanted: (one) =>
      (filter.channel === undefined || one.channel === filter.channel) &&
      (filter.state === undefined || one.state === filter.state),
  })
}

export async function getDelivery(hub: HubPorts, actor: Actor, id: string): Promise<Delivery> {
  allow(actor, 'read', 'delivery')
  const own = workspaceOf('delivery', id) === actor.workspace
  const door = await hub.shard(actor.workspace)
  const fresh = own
    ? (await door.deliveries(actor.workspace, null)).find((one) => one.id === id)
    : undefined
  const found = fresh ?? (own ? await hub.history.delivery(actor.workspace, id) : null)
  if (!found) throw new Problem('not_found', 'There is no delivery of this id.')
  return found
}
