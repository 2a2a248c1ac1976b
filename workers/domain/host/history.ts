// Figures of a host over time, packed by the hour, and when they are older by the day: for charts, never
// for a decision.
import type { Metric } from './report.ts'

/** PERSISTED CONTRACT. An hour, or a day of hourly means. Columns run in step with `offsets`; null where a figure was not there. */
export interface MetricHour {
  v: 1
  agent: string
  /** Its start, ms since the epoch. */
  hour: number
  /** Seconds into it. */
  offsets: number[]
  columns: Record<string, (number | null)[]>
}

export const hourMs = 3_600_000
/** Points of an hour: one in five minutes is kept. */
const pointsMax = 14
const everySeconds = 290
/** Figures of one host. */
export const columnsMax = 120
/** After so long an hour becomes one point of its day. */
export const hoursKept = 72
export const dayMs = 24 * hourMs
export const daysKept = 90

/** The hour with one more report; the same when it is too near to the last. */
export function withMetrics(
  before: MetricHour,
  at: number,
  metrics: readonly Metric[],
): MetricHour {
  const offset = Math.floor((at - before.hour) / 1_000)
  const last = before.offsets.at(-1)
  if (last !== undefined && offset - last < everySeconds) return before
  if (before.offsets.length >= pointsMax) return before
  const length = before.offsets.length
  const columns: MetricHour['columns'] = {}
  for (const [name, values] of Object.entries(before.columns)) columns[name] = [...values, null]
  for (const { name, value } of metrics) {
    const known = columns[name]
    if (known) known[length] = value
    else if (Object.keys(columns).length < columnsMax && Number.isFinite(value)) {
      columns[name.slice(0, 160)] = [...Array<null>(length).fill(null), value]
    }
  }
  return { ...before, offsets: [...before.offsets, offset], columns }
}

export function newHour(agent: string, at: number): MetricHour {
  const hour = Math.floor(at / hourMs) * hourMs
  return { v: 1, agent, hour, offsets: [], columns: {} }
}

export function newDay({ agent, hour }: MetricHour): MetricHour {
  return { v: 1, agent, hour: Math.floor(hour / dayMs) * dayMs, offsets: [], columns: {} }
}

/** The day with the means of one of its hours; the same when that hour is in it. */
export function withHour(before: MetricHour, hour: MetricHour): MetricHour {
  const offset = Math.floor((hour.hour - before.hour) / 1_000)
  if (hour.offsets.length === 0 || before.offsets.includes(offset)) return before
  const at = before.offsets.filter((one) => one < offset).length
  const names = [...Object.keys(before.columns), ...Object.keys(hour.columns)]
  const columns = [...new Set(names)].slice(0, columnsMax).map((name) => {
    const known = before.columns[name] ?? before.offsets.map(() => null)
    return [name, known.toSpliced(at, 0, meanOf(hour.columns[name] ?? []))]
  })
  const offsets = before.offsets.toSpliced(at, 0, offset)
  return { ...before, offsets, columns: Object.fromEntries(columns) as MetricHour['columns'] }
}

/** To three figures more than a chart shows. */
function meanOf(values: readonly (number | null)[]): number | null {
  const known = values.filter((one) => one !== null)
  if (known.length === 0) return null
  return Number((known.reduce((sum, one) => sum + one, 0) / known.length).toPrecision(6))
}

export interface MetricLine {
  name: string
  points: [at: number, value: number | null][]
}

/** Lines of the hours in [from, to), by name. */
export function linesOf(hours: readonly MetricHour[], from: number, to: number): MetricLine[] {
  const lines = new Map<string, [number, number | null][]>()
  for (const { hour, offsets, columns } of hours.toSorted((a, b) => a.hour - b.hour)) {
    for (const [name, values] of Object.entries(columns)) {
      const points = lines.get(name) ?? []
      offsets.forEach((offset, index) => {
        const at = hour + offset * 1_000
        if (at >= from && at < to) points.push([at, values[index] ?? null])
      })
      lines.set(name, points)
    }
  }
  return [...lines]
    .map(([name, points]) => ({ name, points }))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
}
