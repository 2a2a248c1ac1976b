// Latency by place: ranges, a drawing that the island `chart` makes one to zoom in, and the figures
// as a table.

import type { Span } from '../../workers/domain/uptime.ts'
import { milliseconds } from '../../workers/domain/words/index.ts'
import { Drawing, Swatch } from './drawing.tsx'
import { RangeChoice } from './range-choice.tsx'
import { queryOf, type Range } from './ranges.ts'
import { When } from './when.tsx'

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
      <RangeChoice path={`/checks/${id}`} anchor="latency" range={range} />
      {latency.partial && <p class="fault">The history cannot be read right now: part of it.</p>}
      <div class="chart" data-chart={id} data-query={queryOf(range)}>
        <Drawn latency={latency} />
      </div>
      <p class="soft">
        <small>
          <When at={latency.from} /> to <When at={latency.to} />, {points[latency.unit]}; behind it
          red is down, violet regional, amber slow, blue maintenance. Drag over it to look closer;
          twice to see all.
        </small>
      </p>
      <Figures latency={latency} names={names} />
    </>
  )
}

/** Without JavaScript, and until the chart is there. */
function Drawn({ latency: { from, to, lines, bands } }: { latency: LatencyData }) {
  if (lines.length === 0) return <p class="soft">The chart begins with the first answers.</p>
  const most = Math.max(10, ...lines.flatMap(({ points }) => points.map(([, ms]) => ms ?? 0)))
  return (
    <Drawing
      from={from}
      to={to}
      most={most}
      bands={bands}
      lines={lines.map(({ points }) => ({ points: thinned(points) }))}
      words={`Latency by place, up to ${milliseconds(most)}; the table has the figures`}
    />
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
                <Swatch tone={index} /> {names[line.location] ?? line.location}
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
