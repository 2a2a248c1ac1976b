// /api/checks/:id/token, /pings and /health: what is particular to checks that are told.
import { createRoute, z } from '@hono/zod-openapi'
import { saidHealths } from '../domain/incident.ts'
import { pingsOf, setHealth } from '../flow/sayings.ts'
import { addressesOf, rotateToken } from '../flow/tokens.ts'
import { body, idParam, ifMatch, json, resource } from './api.ts'

const tags = ['checks']
export const toldRoutes = resource()

const addressShape = z
  .object({
    token: z.string(),
    pingUrl: z.string(),
    pushUrl: z.string(),
    slugUrl: z.string().nullable(),
  })
  .openapi('PingAddresses')

toldRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/{id}/token',
    tags,
    summary: 'Where the job of a heartbeat speaks',
    request: { params: idParam },
    responses: { 200: json(addressShape, 'Its token and the addresses made of it') },
  }),
  async (c) =>
    c.json(await addressesOf(c.get('hub'), c.get('actor'), c.req.valid('param').id), 200),
)

toldRoutes.openapi(
  createRoute({
    method: 'put',
    path: '/{id}/token',
    tags,
    summary: 'Give a heartbeat another token',
    request: { params: idParam },
    responses: { 200: json(addressShape, 'The new addresses; the old ones are unknown now') },
  }),
  async (c) => {
    const { id } = c.req.valid('param')
    return c.json(await rotateToken(c.get('hub'), c.get('actor'), id, ifMatch(c)), 200)
  },
)

const pingShape = z
  .looseObject({
    at: z.string(),
    act: z.enum(['success', 'start', 'fail', 'log']),
    exitCode: z.number().nullable(),
    rid: z.string().nullable(),
    durationMs: z.number().nullable(),
    body: z.string(),
  })
  .openapi('Ping')

toldRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/{id}/pings',
    tags,
    summary: 'Latest pings of a heartbeat',
    request: { params: idParam },
    responses: { 200: json(z.object({ data: z.array(pingShape) }), 'At most 50, newest first') },
  }),
  async (c) => {
    const pings = await pingsOf(c.get('hub'), c.get('actor'), c.req.valid('param').id)
    const data = pings.map(({ v: _v, at, ...ping }) => ({
      at: new Date(at).toISOString(),
      ...ping,
    }))
    return c.json({ data }, 200)
  },
)

const saying = z.strictObject({
  health: z.enum(saidHealths, `must be one of ${saidHealths.join(', ')}`),
  text: z.string().trim().max(500, 'must be at most 500 characters').default(''),
})

toldRoutes.openapi(
  createRoute({
    method: 'put',
    path: '/{id}/health',
    tags,
    summary: 'Set a manual check',
    request: {
      params: idParam,
      ...body(saying, { health: 'down', text: 'the payment provider is away' }),
    },
    responses: { 204: { description: 'Set; an incident opens or ends accordingly' } },
  }),
  async (c) => {
    await setHealth(c.get('hub'), c.get('actor'), c.req.valid('param').id, c.req.valid('json'))
    return c.body(null, 204)
  },
)
