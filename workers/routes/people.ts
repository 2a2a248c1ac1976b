// /api/people: the members of the workspace, and the ways on which each is called; and the calendars
// that other programs read.
import { createRoute, z } from '@hono/zod-openapi'
import { Hono } from 'hono'
import { pageIn } from '../domain/cursor.ts'
import { waysMax } from '../domain/policy.ts'
import { Problem } from '../domain/problem.ts'
import { dropFeed, makeFeed, readFeed } from '../flow/feeds.ts'
import { listPeople, setWays } from '../flow/people.ts'
import type { AppEnv } from '../middleware/app-env.ts'
import { body, idParam, json, listOf, listQuery, pageAsk, resource } from './api.ts'

export const peopleRoutes = resource()
export const calendarRoutes = new Hono<AppEnv>()

const way = z.strictObject({
  channel: z.string().max(200),
  afterMinutes: z.int().min(0).max(1_440).default(0),
})
const ways = z.strictObject({ ways: z.array(way).max(waysMax) })
const shape = z
  .object({
    id: z.string(),
    name: z.string(),
    email: z.string(),
    role: z.string(),
    ways: z.array(
      z.object({
        channel: z.string(),
        name: z.string(),
        type: z.string(),
        afterMinutes: z.number(),
      }),
    ),
    onCall: z.array(z.string()),
  })
  .openapi('Person')

const tags = ['people']
peopleRoutes.openapi(
  createRoute({
    tags,
    method: 'get',
    path: '/',
    summary: 'Members, the ways to each, and who is on call now',
    request: { query: z.strictObject(listQuery) },
    responses: { 200: json(listOf(shape), 'People') },
  }),
  async (c) => {
    const all = await listPeople(c.get('hub'), c.get('actor'))
    return c.json(
      pageIn(all, pageAsk(c.req.valid('query')), (one) => one.id),
      200,
    )
  },
)
peopleRoutes.openapi(
  createRoute({
    tags,
    method: 'put',
    path: '/{id}/ways',
    summary: 'Set the ways to a person, in order of minutes',
    request: {
      params: idParam,
      ...body(ways, { ways: [{ channel: 'chn_acme00000001_push', afterMinutes: 0 }] }),
    },
    responses: { 200: json(shape, 'The person') },
  }),
  async (c) => {
    const { id } = c.req.valid('param')
    const given = c.req.valid('json').ways
    return c.json(await setWays(c.get('hub'), c.get('actor'), id, given), 200)
  },
)
peopleRoutes.openapi(
  createRoute({
    tags,
    method: 'put',
    path: '/{id}/feed',
    summary: 'A new secret address of their calendar (iCalendar); the one before stops working',
    request: { params: idParam },
    responses: { 200: json(z.object({ url: z.string() }), 'The address, shown this once') },
  }),
  async (c) => {
    const subject = c.req.valid('param').id
    const url = await makeFeed(c.get('hub'), c.get('actor'), { kind: 'person', subject })
    return c.json({ url }, 200)
  },
)
peopleRoutes.openapi(
  createRoute({
    tags,
    method: 'delete',
    path: '/{id}/feed',
    summary: 'Take the address of their calendar away',
    request: { params: idParam },
    responses: { 204: { description: 'It leads nowhere now' } },
  }),
  async (c) => {
    const subject = c.req.valid('param').id
    await dropFeed(c.get('hub'), c.get('actor'), { kind: 'person', subject })
    return c.body(null, 204)
  },
)

/** No session and no key: the address is the secret. */
calendarRoutes.get('/calendar/:name{.+\\.ics}', async (c) => {
  const text = await readFeed(c.get('hub'), c.req.param('name').slice(0, -'.ics'.length))
  if (text === null) throw new Problem('not_found', 'There is no calendar at this address.')
  return c.body(text, 200, {
    'content-type': 'text/calendar; charset=utf-8',
    'cache-control': 'private, no-store',
  })
})
