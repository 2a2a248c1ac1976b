// The page of a check's badge, and its switch.
import { Hono } from 'hono'
import { badgeAddresses, badgeToken, hideBadge, showBadge } from '../../workers/flow/badges.ts'
import { getCheck } from '../../workers/flow/checks.ts'
import type { AppEnv } from '../../workers/middleware/app-env.ts'
import { BadgePage } from '../pages/badge.tsx'
import { page } from './form.tsx'

export const badgePages = new Hono<AppEnv>()

badgePages.get('/checks/:id/badge', async (c) => {
  const hub = c.get('hub')
  const actor = c.get('actor')
  const check = await getCheck(hub, actor, c.req.param('id'))
  const token = await badgeToken(hub, actor, check.id)
  const badge = token ? badgeAddresses(hub.settings.baseUrl, token) : null
  return page(c, <BadgePage check={check} badge={badge} />)
})

badgePages.post('/checks/:id/badge/:act{show|hide}', async (c) => {
  const { id, act } = c.req.param()
  if (act === 'hide') await hideBadge(c.get('hub'), c.get('actor'), id)
  else await showBadge(c.get('hub'), c.get('actor'), id)
  return c.redirect(`/checks/${id}/badge`, 303)
})
