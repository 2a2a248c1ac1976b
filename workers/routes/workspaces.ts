// /api/workspaces: those a person belongs to. /api/workspace: the one a key is of, or the chosen one.
import { createRoute, z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { roles } from '../domain/permission.ts'
import { Problem } from '../domain/problem.ts'
import { exportWorkspace } from '../flow/export.ts'
import { transferOwnership } from '../flow/memberships.ts'
import {
  deleteWorkspace,
  getWorkspace,
  listWorkspaces,
  makeWorkspace,
  renameWorkspace,
} from '../flow/workspaces.ts'
import type { AppEnv } from '../middleware/app-env.ts'
import { body, json, listOf, resource } from './api.ts'
import { attachment, jsonType } from './stream.ts'

export const workspaceRoutes = resource()
export const workspacesRoutes = resource()

/** The export as an attachment; the page of the workspace offers it, too. */
export function exported(c: Context<AppEnv>): Promise<Response> {
  const actor = c.get('actor')
  const name = `esonar-${actor.workspace}.json`
  return attachment(c, exportWorkspace(c.get('hub'), actor), { name, type: jsonType })
}

const shape = z
  .looseObject({ workspace: z.string(), name: z.string(), role: z.enum(roles) })
  .openapi('Workspace')
const named = z.strictObject({ name: z.string().max(200, 'must have at most 80 characters') })
const tags = ['workspaces']
/** Streamed: what the types know of an answer in JSON does not hold. */
const documentType: string = 'application/json'

workspacesRoutes.openapi(
  createRoute({
    tags,
    method: 'get',
    path: '/',
    summary: 'List workspaces',
    responses: { 200: json(listOf(shape), 'Those you belong to; of a key, its own') },
  }),
  async (c) =>
    c.json({ data: await listWorkspaces(c.get('hub'), c.get('actor')), next: null }, 200),
)
workspacesRoutes.openapi(
  createRoute({
    tags,
    method: 'post',
    path: '/',
    summary: 'Make another workspace',
    request: body(named, { name: 'Clients' }),
    responses: { 201: json(shape, 'The workspace; you own it') },
  }),
  async (c) => {
    const actor = c.get('actor')
    if (actor.kind !== 'person') {
      throw new Problem('forbidden', 'A key belongs to one workspace; sign in to make another.')
    }
    const { name } = c.req.valid('json')
    const workspace = await makeWorkspace(c.get('hub'), actor, name)
    return c.json({ workspace, name: name.trim(), role: 'owner' as const }, 201)
  },
)

workspaceRoutes.openapi(
  createRoute({
    tags,
    method: 'get',
    path: '/',
    summary: 'This workspace',
    responses: { 200: json(shape, 'The workspace') },
  }),
  async (c) => c.json(await getWorkspace(c.get('hub'), c.get('actor')), 200),
)
workspaceRoutes.openapi(
  createRoute({
    tags,
    method: 'patch',
    path: '/',
    summary: 'Rename this workspace',
    request: body(named, { name: 'Acme' }),
    responses: { 200: json(shape, 'The workspace') },
  }),
  async (c) => {
    await renameWorkspace(c.get('hub'), c.get('actor'), c.req.valid('json').name)
    return c.json(await getWorkspace(c.get('hub'), c.get('actor')), 200)
  },
)
workspaceRoutes.openapi(
  createRoute({
    tags,
    method: 'get',
    path: '/export',
    summary: 'All of this workspace as one JSON document',
    responses: {
      200: {
        description: 'Configuration, members, incidents, audit log; secrets masked',
        content: { [documentType]: { schema: z.looseObject({ v: z.number() }) } },
      },
    },
  }),
  (c) => exported(c),
)
workspaceRoutes.openapi(
  createRoute({
    tags,
    method: 'put',
    path: '/owner',
    summary: 'Hand this workspace over',
    request: body(z.strictObject({ person: z.string().max(200) })),
    responses: { 204: { description: 'They are its owner; you are an admin' } },
  }),
  async (c) => {
    await transferOwnership(c.get('hub'), c.get('actor'), c.req.valid('json').person)
    return c.body(null, 204)
  },
)
workspaceRoutes.openapi(
  createRoute({
    tags,
    method: 'delete',
    path: '/',
    summary: 'Delete this workspace and all that is in it',
    request: { query: z.object({ name: z.string().max(200).default('') }) },
    responses: { 204: { description: 'Gone, for good' } },
  }),
  async (c) => {
    await deleteWorkspace(c.get('hub'), c.get('actor'), c.req.valid('query').name)
    return c.body(null, 204)
  },
)
