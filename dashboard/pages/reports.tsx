// The report of a month: what was kept of a promise, worst first, in a form that can be printed.
import type { Child } from 'hono/jsx'
import {
  type CheckFigures,
  type Figures,
  percent,
  type Report,
} from '../../workers/domain/report.ts'
import { Layout } from '../parts/layout.tsx'
import { Months, type MonthsData, monthName } from '../parts/months.tsx'
import { type ReportRow, ReportTable } from '../parts/report-table.tsx'

export interface ReportsData extends Report, MonthsData {
  isRunning: boolean
  workspace: string
  /** The mail of the week: whether the reader gets it, and what is missing for it. */
  mail: { isWanted: boolean; to: string; lack: string | null }
}

export function ReportsPage(data: ReportsData) {
  const { month, checks, groups, tags, pages, total } = data
  const title = `Report, ${monthName(data)}`
  return (
    <Layout title={title} section="/reports" islands={[]}>
      <div class="head">
        <div>
          <h1>Report</h1>
          <p>
            {data.workspace}, {monthName(data)}, in UTC{data.isRunning && ', until now'}
          </p>
        </div>
        <Months {...data} pathOf={(one) => `/reports?month=${one}`} />
      </div>
      {checks.length + groups.length === 0 ? (
        <div class="empty">
          <p>
            In this month no check was there to report on. Each check counts from when it was made.
          </p>
          <a href="/checks/new">Add a check</a>
        </div>
      ) : (
        <>
          <Summary {...data} />
          <ReportTable what="Check" rows={checks.map((one) => rowOf(one, month))} total={total} />
          {groups.length > 0 && (
            <>
              <h2>Groups, each by its own rule</h2>
              <ReportTable what="Group" rows={groups.map((one) => rowOf(one, month))} />
            </>
          )}
          {tags.length > 0 && (
            <>
              <h2>Tags</h2>
              <ReportTable what="Tag" rows={tags.map((one) => sumRow(one.tag, one))} />
            </>
          )}
          {pages.length > 0 && (
            <>
              <h2>Status pages</h2>
              <ReportTable
                what="Page"
                rows={pages.map((one) =>
                  sumRow(<a href={`/pages/${one.page.id}`}>{one.page.title}</a>, one),
                )}
              />
            </>
          )}
          <Counted month={month.month} />
        </>
      )}
      <WeekMail {...data} />
    </Layout>
  )
}

function rowOf(one: CheckFigures, { month }: ReportsData['month']): ReportRow {
  const { id, name, paused } = one.check
  return {
    name: (
      <>
        <a href={`/checks/${id}`}>{name}</a>
        {paused && <small> paused</small>}
      </>
    ),
    figures: one,
    links: {
      incidents: `/incidents?${new URLSearchParams({ month, check: id })}`,
      avoided: `/ledger?${new URLSearchParams({ month, check: id })}`,
    },
  }
}

/** Of several checks together. */
function sumRow(name: Child, figures: Figures & { checks: number }): ReportRow {
  const { checks } = figures
  const shown = (
    <>
      {name} <small>{checks === 1 ? '1 check' : `${checks} checks`}</small>
    </>
  )
  return { name: shown, figures, links: null }
}

/** The whole month in one sentence. */
function Summary({ total, checks }: ReportsData) {
  const { uptime, incidents, avoided } = total
  const hurt = checks.filter((one) => one.uptime.downSeconds > 0).length
  return (
    <p class="summary">
      <strong>{percent(uptime.share)} up</strong> over{' '}
      {total.checks === 1 ? 'one check' : `${total.checks} checks`};{' '}
      {hurt === 0 ? 'none was down' : `${hurt} of them ${hurt === 1 ? 'was' : 'were'} down`},{' '}
      {incidents === 1 ? '1 incident' : `${incidents} incidents`},{' '}
      {avoided === 1 ? '1 false alarm avoided' : `${avoided} false alarms avoided`}.
    </p>
  )
}

function Counted({ month }: { month: string }) {
  return (
    <p class="soft">
      Uptime counts verified down only; unknown time is left out of it, and planned maintenance is
      no downtime. Times of answers are of whole days. Removed checks are not part of it.{' '}
      <span class="screen">
        <a href={`/api/reports/csv?month=${month}`}>CSV</a>
        {' · '}
        <a href={`/api/reports?month=${month}`}>JSON</a>
        {' · printing leaves out all but the tables'}
      </span>
    </p>
  )
}

function WeekMail({ mail: { isWanted, to, lack }, month }: ReportsData) {
  return (
    <section class="screen" aria-labelledby="week-mail">
      <h2 id="week-mail">The week by mail</h2>
      {lack && !isWanted ? (
        <p class="soft">{lack}</p>
      ) : (
        <form method="post" action={`/reports/mail?month=${month.month}`}>
          <input type="hidden" name="wanted" value={isWanted ? 'false' : 'true'} />
          <p>
            {isWanted
              ? `Each Monday a mail with the week before goes to ${to}.`
              : `A mail with the week before, each Monday, to ${to}.`}
          </p>
          <button type="submit">{isWanted ? 'Send it no more' : 'Send me the week'}</button>
        </form>
      )}
    </section>
  )
}
