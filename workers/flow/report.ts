// The report of a month, or of any span: what the record has of all checks there are now.

import type { Check } from '../domain/check/check.ts'
import type { Page } from '../domain/config.ts'
import { type Month, monthAt, monthOf } from '../domain/ledger.ts'
import { componentsOf } from '../domain/page/settings.ts'
import { groupsOf } from '../domain/page.ts'
import { Problem } from '../domain/problem.ts'
import { type Report, reportOf, type Shown, type Tally } from '../domain/report.ts'
import type { Actor, HubPorts } from '../hub-ports.ts'
import { allow, may } from './change.ts'
import { allChecks } from './checks.ts'
import { spansOf, troubleOf, uptimeIn } from './uptime.ts'

export interface MonthReport extends Report {
  month: Month
  /** End of what is counted: now, while the month runs. */
  until: number
}

/** The report of a calendar month in UTC (`2026-11`; null: the running one). */
export async function monthReport(
  hub: HubPorts,
  actor: Actor,
  text: string | null,
): Promise<MonthReport> {
  const now = hub.now()
  const month = text === null ? monthAt(now) : monthOf(text)
  if (!month) throw new Problem('invalid', 'must be a month like 2026-11', 'month')
  if (month.from > now) throw new Problem('invalid', 'is still to come', 'month')
  const until = Math.min(month.to, now)
  return { month, until, ...(await reportIn(hub, actor, month.from, until)) }
}

/** The report of [from, to), ms since the epoch. A check counts from when it was made. */
export async function reportIn(
  hub: HubPorts,
  actor: Actor,
  from: number,
  to: number,
): Promise<Report> {
  allow(actor, 'read', 'check')
  allow(actor, 'read', 'incident')
  const [checks, trouble, tallies, pages] = await Promise.all([
    allChecks(hub, actor),
    troubleOf(hub, actor.workspace, null, from, to),
    hub.reports.tallies(actor.workspace, from, to),
    may(actor, 'read', 'page') ? hub.config.pages(actor.workspace) : [],
  ])
  const lived = checks.filter((check) => Date.parse(check.createdAt) < to)
  return reportOf(
    lived.map((check) => ({
      check,
      uptime: uptimeIn(check, spansOf(trouble, check), from, to),
      tally: tallies.get(check.id) ?? nothing,
    })),
    pages.map((page) => shownOn(page, lived)),
  )
}

function shownOn(page: Page, all: Check[]): Shown {
  const components = componentsOf(groupsOf(page, all))
  return { id: page.id, title: page.title, checks: components.flatMap(({ check }) => check ?? []) }
}

const nothing: Tally = { incidents: {}, avoided: 0, histogram: null }
