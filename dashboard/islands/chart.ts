// The latency chart of a check: one line per location, gaps where it did not answer, live points.
import uPlot from 'uplot'

interface Hour {
  location: string
  hour: string
  offsets: number[]
  latencies: number[]
  outcomes: number[]
}
type Line = Map<number, number | null>

const pass = 0
const slow = 1
const colours = ['--accent', '--maintenance', '--regional', '--slow', '--up', '--unknown']
const stepSeconds = 5
/** The axis is never narrower. */
const leastSeconds = 600

function linesOf(hours: Hour[]): Map<string, Line> {
  const lines = new Map<string, Line>()
  for (const { location, hour, offsets, latencies, outcomes } of hours) {
    const line: Line = lines.get(location) ?? new Map()
    lines.set(location, line)
    const start = Date.parse(hour) / 1000
    for (const [index, offset] of offsets.entries()) {
      const isAnswer = outcomes[index] === pass || outcomes[index] === slow
      const at = Math.floor((start + offset) / stepSeconds) * stepSeconds
      line.set(at, isAnswer ? (latencies[index] ?? null) : null)
    }
  }
  return lines
}

/** All lines on one axis; a location not asked at an instant is bridged, a failure is a gap. */
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
  return {
    stroke: colour('--soft'),
    grid: { stroke: colour('--line'), width: 1 },
    ticks: { stroke: colour('--line'), width: 1 },
    font: '12px system-ui',
  }
}

function draw(place: HTMLElement, lines: Map<string, Line>): uPlot {
  const names = [...lines.keys()]
  const series = names.map((label, index) => ({
    label,
    stroke: colour(colours[index % colours.length]!),
    width: 1.5,
    points: { show: tableOf(lines)[0]!.length < 60, size: 4 },
    value: (_: uPlot, ms: number | null) => (ms == null ? '–' : `${Math.round(ms)} ms`),
  }))
  const size = { width: place.clientWidth, height: 220 }
  const y = {
    ...axis(),
    size: 64,
    values: (_: uPlot, ticks: number[]) => ticks.map((ms) => `${ms} ms`),
  }
  const scales: uPlot.Scales = {
    x: { range: (_, first, last) => [Math.min(first, last - leastSeconds), last] },
    y: { range: (_, __, most) => [0, Math.max(10, most * 1.1)] },
  }
  return new uPlot(
    { ...size, scales, series: [{}, ...series], axes: [axis(), y] },
    tableOf(lines),
    place,
  )
}

async function begin(place: HTMLElement): Promise<void> {
  const answer = await fetch(`/api/checks/${place.dataset.chart}/results`)
  if (!answer.ok) return
  const { data } = (await answer.json()) as { data: Hour[] }
  const lines = linesOf(data)
  if (lines.size === 0) {
    place.textContent = 'The chart begins with the first answers.'
    window.setTimeout(() => void begin(place), 5_000)
    return
  }
  place.textContent = ''
  let plot = draw(place, lines)
  new ResizeObserver(() => plot.setSize({ width: place.clientWidth, height: 220 })).observe(place)
  document.addEventListener('esonar:live', (event) => {
    const { type, check, location, at, kind, ms } = (event as CustomEvent).detail
    if (type !== 'answer' || check !== place.dataset.chart) return
    const isNew = !lines.has(location)
    const line: Line = lines.get(location) ?? new Map()
    lines.set(location, line)
    line.set(
      Math.floor(at / 1000 / stepSeconds) * stepSeconds,
      kind === 'pass' || kind === 'slow' ? ms : null,
    )
    if (!isNew) return plot.setData(tableOf(lines))
    plot.destroy()
    plot = draw(place, lines)
  })
}

for (const place of document.querySelectorAll<HTMLElement>('[data-chart]')) void begin(place)
