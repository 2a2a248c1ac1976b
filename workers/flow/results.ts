// Answers over time: packed hours of record, with the hours the shard still holds; the state and
// the uptime of checks.

import { Problem } from '../domain/problem.ts'
import { type Answer, answersIn, type Packed } from '../domain/sample.ts'
import type { Uptime } from '../domain/uptime.ts'
import type { Actor, HubPorts } from '../hub-ports.ts'
import type { CheckView } from '../shard-door.ts'
import { allow } from './change.ts'
import { getCheck } from './checks.ts'
import { spansOf, troubleOf, uptimeIn } from './uptime.ts'

const hourMs = 3_600_000
const dayMs = 24 * hourMs

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
  return { hours: joined(stored, recent, from, to), partial }
}

/** Hours of record with those the shard still holds, the fuller of two. */
function joined(stored: Packed[], recent: Packed[], from: number, to: number): Packed[] {
  const hours = new Map(stored.map((one) => [`${one.location} ${one.hour}`, one]))
  for (const one of recent) {
    const key = `${one.location} ${one.hour}`
    if (one.hour + hourMs <= from || one.hour >= to) continue
    if ((hours.get(key)?.offsets.length ?? 0) <= one.offsets.length) hours.set(key, one)
  }
  return [...hours.values()].toSorted((a, b) => a.hour - b.hour)
}

const exportDaysMax = 100

/** Every answer in [from, to), a day at a time: all of them, or `unavailable`. */
export async function* answersOf(
  hub: HubPorts,
  actor: Actor,
  id: string,
  from: number,
  to: number,
): AsyncGenerator<Answer[]> {
  if (!(from < to)) throw new Problem('invalid', 'must be before `to`', 'from')
  if (to - from > exportDaysMax * dayMs) {
    throw new Problem('invalid', `at most ${exportDaysMax} days before \`to\``, 'from')
  }
  await getCheck(hub, actor, id)
  const recent = await (await hub.shard(actor.workspace)).recent(actor.workspace, id)
  for (let at = from; at < to; at += dayMs) {
    const end = Math.min(at + dayMs, to)
    const stored = await hub.history.packed(actor.workspace, id, at, end)
    yield answersIn(joined(stored, recent, at, end), at, end)
  }
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
  const trouble = await troubleOf(hub, actor.workspace, id, from, to)
  return uptimeIn(check, spansOf(trouble, check), from, to)
}
