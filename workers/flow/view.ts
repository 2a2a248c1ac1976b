// What readers see of a shard: plain copies, one workspace at a time.

import type { Delivery } from '../domain/delivery.ts'
import { workspaceOf } from '../domain/id.ts'
import type { Incident } from '../domain/incident.ts'
import type { Ping } from '../domain/ping.ts'
import { nextSlotAt, wavePhaseOf } from '../domain/schedule.ts'
import type { Suspicion } from '../domain/suspicion.ts'
import { beatView } from '../domain/told/index.ts'
import type { CheckState } from '../domain/verdict/state.ts'
import type { ShardPorts } from '../ports.ts'
import type { CheckView, HostView, PlaceView, ShardHealth } from '../shard-door.ts'
import type { Memory, Watched } from './memory.ts'
import { waitedMs } from './strain.ts'
import { openIncidents } from './sweep.ts'

/** One check as it is now; null when the workspace has none of this id. */
export function viewOf(
  memory: Memory,
  ports: ShardPorts,
  workspace: string,
  id: string,
): CheckView | null {
  const watched = memory.checks.get(id)
  return watched?.check.workspace === workspace ? view(memory, ports, watched) : null
}

/** All checks of a workspace. */
export function viewsOf(memory: Memory, ports: ShardPorts, workspace: string): CheckView[] {
  return [...memory.checks.values()]
    .filter((one) => one.check.workspace === workspace)
    .map((one) => view(memory, ports, one))
}

function view(memory: Memory, ports: ShardPorts, watched: Watched): CheckView {
  const { check, state } = watched
  const { health, activity, since, latest, lastSlot } = state
  const { intervalSeconds } = check
  const phaseMs = wavePhaseOf(memory.shard, check, ports.settings.waves ?? 1)
  return {
    check: check.id,
    health,
    activity,
    since,
    paused: check.paused,
    asked: { intervalSeconds, locations: check.locations },
    latest: withBeside(latest, watched),
    incident: (state.open.health ?? state.open.silent)?.id ?? null,
    certificate: certificateOf(state),
    registration: state.expiries?.domain ?? null,
    nextSlotAt: nextSlotAt(lastSlot, ports.clock.now(), intervalSeconds, phaseMs),
    ...(check.type === 'heartbeat' ? { beat: beatView(state, check, ports.clock.now()) } : {}),
    ...(state.said ? { said: saidView(state.said) } : {}),
  }
}

function saidView({
  health,
  text,
  by,
  at,
}: NonNullable<CheckState['said']>): NonNullable<CheckView['said']> {
  return { health, text, by, at }
}

/** Pings of a heartbeat, newest first. */
export function pingsOf(memory: Memory, workspace: string, id: string): Ping[] {
  const isOwn = memory.checks.get(id)?.check.workspace === workspace
  return isOwn ? (memory.pings.get(id) ?? []).toReversed() : []
}

function certificateOf({ expiries }: Watched['state']): CheckView['certificate'] {
  const read = expiries?.certificate
  if (!read?.facts) return null
  return { facts: read.facts, readAt: read.readAt, location: read.location }
}

function withBeside(latest: Watched['state']['latest'], { beside }: Watched): CheckView['latest'] {
  if (beside.size === 0) return latest
  return Object.fromEntries(
    Object.entries(latest).map(([id, one]) => [id, { ...one, ...beside.get(id) }]),
  )
}

/** Open incidents, then those that ended lately. */
export function incidentsOf(memory: Memory, workspace: string): Incident[] {
  const open = openIncidents(memory).map(([incident]) => incident)
  return [...open, ...memory.ended.incidents].filter((one) => one.workspace === workspace)
}

/** Open suspicions, then those that ended lately; of one check, or of all. */
export function suspicionsOf(memory: Memory, workspace: string, check: string | null): Suspicion[] {
  const open = [...memory.checks.values()].flatMap(({ state }) => state.suspicion ?? [])
  return [...open, ...memory.ended.suspicions].filter(
    (one) => one.workspace === workspace && (check === null || one.check === check),
  )
}

/** Deliveries not yet retired, then those that were lately; of one incident, or of all. */
export function deliveriesIn(
  memory: Memory,
  workspace: string,
  incident: string | null,
): Delivery[] {
  const held = [...memory.deliveries.values()]
  const ids = new Set(held.map((one) => one.id))
  return [...held, ...memory.ended.deliveries.filter((one) => !ids.has(one.id))].filter(
    (one) => one.workspace === workspace && (incident === null || one.incident === incident),
  )
}

/** Due, and not under way: one that its receiver refuses is due later. */
function overdueOf(pending: Delivery[], now: number): ShardHealth['overdue'] {
  const late = pending.filter((one) => Math.max(one.dueAt, one.leasedUntil ?? 0) < now)
  if (late.length === 0) return null
  return { count: late.length, since: Math.min(...late.map((one) => one.dueAt)) }
}

/** How the shard itself is doing. */
export function healthOf(memory: Memory, now: number): ShardHealth {
  const pending = [...memory.deliveries.values()].filter((one) => one.state === 'pending')
  const unwell = Object.entries(memory.book.locations).filter(
    ([id, one]) =>
      !workspaceOf('agent', id) &&
      // One that was told as mute and answers again is still watched, and works.
      (one.unwellSince || (one.isMuteTold && one.muteSince != null)),
  )
  return {
    checks: memory.checks.size,
    lagMs: Math.max(memory.lagMs, waitedMs(memory, now)),
    lastWakeAt: memory.lastWakeAt,
    backlog: memory.outbox.size,
    backlogSince: memory.archive.failures > 0 ? memory.archive.failingSince : null,
    pendingDeliveries: pending.length,
    overdue: overdueOf(pending, now),
    unwellLocations: unwell.map(([id]) => id),
  }
}

/** What a shard holds of each place; of checks only the workspace's own are counted. */
export function placesIn(memory: Memory, workspace: string): PlaceView[] {
  const all = Object.entries(memory.book.locations)
  const own = all.filter(([id]) => (workspaceOf('agent', id) ?? workspace) === workspace)
  return own.map(([location, record]) => ({
    location,
    unwellSince: record.unwellSince,
    muteSince: record.muteSince ?? null,
    colo: record.colo ?? null,
    lent: record.lent ?? null,
    alone: Object.keys(record.alone ?? {}).filter(
      (id) => memory.checks.get(id)?.check.workspace === workspace,
    ),
    controls: Object.entries(record.controls ?? {}).map(([url, at]) => ({ url, at })),
  }))
}

/** What agents of a workspace said of their hosts last. */
export function hostsIn(memory: Memory, workspace: string): HostView[] {
  const own = [...memory.hosts.values()].filter((one) => one.workspace === workspace)
  return own.map(({ agent, heardAt, goodbyeAt, silent, foundAt, findings, lost, open }) => ({
    agent,
    heardAt,
    saidGoodbye: goodbyeAt !== null,
    silentSince: silent?.startedAt ?? null,
    foundAt,
    findings,
    lost,
    incidents: Object.fromEntries(Object.entries(open).map(([key, { id }]) => [key, id])),
  }))
}
