// What all charts have in common: a line per thing in its tone, the values where the pointer is, boxes
// for the lines, the reader's light and the room there is.
import uPlot from 'uplot'
import { markOf, type Named, offer, toneOf } from './compare.ts'

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
export function tableOf(lines: Line[], ends: number[] = []): uPlot.AlignedData {
  const times = [...new Set([...ends, ...lines.flatMap((line) => [...line.keys()])])]
  times.sort((a, b) => a - b)
  return [times, ...lines.map((line) => times.map((at) => line.get(at)))] as uPlot.AlignedData
}

function axis(): uPlot.Axis {
  const line = { stroke: () => colour('--line'), width: 1 }
  return { stroke: () => colour('--soft'), grid: line, ticks: line, font: '12px system-ui' }
}

const timeWords = { dateStyle: 'medium', timeStyle: 'short' } as const

/** The values beside the pointer, on the side that has room. */
function tip(lines: Shown[], said: Look['said']): (plot: uPlot) => void {
  const box = Object.assign(document.createElement('div'), { className: 'tip', hidden: true })
  box.setAttribute('aria-hidden', 'true')
  return (plot) => {
    const { idx, idxs, left = 0 } = plot.cursor
    if (!box.isConnected) plot.over.append(box)
    box.hidden = idx == null || left < 0
    if (box.hidden || idx == null) return
    const at = new Date(plot.data[0][idx]! * 1_000).toLocaleString(undefined, timeWords)
    const rows = lines.flatMap((line, index) => {
      const own = idxs?.[index + 1]
      const value = own == null ? null : plot.data[index + 1]![own]
      if (value == null || !plot.series[index + 1]!.show) return []
      const row = document.createElement('div')
      const figure = Object.assign(document.createElement('b'), { textContent: said(value) })
      row.append(markOf(line), `${line.label} `, figure)
      return [row]
    })
    box.replaceChildren(at, ...rows)
    const isRight = left > plot.over.clientWidth / 2
    box.style.left = isRight ? 'auto' : `${left + 12}px`
    box.style.right = isRight ? `${plot.over.clientWidth - left + 12}px` : 'auto'
  }
}

/** Puts the chart into its box in place of the drawing. */
export function plotIn(box: HTMLElement, lines: Shown[], look: Look): uPlot {
  const { height, said, range, ends, cursor = {}, hooks = {} } = look
  const data = tableOf(
    lines.map((one) => one.points),
    ends,
  )
  const show = data[0].length < 60
  const series = lines.map((line) => ({
    label: line.label,
    stroke: () => colour(toneOf(line)),
    width: line.isDashed ? 1 : 1.5,
    ...(line.isDashed ? { dash: [5, 4] } : {}),
    points: { show, size: 4 },
  }))
  const values: uPlot.Axis.Values = (_, ticks) => ticks.map(said)
  const options: uPlot.Options = {
    width: box.clientWidth,
    height,
    cursor,
    scales: { y: { range } },
    series: [{}, ...series],
    axes: [axis(), { ...axis(), size: 76, values }],
    legend: { show: false },
    hooks: { ...hooks, setCursor: [tip(lines, said)] },
  }
  box.textContent = ''
  const plot = new uPlot(options, data, box)
  offer(box, plot, lines)
  new ResizeObserver(() => {
    if (box.clientWidth > 0) plot.setSize({ width: box.clientWidth, height })
  }).observe(box)
  const light = window.matchMedia('(prefers-color-scheme: dark)')
  light.addEventListener('change', () => plot.redraw())
  return plot
}
