// /api/drills: walk the whole road of an alarm, and see whom it reached, and how fast.
import { createRoute, z } from '@hono/zod-openapi'
import { pageIn } from '../domain/cursor.ts'
import { type Drill, drillHeadline, roadSentence } from '../domain/drill.ts'
import { beginDrill, getDrill, listDrills } from '../flow/drills.ts'
import { body, idParam, json, listOf, listQuery, pageAsk, resource } from './api.ts'

const tags = ['drills']
export const drillRoutes = resource()

const road = z.object({
  channel: z.string(),
  name: z.string(),
  type: z.string(),
  delivery: z.string(),
  state: z.string(),
  sentMs: z.number().nullable(),
  receiptMs: z.number().nullable(),
  said: z.string(),
  sentence: z.string(),
})
const shape = z
  .object({
    id: z.string(),
    by: z.string(),
    headline: z.string(),
    startedAt: z.string(),
    endedAt: z.string().nullable(),
    roads: z.array(road),
  })
  .openapi('Drill')

function show(drill: Drill): z.output<typeof shape> {
  const { id, by, startedAt, endedAt, roads } = drill
  return {
    id,
    by,
    headline: drillHeadline(drill),
    startedAt: new Date(startedAt).toISOString(),
    endedAt: endedAt === null ? null : new Date(endedAt).toISOString(),
    roads: roads.map((one) => ({ ...one, sentence: roadSentence(one) })),
  }
}

drillRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/',
    tags,
    summary: 'List drills',
    request: { query: z.strictObject(listQuery) },
    responses: { 200: json(listOf(shape), 'The latest 20, newest first') },
  }),
  async (c) => {
    const all = await listDrills(c.get('hub'), c.get('actor'))
    const found = pageIn(all, pageAsk(c.req.valid('query')), (one) => one.id)
    return c.json({ data: found.data.map(show), next: found.next }, 200)
  },
)

const input = z.strictObject({
  /** Null or left out: all that are on. */
  channels: z.array(z.string().max(200)).min(1, 'name one, or leave it out for all').nullish(),
})

drillRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/',
    tags,
    summary: 'Begin a drill',
    request: body(input, {}),
    responses: { 201: json(shape, 'The drill, or the one under way') },
  }),
  async (c) => {
    const { channels = null } = c.req.valid('json')
    return c.json(show(await beginDrill(c.get('hub'), c.get('actor'), channels)), 201)
  },
)

drillRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/{id}',
    tags,
    summary: 'One drill',
    request: { params: idParam },
    responses: { 200: json(shape, 'The drill, as far as it is known') },
  }),
  async (c) => {
    const drill = await getDrill(c.get('hub'), c.get('actor'), c.req.valid('param').id)
    return c.json(show(drill), 200)
  },
)
