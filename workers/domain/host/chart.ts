// Figures of a host as charts: what is of one kind and one unit stands in one, a line for each thing.
import type { MetricLine } from './history.ts'
import { hourMs, hoursKept } from './history.ts'
import { type Unit, unitOf } from './unit.ts'

/** Null: a gap. */
export type Point = [at: number, value: number | null]

export interface ChartLine {
  label: string
  points: Point[]
  /** The same figure of an earlier time, moved into this one; empty: none is wanted, or known. */
  before: Point[]
  /** Of all that was reported, not of what is drawn. */
  figures: { least: number; mean: number; most: number; last: number }
  /** The mean of the earlier time; null: nothing is known of it. */
  meanBefore: number | null
}

export interface Chart {
  key: string
  title: string
  unit: Unit
  lines: ChartLine[]
  /** Lines that found no room: those with the least figures. */
  left: number
  /** Looked for first. */
  isMain: boolean
}

export interface ChartSpan {
  from: number
  to: number
  now: number
  /** How far the earlier time lies back. */
  beforeMs: number
  /** Points of a line at most, about. */
  columns: number
}

/** As many as can be told apart. */
export const linesMax = 8

/** In this order; others behind them. */
const areas: Record<string, string> = {
  memory: 'Memory',
  cpu: 'Processor',
  load: 'Load',
  filesystem: 'File systems',
  replication: 'Replication',
  service: 'Services',
  database: 'Databases',
  disk: 'Disks',
  network: 'Network',
  pressure: 'Pressure',
  clock: 'Clock',
}
const main =
  /^(memory percent|cpu percent|load none|filesystem usedPercent|replication .*|service .*)$/

interface Place {
  key: string
  area: string
  title: string
  label: string
  unit: Unit
}

/** Where a figure stands: `filesystem./var.usedPercent` is the line `/var` of its own chart. */
function placeOf(name: string): Place {
  const [first, end] = [name.indexOf('.'), name.lastIndexOf('.')]
  const own = first === -1 ? name : name.slice(0, first)
  // How full it is belongs beside the memory.
  const area = own === 'swap' ? 'memory' : own
  const word = name.slice(end + 1)
  const { unit, words } = unitOf(word)
  const title = areas[area] ?? own.charAt(0).toUpperCase() + own.slice(1)
  if (first === end) {
    const label = own === area ? words || own : `${own} ${words}`
    return { key: `${area} ${unit}`, area, title, label, unit }
  }
  const label = name.slice(first + 1, end)
  return { key: `${area} ${word}`, area, title: words ? `${title}: ${words}` : title, label, unit }
}

/** The charts of these lines, those looked for first in front. */
export function chartsOf(
  lines: readonly MetricLine[],
  before: readonly MetricLine[],
  span: ChartSpan,
): Chart[] {
  const past = new Map(before.map(({ name, points }) => [name, points]))
  const known = lines.filter(({ points }) => points.some(([, value]) => value !== null))
  const found = Map.groupBy(known, ({ name }) => placeOf(name).key)
  const charts = [...found].map(([key, own]) => {
    const kept = own.toSorted((a, b) => lastOf(b) - lastOf(a)).slice(0, linesMax)
    const { area, title, unit } = placeOf(own[0]!.name)
    const chart: Chart = {
      key,
      title,
      unit,
      isMain: main.test(key),
      left: own.length - kept.length,
      lines: own
        .filter((one) => kept.includes(one))
        .map((one) => lineOf(one, past.get(one.name) ?? [], span)),
    }
    return { area, chart }
  })
  const order = Object.keys(areas)
  const rank = ({ area, chart }: (typeof charts)[number]) =>
    (chart.isMain ? 0 : 100) + (order.includes(area) ? order.indexOf(area) : order.length)
  return charts.toSorted((a, b) => rank(a) - rank(b)).map((one) => one.chart)
}

function lineOf({ name, points }: MetricLine, past: MetricLine['points'], span: ChartSpan) {
  const values = valuesOf(points)
  const before = valuesOf(past)
  return {
    label: placeOf(name).label,
    points: drawable(points, span, span.now),
    before: drawable(past, span, span.now + span.beforeMs),
    figures: {
      least: Math.min(...values),
      mean: meanOf(values),
      most: Math.max(...values),
      last: values.at(-1)!,
    },
    meanBefore: before.length === 0 ? null : meanOf(before),
  }
}

const valuesOf = (points: MetricLine['points']) => points.flatMap(([, value]) => value ?? [])
const meanOf = (values: number[]) => values.reduce((sum, one) => sum + one, 0) / values.length

const lastOf = ({ points }: MetricLine) => valuesOf(points).at(-1) ?? 0

/** A longer time without a report is a gap: five minutes lie between two, and later an hour. */
const gapMs = (ageMs: number) => (ageMs <= (hoursKept + 1) * hourMs ? 15 : 150) * 60_000

/** So few that they can be drawn, those of one column joined to their mean; with the gaps in them. */
function drawable(points: MetricLine['points'], span: ChartSpan, now: number): Point[] {
  const stepMs = Math.max(1, span.to - span.from) / span.columns
  const known = points.flatMap(([at, value]): [number, number][] =>
    value === null ? [] : [[at, value]],
  )
  const columns = Map.groupBy(known, ([at]) => Math.floor((at - span.from) / stepMs))
  const drawn: Point[] = []
  let before = Number.NaN
  for (const own of columns.values()) {
    const at = own[0]![0]
    const gap = Math.max(gapMs(now - at), 3 * stepMs)
    if (at - before > gap) drawn.push([Math.round((before + at) / 2), null])
    drawn.push([at, meanOf(own.map(([, value]) => value))])
    before = own.at(-1)![0]
  }
  return drawn
}
