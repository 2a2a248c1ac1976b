// Uptime of checks over spans of time: from what was told of them and from maintenance, read once
// for as many checks and spans as are asked for.
import { type Check, isHeartbeat } from '../domain/check/index.ts'
import type { Maintenance } from '../domain/config.ts'
import { covers, occurrences } from '../domain/maintenance.ts'
import { Problem } from '../domain/problem.ts'
import { type Span, type Uptime, uptime } from '../domain/uptime.ts'
import type { Actor, HealthSpan, HubPorts } from '../hub-ports.ts'
import { allow } from './change.ts'

/** What uptime in [from, to) is counted from. */
export interface Trouble {
  from: number
  to: number
  told: Map<string, HealthSpan[]>
  windows: Maintenance[]
}

/** All trouble of a workspace, or of one check, in [from, to). */
export async function troubleOf(
  hub: HubPorts,
  workspace: string,
  check: string | null,
  from: number,
  to: number,
): Promise<Trouble> {
  const [told, windows] = await Promise.all([
    hub.history.spans(workspace, check, from, to),
    hub.config.maintenance(workspace),
  ])
  return { from, to, told: Map.groupBy(told, (one) => one.check), windows }
}

/** Spans of a check that its uptime is counted from. */
export function spansOf(trouble: Trouble, check: Check): Span[] {
  const { from, to, told, windows } = trouble
  const counts = (told.get(check.id) ?? []).flatMap(({ kind: said, startedAt, endedAt }) => {
    // What a heartbeat's silence was, was down.
    const kind = said === 'silent' && isHeartbeat(check) ? 'down' : said
    return isCounted(kind) ? [{ kind, from: startedAt, to: endedAt ?? to }] : []
  })
  const muted = windows
    .filter((one) => covers(one, check.id, check.tags))
    .flatMap((window) => occurrences(window, from, to))
    .map(({ startsAt, endsAt }) => ({ kind: 'maintenance' as const, from: startsAt, to: endsAt }))
  return [...counts, ...muted]
}

/** Uptime in [from, to) of a check with these spans; nothing was known before it was made. */
export function uptimeIn(check: Check, spans: readonly Span[], from: number, to: number): Uptime {
  const born = Date.parse(check.createdAt)
  const touching = spans.filter((one) => one.from < to && one.to > from)
  return uptime(touching, Math.max(from, Math.min(born, to)), to)
}

export const uptimeUnits = ['total', 'day', 'month'] as const
export type UptimeUnit = (typeof uptimeUnits)[number]

export interface UptimeLine extends Uptime {
  check: Check
  from: number
  to: number
}

/** Checks that are counted between two looks at the record. */
const checksPerPage = 100
const dayMs = 86_400_000
const daysMax: Record<UptimeUnit, number> = { total: 800, day: 100, month: 800 }

/** Uptime of all checks, or of those with a tag, page by page: a line per check and unit (UTC). */
export async function* uptimeLines(
  hub: HubPorts,
  actor: Actor,
  ask: { from: number; to: number; unit: UptimeUnit; tag?: string | undefined },
): AsyncGenerator<UptimeLine[]> {
  allow(actor, 'read', 'check')
  const { from, unit, tag } = ask
  const to = Math.min(ask.to, hub.now())
  if (!(from < to)) throw new Problem('invalid', 'must be before `to`, and not to come', 'from')
  if (to - from > daysMax[unit] * dayMs) {
    throw new Problem('invalid', `at most ${daysMax[unit]} days before \`to\``, 'from')
  }
  const trouble = await troubleOf(hub, actor.workspace, null, from, to)
  const parts = partsOf(from, to, unit)
  let cursor: string | null = null
  do {
    const page = await hub.config.checks(actor.workspace, { cursor, limit: checksPerPage }, { tag })
    yield page.data.flatMap((check) => linesOf(trouble, check, parts))
    cursor = page.next
  } while (cursor !== null)
}

function linesOf(trouble: Trouble, check: Check, parts: { from: number; to: number }[]) {
  const spans = spansOf(trouble, check)
  const born = Date.parse(check.createdAt)
  return parts
    .filter((part) => part.to > born)
    .map((part) => ({ check, ...part, ...uptimeIn(check, spans, part.from, part.to) }))
}

/** [from, to) cut at midnights or at firsts of months, in UTC. */
export function partsOf(
  from: number,
  to: number,
  unit: UptimeUnit,
): { from: number; to: number }[] {
  if (unit === 'total') return [{ from, to }]
  const parts: { from: number; to: number }[] = []
  for (let at = from; at < to; ) {
    const date = new Date(at)
    const [year, month, day] = [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()]
    const next = unit === 'day' ? Date.UTC(year, month, day + 1) : Date.UTC(year, month + 1)
    parts.push({ from: at, to: Math.min(next, to) })
    at = next
  }
  return parts
}

const counted = ['down', 'regional', 'slow', 'unknown', 'maintenance'] as const
function isCounted(kind: string): kind is (typeof counted)[number] {
  return counted.some((one) => one === kind)
}
