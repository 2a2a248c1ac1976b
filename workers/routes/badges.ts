// /api/checks/{id}/badge: switched on and off; /badge/{token}/…: what anybody sees.
import { createRoute, z } from '@hono/zod-openapi'
import { badgeKinds, badgeOf, shieldsOf, svgOf } from '../domain/badge.ts'
import { Problem } from '../domain/problem.ts'
import {
  badgeAddresses,
  badgeFacts,
  badgeSeconds,
  badgeToken,
  hideBadge,
  showBadge,
} from '../flow/badges.ts'
import { publicLimited } from '../middleware/limit.ts'
import { idParam, json, resource } from './api.ts'

export const badgeRoutes = resource()
export const publicBadges = resource()

const shape = z
  .object({
    health: z.object({ svg: z.string(), shields: z.string() }),
    uptime: z.object({ svg: z.string(), shields: z.string() }),
  })
  .openapi('Badge')
const tags = ['badges']

badgeRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/{id}/badge',
    tags,
    summary: 'Where the badge of a check is',
    request: { params: idParam },
    responses: { 200: json(shape, 'Addresses that anybody can see; 404 while it is off') },
  }),
  async (c) => {
    const token = await badgeToken(c.get('hub'), c.get('actor'), c.req.valid('param').id)
    if (!token) throw new Problem('not_found', 'It has no badge; PUT switches one on.')
    return c.json(badgeAddresses(c.get('hub').settings.baseUrl, token), 200)
  },
)
badgeRoutes.openapi(
  createRoute({
    method: 'put',
    path: '/{id}/badge',
    tags,
    summary: 'Show a badge, or move it to a new address',
    request: { params: idParam },
    responses: { 200: json(shape, 'Its addresses; those before show nothing any more') },
  }),
  async (c) => {
    const token = await showBadge(c.get('hub'), c.get('actor'), c.req.valid('param').id)
    return c.json(badgeAddresses(c.get('hub').settings.baseUrl, token), 200)
  },
)
badgeRoutes.openapi(
  createRoute({
    method: 'delete',
    path: '/{id}/badge',
    tags,
    summary: 'Hide the badge',
    request: { params: idParam },
    responses: { 204: { description: 'It shows nothing any more' } },
  }),
  async (c) => {
    await hideBadge(c.get('hub'), c.get('actor'), c.req.valid('param').id)
    return c.body(null, 204)
  },
)

publicBadges.use('/badge/*', publicLimited)
publicBadges.get('/badge/:token/:file', async (c) => {
  const { token, file } = c.req.param()
  const [kind, form, ...rest] = file.split('.')
  const known = badgeKinds.find((one) => one === kind)
  if (!known || (form !== 'svg' && form !== 'json') || rest.length > 0) {
    throw new Problem('not_found', 'There is no badge at this address.')
  }
  const badge = badgeOf(known, await badgeFacts(c.get('hub'), token))
  const body = form === 'svg' ? svgOf(badge) : JSON.stringify(shieldsOf(badge, badgeSeconds))
  return c.body(body, 200, {
    'content-type': form === 'svg' ? 'image/svg+xml; charset=utf-8' : 'application/json',
    'cache-control': `public, max-age=${badgeSeconds}, stale-if-error=86400`,
    'access-control-allow-origin': '*',
    'cross-origin-resource-policy': 'cross-origin',
    'x-robots-tag': 'noindex',
  })
})
