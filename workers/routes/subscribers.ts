// /api/pages/{id}/subscribers: who is told, and what was sent.
import { createRoute, z } from '@hono/zod-openapi'
import { pageIn } from '../domain/cursor.ts'
import { listSubscribers, removeSubscriber } from '../flow/subscribers.ts'
import { instant, json, listOf, listQuery, pageAsk, resource } from './api.ts'

export const subscriberRoutes = resource()

const subscriberShape = z
  .object({
    id: z.string(),
    kind: z.string(),
    address: z.string(),
    components: z.array(z.string()).nullable(),
    language: z.string(),
    createdAt: z.string().nullable(),
    confirmedAt: z.string().nullable(),
  })
  .openapi('Subscriber')
const noticeShape = z.object({
  post: z.string(),
  updateNumber: z.number(),
  kind: z.string(),
  address: z.string(),
  state: z.string(),
  attempts: z.number(),
  said: z.string().nullable(),
  createdAt: z.string().nullable(),
})
const ofPage = z.object({ id: z.string().max(200) })
const ofOne = z.object({ id: z.string().max(200), subscriber: z.string().max(200) })

subscriberRoutes.openapi(
  createRoute({
    tags: ['pages'],
    method: 'get',
    path: '/{id}/subscribers',
    summary: 'Subscribers of a status page',
    request: { params: ofPage, query: z.strictObject(listQuery) },
    responses: { 200: json(listOf(subscriberShape), 'Subscribers') },
  }),
  async (c) => {
    const { id } = c.req.valid('param')
    const { subscribers } = await listSubscribers(c.get('hub'), c.get('actor'), id)
    const { data, next } = pageIn(subscribers, pageAsk(c.req.valid('query')), (one) => one.id)
    const shaped = data.map(({ id: own, kind, address, components, language, ...at }) => ({
      id: own,
      kind,
      address,
      components,
      language,
      createdAt: instant(at.createdAt),
      confirmedAt: instant(at.confirmedAt),
    }))
    return c.json({ data: shaped, next }, 200)
  },
)
subscriberRoutes.openapi(
  createRoute({
    tags: ['pages'],
    method: 'get',
    path: '/{id}/notices',
    summary: 'What was sent to subscribers lately',
    request: { params: ofPage },
    responses: { 200: json(listOf(noticeShape), 'The latest hundred') },
  }),
  async (c) => {
    const { id } = c.req.valid('param')
    const { notices } = await listSubscribers(c.get('hub'), c.get('actor'), id)
    const data = notices.map((one) => ({ ...one, createdAt: instant(one.createdAt) }))
    return c.json({ data, next: null }, 200)
  },
)
subscriberRoutes.openapi(
  createRoute({
    tags: ['pages'],
    method: 'delete',
    path: '/{id}/subscribers/{subscriber}',
    summary: 'Remove a subscriber',
    request: { params: ofOne },
    responses: { 204: { description: 'Removed; nothing more is sent' } },
  }),
  async (c) => {
    const { id, subscriber } = c.req.valid('param')
    await removeSubscriber(c.get('hub'), c.get('actor'), id, subscriber)
    return c.body(null, 204)
  },
)
