// The figures of a host: a chart of each kind, one pointer in all of them; drag in one to look closer in
// all. Fresh figures come without a reload.
import type uPlot from 'uplot'
import type { Chart, Point } from '../../workers/domain/host/chart.ts'
import { quantity } from '../../workers/domain/host/unit.ts'
import { keepFresh } from './fresh.ts'
import { pageAnew, place } from './place.ts'
import { feed, type Line, named, plotIn, type Shown } from './plot.ts'
import { signedOut } from './stale.ts'

interface Figures {
  from: number
  to: number
  beforeMs: number | null
  /** It reaches the present: more comes in. */
  isOpen: boolean
  charts: Chart[]
}

const height = 180
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

/** Null: they are not to be had. */
async function fetched(section: HTMLElement): Promise<Figures | null> {
  const answer = await fetch(section.dataset.figures!)
  if (answer.status === 401) signedOut()
  return answer.ok ? ((await answer.json()) as Figures) : null
}

const boxOf = (root: ParentNode, { key }: Chart) =>
  root.querySelector<HTMLElement>(`[data-figure="${CSS.escape(key)}"]`)

async function begin(section: HTMLElement): Promise<void> {
  const first = await fetched(section)
  if (!first) return
  const plots = new Map<string, uPlot>()
  for (const chart of first.charts) {
    const box = boxOf(section, chart)
    if (box) plots.set(chart.key, draw(box, chart, first))
  }
  if (first.isOpen) keepFresh(() => renew(section, plots))
}

/** Fresh figures in the charts that are there, and in what is said beside them. False: none came. */
async function renew(section: HTMLElement, plots: Map<string, uPlot>): Promise<boolean> {
  const fresh = await fetched(section)
  const text = fresh && (await pageAnew())
  if (!fresh || !text) return false
  const page = new DOMParser().parseFromString(text, 'text/html')
  place(page)
  for (const chart of fresh.charts) {
    const [old, box] = [plots.get(chart.key), boxOf(section, chart)]
    if (!old || !box) continue
    const plot = renewOne(old, box, chart, fresh)
    plots.set(chart.key, plot)
    const words = boxOf(page, chart)?.querySelector('[role=img]')?.getAttribute('aria-label')
    if (words) named(plot, words)
  }
  return true
}

/** The same chart with fresh figures, or where other things are told of now, another. */
function renewOne(plot: uPlot, box: HTMLElement, chart: Chart, fresh: Figures): uPlot {
  const lines = shownOf(chart, fresh)
  const isSame =
    lines.length === plot.series.length - 1 &&
    lines.every(({ label }, index) => label === plot.series[index + 1]!.label)
  if (!isSame) {
    plot.destroy()
    return draw(box, chart, fresh)
  }
  const points = lines.map((one) => one.points)
  feed(plot, points, endsOf(fresh))
  return plot
}

for (const section of document.querySelectorAll<HTMLElement>('[data-figures]')) {
  void begin(section).catch(() => undefined)
}
