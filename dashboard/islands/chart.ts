// The latency chart of a check: one line per place, gaps where it did not answer, trouble as bands
// behind, live points; drag to look closer.
import type uPlot from 'uplot'
import { quantity } from '../../workers/domain/host/unit.ts'
import { colour, feed, type Line, plotIn } from './plot.ts'

interface Latency {
  from: number
  to: number
  unit: 'answer' | 'hour' | 'day'
  lines: { location: string; name: string; points: [at: number, ms: number | null][] }[]
  bands: { kind: string; from: number; to: number }[]
  /** It reaches the present: more comes in. */
  isOpen: boolean
}

const stepSeconds = 5
const height = 220

const stepOf = (atMs: number) => Math.floor(atMs / 1_000 / stepSeconds) * stepSeconds

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
  if (lines.size === 0) return void window.setTimeout(() => start(box), 5_000)
  const shown = found.lines.map(({ location, name }, tone) => {
    return { label: name, points: lines.get(location)!, tone }
  })
  const said = (ms: number) => quantity('ms', ms)
  const hooks = { drawClear: [(plot: uPlot) => drawBands(plot, found.bands)] }
  const plot = plotIn(box, shown, { height, said, range, hooks })
  if (found.unit !== 'answer' || !found.isOpen) return
  document.addEventListener('esonar:live', (event) => {
    const { type, check, location, at, kind, ms } = (event as CustomEvent).detail
    const line = lines.get(location)
    if (type !== 'answer' || check !== chart || !line) return
    line.set(stepOf(at), kind === 'pass' || kind === 'slow' ? ms : null)
    feed(plot, [...lines.values()])
  })
}

/** Without an answer the drawing stays. */
const start = (box: HTMLElement) => void begin(box).catch(() => undefined)

for (const box of document.querySelectorAll<HTMLElement>('[data-chart]')) start(box)
