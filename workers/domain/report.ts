// What was kept of a promise in a span of time: per check, tag, group and status page, and in all.
// Adds up what it is given; decides nothing.
import type { Check } from './check/check.ts'
import { merge, quantile } from './histogram.ts'
import type { IncidentKind } from './incident.ts'
import { add, type Uptime } from './uptime.ts'

/** What the record has of a check in a span. */
export interface Tally {
  incidents: Partial<Record<IncidentKind, number>>
  /** Suspicions that woke nobody. */
  avoided: number
  /** Of what answered, whole days; null: nothing was counted yet. */
  histogram: number[] | null
}

export interface Figures {
  uptime: Uptime
  /** Incidents that opened in the span, and of what kind they were at last. */
  incidents: number
  byKind: Partial<Record<IncidentKind, number>>
  avoided: number
  p50Ms: number | null
  p95Ms: number | null
}
export interface CheckFigures extends Figures {
  check: Pick<Check, 'id' | 'name' | 'type' | 'tags' | 'paused'>
}
export interface TagFigures extends Figures {
  tag: string
  checks: number
}

/** A status page: the checks and groups that it shows. */
export interface Shown {
  id: string
  title: string
  checks: readonly string[]
}
export interface PageFigures extends Figures {
  page: Pick<Shown, 'id' | 'title'>
  checks: number
}

export interface Report {
  /** Least uptime first. A group is judged by its own rule, and counts for no total. */
  checks: CheckFigures[]
  groups: CheckFigures[]
  tags: TagFigures[]
  /** Those that show a check; what is set by hand has no figures. */
  pages: PageFigures[]
  total: Figures & { checks: number }
}

export interface Told {
  check: Check
  uptime: Uptime
  tally: Tally
}

/** Puts a report together. */
export function reportOf(told: readonly Told[], shown: readonly Shown[] = []): Report {
  const single = told.filter(({ check }) => check.type !== 'group')
  const tags = [...new Set(single.flatMap(({ check }) => check.tags))].toSorted()
  return {
    checks: worstFirst(single.map(lineOf)),
    groups: worstFirst(told.filter(({ check }) => check.type === 'group').map(lineOf)),
    tags: tags.map((tag) => {
      const own = single.filter(({ check }) => check.tags.includes(tag))
      return { tag, checks: own.length, ...sumOf(own) }
    }),
    pages: shown.flatMap(({ id, title, checks }) => {
      const own = told.filter(({ check }) => checks.includes(check.id))
      return own.length > 0 ? [{ page: { id, title }, checks: own.length, ...sumOf(own) }] : []
    }),
    total: { checks: single.length, ...sumOf(single) },
  }
}

function lineOf(one: Told): CheckFigures {
  const { id, name, type, tags, paused } = one.check
  return { check: { id, name, type, tags, paused }, ...sumOf([one]) }
}

function worstFirst(lines: CheckFigures[]): CheckFigures[] {
  const share = ({ uptime }: CheckFigures) => uptime.share ?? 2
  return lines.toSorted(
    (a, b) =>
      share(a) - share(b) || b.incidents - a.incidents || (a.check.name < b.check.name ? -1 : 1),
  )
}

/** Of several checks: their times added up, so that each counts for as long as it was known. */
function sumOf(told: readonly Told[]): Figures {
  const byKind: Partial<Record<IncidentKind, number>> = {}
  for (const { tally } of told) {
    for (const [kind, n] of Object.entries(tally.incidents) as [IncidentKind, number][]) {
      byKind[kind] = (byKind[kind] ?? 0) + n
    }
  }
  const histogram = merge(
    ...told.flatMap(({ tally }) => (tally.histogram ? [tally.histogram] : [])),
  )
  return {
    uptime: told.map((one) => one.uptime).reduce(add, nothing),
    incidents: Object.values(byKind).reduce((sum, n) => sum + n, 0),
    byKind,
    avoided: told.reduce((sum, { tally }) => sum + tally.avoided, 0),
    p50Ms: quantile(histogram, 0.5),
    p95Ms: quantile(histogram, 0.95),
  }
}

const nothing: Uptime = {
  share: null,
  totalSeconds: 0,
  downSeconds: 0,
  regionalSeconds: 0,
  slowSeconds: 0,
  unknownSeconds: 0,
  maintenanceSeconds: 0,
}

const dayMs = 86_400_000
const weekMs = 7 * dayMs
/** A Monday. */
const monday = Date.UTC(2024, 0, 1)

/** The last whole week (Monday to Monday, UTC) that is over at `now`. */
export function weekBefore(now: number): { from: number; to: number } {
  const to = monday + Math.floor((now - monday) / weekMs) * weekMs
  return { from: to - weekMs, to }
}

/** Never rounded up to 100 %. */
export function percent(share: number | null): string {
  if (share === null) return '–'
  if (share === 1) return '100 %'
  return `${(Math.floor(share * 100_000) / 1_000).toFixed(3)} %`
}
