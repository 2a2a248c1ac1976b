// What an agent finds on its host, worst first, and its figures over a time.
import type { Chart } from '../../workers/domain/host/chart.ts'
import type { Finding, FindingLevel } from '../../workers/domain/host/report.ts'
import type { HostView } from '../../workers/shard-door.ts'
import { Health, type Shown } from './health.tsx'
import { HostFigures } from './host-figures.tsx'
import type { Range } from './ranges.ts'
import { When } from './when.tsx'

export interface HostData {
  /** Null: it has said nothing yet. */
  view: HostView | null
  charts: Chart[]
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
  beforeMs = null,
  builtIn = false,
}: {
  host: HostData | null
  range: Range
  /** How far the time lies back that is shown beside this one; null: none is. */
  beforeMs?: number | null
  builtIn?: boolean
}) {
  if (!host) {
    return <p class="fault">What it found cannot be read right now.</p>
  }
  const { view, charts } = host
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
      <div data-live="host">
        <h2>What it finds</h2>
        <p class="soft">
          Last reported <When at={view.foundAt} />.
          {view.lost > 0 && ` ${view.lost} reports were lost on the way: its spool was full.`}
        </p>
        <Findings findings={findings} incidents={view.incidents} />
      </div>
      <HostFigures charts={charts} range={range} beforeMs={beforeMs} agent={view.agent} />
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
