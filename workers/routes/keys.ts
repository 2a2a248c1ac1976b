// /api/keys: what programs sign in with.
import { createRoute, z } from '@hono/zod-openapi'
import { roles, scopes } from '../domain/permission.ts'
import { createKey, listKeys, removeKey } from '../flow/keys.ts'
import { body, idParam, json, listOf, resource } from './api.ts'

export const keyRoutes = resource()

const keyShape = z
  .looseObject({
    id: z.string(),
    name: z.string(),
    prefix: z.string(),
    role: z.string(),
    scopes: z.array(z.string()).nullable(),
    createdAt: z.string(),
    lastUsedAt: z.string().nullable(),
    expiresAt: z.string().nullable(),
  })
  .openapi('Key')
/** What makes a key. */
export const keyInput = z.strictObject({
  name: z.string().trim().min(1, 'must not be empty').max(120),
  role: z.enum(roles, `must be one of ${roles.join(', ')}`).default('member'),
  scopes: z
    .array(z.enum(scopes, 'must be read, write, or a noun with one of them, like check:read'))
    .min(1, 'name at least one, or leave it out for all that the role may')
    .max(40)
    .nullable()
    .optional()
    .openapi({ description: 'Holds the key to less than its role; write includes read.' }),
  expiresAt: z.iso
    .datetime({ offset: true, message: 'must be an instant like 2027-01-01T00:00:00Z' })
    .nullable()
    .optional(),
})
keyRoutes.openapi(
  createRoute({
    tags: ['keys'],
    method: 'get',
    path: '/',
    summary: 'List API keys',
    responses: { 200: json(listOf(keyShape), 'Keys; never the secret') },
  }),
  async (c) => c.json({ data: await listKeys(c.get('hub'), c.get('actor')), next: null }, 200),
)
keyRoutes.openapi(
  createRoute({
    tags: ['keys'],
    method: 'post',
    path: '/',
    summary: 'Make an API key',
    request: body(keyInput, { name: 'deploy script', scopes: ['check:write'] }),
    responses: {
      201: json(z.object({ id: z.string(), secret: z.string() }), 'The key, shown this once'),
    },
  }),
  async (c) => c.json(await createKey(c.get('hub'), c.get('actor'), c.req.valid('json')), 201),
)
keyRoutes.openapi(
  createRoute({
    tags: ['keys'],
    method: 'delete',
    path: '/{id}',
    summary: 'Remove an API key',
    request: { params: idParam },
    responses: { 204: { description: 'Removed; it stops working at once' } },
  }),
  async (c) => {
    await removeKey(c.get('hub'), c.get('actor'), c.req.valid('param').id)
    return c.body(null, 204)
  },
)
