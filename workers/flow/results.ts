// Answers over time: packed hours of record, with the hours the shard still holds; state and
// uptime of a check.

import { isHeartbeat } from '../domain/check/index.ts'
import { covers, occurrences } from '../domain/maintenance.ts'
import { Problem } from '../domain/problem.ts'
import type { Packed } from '../domain/sample.ts'
import { type Uptime, uptime } from '../domain/uptime.ts'
import type { Actor, HubPorts } from '../hub-ports.ts'
import type { CheckView } from '../shard-door.ts'
import { allow } from './change.ts'
import { getCheck } from './checks.ts'

const hourMs = 3_600_000

/** What is known right now of all checks. */
export async function viewAll(hub: HubPorts, actor: Actor): Promise<CheckView[]> {
  allow(actor, 'read', 'check')
  return (await hub.shard(actor.workspace)).views(actor.workspace)
}

/** What is known right now of one check. */
export async function viewOne(hub: HubPorts, actor: Actor, id: string): Promise<CheckView> {
  await getCheck(hub, actor, id)
  const view = await (await hub.shard(actor.workspace)).view(actor.workspace, id)
  if (!view)
    throw new Problem(
      'unavailable',
      'The shard does not know this check yet; try again in a moment.',
    )
  return view
}

export interface Results {
  hours: Packed[]
  /** Postgres was away: only what the shard holds. */
  partial: boolean
}

/** Packed hours that touch [from, to), ms since the epoch, at most 32 days. */
export async function resultsOf(
  hub: HubPorts,
  actor: Actor,
  id: string,
  from: number,
  to: number,
): Promise<Results> {
  if (!(from < to) || to - from > 32 * 24 * hourMs) {
    throw new Problem('invalid', 'from must be before to, and at most 32 days before', 'from')
  }
  await getCheck(hub, actor, id)
  let partial = false
  const stored = await hub.history.packed(actor.workspace, id, from, to).catch((fault: unknown) => {
    if (!(fault instanceof Problem) || fault.code !== 'unavailable') throw fault
    partial = true
    return []
  })
  const recent = await (await hub.shard(actor.workspace)).recent(actor.workspace, id)
  const hours = new Map(stored.map((one) => [`${one.location} ${one.hour}`, one]))
  for (const one of recent) {
    const key = `${one.location} ${one.hour}`
    if (one.hour + hourMs <= from || one.hour >= to) continue
    if ((hours.get(key)?.offsets.length ?? 0) <= one.offsets.length) hours.set(key, one)
  }
  return { hours: [...hours.values()].toSorted((a, b) => a.hour - b.hour), partial }
}

/** Uptime of a check over a span: verified down counts, the rest is told apart. */
export async function uptimeOfCheck(
  hub: HubPorts,
  actor: Actor,
  id: string,
  from: number,
  to: number,
): Promise<Uptime> {
  const check = await getCheck(hub, actor, id)
  const found = await hub.history.spans(actor.workspace, id, from, to)
  const windows = (await hub.config.maintenance(actor.workspace)).filter((one) =>
    covers(one, id, check.tags),
  )
  const spans = [
    ...found.flatMap(({ kind: told, startedAt, endedAt }) => {
      // What a heartbeat's silence was, was down.
      const kind = told === 'silent' && isHeartbeat(check) ? 'down' : told
      return isCounted(kind) ? [{ kind, from: startedAt, to: endedAt ?? to }] : []
    }),
    ...windows
      .flatMap((window) => occurrences(window, from, to))
      .map(({ startsAt, endsAt }) => ({
        kind: 'maintenance' as const,
        from: startsAt,
        to: endsAt,
      })),
  ]
  const born = Date.parse(check.createdAt)
  return uptime(spans, Math.max(from, Math.min(born, to)), to)
}

const counted = ['down', 'regional', 'slow', 'unknown', 'maintenance'] as const
function isCounted(kind: string): kind is (typeof counted)[number] {
  return counted.some((one) => one === kind)
}
