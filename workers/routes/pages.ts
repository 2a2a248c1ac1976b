// /api/pages: status pages, their logo and their own host.
import { createRoute, z } from '@hono/zod-openapi'
import type { Page } from '../domain/config.ts'
import { pageIn } from '../domain/cursor.ts'
import { proofOf } from '../domain/page/host.ts'
import { accessInput, pageFields, pageInput } from '../domain/page/input.ts'
import { Problem } from '../domain/problem.ts'
import { claimHost, proveHost } from '../flow/page-domain.ts'
import { setAccess } from '../flow/page-gate.ts'
import { setLogo } from '../flow/page-logo.ts'
import { createPage, getPage, listPages, removePage, updatePage } from '../flow/pages.ts'
import { body, etag, idParam, ifMatch, json, listOf, listQuery, pageAsk, resource } from './api.ts'

export const pageRoutes = resource()

const component = z.object({
  key: z.string(),
  name: z.string(),
  check: z.string().nullable(),
  hand: z.string().nullable(),
})
const pageShape = z
  .object({
    id: z.string(),
    slug: z.string(),
    title: z.string(),
    checks: z.array(z.string()).nullable(),
    groups: z.array(z.object({ name: z.string().nullable(), components: z.array(component) })),
    text: z.string(),
    accent: z.string().nullable(),
    theme: z.string(),
    language: z.string(),
    hasLogo: z.boolean(),
    host: z
      .object({
        name: z.string(),
        provenAt: z.string().nullable(),
        record: z.object({ name: z.string(), value: z.string() }),
      })
      .nullable(),
    auto: z.boolean(),
    autoMaintenance: z.boolean(),
    templates: z.array(z.object({ name: z.string(), text: z.string() })),
    isIndexed: z.boolean(),
    access: z.string(),
    embedOn: z.array(z.string()),
    isPublic: z.boolean(),
    version: z.number(),
  })
  .openapi('Page')

/** A page as programs read it. */
function shapePage(page: Page): z.output<typeof pageShape> {
  const { id, slug, title, checks, isPublic, version, domain } = page
  return {
    id,
    slug,
    title,
    checks,
    groups: (page.groups ?? []).map(({ name, components }) => ({
      name,
      components: components.map((one) => ({ ...one, hand: one.hand ?? null })),
    })),
    text: page.text ?? '',
    accent: page.accent ?? null,
    theme: page.theme ?? 'auto',
    language: page.language ?? 'en',
    hasLogo: Boolean(page.logo),
    host: domain ? { name: domain.host, provenAt: domain.provenAt, record: proofOf(domain) } : null,
    auto: page.auto !== false,
    autoMaintenance: page.autoMaintenance !== false,
    templates: page.templates ?? [],
    isIndexed: page.isIndexed !== false,
    access: page.access ?? 'open',
    embedOn: page.embedOn ?? [],
    isPublic,
    version,
  }
}

const pages = { tags: ['pages'] }
const onePage = { 200: json(pageShape, 'The page') }

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
    const { data, next } = pageIn(all, pageAsk(c.req.valid('query')), (one) => one.id)
    return c.json({ data: data.map(shapePage), next }, 200)
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
    return c.json(shapePage(page), 201, etag(page.version))
  },
)
pageRoutes.openapi(
  createRoute({
    ...pages,
    method: 'get',
    path: '/{id}',
    summary: 'One status page',
    request: { params: idParam },
    responses: onePage,
  }),
  async (c) => {
    const page = await getPage(c.get('hub'), c.get('actor'), c.req.valid('param').id)
    return c.json(shapePage(page), 200, etag(page.version))
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
    responses: onePage,
  }),
  async (c) => {
    const { id } = c.req.valid('param')
    const patch = c.req.valid('json')
    const page = await updatePage(c.get('hub'), c.get('actor'), id, patch, ifMatch(c))
    return c.json(shapePage(page), 200, etag(page.version))
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

const hostInput = z.strictObject({ host: z.string().max(300).nullable() })
pageRoutes.openapi(
  createRoute({
    ...pages,
    method: 'put',
    path: '/{id}/host',
    summary: 'Set the host of one’s own that a page is served under; null takes it away',
    request: { params: idParam, ...body(hostInput, { host: 'status.example.com' }) },
    responses: onePage,
  }),
  async (c) => {
    const { host } = c.req.valid('json')
    const page = await claimHost(c.get('hub'), c.get('actor'), c.req.valid('param').id, host)
    return c.json(shapePage(page), 200, etag(page.version))
  },
)
pageRoutes.openapi(
  createRoute({
    ...pages,
    method: 'post',
    path: '/{id}/host/proof',
    summary: 'Look for the TXT record that proves the host',
    request: { params: idParam },
    responses: onePage,
  }),
  async (c) => {
    const page = await proveHost(c.get('hub'), c.get('actor'), c.req.valid('param').id)
    return c.json(shapePage(page), 200, etag(page.version))
  },
)

const logoInput = z.strictObject({
  data: z.base64('must be base64 of a PNG or an SVG').max(60_000, 'must be at most 40 KB'),
})
pageRoutes.openapi(
  createRoute({
    ...pages,
    method: 'put',
    path: '/{id}/logo',
    summary: 'Set the logo: a PNG or an SVG of at most 40 KB',
    request: { params: idParam, ...body(logoInput) },
    responses: onePage,
  }),
  async (c) => {
    const { data } = c.req.valid('json')
    const bytes = Uint8Array.from(atob(data), (one) => one.charCodeAt(0))
    const page = await setLogo(c.get('hub'), c.get('actor'), c.req.valid('param').id, bytes).catch(
      (fault: unknown) => {
        throw fault instanceof Problem && fault.field === 'logo'
          ? new Problem(fault.code, fault.detail, 'data')
          : fault
      },
    )
    return c.json(shapePage(page), 200, etag(page.version))
  },
)
pageRoutes.openapi(
  createRoute({
    ...pages,
    method: 'delete',
    path: '/{id}/logo',
    summary: 'Take the logo away',
    request: { params: idParam },
    responses: { 204: { description: 'Taken away' } },
  }),
  async (c) => {
    await setLogo(c.get('hub'), c.get('actor'), c.req.valid('param').id, null)
    return c.body(null, 204)
  },
)
pageRoutes.openapi(
  createRoute({
    ...pages,
    method: 'put',
    path: '/{id}/access',
    summary: 'Say who may see a status page: everybody, whoever has its password, or members',
    request: { params: idParam, ...body(accessInput, { access: 'members' }) },
    responses: onePage,
  }),
  async (c) => {
    const { id } = c.req.valid('param')
    const page = await setAccess(c.get('hub'), c.get('actor'), id, c.req.valid('json'))
    return c.json(shapePage(page), 200, etag(page.version))
  },
)
