// The report of a month, and the switch of the mail of each week.
import { Hono } from 'hono'
import { monthAt, monthBeside } from '../../workers/domain/ledger.ts'
import { limits } from '../../workers/domain/plan.ts'
import { monthReport } from '../../workers/flow/report.ts'
import { setReportMail, wantsReport } from '../../workers/flow/report-mail.ts'
import type { AppEnv } from '../../workers/middleware/app-env.ts'
import { ReportsPage } from '../pages/reports.tsx'
import { page, textsOf } from './form.tsx'

export const reportPages = new Hono<AppEnv>()
const dayMs = 86_400_000

reportPages.get('/reports', async (c) => {
  const hub = c.get('hub')
  const actor = c.get('actor')
  const [report, isWanted, workspace, members] = await Promise.all([
    monthReport(hub, actor, c.req.query('month') || null),
    wantsReport(hub, actor),
    hub.accounts.workspace(actor.workspace),
    hub.accounts.members(actor.workspace),
  ])
  const before = monthBeside(report.month, -1)
  const after = monthBeside(report.month, 1)
  const now = hub.now()
  const keptFrom = now - limits(workspace?.plan ?? '').retentionDays * dayMs
  const { mail, missing } = hub.settings.carriers
  return page(
    c,
    <ReportsPage
      {...report}
      before={before.to > keptFrom ? before.month : null}
      after={after.from <= monthAt(now).from ? after.month : null}
      isRunning={report.until < report.month.to}
      workspace={workspace?.name ?? ''}
      mail={{
        isWanted: isWanted ?? false,
        to: members.find((one) => one.id === actor.id)?.email ?? 'you',
        lack: mail
          ? null
          : `This installation cannot send mail yet: it lacks ${missing.mail.join(' and ')} (or, self-hosted, SMTP_URL and MAIL_FROM).`,
      }}
    />,
  )
})

reportPages.post('/reports/mail', async (c) => {
  const { wanted } = await textsOf(c)
  await setReportMail(c.get('hub'), c.get('actor'), wanted === 'true')
  const month = c.req.query('month')
  return c.redirect(month ? `/reports?${new URLSearchParams({ month })}` : '/reports', 303)
})
