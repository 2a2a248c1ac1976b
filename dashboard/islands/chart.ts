// The latency chart of a check: one line per place, gaps where it did not answer, trouble as bands
// behind, live points; drag to look closer.
import uPlot from 'uplot'
import { offer } from './compare.ts'

interface Latency {
  from: number
  to: number
  unit: 'answer' | 'hour' | 'day'
  lines: { location: string; name: string; points: [at: number, ms: number | null][] }[]
  bands: { kind: string; from: number; to: number }[]
}
type Line = Map<number, number | null>

const tones = ['--accent', '--maintenance', '--regional', '--slow', '--up', '--unknown']
const stepSeconds = 5
const height = 220

const toneOf = (index: number) => tones[index % tones.length]!
const stepOf = (atMs: number) => Math.floor(atMs / 1_000 / stepSeconds) * stepSeconds

/** All lines on one axis; a place not asked at an instant is bridged, a failure is a gap. */
function tableOf(lines: Map<string, Line>): uPlot.AlignedData {
  const times = [...new Set([...lines.values()].flatMap((line) => [...line.keys()]))].sort(
    (a, b) => a - b,
  )
  const rows = [...lines.values()].map((line) => times.map((at) => line.get(at)))
  return [times, ...rows] as uPlot.AlignedData
}

function colour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim()
}

function axis(): uPlot.Axis {
  const line = { stroke: () => colour('--line'), width: 1 }
  return { stroke: () => colour('--soft'), grid: line, ticks: line, font: '12px system-ui' }
}

const range: uPlot.Range.Function = (_, __, most) => [0, Math.max(10, most * 1.1)]

/** Trouble behind the lines. */
function drawBands(plot: uPlot, bands: Latency['bands']): void {
  const { left, width, top, height: tall } = plot.bbox
  plot.ctx.globalAlpha = 0.16
  for (const { kind, from, to } of bands) {
    const [x, end] = [from, to].map((at) =>
      Math.min(left + width, Math.max(left, plot.valToPos(at / 1_000, 'x', true))),
    ) as [number, number]
    plot.ctx.fillStyle = colour(`--${kind}`)
    if (end > left && x < left + width) plot.ctx.fillRect(x, top, Math.max(1, end - x), tall)
  }
  plot.ctx.globalAlpha = 1
}

function draw(box: HTMLElement, found: Latency, lines: Map<string, Line>): uPlot {
  const isFew = tableOf(lines)[0].length < 60
  const series = [...lines.keys()].map((location, index) => ({
    label: found.lines.find((one) => one.location === location)?.name ?? location,
    stroke: () => colour(toneOf(index)),
    width: 1.5,
    points: { show: isFew, size: 4 },
    value: (_: uPlot, ms: number | null) => (ms == null ? '–' : `${Math.round(ms)} ms`),
  }))
  const values: uPlot.Axis.Values = (_, ticks) => ticks.map((ms) => `${ms} ms`)
  const options = {
    width: box.clientWidth,
    height,
    scales: { y: { range } },
    series: [{}, ...series],
    axes: [axis(), { ...axis(), size: 64, values }],
    // By name, and not by value: a person's light may change.
    legend: { markers: { stroke: (_: uPlot, index: number) => `var(${toneOf(index - 1)})` } },
    hooks: { drawClear: [(plot: uPlot) => drawBands(plot, found.bands)] },
  }
  return new uPlot(options, tableOf(lines), box)
}

async function begin(box: HTMLElement): Promise<void> {
  const { chart, query } = box.dataset
  const answer = await fetch(`/checks/${chart}/latency?${query}`)
  if (!answer.ok) return
  const found = (await answer.json()) as Latency
  const lines = new Map(
    found.lines.map(({ location, points }): [string, Line] => [
      location,
      new Map(points.map(([at, ms]) => [stepOf(at), ms])),
    ]),
  )
  if (lines.size === 0) return void window.setTimeout(() => void begin(box), 5_000)
  box.textContent = ''
  const plot = draw(box, found, lines)
  offer(box, plot)
  new ResizeObserver(() => plot.setSize({ width: box.clientWidth, height })).observe(box)
  window.matchMedia('(prefers-color-scheme: dark)').onchange = () => plot.redraw()
  if (found.unit !== 'answer' || Date.now() - found.to > 60_000) return
  document.addEventListener('esonar:live', (event) => {
    const { type, check, location, at, kind, ms } = (event as CustomEvent).detail
    const line = lines.get(location)
    if (type !== 'answer' || check !== chart || !line) return
    line.set(stepOf(at), kind === 'pass' || kind === 'slow' ? ms : null)
    const isWhole = plot.scales.x?.max === plot.data[0].at(-1)
    plot.setData(tableOf(lines), isWhole)
  })
}

for (const box of document.querySelectorAll<HTMLElement>('[data-chart]')) void begin(box)
