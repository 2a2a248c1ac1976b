// The pages for people: public ones first, then the doors, then all that needs a person.
import { Hono } from 'hono'
import { authenticated } from '../workers/middleware/actor.ts'
import type { AppEnv } from '../workers/middleware/app-env.ts'
import { limited } from '../workers/middleware/limit.ts'
import { accountRoutes } from './routes/account.tsx'
import { agentPages } from './routes/agents.tsx'
import { auditPages } from './routes/audit.tsx'
import { badgePages } from './routes/badges.tsx'
import { channelPages } from './routes/channels.tsx'
import { checkPages } from './routes/checks.tsx'
import { drillPages } from './routes/drills.tsx'
import { incidentPages } from './routes/incidents.tsx'
import { invitationPages } from './routes/invitations.tsx'
import { ledgerPages } from './routes/ledger.tsx'
import { letterPages } from './routes/letters.tsx'
import { loanPages } from './routes/loans.tsx'
import { locationPages } from './routes/locations.tsx'
import { maintenancePages } from './routes/maintenance.tsx'
import { memberPages } from './routes/members.tsx'
import { operatorPages } from './routes/operator.tsx'
import { ownPages } from './routes/own-account.tsx'
import { pagePages } from './routes/pages.tsx'
import { passkeyPages } from './routes/passkeys.tsx'
import { peoplePages } from './routes/people.tsx'
import { planPages } from './routes/plan.tsx'
import { policyPages } from './routes/policies.tsx'
import { postPages } from './routes/posts.tsx'
import { probePages } from './routes/probes.tsx'
import { providerPages } from './routes/providers.tsx'
import { publicPages } from './routes/public.tsx'
import { reportPages } from './routes/reports.tsx'
import { schedulePages } from './routes/schedules.tsx'
import { secondFactorPages } from './routes/second-factor.tsx'
import { settingsPages } from './routes/settings.tsx'
import { signUpPages } from './routes/sign-up.tsx'
import { silencePages } from './routes/silences.tsx'
import { sitePages } from './routes/site.tsx'
import { startPages } from './routes/start.tsx'
import { statusPages } from './routes/status.tsx'
import { statusFiles } from './routes/status-files.tsx'
import { statusGate } from './routes/status-gate.tsx'
import { subscribePages } from './routes/subscribe.tsx'
import { subscriberPages } from './routes/subscribers.tsx'
import { toldPages } from './routes/told.tsx'
import { usagePages } from './routes/usage.tsx'
import { whatIfPages } from './routes/whatif.tsx'
import { workspacePages } from './routes/workspaces.tsx'

/** All pages. */
export function dashboardRoutes(): Hono<AppEnv> {
  const app = new Hono<AppEnv>()
  app.route('/', publicPages)
  app.route('/', sitePages)
  for (const pages of [statusGate, subscribePages, statusFiles, statusPages]) app.route('/', pages)
  app.route('/', accountRoutes)
  app.route('/', signUpPages)
  app.route('/', operatorPages)
  app.route('/', invitationPages)
  app.route('/', letterPages)
  app.route('/', ownPages)
  app.route('/', secondFactorPages)
  app.route('/', passkeyPages)
  app.route('/', providerPages)
  const inside = new Hono<AppEnv>()
  inside.use('*', authenticated, limited)
  for (const pages of [
    checkPages,
    badgePages,
    startPages,
    probePages,
    toldPages,
    whatIfPages,
    incidentPages,
    ledgerPages,
    reportPages,
    channelPages,
    drillPages,
    locationPages,
    maintenancePages,
    pagePages,
    postPages,
    subscriberPages,
    policyPages,
    schedulePages,
    peoplePages,
    silencePages,
    agentPages,
    loanPages,
    settingsPages,
    memberPages,
    auditPages,
    planPages,
    usagePages,
    workspacePages,
  ]) {
    inside.route('/', pages)
  }
  app.route('/', inside)
  return app
}
