// /api/schedules: who is on call, by layers that take turns and overrides.
import { createRoute, z } from '@hono/zod-openapi'
import { pageIn } from '../domain/cursor.ts'
import { type Layer, type Schedule, whoIsOnCall } from '../domain/oncall.ts'
import { dropFeed, makeFeed } from '../flow/feeds.ts'
import {
  addOverride,
  createSchedule,
  getSchedule,
  listSchedules,
  listShifts,
  removeOverride,
  removeSchedule,
  updateSchedule,
} from '../flow/schedules.ts'
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
import { clock, days } from './policies.ts'

export const scheduleRoutes = resource()

const dayMs = 86_400_000
const at = z.iso.datetime({
  offset: true,
  message: 'must be an instant like 2026-11-24T22:00:00Z',
})
const layer = z.strictObject({
  people: z.array(z.string().max(200)).min(1, 'name one member at least').max(50),
  rotation: z.enum(['daily', 'weekly', 'custom'], 'must be daily, weekly or custom'),
  /** Of `custom`: length of a turn. */
  hours: z.int().min(1).max(2_160).optional(),
  startsOn: z.iso.date('must be a day like 2026-11-30'),
  handover: clock.default('09:00'),
  only: z.strictObject({ from: clock, to: clock, days: days.optional() }).nullable().optional(),
})
const fields = {
  name: z.string().trim().min(1, 'must not be empty').max(120),
  timeZone: z.string().trim().min(1, 'is missing').max(100),
  layers: z.array(layer).min(1, 'name one layer at least').max(10),
}
/** What makes a schedule. */
export const scheduleInput = z.strictObject(fields)
const override = z.strictObject({ person: z.string().max(200), from: at, to: at })
const shape = z
  .looseObject({
    id: z.string(),
    name: z.string(),
    timeZone: z.string(),
    version: z.number(),
    layers: z.array(z.looseObject({ people: z.array(z.string()), rotation: z.string() })),
    overrides: z.array(
      z.object({ id: z.string(), person: z.string(), from: z.string(), to: z.string() }),
    ),
    /** Null: nobody, and then a step tells everybody. */
    onCallNow: z.string().nullable(),
  })
  .openapi('Schedule')
const shiftShape = z.object({
  person: z.string().nullable(),
  from: z.string(),
  to: z.string(),
  by: z.union([z.string(), z.number()]).nullable(),
})

function show(schedule: Schedule, now: number) {
  const { id, name, timeZone, version, workspace, layers, overrides } = schedule
  return {
    id,
    workspace,
    name,
    timeZone,
    version,
    layers: layers.map(({ hours = null, only = null, ...one }) => ({
      ...one,
      hours,
      only: only && { ...only, days: only.days ?? null },
    })),
    overrides: overrides.map((one) => ({
      ...one,
      from: instant(one.from)!,
      to: instant(one.to)!,
    })),
    onCallNow: whoIsOnCall(schedule, now),
  }
}

/** A layer without what was not given. */
export function layerOf({ hours, only, ...rest }: z.output<typeof layer>): Layer {
  const { days: onDays, ...span } = only ?? { from: '', to: '' }
  return {
    ...rest,
    ...(hours === undefined ? {} : { hours }),
    ...(only ? { only: { ...span, ...(onDays ? { days: onDays } : {}) } } : {}),
  }
}

