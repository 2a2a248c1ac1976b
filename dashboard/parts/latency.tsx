// Latency by place: ranges, a drawing that the island `chart` makes one to zoom in, and the figures
// as a table.

import type { Span } from '../../workers/domain/uptime.ts'
import { milliseconds, utc } from '../../workers/domain/words/index.ts'
import { queryOf, type Range, ranges } from './ranges.ts'

export interface LatencyData {
  from: number
  to: number
  unit: 'answer' | 'hour' | 'day'
  lines: {
    location: string
    points: [at: number, ms: number | null][]
    asked: number
    failed: number
    p50: number | null
    p95: number | null
  }[]
  bands: Span[]
  partial: boolean
}

const width = 600
const height = 120
/** Points drawn of a line at most. */
const columns = 240

export function LatencySection({
  id,
  range,
  latency,
  names,
}: {
  id: string
  range: Range
  latency: LatencyData
  names: Record<string, string>
}) {
  const points = {
    answer: 'single answers',
    hour: 'medians by the hour',
    day: 'medians by the day',
  }
  return (
    <>
      <h2 id="latency">Latency by place</h2>
      <Ranges id={id} range={range} />
      {latency.partial && <p class="fault">The history cannot be read right now: part of it.</p>}
      <div class="chart" data-chart={id} data-query={queryOf(range)}>
        <Drawing latency={latency} />
      </div>
      <p class="soft">
        <small>
          {utc(latency.from).slice(0, 16)} to {utc(latency.to).slice(0, 16)} UTC,{' '}
          {points[latency.unit]}; behind it red is down, violet regional, amber slow, blue
          maintenance. Drag over it to look closer; twice to see all.
        </small>
      </p>
      <Figures latency={latency} names={names} />
    </>
  )
}

function Ranges({ id, range }: { id: string; range: Range }) {
  return (
    <form method="get" action={`/checks/${id}#latency`} class="filter ranges">
      {Object.keys(ranges).map((name) => (
        <a
          class="button"
          href={`/checks/${id}?range=${name}#latency`}
          {...(range.name === name ? { 'aria-current': 'true' } : {})}
        >
          {name}
        </a>
      ))}
      <input type="date" name="from" value={range.typed.from} aria-label="First day (UTC)" />
      <input type="date" name="to" value={range.typed.to} aria-label="Last day (UTC)" />
      <button type="submit">Show these days</button>
      {range.fault && (
        <span class="fault" role="alert">
          {range.fault}
        </span>
      )}
    </form>
  )
}

/** Without JavaScript, and until the chart is there. */
function Drawing({ latency: { from, to, lines, bands } }: { latency: LatencyData }) {
  if (lines.length === 0) return <p class="soft">The chart begins with the first answers.</p>
  const x = (at: number) => Math.round(((at - from) / Math.max(1, to - from)) * width)
  const most = Math.max(10, ...lines.flatMap(({ points }) => points.map(([, ms]) => ms ?? 0)))
  return (
    <svg
      class="latency"
      viewBox={`0 0 ${width} ${height}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={`Latency by place, up to ${milliseconds(most)}; the table has the figures`}
    >
      {bands.map((band) => (
        <rect
          class={band.kind}
          x={x(Math.max(from, band.from))}
          width={Math.max(1, x(Math.min(to, band.to)) - x(Math.max(from, band.from)))}
          height={height}
        />
      ))}
      {lines.map(({ points }, index) => (
        <path class={`tone${index % 6}`} d={pathOf(thinned(points), x, most)} />
      ))}
    </svg>
  )
}

/** Neighbours joined until few enough are left: their mean, or a gap when one has none. */
function thinned(points: LatencyData['lines'][number]['points']) {
  const size = Math.ceil(points.length / columns)
  if (size <= 1) return points
  return Array.from({ length: Math.ceil(points.length / size) }, (_, index) => {
    const own = points.slice(index * size, (index + 1) * size)
    const known = own.flatMap(([, ms]) => (ms === null ? [] : [ms]))
    const mean = known.reduce((sum, ms) => sum + ms, 0) / known.length
    return [own[0]![0], known.length < own.length ? null : mean] as [number, number | null]
  })
}

function pathOf(points: [number, number | null][], x: (at: number) => number, most: number) {
  let isOn = false
  return points
    .map(([at, ms]) => {
      if (ms === null) {
        isOn = false
        return ''
      }
      const step = `${isOn ? 'L' : 'M'}${x(at)} ${Math.round(height - (ms / most) * (height - 4))}`
      isOn = true
      return step
    })
    .join('')
}

function Figures({ latency, names }: { latency: LatencyData; names: Record<string, string> }) {
  if (latency.lines.length === 0) return null
  return (
    <div class="scroll" data-live="latency">
      <table>
        <thead>
          <tr>
            <th scope="col">Place</th>
            <th scope="col" class="number">
              Median
            </th>
            <th scope="col" class="number">
              95 %
            </th>
            <th scope="col" class="number">
              Failed
            </th>
            <th scope="col" class="number hide-small">
              Asked
            </th>
          </tr>
        </thead>
        <tbody>
          {latency.lines.map((line, index) => (
            <tr>
              <td>
                <svg class={`swatch tone${index % 6}`} viewBox="0 0 10 10" aria-hidden="true">
                  <rect width="10" height="10" />
                </svg>{' '}
                {names[line.location] ?? line.location}
              </td>
              <td class="number">{line.p50 === null ? '–' : milliseconds(line.p50)}</td>
              <td class="number">{line.p95 === null ? '–' : milliseconds(line.p95)}</td>
              <td class="number">{line.failed}</td>
              <td class="number hide-small">{line.asked}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
