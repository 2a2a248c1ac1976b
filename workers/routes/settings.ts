// /api/locations: places that probes are sent from.
import { createRoute, z } from '@hono/zod-openapi'
import type { Place } from '../domain/agent.ts'
import { pageIn } from '../domain/cursor.ts'
import { Problem } from '../domain/problem.ts'
import { placesFor } from '../flow/agent-places.ts'
import { idParam, json, listOf, listQuery, pageAsk, resource } from './api.ts'

export const locationRoutes = resource()

const locationShape = z.looseObject({
  id: z.string(),
  network: z.string(),
  label: z.string(),
  default: z.boolean(),
  /** `voter` or `witness`, of an agent. */
  role: z.string().optional(),
})
function shown({ agent, ...place }: Place): z.output<typeof locationShape> {
  return agent ? { ...place, role: agent.role } : place
}
locationRoutes.openapi(
  createRoute({
    tags: ['locations'],
    method: 'get',
    path: '/',
    summary: 'Places probes are sent from',
    request: { query: z.strictObject(listQuery) },
    responses: { 200: json(listOf(locationShape), 'Locations') },
  }),
  async (c) => {
    const all = (await placesFor(c.get('hub'), c.get('actor').workspace)).map(shown)
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
  async (c) => {
    const { id } = c.req.valid('param')
    const all = await placesFor(c.get('hub'), c.get('actor').workspace)
    const found = all.find((one) => one.id === id)
    if (!found) throw new Problem('not_found', 'There is no location of this id.')
    return c.json(shown(found), 200)
  },
)