const tags = ['schedules']
const example = {
  name: 'Web',
  timeZone: 'Europe/Berlin',
  layers: [
    { people: ['user-1', 'user-2'], rotation: 'weekly', startsOn: '2026-11-30', handover: '09:00' },
  ],
}
scheduleRoutes.openapi(
  createRoute({
    tags,
    method: 'get',
    path: '/',
    summary: 'List schedules and who is on call now',
    request: { query: z.strictObject(listQuery) },
    responses: { 200: json(listOf(shape), 'Schedules') },
  }),
  async (c) => {
    const hub = c.get('hub')
    const all = await listSchedules(hub, c.get('actor'))
    const found = pageIn(all, pageAsk(c.req.valid('query')), (one) => one.id)
    const data = found.data.map((one) => show(one, hub.now()))
    return c.json({ data, next: found.next }, 200)
  },
)
scheduleRoutes.openapi(
  createRoute({
    tags,
    method: 'post',
    path: '/',
    summary: 'Create a schedule',
    request: body(scheduleInput, example),
    responses: { 201: json(shape, 'The schedule') },
  }),
  async (c) => {
    const hub = c.get('hub')
    const { layers, ...rest } = c.req.valid('json')
    const input = { ...rest, layers: layers.map(layerOf) }
    const made = await createSchedule(hub, c.get('actor'), input)
    return c.json(show(made, hub.now()), 201, etag(made.version))
  },
)
scheduleRoutes.openapi(
  createRoute({
    tags,
    method: 'get',
    path: '/{id}',
    summary: 'One schedule',
    request: { params: idParam },
    responses: { 200: json(shape, 'The schedule') },
  }),
  async (c) => {
    const hub = c.get('hub')
    const found = await getSchedule(hub, c.get('actor'), c.req.valid('param').id)
    return c.json(show(found, hub.now()), 200, etag(found.version))
  },
)
scheduleRoutes.openapi(
  createRoute({
    tags,
    method: 'patch',
    path: '/{id}',
    summary: 'Change a schedule',
    request: {
      params: idParam,
      ...body(z.strictObject(fields).partial(), { timeZone: 'Europe/Paris' }),
    },
    responses: { 200: json(shape, 'The schedule') },
  }),
  async (c) => {
    const hub = c.get('hub')
    const { layers, name, timeZone } = c.req.valid('json')
    const patch = {
      ...(name === undefined ? {} : { name }),
      ...(timeZone === undefined ? {} : { timeZone }),
      ...(layers ? { layers: layers.map(layerOf) } : {}),
    }
    const { id } = c.req.valid('param')
    const changed = await updateSchedule(hub, c.get('actor'), id, patch, ifMatch(c))
    return c.json(show(changed, hub.now()), 200, etag(changed.version))
  },
)
scheduleRoutes.openapi(
  createRoute({
    tags,
    method: 'delete',
    path: '/{id}',
    summary: 'Remove a schedule that no policy names',
    request: { params: idParam },
    responses: { 204: { description: 'Removed' } },
  }),
  async (c) => {
    await removeSchedule(c.get('hub'), c.get('actor'), c.req.valid('param').id, ifMatch(c))
    return c.body(null, 204)
  },
)
scheduleRoutes.openapi(
  createRoute({
    tags,
    method: 'get',
    path: '/{id}/shifts',
    summary: 'Who is on call when, gaps too; two weeks from now unless told otherwise',
    request: {
      params: idParam,
      query: z.object({ from: at.optional(), to: at.optional() }),
    },
    responses: { 200: json(listOf(shiftShape), 'Shifts') },
  }),
  async (c) => {
    const hub = c.get('hub')
    const { from, to } = c.req.valid('query')
    const begin = from ? Date.parse(from) : hub.now()
    const end = to ? Date.parse(to) : begin + 14 * dayMs
    const shifts = await listShifts(hub, c.get('actor'), c.req.valid('param').id, begin, end)
    const shown = shifts.map((one) => ({
      ...one,
      from: instant(one.from)!,
      to: instant(one.to)!,
    }))
    return c.json({ data: shown, next: null }, 200)
  },
)
scheduleRoutes.openapi(
  createRoute({
    tags,
    method: 'post',
    path: '/{id}/overrides',
    summary: 'Put one person on call for a time',
    request: {
      params: idParam,
      ...body(override, {
        person: 'user-1',
        from: '2026-11-24T22:00:00Z',
        to: '2026-11-25T22:00:00Z',
      }),
    },
    responses: { 201: json(shape, 'The schedule') },
  }),
  async (c) => {
    const hub = c.get('hub')
    const { person, from, to } = c.req.valid('json')
    const span = { person, from: Date.parse(from), to: Date.parse(to) }
    const { id } = c.req.valid('param')
    const changed = await addOverride(hub, c.get('actor'), id, span, ifMatch(c))
    return c.json(show(changed, hub.now()), 201, etag(changed.version))
  },
)
scheduleRoutes.openapi(
  createRoute({
    tags,
    method: 'delete',
    path: '/{id}/overrides/{override}',
    summary: 'Remove an override',
    request: { params: idParam.extend({ override: z.string().max(200) }) },
    responses: { 200: json(shape, 'The schedule') },
  }),
  async (c) => {
    const hub = c.get('hub')
    const { id, override: one } = c.req.valid('param')
    const changed = await removeOverride(hub, c.get('actor'), id, one, ifMatch(c))
    return c.json(show(changed, hub.now()), 200, etag(changed.version))
  },
)
const feed = z.object({ url: z.string() })
scheduleRoutes.openapi(
  createRoute({
    tags,
    method: 'put',
    path: '/{id}/feed',
    summary: 'A new secret address of its calendar (iCalendar); the one before stops working',
    request: { params: idParam },
    responses: { 200: json(feed, 'The address, shown this once') },
  }),
  async (c) => {
    const subject = c.req.valid('param').id
    const url = await makeFeed(c.get('hub'), c.get('actor'), { kind: 'schedule', subject })
    return c.json({ url }, 200)
  },
)
scheduleRoutes.openapi(
  createRoute({
    tags,
    method: 'delete',
    path: '/{id}/feed',
    summary: 'Take the address of its calendar away',
    request: { params: idParam },
    responses: { 204: { description: 'It leads nowhere now' } },
  }),
  async (c) => {
    const subject = c.req.valid('param').id
    await dropFeed(c.get('hub'), c.get('actor'), { kind: 'schedule', subject })
    return c.body(null, 204)
  },
)
