// /api/maintenance: windows in which nobody is told.
import { createRoute, z } from '@hono/zod-openapi'
import type { Maintenance } from '../domain/config.ts'
import { dropMaintenance, listMaintenance, planMaintenance } from '../flow/maintenance.ts'
import { body, idParam, json, listOf, resource } from './api.ts'

export const maintenanceRoutes = resource()

const instant = z.iso.datetime({
  offset: true,
  message: 'must be an instant like 2026-11-24T22:00:00Z',
})
/** What makes a window. */
export const maintenanceInput = z.strictObject({
  startsAt: instant,
  endsAt: instant,
  checks: z.array(z.string().max(200)).min(1).max(512).nullable().optional(),
})
const shape = z
  .object({
    id: z.string(),
    startsAt: z.string(),
    endsAt: z.string(),
    checks: z.array(z.string()).nullable(),
  })
  .openapi('Maintenance')

function show(window: Maintenance): z.output<typeof shape> {
  const { id, startsAt, endsAt, checks } = window
  return {
    id,
    startsAt: new Date(startsAt).toISOString(),
    endsAt: new Date(endsAt).toISOString(),
    checks,
  }
}
const tags = ['maintenance']

maintenanceRoutes.openapi(
  createRoute({
    tags,
    method: 'get',
    path: '/',
    summary: 'List maintenance, latest first',
    responses: { 200: json(listOf(shape), 'Windows') },
  }),
  async (c) => {
    const windows = await listMaintenance(c.get('hub'), c.get('actor'))
    return c.json({ data: windows.map(show), next: null }, 200)
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
    const { startsAt, endsAt, checks } = c.req.valid('json')
    const window = await planMaintenance(c.get('hub'), c.get('actor'), {
      startsAt: Date.parse(startsAt),
      endsAt: Date.parse(endsAt),
      checks: checks ?? null,
    })
    return c.json(show(window), 201)
  },
)
maintenanceRoutes.openapi(
  createRoute({
    tags,
    method: 'delete',
    path: '/{id}',
    summary: 'End or cancel maintenance; what is broken is told then',
    request: { params: idParam },
    responses: { 204: { description: 'Removed' } },
  }),
  async (c) => {
    await dropMaintenance(c.get('hub'), c.get('actor'), c.req.valid('param').id)
    return c.body(null, 204)
  },
)
