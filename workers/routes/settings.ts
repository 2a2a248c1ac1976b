// /api/pages, /api/locations: the smaller nouns.
import { createRoute, z } from '@hono/zod-openapi'
import { pageIn } from '../domain/cursor.ts'
import { Problem } from '../domain/problem.ts'
import { createPage, getPage, listPages, removePage, updatePage } from '../flow/pages.ts'
import { body, etag, idParam, ifMatch, json, listOf, listQuery, pageAsk, resource } from './api.ts'

export const pageRoutes = resource()
export const locationRoutes = resource()

const slug = z
  .string()
  .regex(/^[a-z0-9](?:[a-z0-9-]{1,60}[a-z0-9])$/, 'must be 3 to 62 letters a-z, digits and dashes')
const pageFields = {
  slug,
  title: z.string().trim().min(1, 'must not be empty').max(120),
  checks: z.array(z.string().max(200)).max(512).nullable().optional(),
  isPublic: z.boolean().optional(),
}
/** What makes a status page. */
export const pageInput = z.strictObject(pageFields)
const pageShape = z
  .looseObject({
    id: z.string(),
    slug: z.string(),
    title: z.string(),
    checks: z.array(z.string()).nullable(),
    isPublic: z.boolean(),
    version: z.number(),
  })
  .openapi('Page')
const pages = { tags: ['pages'] }

pageRoutes.openapi(
  createRoute({
    ...pages,
    method: 'get',
    path: '/',
    summary: 'List status pages',
    request: { query: z.strictObject(listQuery) },
    responses: { 200: json(listOf(pageShape), 'Status pages') },
  }),
  async (c) => {
    const all = await listPages(c.get('hub'), c.get('actor'))
    return c.json(
      pageIn(all, pageAsk(c.req.valid('query')), (one) => one.id),
      200,
    )
  },
)
pageRoutes.openapi(
  createRoute({
    ...pages,
    method: 'post',
    path: '/',
    summary: 'Create a status page',
    request: body(pageInput, { slug: 'acme', title: 'Acme' }),
    responses: { 201: json(pageShape, 'The page') },
  }),
  async (c) => {
    const page = await createPage(c.get('hub'), c.get('actor'), c.req.valid('json'))
    return c.json(page, 201, etag(page.version))
  },
)
pageRoutes.openapi(
  createRoute({
    ...pages,
    method: 'get',
    path: '/{id}',
    summary: 'One status page',
    request: { params: idParam },
    responses: { 200: json(pageShape, 'The page') },
  }),
  async (c) => {
    const page = await getPage(c.get('hub'), c.get('actor'), c.req.valid('param').id)
    return c.json(page, 200, etag(page.version))
  },
)
pageRoutes.openapi(
  createRoute({
    ...pages,
    method: 'patch',
    path: '/{id}',
    summary: 'Change a status page',
    request: {
      params: idParam,
      ...body(z.strictObject(pageFields).partial(), { title: 'Acme status' }),
    },
    responses: { 200: json(pageShape, 'The page') },
  }),
  async (c) => {
    const patch = Object.fromEntries(
      Object.entries(c.req.valid('json')).filter(([, value]) => value !== undefined),
    )
    const page = await updatePage(
      c.get('hub'),
      c.get('actor'),
      c.req.valid('param').id,
      patch,
      ifMatch(c),
    )
    return c.json(page, 200, etag(page.version))
  },
)
pageRoutes.openapi(
  createRoute({
    ...pages,
    method: 'delete',
    path: '/{id}',
    summary: 'Remove a status page',
    request: { params: idParam },
    responses: { 204: { description: 'Removed' } },
  }),
  async (c) => {
    await removePage(c.get('hub'), c.get('actor'), c.req.valid('param').id, ifMatch(c))
    return c.body(null, 204)
  },
)

const locationShape = z.looseObject({
  id: z.string(),
  network: z.string(),
  label: z.string(),
  default: z.boolean(),
})
locationRoutes.openapi(
  createRoute({
    tags: ['locations'],
    method: 'get',
    path: '/',
    summary: 'Places probes are sent from',
    request: { query: z.strictObject(listQuery) },
    responses: { 200: json(listOf(locationShape), 'Locations') },
  }),
  (c) => {
    const all = c.get('hub').locations()
    return c.json(
      pageIn(all, pageAsk(c.req.valid('query')), (one) => one.id),
      200,
    )
  },
)
locationRoutes.openapi(
  createRoute({
    tags: ['locations'],
    method: 'get',
    path: '/{id}',
    summary: 'One place',
    request: { params: idParam },
    responses: { 200: json(locationShape, 'The location') },
  }),
  (c) => {
    const { id } = c.req.valid('param')
    const found = c
      .get('hub')
      .locations()
      .find((one) => one.id === id)
    if (!found) throw new Problem('not_found', 'There is no location of this id.')
    return c.json(found, 200)
  },
)
