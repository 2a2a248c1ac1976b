// /api/findings: what agents find on their hosts, worst first; and the figures of a host over time.
import { createRoute, z } from '@hono/zod-openapi'
import { pageIn } from '../domain/cursor.ts'
import { daysKept } from '../domain/host/history.ts'
import {
  type AgentFinding,
  figuresOf,
  findingLevels,
  getFinding,
  listFindings,
} from '../flow/agent-host.ts'
import { idParam, json, listOf, listQuery, pageAsk, resource } from './api.ts'

export const findingRoutes = resource()
export const figureRoutes = resource()

const shape = z
  .object({
    id: z.string(),
    agent: z.string(),
    key: z.string(),
    level: z.enum(findingLevels),
    text: z.string(),
    since: z.string(),
    foundAt: z.string(),
    incident: z.string().nullable(),
  })
  .openapi('Finding')

function show({ since, foundAt, ...one }: AgentFinding): z.output<typeof shape> {
  const [from, at] = [since, foundAt].map((ms) => new Date(ms).toISOString()) as [string, string]
  return { ...one, since: from, foundAt: at }
}

const tags = ['agents']
const query = z.strictObject({
  ...listQuery,
  agent: z.string().max(200).optional().openapi({ description: 'Of this agent alone.' }),
  level: z
    .enum(findingLevels, `must be one of ${findingLevels.join(', ')}`)
    .optional()
    .openapi({ description: 'At this level alone.' }),
})

findingRoutes.openapi(
  createRoute({
    tags,
    method: 'get',
    path: '/',
    summary: 'List what agents found on their hosts last',
    request: { query },
    responses: { 200: json(listOf(shape), 'Findings, worst first') },
  }),
  async (c) => {
    const { agent, level, ...ask } = c.req.valid('query')
    const all = await listFindings(c.get('hub'), c.get('actor'), { agent, level })
    const found = pageIn(all, pageAsk(ask), (one) => one.id)
    return c.json({ data: found.data.map(show), next: found.next }, 200)
  },
)

findingRoutes.openapi(
  createRoute({
    tags,
    method: 'get',
    path: '/{id}',
    summary: 'One finding',
    request: { params: z.object({ id: z.string().max(700) }) },
    responses: { 200: json(shape, 'The finding, as it was reported last') },
  }),
  async (c) => {
    const found = await getFinding(c.get('hub'), c.get('actor'), c.req.valid('param').id)
    return c.json(show(found), 200)
  },
)

const hoursMost = daysKept * 24
const hoursFault = `must be a whole number from 1 to ${hoursMost}`
const figureQuery = z.strictObject({
  hours: z.coerce
    .number(hoursFault)
    .int(hoursFault)
    .min(1, hoursFault)
    .max(hoursMost, hoursFault)
    .default(24)
    .openapi({
      description: `How far back, at most ${hoursMost}; older than three days, by the hour.`,
    }),
  name: z
    .string()
    .max(160)
    .default('')
    .openapi({ description: 'Only figures whose names begin so, like `filesystem.`' }),
})
const figureShape = z
  .object({
    name: z.string(),
    points: z.array(z.object({ at: z.string(), value: z.number().nullable() })),
  })
  .openapi('HostFigure')

figureRoutes.openapi(
  createRoute({
    tags,
    method: 'get',
    path: '/{id}/figures',
    summary: 'Figures of the host of an agent over time',
    request: { params: idParam, query: figureQuery },
    responses: {
      200: json(z.object({ data: z.array(figureShape) }), 'By name, each with its points in order'),
    },
  }),
  async (c) => {
    const { id } = c.req.valid('param')
    const lines = await figuresOf(c.get('hub'), c.get('actor'), id, c.req.valid('query'))
    const data = lines.map(({ name, points }) => ({
      name,
      points: points.map(([at, value]) => ({ at: new Date(at).toISOString(), value })),
    }))
    return c.json({ data }, 200)
  },
)
