// The audit log; every filter is in the address.
import { Hono } from 'hono'
import { auditActors, listAudits } from '../../workers/flow/audit.ts'
import type { AppEnv } from '../../workers/middleware/app-env.ts'
import { AuditPage } from '../pages/audit.tsx'
import { page } from './form.tsx'

export const auditPages = new Hono<AppEnv>()

const entriesPerPage = 50

auditPages.get('/audit', async (c) => {
  const [hub, me] = [c.get('hub'), c.get('actor')]
  const { actor = '', noun = '', verb = '', subject = '', cursor } = c.req.query()
  const chosen = { actor, noun, verb, subject }
  const given = Object.fromEntries(Object.entries(chosen).filter(([, value]) => value !== ''))
  const [{ data, next }, actors] = await Promise.all([
    listAudits(hub, me, given, { cursor: cursor ?? null, limit: entriesPerPage }),
    auditActors(hub, me),
  ])
  return page(c, <AuditPage entries={data} next={next} actors={actors} chosen={chosen} />)
})
