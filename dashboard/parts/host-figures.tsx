// The figures of a host over a time: a drawing of each kind, which the island `figures` makes a chart to
// zoom in, and its figures as a table.
import type { Chart, ChartLine, Point } from '../../workers/domain/host/chart.ts'
import { quantity, type Unit } from '../../workers/domain/host/unit.ts'
import { Drawing, Swatch } from './drawing.tsx'
import { RangeChoice } from './range-choice.tsx'
import { beforeMsOf, queryOf, type Range } from './ranges.ts'
import { When } from './when.tsx'

interface Of {
  range: Range
  /** How far the time lies back that is shown beside this one; null: none is. */
  beforeMs: number | null
}

const kept = { beside: 'before' }
const daysOf = (ms: number) => `${Math.round(ms / 86_400_000)} days before`

export function HostFigures({
  charts,
  agent,
  range,
  beforeMs,
}: Of & { charts: Chart[]; agent: string }) {
  const path = `/agents/${agent}`
  const query = queryOf(range) + (beforeMs === null ? '' : '&beside=before')
  const others = charts.filter((one) => !one.isMain)
  return (
    <>
      <h2 id="figures">Figures</h2>
      <RangeChoice
        path={path}
        anchor="figures"
        range={range}
        kept={beforeMs === null ? {} : kept}
      />
      <Beside path={path} range={range} beforeMs={beforeMs} />
      {charts.length === 0 && <p class="soft">Nothing was reported in this time.</p>}
      <div data-figures={`${path}/figures?${query}`} hidden={charts.length === 0}>
        <p class="soft" data-live="span">
          <small>
            <When at={range.from} /> to <When at={range.to} />. Drag over a chart to look closer in
            all of them; twice to see all.
          </small>
        </p>
        <div class="charts">
          {charts
            .filter((one) => one.isMain)
            .map((chart) => (
              <HostChart chart={chart} range={range} beforeMs={beforeMs} />
            ))}
        </div>
        {others.length > 0 && (
          <details>
            <summary>
              {others.length === 1 ? 'One more chart' : `${others.length} more charts`}
            </summary>
            <div class="charts">
              {others.map((chart) => (
                <HostChart chart={chart} range={range} beforeMs={beforeMs} />
              ))}
            </div>
          </details>
        )}
      </div>
    </>
  )
}

/** Puts an earlier time beside this one, or takes it away. */
function Beside({ path, range, beforeMs }: Of & { path: string }) {
  const back = beforeMsOf(range)
  if (back === null) return null
  const query = queryOf(range)
  return (
    <p>
      {beforeMs === null ? (
        <a href={`${path}?${query}&beside=before#figures`}>Compare with {daysOf(back)}</a>
      ) : (
        <>
          Dashed: {daysOf(beforeMs)}. <a href={`${path}?${query}#figures`}>Without it</a>
        </>
      )}
    </p>
  )
}

const unitWords: Record<Unit, string> = {
  percent: '%',
  bytes: 'bytes',
  bytesPerSecond: 'bytes a second',
  seconds: 'seconds',
  ms: 'milliseconds',
  hours: 'hours',
  perMinute: 'a minute',
  none: '',
}

const valuesOf = (points: Point[]) => points.flatMap(([, value]) => value ?? [])

function HostChart({ chart, range: { from, to }, beforeMs }: Of & { chart: Chart }) {
  const { key, title, unit, lines, left } = chart
  const all = lines.flatMap(({ points, before }) => [...valuesOf(points), ...valuesOf(before)])
  const [low, high] = [Math.min(...all), Math.max(...all)]
  const said = [
    Math.min(...lines.map(({ figures }) => figures.least)),
    Math.max(...lines.map(({ figures }) => figures.most)),
  ].map((value) => quantity(unit, value))
  const drawn = lines.flatMap(({ points, before }, tone) => [
    { points, tone },
    { points: before, tone, isBefore: true },
  ])
  return (
    <section>
      <h3>
        {title} <span class="soft">{unitWords[unit]}</span>
      </h3>
      <div class="chart" data-figure={key}>
        <Drawing
          from={from}
          to={to}
          least={low}
          most={Math.max(unit === 'percent' ? 100 : 0, high)}
          lines={drawn.filter((one) => one.points.length > 0)}
          words={`${title}: ${said.join(' to ')}; the table has the figures`}
        />
      </div>
      <div data-live={`figures of ${key}`}>
        <Table lines={lines} unit={unit} beforeMs={beforeMs} />
        {left > 0 && (
          <p class="soft">
            <small>
              {left} more {left === 1 ? 'is' : 'are'} not drawn: those with the least figures.
            </small>
          </p>
        )}
      </div>
    </section>
  )
}

function Table({
  lines,
  unit,
  beforeMs,
}: {
  lines: ChartLine[]
  unit: Unit
  beforeMs: number | null
}) {
  const said = (value: number) => quantity(unit, value)
  const columns = ['Least', 'Mean', 'Most', 'Last', ...(beforeMs === null ? [] : ['Mean before'])]
  return (
    <div class="scroll">
      <table>
        <thead>
          <tr>
            <th scope="col">Figure</th>
            {columns.map((name) => (
              <th scope="col" class={`number${name === 'Least' ? ' hide-small' : ''}`}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {lines.map(({ label, figures, meanBefore }, tone) => (
            <tr>
              <td class="wrap">
                <span class="named">
                  <Swatch tone={tone} /> <span>{label}</span>
                </span>
              </td>
              <td class="number hide-small">{said(figures.least)}</td>
              <td class="number">{said(figures.mean)}</td>
              <td class="number">{said(figures.most)}</td>
              <td class="number">{said(figures.last)}</td>
              {beforeMs !== null && (
                <td class="number">{meanBefore === null ? '–' : said(meanBefore)}</td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
