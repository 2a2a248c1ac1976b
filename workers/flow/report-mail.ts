// The report of the week by mail, to those who want it: one a week, also where the cron died in the
// middle. The claim is a lease; what was sent is written down; a repeat goes out under its id.
import { carry } from '../channel/email.ts'
import { type Letter, letterOf } from '../channel/letter.ts'
import { Problem } from '../domain/problem.ts'
import {
  type CheckFigures,
  type Figures,
  percent,
  type Report,
  weekBefore,
} from '../domain/report.ts'
import { duration, utc } from '../domain/words/index.ts'
import type { Actor, HubPorts } from '../hub-ports.ts'
import type { DueMail } from '../report-ports.ts'
import { allow, auditOf } from './change.ts'
import { reportIn } from './report.ts'

const hourMs = 3_600_000
/** After the end of the week: its last hours are rolled up by then. */
const delayMs = 6 * hourMs
const leaseMs = 10 * 60_000
const mailsPerCall = 20
const namedMax = 10

/** Whether the actor gets the report of each week; null: a key has no mailbox. */
export async function wantsReport(hub: HubPorts, actor: Actor): Promise<boolean | null> {
  allow(actor, 'read', 'check')
  if (actor.kind !== 'person') return null
  return hub.reports.wantsMail(actor.workspace, actor.id)
}

/** Switches the mail of the week on or off, for oneself. */
export async function setReportMail(hub: HubPorts, actor: Actor, wanted: boolean): Promise<void> {
  allow(actor, 'read', 'check')
  if (actor.kind !== 'person') {
    throw new Problem('forbidden', 'A key has no mailbox; sign in to ask for the mail.')
  }
  const { workspace, id } = actor
  if (wanted && !hub.settings.carriers.mail) {
    const { mail } = hub.settings.carriers.missing
    const lack = `This installation cannot send mail: it lacks ${mail.join(' and ')}`
    throw new Problem('conflict', `${lack} (or, self-hosted, SMTP_URL and MAIL_FROM).`)
  }
  const audit = auditOf(actor, wanted ? 'create' : 'delete', 'report mail', id, null, null)
  if (wanted) await hub.reports.wantMail(workspace, id, hub.now(), audit)
  else await hub.reports.unwantMail(workspace, id, audit)
}

/** Sends what is due. One that fails is tried again when its lease is over. Answers when the next is. */
export async function mailReports(hub: HubPorts): Promise<number> {
  if (!hub.settings.carriers.mail) return Number.POSITIVE_INFINITY
  const week = weekBefore(hub.now())
  if (hub.now() < week.to + delayMs) return week.to + delayMs
  const due = await hub.reports.claimMails(week.to, hub.now(), leaseMs, mailsPerCall)
  const reports = new Map<string, Promise<Report>>()
  for (const one of due) {
    const { workspace } = one
    const report = reports.get(workspace) ?? reportIn(hub, readerOf(one), week.from, week.to)
    reports.set(workspace, report)
    await sendOne(hub, one, week, await report).catch((fault: unknown) =>
      hub.log.error('report.mail', fault, { workspace }),
    )
  }
  const nextWeekAt = week.to + (week.to - week.from) + delayMs
  return (await hub.reports.mailsDueAt(week.to)) ?? nextWeekAt
}

/** The person's membership was asked for with the claim. */
function readerOf({ workspace, person }: DueMail): Actor {
  return { kind: 'person', id: person, name: '', workspace, role: 'viewer', scopes: null }
}

async function sendOne(
  hub: HubPorts,
  due: DueMail,
  week: { from: number; to: number },
  report: Report,
): Promise<void> {
  const { carriers, baseUrl } = hub.settings
  const { workspace, person, to, name } = due
  const date = utc(week.from).slice(0, 10)
  const id = `report-${workspace}-${person}-${date}`
  const mail = letterOf(weekLetter(name, date, report, baseUrl), id, baseUrl)
  const { heard } = await carry((request) => hub.sender.send(request), carriers.mail!, to, mail, id)
  const isOver = heard.answer === 'ok' || heard.answer === 'permanent'
  if (isOver) await hub.reports.mailed(workspace, person, week.to)
  if (heard.answer !== 'ok') throw new Error(`the mail carrier said: ${heard.said}`)
}

/** The week in a few lines: all of it, then what was in trouble, worst first. */
export function weekLetter(name: string, date: string, report: Report, baseUrl: string): Letter {
  const { total, checks, groups } = report
  const troubled = [...checks, ...groups].filter(isTroubled)
  const rest = troubled.length - namedMax
  return {
    headline: `${name}, week of ${date}: ${percent(total.uptime.share)} up`,
    lines: [
      `${sentence(total)} Over ${total.checks === 1 ? 'one check' : `${total.checks} checks`}.`,
      ...troubled.slice(0, namedMax).map((one) => `${one.check.name}: ${sentence(one)}`),
      ...(rest > 0 ? [`And ${rest} more.`] : []),
      ...(troubled.length === 0 ? ['No check was in trouble.'] : []),
      'You asked for this mail on the page of reports, and can switch it off there.',
    ],
    link: { label: 'The report of the month', url: `${baseUrl}/reports?month=${date.slice(0, 7)}` },
  }
}

function isTroubled({ uptime, incidents }: CheckFigures): boolean {
  return incidents > 0 || uptime.downSeconds > 0
}

function sentence({ uptime, incidents, avoided, p50Ms, p95Ms }: Figures): string {
  const down = uptime.downSeconds > 0 ? `, down for ${duration(uptime.downSeconds)}` : ''
  const alarms = avoided === 1 ? '1 false alarm avoided' : `${avoided} false alarms avoided`
  const times =
    p50Ms === null ? '' : `; half of the answers within ${p50Ms} ms, 95 % within ${p95Ms} ms`
  const told = incidents === 1 ? '1 incident' : `${incidents} incidents`
  return `${percent(uptime.share)} up${down}; ${told}, ${alarms}${times}.`
}
