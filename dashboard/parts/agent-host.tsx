// What an agent finds on its host, worst first, and its figures over a time.
import { bytes, figure, percent } from '../../workers/domain/host/amount.ts'
import type { MetricLine } from '../../workers/domain/host/history.ts'
import type { Finding, FindingLevel } from '../../workers/domain/host/report.ts'
import type { HostView } from '../../workers/shard-door.ts'
import { Health, type Shown } from './health.tsx'
import { type Range, ranges } from './ranges.ts'
import { When } from './when.tsx'

export interface HostData {
  /** Null: it has said nothing yet. */
  view: HostView | null
  lines: MetricLine[]
}

const shownAs: Record<FindingLevel, Shown> = {
  critical: 'down',
  warning: 'slow',
  unknown: 'unknown',
  ok: 'up',
}
const wordOf: Record<FindingLevel, string> = {
  critical: 'critical',
  warning: 'warning',
  unknown: 'unknown',
  ok: 'in order',
}
const order: FindingLevel[] = ['critical', 'warning', 'unknown', 'ok']

/** `builtIn`: of the machine of the installation, which not every workspace hears of. */
export function HostSection({
  host,
  range,
  builtIn = false,
}: {
  host: HostData | null
  range: Range
  builtIn?: boolean
}) {
  if (!host) {
    return <p class="fault">What it found cannot be read right now.</p>
  }
  const { view, lines } = host
  if (!view || view.foundAt === null) {
    return (
      <div class="empty">
        <p>
          {builtIn
            ? 'Here it is a place to probe from. What it finds on its machine is reported to the workspace of whoever runs this installation.'
            : 'It has not reported on its host yet. The first report comes within a minute.'}
        </p>
      </div>
    )
  }
  const findings = view.findings.toSorted(
    (a, b) => order.indexOf(a.level) - order.indexOf(b.level) || (a.key < b.key ? -1 : 1),
  )
  return (
    <>
      <h2>What it finds</h2>
      <p class="soft">
        Last reported <When at={view.foundAt} />.
        {view.lost > 0 && ` ${view.lost} reports were lost on the way: its spool was full.`}
      </p>
      <Findings findings={findings} incidents={view.incidents} />
      <Figures lines={lines} range={range} agent={view.agent} />
    </>
  )
}

function Findings({
  findings,
  incidents,
}: {
  findings: Finding[]
  incidents: Record<string, string>
}) {
  return (
    <div class="scroll">
      <table class="stack">
        <thead>
          <tr>
            {['State', 'Finding', 'Since'].map((name) => (
              <th scope="col">{name}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {findings.map(({ key, level, text, since }) => (
            <tr>
              <td>
                <Health health={shownAs[level]} word={wordOf[level]} />
              </td>
              <td class="wrap">
                {incidents[key] ? <a href={`/incidents/${incidents[key]}`}>{text}</a> : text}
              </td>
              <td data-label="since: ">
                <When at={since} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** Drawn first, in this order; of others there are many. */
const first = ['memory.usedPercent', 'cpu.busyPercent', 'load.oneMinute']
const isShown = ({ name }: MetricLine) =>
  first.includes(name) || /^(filesystem\..*\.usedPercent|replication\.|service\.)/.test(name)
const shownMax = 12

function Figures({ lines, range, agent }: { lines: MetricLine[]; range: Range; agent: string }) {
  const rank = ({ name }: MetricLine) => {
    const at = first.indexOf(name)
    return at === -1 ? first.length : at
  }
  const shown = lines
    .filter(isShown)
    .toSorted((a, b) => rank(a) - rank(b))
    .slice(0, shownMax)
  return (
    <>
      <h2 id="figures">Figures</h2>
      <nav class="filter ranges" aria-label="How far back">
        {Object.keys(ranges).map((name) => (
          <a
            class="button"
            href={`/agents/${agent}?range=${name}#figures`}
            {...(range.name === name ? { 'aria-current': 'true' } : {})}
          >
            {name}
          </a>
        ))}
      </nav>
      {shown.length === 0 && <p class="soft">Nothing was reported in this time.</p>}
      <div class="scroll" hidden={shown.length === 0}>
        <table class="stack">
          <thead>
            <tr>
              {['Figure', `Last ${range.name}`, 'Least', 'Most', 'Last'].map((name) => (
                <th scope="col">{name}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.map((line) => (
              <FigureRow line={line} range={range} />
            ))}
          </tbody>
        </table>
      </div>
    </>
  )
}

function FigureRow({ line, range }: { line: MetricLine; range: Range }) {
  const values = line.points.flatMap(([, value]) => value ?? [])
  const last = values.at(-1)
  if (last === undefined) return null
  const said = (value: number) => inWords(line.name, value)
  const [least, most] = [Math.min(...values), Math.max(...values)]
  return (
    <tr>
      <td class="wrap">{line.name}</td>
      <td>
        <Drawn line={line} range={range} most={most} words={`${said(least)} to ${said(most)}`} />
      </td>
      <td data-label="least: ">{said(least)}</td>
      <td data-label="most: ">{said(most)}</td>
      <td data-label="last: ">{said(last)}</td>
    </tr>
  )
}

function inWords(name: string, value: number): string {
  if (/percent$/i.test(name)) return percent(value)
  if (/bytes$/i.test(name)) return bytes(value)
  if (/seconds$/i.test(name)) return `${figure(value)} s`
  return /(^|\.)ms$|Ms$/.test(name) ? `${figure(value)} ms` : figure(value)
}

const width = 240
const height = 32
/** A longer time without a report is a gap: five minutes lie between two, and later an hour. */
const gapMs = (at: number, to: number) => (to - at < 73 * 3_600_000 ? 15 : 150) * 60_000

interface Drawing {
  line: MetricLine
  range: Range
  most: number
  words: string
}

function Drawn({ line, range: { from, to }, most, words }: Drawing) {
  const points = thinned(line.points, Math.max(1, to - from) / columns)
  const span = Math.max(1, to - from)
  let before = Number.NaN
  const path = points
    .flatMap(([at, value]) => {
      if (value === null) return []
      const x = Math.round(((at - from) / span) * (width - 4)) + 2
      const y = Math.round(height - 2 - (value / Math.max(most, 1e-9)) * (height - 4))
      const isNext = at - before <= Math.max(gapMs(at, to), (3 * span) / columns)
      before = at
      return isNext ? [`L${x} ${y}`] : [`M${x} ${y}h1`]
    })
    .join('')
  return (
    <svg
      class="spark wide"
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      role="img"
      aria-label={words}
    >
      <path d={path} />
    </svg>
  )
}

/** Points drawn of a line at most. */
const columns = 200

/** Those of one column joined to their mean. */
function thinned(points: MetricLine['points'], stepMs: number): MetricLine['points'] {
  const of = Map.groupBy(points, ([at]) => Math.floor(at / stepMs))
  return [...of.values()].map((own) => {
    const known = own.flatMap(([, value]) => value ?? [])
    const mean = known.reduce((sum, value) => sum + value, 0) / known.length
    return [own[0]![0], known.length === 0 ? null : mean]
  })
}
