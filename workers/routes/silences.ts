// /api/silences: a check, a tag or a pattern of names that nobody is told about until a time.
import { createRoute, z } from '@hono/zod-openapi'
import { pageIn } from '../domain/cursor.ts'
import { isOn, type Silence } from '../domain/silence.ts'
import {
  changeSilence,
  createSilence,
  endSilence,
  getSilence,
  listSilences,
} from '../flow/silences.ts'
import {
  body,
  etag,
  idParam,
  ifMatch,
  instant,
  json,
  listOf,
  listQuery,
  pageAsk,
  resource,
} from './api.ts'

export const silenceRoutes = resource()

const input = z.strictObject({
  check: z.string().max(200).optional(),
  tag: z.string().trim().min(1).max(40).optional(),
  /** Names with `*` and `?`. */
  pattern: z.string().trim().min(1, 'must not be empty').max(200).optional(),
  until: z.iso.datetime({
    offset: true,
    message: 'must be an instant like 2026-11-24T22:00:00Z',
  }),
  reason: z.string().trim().min(1, 'must not be empty').max(500),
})
/** What makes a silence. */
export const silenceInput = input.refine(
  ({ check, tag, pattern }) =>
    [check, tag, pattern].filter((one) => one !== undefined).length === 1,
  { message: 'give one of check, tag and pattern, and only one', path: ['check'] },
)
const patch = input.pick({ until: true, reason: true }).partial()
const shape = z
  .object({
    id: z.string(),
    version: z.number(),
    check: z.string().nullable(),
    tag: z.string().nullable(),
    pattern: z.string().nullable(),
    from: z.string(),
    until: z.string(),
    endedAt: z.string().nullable(),
    reason: z.string(),
    by: z.string(),
    isOn: z.boolean(),
  })
  .openapi('Silence')

function show(one: Silence, now: number): z.output<typeof shape> {
  const { id, check = null, tag = null, pattern = null, from, until, endedAt = null } = one
  return {
    id,
    version: one.version,
    check,
    tag,
    pattern,
    from: instant(from)!,
    until: instant(until)!,
    endedAt: instant(endedAt),
    reason: one.reason,
    by: one.by,
    isOn: isOn(one, now),
  }
}

const tags = ['silences']
silenceRoutes.openapi(
  createRoute({
    tags,
    method: 'get',
    path: '/',
    summary: 'List silences, those that are over too',
    request: { query: z.strictObject(listQuery) },
    responses: { 200: json(listOf(shape), 'Silences, latest end first') },
  }),
  async (c) => {
    const hub = c.get('hub')
    const all = await listSilences(hub, c.get('actor'))
    const found = pageIn(all, pageAsk(c.req.valid('query')), (one) => one.id)
    const data = found.data.map((one) => show(one, hub.now()))
    return c.json({ data, next: found.next }, 200)
  },
)
silenceRoutes.openapi(
  createRoute({
    tags,
    method: 'post',
    path: '/',
    summary: 'Silence a check, a tag or a pattern of names',
    request: body(silenceInput, {
      pattern: 'staging-*',
      until: '2026-11-24T22:00:00Z',
      reason: 'new router',
    }),
    responses: { 201: json(shape, 'The silence') },
  }),
  async (c) => {
    const hub = c.get('hub')
    const { until, ...rest } = c.req.valid('json')
    const made = await createSilence(hub, c.get('actor'), { ...rest, until: Date.parse(until) })
    return c.json(show(made, hub.now()), 201, etag(made.version))
  },
)
silenceRoutes.openapi(
  createRoute({
    tags,
    method: 'get',
    path: '/{id}',
    summary: 'One silence',
    request: { params: idParam },
    responses: { 200: json(shape, 'The silence') },
  }),
  async (c) => {
    const found = await getSilence(c.get('hub'), c.get('actor'), c.req.valid('param').id)
    return c.json(show(found, c.get('hub').now()), 200, etag(found.version))
  },
)
silenceRoutes.openapi(
  createRoute({
    tags,
    method: 'patch',
    path: '/{id}',
    summary: 'Change the end of a silence, or its reason',
    request: { params: idParam, ...body(patch, { until: '2026-11-25T06:00:00Z' }) },
    responses: { 200: json(shape, 'The silence') },
  }),
  async (c) => {
    const hub = c.get('hub')
    const { until, reason } = c.req.valid('json')
    const wanted = {
      ...(until === undefined ? {} : { until: Date.parse(until) }),
      ...(reason === undefined ? {} : { reason }),
    }
    const { id } = c.req.valid('param')
    const changed = await changeSilence(hub, c.get('actor'), id, wanted, ifMatch(c))
    return c.json(show(changed, hub.now()), 200, etag(changed.version))
  },
)
silenceRoutes.openapi(
  createRoute({
    tags,
    method: 'put',
    path: '/{id}/ending',
    summary: 'End a silence; what is broken is told then',
    request: { params: idParam },
    responses: { 200: json(shape, 'The silence') },
  }),
  async (c) => {
    const hub = c.get('hub')
    const ended = await endSilence(hub, c.get('actor'), c.req.valid('param').id, ifMatch(c))
    return c.json(show(ended, hub.now()), 200, etag(ended.version))
  },
)
