// Figures of a report, a row each: checks, groups or tags, and the sum of them.
import type { Child } from 'hono/jsx'
import { type Figures, percent } from '../../workers/domain/report.ts'
import { duration, milliseconds } from '../../workers/domain/words/index.ts'

export interface ReportRow {
  name: Child
  figures: Figures
  /** Where incidents and avoided alarms are listed; null: nowhere by themselves. */
  links: { incidents: string; avoided: string } | null
}

const columns = [
  ...['Uptime', 'Down', 'Slow', 'Regional', 'Planned', 'Unknown'],
  ...['Incidents', 'Avoided', 'p50', 'p95'],
]

export function ReportTable({
  what,
  rows,
  total,
}: {
  what: string
  rows: ReportRow[]
  total?: Figures
}) {
  return (
    <table class="stack report">
      <thead>
        <tr>
          <th scope="col">{what}</th>
          {columns.map((one) => (
            <th scope="col" class="number">
              {one}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr>
            <th scope="row" class="wrap">
              {row.name}
            </th>
            <Cells {...row} />
          </tr>
        ))}
      </tbody>
      {total && (
        <tfoot>
          <tr>
            <th scope="row">In all</th>
            <Cells figures={total} links={null} />
          </tr>
        </tfoot>
      )}
    </table>
  )
}

function Cells({ figures, links }: Pick<ReportRow, 'figures' | 'links'>) {
  const { uptime, incidents, avoided, p50Ms, p95Ms } = figures
  const times = [
    uptime.downSeconds,
    uptime.slowSeconds,
    uptime.regionalSeconds,
    uptime.maintenanceSeconds,
    uptime.unknownSeconds,
  ]
  const kinds = Object.entries(figures.byKind)
    .map(([kind, n]) => `${n} ${kind}`)
    .join(', ')
  const cells: [Child, string?][] = [
    [<strong>{percent(uptime.share)}</strong>],
    ...times.map((seconds): [Child] => [seconds > 0 ? duration(seconds) : '–']),
    [linked(incidents, links?.incidents), kinds],
    [linked(avoided, links?.avoided)],
    [p50Ms === null ? '–' : milliseconds(p50Ms)],
    [p95Ms === null ? '–' : milliseconds(p95Ms)],
  ]
  return (
    <>
      {cells.map(([cell, title], index) => (
        <td
          class={cell === '–' ? 'number none' : 'number'}
          data-label={`${columns[index]}: `}
          {...(title ? { title } : {})}
        >
          {cell}
        </td>
      ))}
    </>
  )
}

function linked(n: number, href: string | undefined): Child {
  if (n === 0) return '–'
  return href ? <a href={href}>{n}</a> : n
}
