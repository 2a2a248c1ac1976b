// /api/checks: list, create, change, remove, pause, state, results, uptime.
import { createRoute, z } from '@hono/zod-openapi'
import { checkInput, checkPatch, typeNames } from '../domain/check/index.ts'
import { pageIn } from '../domain/cursor.ts'
import { healths } from '../domain/verdict/state.ts'
import {
  createCheck,
  getCheck,
  listChecks,
  listTags,
  removeCheck,
  updateCheck,
} from '../flow/checks.ts'
import { resultsOf, uptimeOfCheck, viewOne } from '../flow/results.ts'
import {
  body,
  etag,
  idParam,
  ifMatch,
  json,
  listOf,
  listQuery,
  pageAsk,
  parsed,
  resource,
  spanQuery,
} from './api.ts'
import { checkShape, showCheck, showState, stateShape } from './shape.ts'

const tags = ['checks']
const example = { type: 'http', url: 'https://example.com', intervalSeconds: 60 }
const checkQuery = z.strictObject({
  ...listQuery,
  tag: z.string().max(40).optional(),
  type: z.enum(typeNames, `must be one of ${typeNames.join(', ')}`).optional(),
  health: z.enum(healths, `must be one of ${healths.join(', ')}`).optional(),
  paused: z.enum(['true', 'false'], 'must be true or false').optional(),
  q: z
    .string()
    .max(120)
    .optional()
    .openapi({ description: 'A part of the name, whatever its case.' }),
})
export const checkRoutes = resource()
export const tagRoutes = resource()

tagRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/',
    tags: ['checks'],
    summary: 'Tags that checks carry',
    request: { query: z.strictObject(listQuery) },
    responses: {
      200: json(
        listOf(z.object({ tag: z.string(), checks: z.number() })),
        'By name; and how many checks carry each',
      ),
    },
  }),
  async (c) => {
    const all = await listTags(c.get('hub'), c.get('actor'))
    return c.json(
      pageIn(all, pageAsk(c.req.valid('query')), (one) => one.tag),
      200,
    )
  },
)

checkRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/',
    tags,
    summary: 'List checks',
    request: { query: checkQuery },
    responses: { 200: json(listOf(checkShape), 'Checks, oldest first') },
  }),
  async (c) => {
    const { cursor, limit, q, paused, ...rest } = c.req.valid('query')
    const page = await listChecks(c.get('hub'), c.get('actor'), pageAsk({ cursor, limit }), {
      ...rest,
      text: q,
      paused: paused === undefined ? undefined : paused === 'true',
    })
    return c.json({ data: page.data.map(showCheck), next: page.next }, 200)
  },
)

checkRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/',
    tags,
    summary: 'Create a check',
    request: body(checkInput as unknown as z.ZodType, example),
    responses: { 201: json(checkShape, 'The check, every default filled in') },
  }),
  async (c) => {
    const check = await createCheck(
      c.get('hub'),
      c.get('actor'),
      parsed(checkInput, await c.req.json()),
    )
    return c.json(showCheck(check), 201, etag(check.version))
  },
)

checkRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/{id}',
    tags,
    summary: 'One check',
    request: { params: idParam },
    responses: { 200: json(checkShape, 'The check') },
  }),
  async (c) => {
    const check = await getCheck(c.get('hub'), c.get('actor'), c.req.valid('param').id)
    return c.json(showCheck(check), 200, etag(check.version))
  },
)

checkRoutes.openapi(
  createRoute({
    method: 'patch',
    path: '/{id}',
    tags,
    summary: 'Change some settings',
    request: { params: idParam, ...body(z.looseObject({}), { confirmSeconds: 30 }) },
    responses: { 200: json(checkShape, 'The check as it is now') },
  }),
  async (c) => {
    const { id } = c.req.valid('param')
    const before = await getCheck(c.get('hub'), c.get('actor'), id)
    const patch = parsed(checkPatch[before.type], await c.req.json())
    const check = await updateCheck(c.get('hub'), c.get('actor'), id, patch, ifMatch(c))
    return c.json(showCheck(check), 200, etag(check.version))
  },
)

checkRoutes.openapi(
  createRoute({
    method: 'delete',
    path: '/{id}',
    tags,
    summary: 'Remove a check',
    request: { params: idParam },
    responses: { 204: { description: 'Removed; an open incident is closed as such' } },
  }),
  async (c) => {
    await removeCheck(c.get('hub'), c.get('actor'), c.req.valid('param').id, ifMatch(c))
    return c.body(null, 204)
  },
)

for (const [method, paused] of [
  ['put', true],
  ['delete', false],
] as const) {
  checkRoutes.openapi(
    createRoute({
      method,
      path: '/{id}/pause',
      tags,
      summary: paused ? 'Pause a check' : 'Resume a check',
      request: { params: idParam },
      responses: { 200: json(checkShape, 'The check') },
    }),
    async (c) => {
      const check = await updateCheck(
        c.get('hub'),
        c.get('actor'),
        c.req.valid('param').id,
        { paused },
        ifMatch(c),
      )
      return c.json(showCheck(check), 200, etag(check.version))
    },
  )
}

checkRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/{id}/state',
    tags,
    summary: 'What is known right now',
    request: { params: idParam },
    responses: { 200: json(stateShape, 'Health, activity, last answer of each location') },
  }),
  async (c) => {
    const view = await viewOne(c.get('hub'), c.get('actor'), c.req.valid('param').id)
    return c.json(showState(view, c.get('hub').now()), 200)
  },
)

const span = z.strictObject(spanQuery)
const hourShape = z.looseObject({
  location: z.string(),
  hour: z.string(),
  offsets: z.array(z.number()),
  latencies: z.array(z.number()),
  outcomes: z.array(z.number()),
})
checkRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/{id}/results',
    tags,
    summary: 'Answers over time, packed by hour',
    request: { params: idParam, query: span },
    responses: {
      200: json(
        z.object({ data: z.array(hourShape), partial: z.boolean() }),
        'Per location and hour: seconds into the hour, milliseconds, outcome (0 pass, 1 slow, 2 fail, 3 blocked, 4 unknown)',
      ),
    },
  }),
  async (c) => {
    const [from, to] = spanOf(c.req.valid('query'), c.get('hub').now(), 6 * 3_600_000)
    const { hours, partial } = await resultsOf(
      c.get('hub'),
      c.get('actor'),
      c.req.valid('param').id,
      from,
      to,
    )
    const data = hours.map(({ v: _v, workspace: _w, check: _c, hour, ...rest }) => ({
      ...rest,
      hour: new Date(hour).toISOString(),
    }))
    return c.json({ data, partial }, 200)
  },
)

checkRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/{id}/uptime',
    tags,
    summary: 'Uptime over a span',
    request: { params: idParam, query: span },
    responses: {
      200: json(
        z.looseObject({}),
        'Verified down counts; regional, slow and unknown seconds are told apart',
      ),
    },
  }),
  async (c) => {
    const [from, to] = spanOf(c.req.valid('query'), c.get('hub').now(), 30 * 86_400_000)
    const uptime = await uptimeOfCheck(
      c.get('hub'),
      c.get('actor'),
      c.req.valid('param').id,
      from,
      to,
    )
    return c.json(
      { from: new Date(from).toISOString(), to: new Date(to).toISOString(), ...uptime },
      200,
    )
  },
)

function spanOf(query: z.output<typeof span>, now: number, backMs: number): [number, number] {
  const to = query.to ? Date.parse(query.to) : now
  return [query.from ? Date.parse(query.from) : to - backMs, to]
}
