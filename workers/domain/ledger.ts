// The ledger of a calendar month (UTC): every suspicion that woke nobody, each with its reason,
// beside the incidents that were told. Counts what it is given; decides nothing.
import type { Maintenance } from './config.ts'
import type { IncidentKind } from './incident.ts'
import { covers, occurrenceAt } from './maintenance.ts'
import { type Silence, silencesOf } from './silence.ts'
import { avoidedWhys } from './suspicion.ts'

/** A suspicion without its rounds. */
export interface SuspicionLine {
  id: string
  check: string
  startedAt: number
  endedAt: number | null
  outcome: 'open' | 'avoided' | 'incident'
  why: string | null
  places: string[]
}

/** An incident without its rounds, and whether any message about it went out or is on its way. */
export interface IncidentLine {
  id: string
  check: string | null
  location: string | null
  kind: IncidentKind
  openedAt: number
  resolvedAt: number | null
  isTold: boolean
  /** Its parent was down: held back. */
  isHeldByParent: boolean
  /** Why a message about it was dropped, where one was. */
  dropped: string | null
  /** Places that failed. */
  places: string[]
}

/** Reasons nobody was woken for: of a suspicion, or of an incident that told nobody. */
export const silentWhys = [...avoidedWhys, 'dropped', 'nobody'] as const
export type SilentWhy = (typeof silentWhys)[number]

export interface LedgerLine {
  kind: 'suspicion' | 'incident'
  id: string
  /** Null: about a location. */
  check: string | null
  startedAt: number
  endedAt: number | null
  why: SilentWhy
  places: string[]
}

export interface Ledger {
  /** Newest first. */
  lines: LedgerLine[]
  /** All that woke nobody, by reason, check and place; most first. */
  byWhy: Count[]
  byCheck: Count[]
  byPlace: Count[]
  /** Incidents that somebody was told of. */
  told: number
  toldByKind: Count[]
  /** Suspicions that are still being verified. */
  open: number
}
export interface Count {
  key: string
  n: number
}

export interface Month {
  month: string
  from: number
  to: number
}

/** A month as `2026-11`; null when it is none. */
export function monthOf(text: string): Month | null {
  if (!/^20\d\d-(?:0[1-9]|1[0-2])$/.test(text)) return null
  const [year = 0, month = 0] = text.split('-').map(Number)
  return { month: text, from: Date.UTC(year, month - 1), to: Date.UTC(year, month) }
}

/** The month an instant lies in. */
export function monthAt(now: number): Month {
  return monthOf(new Date(now).toISOString().slice(0, 7))!
}

/** The month before (-1) or after (1). */
export function monthBeside({ from }: Month, step: 1 | -1): Month {
  const at = new Date(from)
  return monthAt(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + step))
}

/** All windows of the workspace, past ones too, and the tags of its checks. */
export interface Windows {
  maintenance: Maintenance[]
  tags: Readonly<Record<string, string[]>>
  /** Silences, and the names of checks that their patterns are held against. */
  silences?: Silence[]
  names?: Readonly<Record<string, string>>
}

/** Puts a month together. */
export function ledgerOf(
  suspicions: SuspicionLine[],
  incidents: IncidentLine[],
  windows: Windows,
): Ledger {
  const avoided = suspicions.filter((one) => one.outcome === 'avoided')
  const silent = incidents.filter((one) => !one.isTold)
  const told = incidents.filter((one) => one.isTold)
  const lines: LedgerLine[] = [
    ...avoided.map(({ id, check, startedAt, endedAt, why, places }) => ({
      kind: 'suspicion' as const,
      id,
      check,
      startedAt,
      endedAt,
      why: knownWhy(why),
      places,
    })),
    ...silent.map((one) => ({
      kind: 'incident' as const,
      id: one.id,
      check: one.check,
      startedAt: one.openedAt,
      endedAt: one.resolvedAt,
      why: silentWhy(one, windows),
      places: one.places,
    })),
  ]
  return {
    lines: lines.toSorted((a, b) => b.startedAt - a.startedAt || (a.id < b.id ? 1 : -1)),
    byWhy: counted(lines.map((one) => one.why)),
    byCheck: counted(lines.flatMap((one) => one.check ?? [])),
    byPlace: counted(lines.flatMap((one) => one.places)),
    told: told.length,
    toldByKind: counted(told.map((one) => one.kind)),
    open: suspicions.filter((one) => one.outcome === 'open').length,
  }
}

/** A reason of a later version counts as the plainest one. */
function knownWhy(why: string | null): SilentWhy {
  return avoidedWhys.find((one) => one === why) ?? 'blip'
}

function silentWhy(one: IncidentLine, windows: Windows): SilentWhy {
  const { maintenance, tags, silences = [], names = {} } = windows
  const own = one.check === null ? [] : (tags[one.check] ?? [])
  const isMuted = maintenance.some(
    (window) => covers(window, one.check, own) && occurrenceAt(window, one.openedAt) !== null,
  )
  if (isMuted) return 'maintenance'
  const check = { id: one.check ?? '', name: names[one.check ?? ''] ?? '', tags: own }
  if (one.check !== null && silencesOf(silences, check, one.openedAt).length > 0) return 'silence'
  if (one.isHeldByParent) return 'parent'
  return one.dropped === null ? 'nobody' : 'dropped'
}

function counted(keys: string[]): Count[] {
  const counts = new Map<string, number>()
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1)
  const all = [...counts].map(([key, n]) => ({ key, n }))
  return all.toSorted((a, b) => b.n - a.n || (a.key < b.key ? -1 : 1))
}
