// The figures of a host: a chart of each kind, one pointer in all of them; drag in one to look closer in
// all. Fresh figures come without a reload.
import type uPlot from 'uplot'
import type { Chart, Point } from '../../workers/domain/host/chart.ts'
import { quantity } from '../../workers/domain/host/unit.ts'
import { type Line, plotIn, type Shown, tableOf } from './plot.ts'

interface Figures {
  from: number
  to: number
  beforeMs: number | null
  charts: Chart[]
}

const height = 180
/** An agent's figures are kept so often. */
const everyMs = 300_000
const cursor: uPlot.Cursor = { sync: { key: 'figures' } }

const lineOf = (points: Point[]): Line =>
  new Map(points.map(([at, value]) => [Math.round(at / 1_000), value]))

/** Each line, and behind it that of the earlier time. */
function shownOf({ lines }: Chart, { beforeMs }: Figures): Shown[] {
  const days = Math.round((beforeMs ?? 0) / 86_400_000)
  return lines.flatMap(({ label, points, before }, tone) => {
    const own = { label, points: lineOf(points), tone }
    if (before.length === 0) return [own]
    const past = { label: `${label}, ${days} days before`, points: lineOf(before), tone }
    return [own, { ...past, isDashed: true }]
  })
}

const endsOf = ({ from, to }: Figures) => [from, to].map((at) => Math.round(at / 1_000))

/** From nought, and up to a hundred where it is of a hundred. */
const rangeOf =
  (unit: Chart['unit']): uPlot.Range.Function =>
  (_, least, most) => [
    Math.min(0, (least ?? 0) * 1.1),
    unit === 'percent' ? Math.max(100, most ?? 0) : Math.max(1, (most ?? 0) * 1.1),
  ]

function draw(box: HTMLElement, chart: Chart, found: Figures): uPlot {
  const said = (value: number) => quantity(chart.unit, value)
  const range = rangeOf(chart.unit)
  const shown = shownOf(chart, found)
  return plotIn(box, shown, { height, said, range, cursor, ends: endsOf(found) })
}

async function fetched(section: HTMLElement): Promise<Figures | null> {
  const answer = await fetch(section.dataset.figures!)
  return answer.ok ? ((await answer.json()) as Figures) : null
}

async function begin(section: HTMLElement): Promise<void> {
  const first = await fetched(section)
  if (!first) return
  const plots = new Map<string, uPlot>()
  for (const chart of first.charts) {
    const box = section.querySelector<HTMLElement>(`[data-figure="${CSS.escape(chart.key)}"]`)
    if (box) plots.set(chart.key, draw(box, chart, first))
  }
  if (Date.now() - first.to > 60_000) return
  window.setInterval(() => void renew(section, plots).catch(() => undefined), everyMs)
}

/** Fresh figures in the charts that are there; one that somebody looks at closely stays as it is. */
async function renew(section: HTMLElement, plots: Map<string, uPlot>): Promise<void> {
  if (document.visibilityState !== 'visible') return
  const fresh = await fetched(section)
  for (const chart of fresh?.charts ?? []) {
    const plot = plots.get(chart.key)
    const lines = shownOf(chart, fresh!)
    if (!plot || lines.length !== plot.series.length - 1) continue
    const isWhole = plot.scales.x?.max === plot.data[0].at(-1)
    const data = tableOf(
      lines.map((one) => one.points),
      endsOf(fresh!),
    )
    plot.setData(data, isWhole)
  }
}

for (const section of document.querySelectorAll<HTMLElement>('[data-figures]')) void begin(section)
