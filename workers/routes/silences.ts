// /api/silences: a check, a tag or a pattern of names that nobody is told about until a time.
import { createRoute, z } from '@hono/zod-openapi'
import { isOn, type Silence } from '../domain/silence.ts'
import { createSilence, endSilence, listSilences } from '../flow/silences.ts'
import { body, idParam, instant, json, listOf, resource } from './api.ts'

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
const shape = z
  .object({
    id: z.string(),
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
    responses: { 200: json(listOf(shape), 'Silences, latest end first') },
  }),
  async (c) => {
    const hub = c.get('hub')
    const all = await listSilences(hub, c.get('actor'))
    return c.json({ data: all.map((one) => show(one, hub.now())), next: null }, 200)
  },
)
silenceRoutes.openapi(
  createRoute({
    tags,
    method: 'post',
    path: '/',
    summary: 'Silence a check, a tag or a pattern of names',
    request: body(input, {
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
    return c.json(show(made, hub.now()), 201)
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
    const ended = await endSilence(hub, c.get('actor'), c.req.valid('param').id)
    return c.json(show(ended, hub.now()), 200)
  },
)
