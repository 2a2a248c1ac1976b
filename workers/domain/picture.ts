// The picture of a verdict as data: rounds are columns, places are rows grouped by network, and over
// them lie the windows in which it was confirmed, and the marks where it was decided. For the
// page, the API and the text alike; decides nothing.
import type { Incident, IncidentEvent } from './incident.ts'
import type { Observation } from './observation.ts'
import type { Round, RoundKind, Said } from './round.ts'
import type { Suspicion } from './suspicion.ts'
import { speak } from './verdict/index.ts'

/** `silent`: asked and not heard. `none`: not asked. */
export type CellKind = Observation['kind'] | 'silent' | 'none'
export interface Cell {
  kind: CellKind
  ms: number | null
  /** Key of the reason, where there is one. */
  reason: string | null
  /** It came after the round was decided: evidence, no vote. */
  late: boolean
}
export interface Column {
  round: number
  kind: RoundKind
  at: number
  /** Since the first column. */
  afterMs: number
  decidedMs: number
  said: Said
}
export interface Row {
  place: string
  network: string
  cells: Cell[]
}
/** Columns `first` to `last` said the same without a break. */
export interface Window {
  kind: 'failing' | 'passing'
  first: number
  last: number
  ms: number
}
export interface Mark {
  /** Decided with this column. */
  column: number
  kind: 'opened' | 'raised' | 'lowered' | 'resolved' | 'avoided' | 'incident'
  /** What it became: a kind of incident, or why nobody was woken. */
  what: string | null
  rule: string | null
  at: number
}
export interface Picture {
  columns: Column[]
  rows: Row[]
  windows: Window[]
  marks: Mark[]
}

/** The picture of an incident and the rounds it rests on. */
export function pictureOfIncident(incident: Incident, rounds: Round[]): Picture {
  const picture = gridOf(rounds)
  for (const event of incident.events) {
    const mark = markOf(event, picture.columns, incident)
    if (!mark) continue
    picture.marks.push(mark)
    const window = windowOf(event, mark, picture.columns)
    if (window) picture.windows.push(window)
  }
  return picture
}

/** The picture of a suspicion. */
export function pictureOfSuspicion(suspicion: Suspicion, rounds: Round[]): Picture {
  const picture = gridOf(rounds)
  const { outcome, endedAt, why, incidentKind } = suspicion
  if (outcome === 'open' || endedAt === null) return picture
  const column = columnAt(picture.columns, endedAt)
  if (column < 0) return picture
  const isAvoided = outcome === 'avoided'
  const what = isAvoided ? why : incidentKind
  const kind = isAvoided ? ('avoided' as const) : ('incident' as const)
  picture.marks.push({ column, kind, what, rule: null, at: endedAt })
  const first = picture.columns.findIndex((one) => one.said === 'fail')
  const after = picture.columns.findIndex((one, index) => index > first && one.said !== 'fail')
  const last = (after < 0 ? picture.columns.length : after) - 1
  if (first >= 0) {
    const [from, to] = [picture.columns[first]!, picture.columns[last]!]
    picture.windows.push({ kind: 'failing', first, last, ms: to.at + to.decidedMs - from.at })
  }
  return picture
}

function gridOf(rounds: Round[]): Picture {
  const networks = new Map<string, string>()
  for (const round of rounds) {
    for (const id of round.asked) if (!networks.has(id)) networks.set(id, '')
    for (const { location, network } of round.observations) networks.set(location, network)
  }
  const voters = [...networks].map(([id, network]) => ({ id, network, label: id }))
  const startAt = rounds[0]?.startedAt ?? 0
  const columns = rounds.map((round) => ({
    round: round.number,
    kind: round.kind,
    at: round.startedAt,
    afterMs: round.startedAt - startAt,
    decidedMs: Math.max(0, round.decidedAt - round.startedAt),
    said: speak(onTime(round), voters),
  }))
  const order = [...new Set(voters.map((one) => one.network))]
  const rows = voters
    .toSorted((a, b) => order.indexOf(a.network) - order.indexOf(b.network))
    .map(({ id, network }) => ({
      place: id,
      network,
      cells: rounds.map((round) => cellOf(round, id)),
    }))
  return { columns, rows, windows: [], marks: [] }
}

function onTime(round: Round): Round {
  const observations = round.observations.filter((one) => one.at <= round.decidedAt)
  return { ...round, observations }
}

function cellOf(round: Round, place: string): Cell {
  const seen = round.observations.find((one) => one.location === place)
  if (!seen) {
    if (round.measuring?.includes(place))
      return { kind: 'unknown', ms: null, reason: 'still_measuring', late: false }
    const kind = round.asked.includes(place) ? 'silent' : 'none'
    return { kind, ms: null, reason: null, late: false }
  }
  const reason = seen.kind === 'fail' ? seen.reasons[0] : 'reason' in seen ? seen.reason : undefined
  return {
    kind: seen.kind,
    ms: seen.kind === 'unknown' ? null : Math.round(seen.ms),
    reason: reason ?? null,
    late: seen.at > round.decidedAt,
  }
}

/** The last column that was decided by an instant; -1: none. A column's own decision and the step it
 *  led to are moments apart. */
function columnAt(columns: Column[], at: number): number {
  return columns.findLastIndex((one) => one.at + one.decidedMs <= at + 50)
}

const marked = ['opened', 'raised', 'lowered', 'resolved'] as const
const isMarked = (kind: string): kind is (typeof marked)[number] =>
  marked.some((one) => one === kind)

function markOf(event: IncidentEvent, columns: Column[], incident: Incident): Mark | null {
  const { kind, at, verdict, incidentKind } = event
  if (!isMarked(kind)) return null
  const column = columnAt(columns, at)
  // Decided by rounds that are not kept: no mark beside others.
  const next = columns[column + 1]
  if (column < 0 || (next && next.at < at - 1_000)) return null
  const rule = verdict?.rule ?? (kind === 'resolved' ? endRule(incident) : null)
  return { column, kind, what: incidentKind, rule, at }
}

const endRule = ({ resolvedHow }: Incident) => (resolvedHow === 'recovered' ? 'recovered' : null)

function windowOf(event: IncidentEvent, mark: Mark, columns: Column[]): Window | null {
  const { kind, since, at } = event
  if (since === undefined || kind === 'lowered') return null
  const first = columns.findIndex((one) => one.at >= since - 50)
  if (first < 0 || first > mark.column) return null
  const said = kind === 'resolved' ? ('passing' as const) : ('failing' as const)
  return { kind: said, first, last: mark.column, ms: Math.max(0, at - since) }
}
