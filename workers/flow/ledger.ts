// The ledger of a month: what Postgres has of it, with what the shard still holds.
import type { Check } from '../domain/check/index.ts'
import type { Delivery } from '../domain/delivery.ts'
import type { Incident } from '../domain/incident.ts'
import {
  type IncidentLine,
  type Ledger,
  ledgerOf,
  type Month,
  monthAt,
  monthOf,
  type SuspicionLine,
} from '../domain/ledger.ts'
import { Problem } from '../domain/problem.ts'
import type { Suspicion } from '../domain/suspicion.ts'
import type { Actor, HubPorts, PageOf } from '../hub-ports.ts'
import { allow } from './change.ts'
import { getCheck } from './checks.ts'

/** Suspicions, and incidents, read of one month at most. */
export const ledgerLinesMax = 5_000

export interface LedgerOfMonth extends Ledger {
  month: Month
  check: string | null
  /** There are more than were read: the counts are of the newest. */
  capped: boolean
  /** Postgres was away: only what the shard holds. */
  partial: boolean
}

/** The ledger of a calendar month in UTC (`2026-11`; null: the running one), of one check or all. */
export async function ledger(
  hub: HubPorts,
  actor: Actor,
  { month: text, check }: { month: string | null; check: string | null },
): Promise<LedgerOfMonth> {
  allow(actor, 'read', 'suspicion')
  const month = text === null ? monthAt(hub.now()) : monthOf(text)
  if (!month) throw new Problem('invalid', 'must be a month like 2026-11', 'month')
  if (check !== null) await getCheck(hub, actor, check)
  const { from, to } = month
  let partial = false
  const whenAway = (fault: unknown) => {
    if (!(fault instanceof Problem) || fault.code !== 'unavailable') throw fault
    partial = true
    return null
  }
  const limit = ledgerLinesMax + 1
  const [stored, windows, silences, fresh] = await Promise.all([
    hub.history.ledger(actor.workspace, { check, from, to, limit }).catch(whenAway),
    hub.config.maintenance(actor.workspace).catch(whenAway),
    hub.config.silences(actor.workspace).catch(whenAway),
    freshOf(hub, actor, check),
  ])
  const isIn = (at: number) => at >= from && at < to
  const suspicions = newest(
    fresh.suspicions.filter((one) => isIn(one.startedAt)),
    stored?.suspicions ?? [],
  )
  const toldIds = new Set(stored?.incidents.flatMap((one) => (one.isTold ? one.id : [])))
  const incidents = newest(
    // The shard lets messages go before their incident.
    fresh.incidents
      .filter((one) => isIn(one.openedAt))
      .map((one) => ({ ...one, isTold: one.isTold || toldIds.has(one.id) })),
    stored?.incidents ?? [],
  )
  const isLabelled = windows?.some((one) => one.tags?.length) || silences?.length
  const labels = isLabelled ? await labelsOf(hub, actor).catch(whenAway) : null
  const capped = Math.max(suspicions.length, incidents.length) > ledgerLinesMax
  const cut = <T>(lines: T[]) => lines.slice(0, ledgerLinesMax)
  return {
    ...ledgerOf(cut(suspicions), cut(incidents), {
      maintenance: windows ?? [],
      silences: silences ?? [],
      tags: labels?.tags ?? {},
      names: labels?.names ?? {},
    }),
    month,
    check,
    capped,
    partial,
  }
}

/** Tags and names of all checks, where a window or a silence goes by them. */
async function labelsOf(
  hub: HubPorts,
  { workspace }: Actor,
): Promise<{ tags: Record<string, string[]>; names: Record<string, string> }> {
  const tags: Record<string, string[]> = {}
  const names: Record<string, string> = {}
  let cursor: string | null = null
  do {
    const page: PageOf<Check> = await hub.config.checks(workspace, { cursor, limit: 200 })
    for (const one of page.data) {
      tags[one.id] = one.tags
      names[one.id] = one.name
    }
    cursor = page.next
  } while (cursor !== null)
  return { tags, names }
}

/** How many suspicions of the running month woke nobody; null while Postgres is away. */
export async function countAvoided(
  hub: HubPorts,
  actor: Actor,
  check: string | null,
): Promise<number | null> {
  allow(actor, 'read', 'suspicion')
  const { from, to } = monthAt(hub.now())
  return hub.history.countAvoided(actor.workspace, check, from, to).catch((fault: unknown) => {
    if (fault instanceof Problem && fault.code === 'unavailable') return null
    throw fault
  })
}

/** The shard knows first: its lines stand for those of record. */
function newest<T extends { id: string }>(fresh: T[], stored: T[]): T[] {
  const ids = new Set(fresh.map((one) => one.id))
  return [...fresh, ...stored.filter((one) => !ids.has(one.id))]
}

async function freshOf(hub: HubPorts, { workspace }: Actor, check: string | null) {
  const door = await hub.shard(workspace)
  const [suspicions, incidents, deliveries] = await Promise.all([
    door.suspicions(workspace, check),
    door.incidents(workspace),
    door.deliveries(workspace, null),
  ])
  const own = incidents.filter((one) => check === null || one.check === check)
  return {
    suspicions: suspicions.map(suspicionLine),
    incidents: own.map((one) => incidentLine(one, deliveries)),
  }
}

function suspicionLine(one: Suspicion): SuspicionLine {
  const { id, check, startedAt, endedAt, outcome, why, places } = one
  return { id, check, startedAt, endedAt, outcome, why, places }
}

function incidentLine(one: Incident, all: Delivery[]): IncidentLine {
  const { id, check, location, kind, openedAt, resolvedAt, verdict } = one
  const own = all.filter(({ incident }) => incident === id)
  const dropped = own.find(({ state }) => state === 'dropped' || state === 'dead')
  return {
    id,
    check,
    location,
    kind,
    openedAt,
    resolvedAt,
    isTold: own.some(({ state }) => state === 'sent' || state === 'pending'),
    isHeldByParent: one.because !== undefined,
    dropped: dropped ? dropped.why : null,
    places: verdict.fail,
  }
}
