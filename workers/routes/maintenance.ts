// /api/maintenance: windows in which nobody is told.
import { createRoute, z } from '@hono/zod-openapi'
import type { Maintenance } from '../domain/config.ts'
import { pageIn } from '../domain/cursor.ts'
import { foreverMs, nextOccurrences } from '../domain/maintenance.ts'
import { Problem } from '../domain/problem.ts'
import {
  changeMaintenance,
  dropMaintenance,
  endMaintenance,
  getMaintenance,
  listMaintenance,
  type MaintenanceInput,
  planMaintenance,
  versionOf,
} from '../flow/maintenance.ts'
import { body, etag, idParam, ifMatch, json, listOf, listQuery, pageAsk, resource } from './api.ts'

export const maintenanceRoutes = resource()

const instant = z.iso.datetime({
  offset: true,
  message: 'must be an instant like 2026-11-24T22:00:00Z',
})
const repeat = z.strictObject({
  /** Five fields, or `@daily` and the like. */
  cron: z.string().trim(),
  timeZone: z.string().trim().max(100).default('UTC'),
  durationMinutes: z.int(),
})
const fields = z.strictObject({
  startsAt: instant,
  endsAt: instant.nullable(),
  checks: z.array(z.string().max(200)).min(1).max(512).nullable(),
  tags: z.array(z.string().trim().min(1).max(40)).max(20).nullable(),
  repeat: repeat.nullable(),
})
/** What makes a window: once, or again and again. */
export const maintenanceInput = fields.partial()
const occurrence = z.object({ startsAt: z.string(), endsAt: z.string() })
const shape = z
  .object({
    id: z.string(),
    version: z.number(),
    startsAt: z.string(),
    endsAt: z.string().nullable(),
    checks: z.array(z.string()).nullable(),
    tags: z.array(z.string()).nullable(),
    repeat: z.looseObject({ cron: z.string(), timeZone: z.string() }).nullable(),
    endedAt: z.string().nullable(),
    next: z.array(occurrence),
  })
  .openapi('Maintenance')

const nextMax = 5
const iso = (at: number) => new Date(at).toISOString()

function show(window: Maintenance, now: number): z.output<typeof shape> {
  const { id, startsAt, endsAt, checks, tags = null, repeat = null, endedAt = null } = window
  return {
    id,
    version: versionOf(window),
    startsAt: iso(startsAt),
    endsAt: endsAt >= foreverMs ? null : iso(endsAt),
    checks,
    tags,
    repeat: repeat && { ...repeat },
    endedAt: endedAt === null ? null : iso(endedAt),
    next: nextOccurrences(window, now, nextMax).map((one) => ({
      startsAt: iso(one.startsAt),
      endsAt: iso(one.endsAt),
    })),
  }
}

type Given = z.output<typeof maintenanceInput>
const timesOf = ({ startsAt, endsAt, ...rest }: Given) => ({
  ...rest,
  ...(startsAt === undefined ? {} : { startsAt: Date.parse(startsAt) }),
  ...(endsAt === undefined ? {} : { endsAt: endsAt === null ? null : Date.parse(endsAt) }),
})
/** Those that were given. */
function given(input: Given): Partial<MaintenanceInput> {
  const entries = Object.entries(timesOf(input)).filter(([, value]) => value !== undefined)
  return Object.fromEntries(entries)
}

const tags = ['maintenance']

maintenanceRoutes.openapi(
  createRoute({
    tags,
    method: 'get',
    path: '/',
    summary: 'List maintenance, latest first',
    request: { query: z.strictObject(listQuery) },
    responses: { 200: json(listOf(shape), 'Windows') },
  }),
  async (c) => {
    const windows = await listMaintenance(c.get('hub'), c.get('actor'))
    const now = c.get('hub').now()
    const found = pageIn(windows, pageAsk(c.req.valid('query')), (one) => one.id)
    return c.json({ data: found.data.map((one) => show(one, now)), next: found.next }, 200)
  },
)
maintenanceRoutes.openapi(
  createRoute({
    tags,
    method: 'post',
    path: '/',
    summary: 'Plan maintenance: nobody is told within it',
    request: body(maintenanceInput, {
      startsAt: '2026-11-24T22:00:00Z',
      endsAt: '2026-11-24T23:00:00Z',
    }),
    responses: { 201: json(shape, 'The window') },
  }),
  async (c) => {
    const hub = c.get('hub')
    const { startsAt, endsAt = null, checks = null, ...rest } = given(c.req.valid('json'))
    const from = startsAt ?? (rest.repeat ? hub.now() : null)
    if (from === null) throw new Problem('invalid', 'is missing: give an instant', 'startsAt')
    const input = { ...rest, startsAt: from, endsAt, checks }
    const window = await planMaintenance(hub, c.get('actor'), input)
    return c.json(show(window, hub.now()), 201, etag(versionOf(window)))
  },
)
maintenanceRoutes.openapi(
  createRoute({
    tags,
    method: 'get',
    path: '/{id}',
    summary: 'One window',
    request: { params: idParam },
    responses: { 200: json(shape, 'The window') },
  }),
  async (c) => {
    const window = await getMaintenance(c.get('hub'), c.get('actor'), c.req.valid('param').id)
    return c.json(show(window, c.get('hub').now()), 200, etag(versionOf(window)))
  },
)
maintenanceRoutes.openapi(
  createRoute({
    tags,
    method: 'patch',
    path: '/{id}',
    summary: 'Change maintenance',
    request: { params: idParam, ...body(maintenanceInput, { tags: ['shop'] }) },
    responses: { 200: json(shape, 'The window') },
  }),
  async (c) => {
    const hub = c.get('hub')
    const { id } = c.req.valid('param')
    const patch = given(c.req.valid('json'))
    const window = await changeMaintenance(hub, c.get('actor'), id, patch, ifMatch(c))
    return c.json(show(window, hub.now()), 200, etag(versionOf(window)))
  },
)
maintenanceRoutes.openapi(
  createRoute({
    tags,
    method: 'put',
    path: '/{id}/ending',
    summary: 'End the occurrence under way; what is broken is told then',
    request: { params: idParam },
    responses: { 200: json(shape, 'The window') },
  }),
  async (c) => {
    const hub = c.get('hub')
    const window = await endMaintenance(hub, c.get('actor'), c.req.valid('param').id, ifMatch(c))
    return c.json(show(window, hub.now()), 200, etag(versionOf(window)))
  },
)
maintenanceRoutes.openapi(
  createRoute({
    tags,
    method: 'delete',
    path: '/{id}',
    summary: 'Remove maintenance; what is broken is told then',
    request: { params: idParam },
    responses: { 204: { description: 'Removed' } },
  }),
  async (c) => {
    await dropMaintenance(c.get('hub'), c.get('actor'), c.req.valid('param').id, ifMatch(c))
    return c.body(null, 204)
  },
)
