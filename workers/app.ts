// One app from the resources: API, dashboard, status pages, machine routes; one place for refusals.
import { OpenAPIHono } from '@hono/zod-openapi'
import { apiPage } from '../dashboard/routes/api.tsx'
import { dashboardRoutes } from '../dashboard/routes.tsx'
import { Problem } from './domain/problem.ts'
import { authenticated } from './middleware/actor.ts'
import type { AppEnv } from './middleware/app-env.ts'
import { idempotent } from './middleware/idempotency.ts'
import { type Callers, limited, planLimited } from './middleware/limit.ts'
import { ownHost } from './middleware/own-host.ts'
import { notFound, onError } from './middleware/problem.ts'
import { secured, wired } from './middleware/secure.ts'
import { agentLinkRoutes } from './routes/agent-link.ts'
import { agentRoutes } from './routes/agents.ts'
import { apiVersion } from './routes/api.ts'
import { auditRoutes } from './routes/audit.ts'
import { badgeRoutes, publicBadges } from './routes/badges.ts'
import { bulkRoutes } from './routes/bulk.ts'
import { canaryRoutes } from './routes/canary.ts'
import { channelRoutes } from './routes/channels.ts'
import { withCheckWords } from './routes/check-words.ts'
import { checkRoutes, tagRoutes } from './routes/checks.ts'
import { drillRoutes } from './routes/drills.ts'
import { incidentEvidence, suspicionEvidence } from './routes/evidence.ts'
import { exportRoutes } from './routes/exports.ts'
import { figureRoutes, findingRoutes } from './routes/findings.ts'
import { deliveryRoutes, incidentRoutes, suspicionRoutes } from './routes/incidents.ts'
import { keyRoutes } from './routes/keys.ts'
import { ledgerRoutes } from './routes/ledger.ts'
import { lendRoutes } from './routes/lend.ts'
import { loanRoutes } from './routes/loans.ts'
import { maintenanceRoutes } from './routes/maintenance.ts'
import { invitationRoutes, memberRoutes } from './routes/members.ts'
import { metricRoutes } from './routes/metrics.ts'
import { pageRoutes } from './routes/pages.ts'
import { calendarRoutes, peopleRoutes } from './routes/people.ts'
import { pingRoutes } from './routes/ping.ts'
import { pingKeyRoutes } from './routes/ping-key.ts'
import { policyRoutes } from './routes/policies.ts'
import { postmortemRoutes } from './routes/postmortem.ts'
import { postRoutes } from './routes/posts.ts'
import { probeRoutes } from './routes/probes.ts'
import { reportRoutes } from './routes/reports.ts'
import { scheduleRoutes } from './routes/schedules.ts'
import { locationRoutes } from './routes/settings.ts'
import { silenceRoutes } from './routes/silences.ts'
import { stripeRoutes } from './routes/stripe.ts'
import { subscriberRoutes } from './routes/subscribers.ts'
import { subscriptionRoutes } from './routes/subscription.ts'
import { systemRoutes } from './routes/system.ts'
import { toldRoutes } from './routes/told.ts'
import { twilioRoutes } from './routes/twilio.ts'
import { usageRoutes } from './routes/usage.ts'
import { whatIfRoutes } from './routes/whatif.ts'
import { workspaceRoutes, workspacesRoutes } from './routes/workspaces.ts'

const description = {
  openapi: '3.1.0',
  info: {
    title: 'eSonar',
    version: apiVersion,
    description:
      'Lists are `{data, next}`; refusals are problem+json; edits take `If-Match`; creates take `Idempotency-Key`.',
  },
  security: [{ bearer: [] }],
}

const described = (app: OpenAPIHono<AppEnv>) =>
  withCheckWords(app.getOpenAPI31Document(description))

/** The whole app. `wire` puts ports and auth on each request; tests pass their own. */
export function makeApp(wire = wired): OpenAPIHono<AppEnv> {
  const app = new OpenAPIHono<AppEnv>()
  app.onError(onError)
  app.notFound(notFound)
  const callers: Callers = new Map()
  app.use('*', wire, async (c, next) => {
    c.set('callers', callers)
    await next()
  })
  app.use('*', ownHost(app))
  // Before all that is for people and programs: a job's long output is cut short, not refused.
  app.route('/', pingRoutes)
  for (const routes of [agentLinkRoutes, lendRoutes, stripeRoutes]) app.route('/', routes)
  app.use('*', secured)
  app.route('/', systemRoutes)
  app.route('/', canaryRoutes)
  app.route('/', publicBadges)
  app.route('/', calendarRoutes)
  app.route('/', twilioRoutes)
  app.get('/api/openapi.json', (c) => c.json(described(app)))
  app.get('/api', (c) => apiPage(c, described(app)))
  app.openAPIRegistry.registerComponent('securitySchemes', 'bearer', {
    type: 'http',
    scheme: 'bearer',
  })
  app.use('/api/*', async (c, next) => {
    const asked = c.req.header('esonar-version')
    if (asked !== undefined && asked !== apiVersion) {
      throw new Problem(
        'invalid',
        `is not a version of this API; there is ${apiVersion}`,
        'Esonar-Version',
      )
    }
    await next()
    c.res.headers.set('esonar-version', apiVersion)
    c.res.headers.set('cache-control', 'no-store')
  })
  app.route('/', metricRoutes)
  app.use('/api/*', authenticated, planLimited, limited, idempotent)
  for (const routes of [bulkRoutes, badgeRoutes, checkRoutes, toldRoutes])
    app.route('/api/checks', routes)
  app.route('/api', probeRoutes)
  app.route('/api', exportRoutes)
  app.route('/api/checks', whatIfRoutes)
  app.route('/api/tags', tagRoutes)
  app.route('/api/channels', channelRoutes)
  app.route('/api/drills', drillRoutes)
  app.route('/api/incidents', incidentRoutes)
  app.route('/api/incidents', incidentEvidence)
  app.route('/api/incidents', postmortemRoutes)
  for (const routes of [suspicionRoutes, suspicionEvidence]) app.route('/api/suspicions', routes)
  app.route('/api/deliveries', deliveryRoutes)
  app.route('/api/ledger', ledgerRoutes)
  app.route('/api/reports', reportRoutes)
  app.route('/api/maintenance', maintenanceRoutes)
  for (const routes of [pageRoutes, postRoutes, subscriberRoutes]) app.route('/api/pages', routes)
  app.route('/api/policies', policyRoutes)
  app.route('/api/schedules', scheduleRoutes)
  app.route('/api/people', peopleRoutes)
  app.route('/api/silences', silenceRoutes)
  app.route('/api/keys', keyRoutes)
  for (const routes of [agentRoutes, figureRoutes]) app.route('/api/agents', routes)
  app.route('/api/findings', findingRoutes)
  app.route('/api/loans', loanRoutes)
  app.route('/api/audit', auditRoutes)
  app.route('/api/members', memberRoutes)
  app.route('/api/invitations', invitationRoutes)
  for (const routes of [workspaceRoutes, usageRoutes]) app.route('/api/workspace', routes)
  app.route('/api/workspace/subscription', subscriptionRoutes)
  app.route('/api/workspaces', workspacesRoutes)
  app.route('/api/ping-key', pingKeyRoutes)
  app.route('/api/locations', locationRoutes)
  app.route('/', dashboardRoutes())
  return app
}
