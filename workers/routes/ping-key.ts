// /api/ping-key: the key that makes an address of a heartbeat's slug.
import { createRoute, z } from '@hono/zod-openapi'
import { pingKeyShape } from '../domain/ping.ts'
import { Problem } from '../domain/problem.ts'
import { pingKeyFor, rotatePingKey } from '../flow/ping-key.ts'
import { json, resource } from './api.ts'

export const pingKeyRoutes = resource()

const shape = z.object({ key: z.string(), pingUrl: z.string() }).openapi('PingKey')
const input = z.strictObject({
  key: z
    .string()
    .regex(pingKeyShape, 'must be 22 to 64 letters and digits; leave it out for one of ours')
    .optional(),
})
const tags = ['checks']

pingKeyRoutes.openapi(
  createRoute({
    tags,
    method: 'get',
    path: '/',
    summary: 'The ping key of the workspace',
    responses: { 200: json(shape, 'The key and the address made of it and a slug') },
  }),
  async (c) => {
    const key = await pingKeyFor(c.get('hub'), c.get('actor'))
    if (!key) {
      throw new Problem('not_found', 'There is no ping key yet; make one: PUT /api/ping-key.')
    }
    return c.json(key, 200)
  },
)

pingKeyRoutes.openapi(
  createRoute({
    tags,
    method: 'put',
    path: '/',
    summary: 'Give the workspace another ping key',
    request: {
      body: { required: false, content: { 'application/json': { schema: input, example: {} } } },
    },
    responses: { 200: json(shape, 'The new key; the old one is unknown now') },
  }),
  async (c) => {
    const given = c.req.valid('json')?.key ?? null
    return c.json(await rotatePingKey(c.get('hub'), c.get('actor'), given), 200)
  },
)
