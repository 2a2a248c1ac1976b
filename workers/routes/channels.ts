// /api/channels: list, create (the secret is shown once), change, remove, send a test.
import { createRoute, z } from '@hono/zod-openapi'
import { channelInput } from '../channel/index.ts'
import { commonInput } from '../channel/input.ts'
import { pageIn } from '../domain/cursor.ts'
import {
  createChannel,
  getChannel,
  listChannels,
  removeChannel,
  testChannel,
  updateChannel,
} from '../flow/channels.ts'
import { sendCodeTo, verifyChannel } from '../flow/verification.ts'
import { body, etag, idParam, ifMatch, json, listOf, listQuery, pageAsk, resource } from './api.ts'
import { channelShape, deliveryShape, showChannel, showDelivery } from './shape.ts'

const tags = ['channels']
export const channelRoutes = resource()

channelRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/',
    tags,
    summary: 'List channels',
    request: { query: z.strictObject(listQuery) },
    responses: { 200: json(listOf(channelShape), 'Channels; secrets masked') },
  }),
  async (c) => {
    const list = await listChannels(c.get('hub'), c.get('actor'))
    const found = pageIn(list, pageAsk(c.req.valid('query')), (one) => one.id)
    return c.json({ data: found.data.map(showChannel), next: found.next }, 200)
  },
)

channelRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/',
    tags,
    summary: 'Create a channel',
    request: body(channelInput, { type: 'webhook', url: 'https://example.com/hook' }),
    responses: { 201: json(channelShape, 'The channel; its secret is shown this once') },
  }),
  async (c) => {
    const channel = await createChannel(c.get('hub'), c.get('actor'), c.req.valid('json'))
    return c.json(showChannel(channel), 201, etag(channel.version))
  },
)

channelRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/{id}',
    tags,
    summary: 'One channel',
    request: { params: idParam },
    responses: { 200: json(channelShape, 'The channel') },
  }),
  async (c) => {
    const channel = await getChannel(c.get('hub'), c.get('actor'), c.req.valid('param').id)
    return c.json(showChannel(channel), 200, etag(channel.version))
  },
)

/** Besides these, the fields of the channel's type; the flow knows which it has. */
const patch = z
  .object({ ...commonInput, enabled: z.boolean().optional() })
  .catchall(z.string('must be a text').max(8_000))
channelRoutes.openapi(
  createRoute({
    method: 'patch',
    path: '/{id}',
    tags,
    summary: 'Change a channel',
    request: { params: idParam, ...body(patch, { enabled: true }) },
    responses: { 200: json(channelShape, 'The channel') },
  }),
  async (c) => {
    const channel = await updateChannel(
      c.get('hub'),
      c.get('actor'),
      c.req.valid('param').id,
      c.req.valid('json'),
      ifMatch(c),
    )
    return c.json(showChannel(channel), 200, etag(channel.version))
  },
)

channelRoutes.openapi(
  createRoute({
    method: 'delete',
    path: '/{id}',
    tags,
    summary: 'Remove a channel',
    request: { params: idParam },
    responses: { 204: { description: 'Removed; what it was owed is dropped' } },
  }),
  async (c) => {
    await removeChannel(c.get('hub'), c.get('actor'), c.req.valid('param').id, ifMatch(c))
    return c.body(null, 204)
  },
)

channelRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/{id}/tests',
    tags,
    summary: 'Send a test',
    request: { params: idParam },
    responses: { 200: json(deliveryShape, 'The delivery with the real answer') },
  }),
  async (c) =>
    c.json(
      showDelivery(await testChannel(c.get('hub'), c.get('actor'), c.req.valid('param').id)),
      200,
    ),
)

channelRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/{id}/code',
    tags,
    summary: 'Send another code to an address that is not verified',
    request: { params: idParam },
    responses: { 202: json(z.object({ sent: z.literal(true) }), 'The carrier took it') },
  }),
  async (c) => {
    await sendCodeTo(c.get('hub'), c.get('actor'), c.req.valid('param').id)
    return c.json({ sent: true as const }, 202)
  },
)

const typed = z.strictObject({
  code: z.string('must be the six digits that were sent').trim().min(1, 'type the code').max(20),
})
channelRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/{id}/verify',
    tags,
    summary: 'Verify an address by the code that was sent there',
    request: { params: idParam, ...body(typed, { code: '123456' }) },
    responses: { 200: json(channelShape, 'The channel, switched on') },
  }),
  async (c) => {
    const { code } = c.req.valid('json')
    const { id } = c.req.valid('param')
    const channel = await verifyChannel(c.get('hub'), c.get('actor'), id, code)
    return c.json(showChannel(channel), 200, etag(channel.version))
  },
)
