// /api/agents: eSonar's programs on people's own machines.
import { createRoute, z } from '@hono/zod-openapi'
import type { AgentLine } from '../agent-ports.ts'
import { agentRoles } from '../domain/agent.ts'
import { pageIn } from '../domain/cursor.ts'
import {
  changeAgent,
  createJoinToken,
  getAgent,
  listAgents,
  removeAgent,
  revokeAgent,
} from '../flow/agents.ts'
import {
  body,
  etag,
  idParam,
  ifMatch,
  instant,
  json,
  listOf,
  listQuery,
  pageAsk,
  resource,
} from './api.ts'

export const agentRoutes = resource()

export const nameField = z
  .string('give a name')
  .trim()
  .min(1, 'must not be empty')
  .max(80, 'must be at most 80 characters')
/** A network or a site, as its owner calls it. */
export const labelField = z
  .string('give a word or two')
  .trim()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._ -]{0,39}$/,
    'must be 1 to 40 letters, digits, spaces, dots or dashes',
  )
export const agentPatch = z
  .strictObject({
    name: nameField,
    network: labelField,
    site: labelField.nullable(),
    role: z.enum(agentRoles, `must be one of ${agentRoles.join(', ')}`),
  })
  .partial()
const shape = z
  .object({
    id: z.string(),
    version: z.number(),
    name: z.string(),
    network: z.string(),
    site: z.string().nullable(),
    role: z.string(),
    program: z.string().nullable(),
    capabilities: z.array(z.string()),
    createdAt: z.string(),
    revokedAt: z.string().nullable(),
    lastSeenAt: z.string().nullable(),
    builtIn: z.boolean(),
    link: z.enum(['socket', 'poll', 'none', 'unknown']),
  })
  .openapi('Agent')

function show(one: AgentLine): z.output<typeof shape> {
  const { id, version, name, network, site, role, program, capabilities, link } = one
  const { createdAt, revokedAt, builtIn = false } = one
  const lastSeenAt = instant(link?.seenAt ?? null) ?? one.lastSeenAt
  const road = link === null ? 'unknown' : (link.road ?? 'none')
  const facts = { id, version, name, network, site, role, program, capabilities }
  return { ...facts, createdAt, revokedAt, lastSeenAt, builtIn, link: road }
}

const tags = ['agents']
agentRoutes.openapi(
  createRoute({
    tags,
    method: 'get',
    path: '/',
    summary: 'List agents, those revoked too',
    request: { query: z.strictObject(listQuery) },
    responses: { 200: json(listOf(shape), 'Agents, in the order they joined') },
  }),
  async (c) => {
    const all = await listAgents(c.get('hub'), c.get('actor'))
    const found = pageIn(all, pageAsk(c.req.valid('query')), (one) => one.id)
    return c.json({ data: found.data.map(show), next: found.next }, 200)
  },
)
agentRoutes.openapi(
  createRoute({
    tags,
    method: 'post',
    path: '/tokens',
    summary: 'Make a token with which one agent may join within the hour',
    responses: {
      201: json(
        z.object({ token: z.string(), expiresAt: z.string(), command: z.string() }),
        'The token, shown this once, and the command that uses it',
      ),
    },
  }),
  async (c) => {
    const { expiresAt, ...made } = await createJoinToken(c.get('hub'), c.get('actor'))
    return c.json({ ...made, expiresAt: instant(expiresAt)! }, 201)
  },
)
agentRoutes.openapi(
  createRoute({
    tags,
    method: 'get',
    path: '/{id}',
    summary: 'One agent',
    request: { params: idParam },
    responses: { 200: json(shape, 'The agent') },
  }),
  async (c) => {
    const found = await getAgent(c.get('hub'), c.get('actor'), c.req.valid('param').id)
    return c.json(show(found), 200, etag(found.version))
  },
)
agentRoutes.openapi(
  createRoute({
    tags,
    method: 'patch',
    path: '/{id}',
    summary: 'Change an agent: its name, network, site, or whether its word counts',
    request: { params: idParam, ...body(agentPatch, { network: 'office', role: 'witness' }) },
    responses: { 200: json(shape, 'The agent') },
  }),
  async (c) => {
    const { id } = c.req.valid('param')
    const hub = c.get('hub')
    const after = await changeAgent(hub, c.get('actor'), id, c.req.valid('json'), ifMatch(c))
    return c.json(show(after), 200, etag(after.version))
  },
)
agentRoutes.openapi(
  createRoute({
    tags,
    method: 'put',
    path: '/{id}/revocation',
    summary: 'Revoke an agent; it stops at once',
    request: { params: idParam },
    responses: { 200: json(shape, 'The agent') },
  }),
  async (c) => {
    const { id } = c.req.valid('param')
    const after = await revokeAgent(c.get('hub'), c.get('actor'), id, ifMatch(c))
    return c.json(show(after), 200, etag(after.version))
  },
)
agentRoutes.openapi(
  createRoute({
    tags,
    method: 'delete',
    path: '/{id}',
    summary: 'Remove an agent; refused while a check names it',
    request: { params: idParam },
    responses: { 204: { description: 'Removed; its key works no more' } },
  }),
  async (c) => {
    await removeAgent(c.get('hub'), c.get('actor'), c.req.valid('param').id)
    return c.body(null, 204)
  },
)
