// What all charts have in common: a line per thing in its tone, boxes for the lines, fresh values, the
// reader's light and the room there is.
import uPlot from 'uplot'
import { type Named, offer } from './compare.ts'
import { dots } from './dots.ts'
import { instants, roomOfInstant } from './instants.ts'
import { tip } from './tip.ts'
import { toneOf } from './tones.ts'

/** Values by second. */
export type Line = Map<number, number | null>

export interface Shown extends Named {
  points: Line
}

export interface Look {
  height: number
  said(value: number): string
  range: uPlot.Range.Function
  /** Instants that are shown also where nothing was said. */
  ends?: number[]
  cursor?: uPlot.Cursor
  hooks?: uPlot.Hooks.Arrays
}

export function colour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim()
}

/** All lines on one axis; what was not asked at an instant is bridged, null is a gap. */
function tableOf(lines: Line[], ends: number[] = []): uPlot.AlignedData {
  const times = [...new Set([...ends, ...lines.flatMap((line) => [...line.keys()])])]
  times.sort((a, b) => a - b)
  return [times, ...lines.map((line) => times.map((at) => line.get(at)))] as uPlot.AlignedData
}

/** Fresh values in a chart that is there. A stretch that somebody looks at closely stays as it is. */
export function feed(plot: uPlot, lines: Line[], ends?: number[]): void {
  const { min, max } = plot.scales.x as { min: number; max: number }
  const times = plot.data[0]
  const isWhole = times.length < 2 || (min === times[0] && max === times.at(-1))
  plot.batch(() => {
    plot.setData(tableOf(lines, ends), isWhole)
    if (!isWhole) plot.setScale('x', { min, max })
  })
}

function axis(): uPlot.Axis {
  const line = { stroke: () => colour('--line'), width: 1 }
  return { stroke: () => colour('--soft'), grid: line, ticks: line, font: '12px system-ui' }
}

/** Wide enough for most words, so that charts below each other have their instants below each other. */
const roomFor: uPlot.Axis.Size = (_, words) =>
  Math.max(76, ...(words ?? []).map((one) => 22 + 7 * one.length))

/** What a picture tells to whom does not see it. */
export function named({ root }: uPlot, words: string): void {
  root.setAttribute('role', 'img')
  root.setAttribute('aria-label', words)
}

/** Puts the chart into its box in place of what is there, which lends it its words. */
export function plotIn(box: HTMLElement, lines: Shown[], look: Look): uPlot {
  const { height, said, range, ends, cursor = {}, hooks = {} } = look
  const words = box.querySelector('[role=img]')?.getAttribute('aria-label')
  const series = lines.map((line) => ({
    label: line.label,
    stroke: () => colour(toneOf(line)),
    width: line.isDashed ? 1 : 1.5,
    ...(line.isDashed ? { dash: [5, 4] } : {}),
    points: dots(() => colour('--paper')),
  }))
  const values: uPlot.Axis.Values = (_, ticks) => ticks.map(said)
  const leave = new AbortController()
  const options: uPlot.Options = {
    width: box.clientWidth,
    height,
    // Across charts of other units a level line says nothing.
    cursor: { y: false, ...cursor },
    // Half of what stands below the last tick.
    padding: [null, 40, null, null],
    scales: { y: { range } },
    series: [{}, ...series],
    axes: [
      { ...axis(), values: instants, space: roomOfInstant },
      { ...axis(), size: roomFor, values },
    ],
    legend: { show: false },
    hooks: { ...hooks, setCursor: [tip(lines, said)], destroy: [() => leave.abort()] },
  }
  box.textContent = ''
  const table = tableOf(
    lines.map((one) => one.points),
    ends,
  )
  const plot = new uPlot(options, table, box)
  if (words) named(plot, words)
  offer(box, plot, lines)
  const size = new ResizeObserver(() => {
    if (box.clientWidth > 0) plot.setSize({ width: box.clientWidth, height })
  })
  size.observe(box)
  leave.signal.addEventListener('abort', () => size.disconnect())
  const light = window.matchMedia('(prefers-color-scheme: dark)')
  light.addEventListener('change', () => plot.redraw(), { signal: leave.signal })
  return plot
}
