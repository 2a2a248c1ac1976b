// /api/members and /api/invitations: who belongs to a workspace, and who is asked to.
import { createRoute, z } from '@hono/zod-openapi'
import { roles } from '../domain/permission.ts'
import { invite, listInvitations, revokeInvitation } from '../flow/invitations.ts'
import { changeRole, listMembers, removeMember } from '../flow/memberships.ts'
import { body, idParam, json, listOf, resource } from './api.ts'

export const memberRoutes = resource()
export const invitationRoutes = resource()

const role = z.enum(roles, `must be one of ${roles.join(', ')}`)
const memberShape = z
  .object({ id: z.string(), name: z.string(), email: z.string(), role })
  .openapi('Member')
const invitationShape = z
  .object({
    id: z.string(),
    role,
    email: z.string().nullable(),
    invitedBy: z.string(),
    createdAt: z.string(),
    expiresAt: z.string(),
  })
  .openapi('Invitation')
const tags = ['members']

memberRoutes.openapi(
  createRoute({
    tags,
    method: 'get',
    path: '/',
    summary: 'List members',
    responses: { 200: json(listOf(memberShape), 'Members, by name') },
  }),
  async (c) => c.json({ data: await listMembers(c.get('hub'), c.get('actor')), next: null }, 200),
)
memberRoutes.openapi(
  createRoute({
    tags,
    method: 'patch',
    path: '/{id}',
    summary: 'Give a member another role',
    request: { params: idParam, ...body(z.strictObject({ role }), { role: 'admin' }) },
    responses: { 200: json(memberShape, 'The member') },
  }),
  async (c) => {
    const { id } = c.req.valid('param')
    const { role } = c.req.valid('json')
    return c.json(await changeRole(c.get('hub'), c.get('actor'), id, role), 200)
  },
)
memberRoutes.openapi(
  createRoute({
    tags,
    method: 'delete',
    path: '/{id}',
    summary: 'Take a member out, or leave',
    request: { params: idParam },
    responses: { 204: { description: 'Out; the workspace is closed to them at once' } },
  }),
  async (c) => {
    await removeMember(c.get('hub'), c.get('actor'), c.req.valid('param').id)
    return c.body(null, 204)
  },
)

invitationRoutes.openapi(
  createRoute({
    tags,
    method: 'get',
    path: '/',
    summary: 'List open invitations',
    responses: { 200: json(listOf(invitationShape), 'Invitations; never the link') },
  }),
  async (c) =>
    c.json({ data: await listInvitations(c.get('hub'), c.get('actor')), next: null }, 200),
)
invitationRoutes.openapi(
  createRoute({
    tags,
    method: 'post',
    path: '/',
    summary: 'Invite somebody',
    request: body(
      z.strictObject({
        role: role.default('member'),
        email: z
          .string()
          .trim()
          .max(254, 'must have at most 254 characters')
          .nullable()
          .optional()
          .openapi({ description: 'The link is mailed there; without it, hand the link over.' }),
      }),
      { role: 'member' },
    ),
    responses: {
      201: json(invitationShape.extend({ url: z.string() }), 'The invitation; its link this once'),
    },
  }),
  async (c) => {
    const { role, email = null } = c.req.valid('json')
    return c.json(await invite(c.get('hub'), c.get('actor'), { role, email }), 201)
  },
)
invitationRoutes.openapi(
  createRoute({
    tags,
    method: 'delete',
    path: '/{id}',
    summary: 'Take an invitation back',
    request: { params: idParam },
    responses: { 204: { description: 'Its link works no more' } },
  }),
  async (c) => {
    await revokeInvitation(c.get('hub'), c.get('actor'), c.req.valid('param').id)
    return c.body(null, 204)
  },
)
