// /api/incidents, /api/suspicions, /api/deliveries: what happened, why, and who was told.
import { createRoute, z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { pageIn } from '../domain/cursor.ts'
import { incidentKinds } from '../domain/incident.ts'
import * as flow from '../flow/incidents.ts'
import { commandFor } from '../flow/probes.ts'
import type { AppEnv } from '../middleware/app-env.ts'
import {
  body,
  idParam,
  json,
  listOf,
  listQuery,
  msOf,
  pageAsk,
  resource,
  spanQuery,
} from './api.ts'
import {
  deliveryShape,
  incidentShape,
  shaped,
  showDelivery,
  showEvents,
  showEvidence,
  showIncident,
  showSuspicion,
  suspicionShape,
} from './shape.ts'

export const incidentRoutes = resource()
export const suspicionRoutes = resource()
export const deliveryRoutes = resource()

const incidentQuery = z.strictObject({
  ...listQuery,
  check: z.string().max(200).optional(),
  kind: z.enum(incidentKinds, `must be one of ${incidentKinds.join(', ')}`).optional(),
  open: z.enum(['true', 'false'], 'must be true or false').optional(),
  ...spanQuery,
})
incidentRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/',
    tags: ['incidents'],
    summary: 'List incidents',
    request: { query: incidentQuery },
    responses: { 200: json(listOf(incidentShape), 'Newest first') },
  }),
  async (c) => {
    const { check, kind, open, from, to, ...page } = c.req.valid('query')
    const isOpen = open === undefined ? undefined : open === 'true'
    const filter = { check, kind, open: isOpen, ...msOf({ from, to }) }
    const found = await flow.listIncidents(c.get('hub'), c.get('actor'), filter, pageAsk(page))
    const names = await namesOf(c)
    return c.json(
      {
        data: found.data.map((one) => showIncident(one, nameIn(names, one.check))),
        next: found.next,
      },
      200,
    )
  },
)

incidentRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/{id}',
    tags: ['incidents'],
    summary: 'One incident with its evidence',
    request: { params: idParam },
    responses: { 200: json(incidentShape, 'Timeline, explanation, rounds with every measurement') },
  }),
  async (c) => {
    const incident = await flow.getIncident(c.get('hub'), c.get('actor'), c.req.valid('param').id)
    const rounds = await flow.roundsOf(c.get('hub'), c.get('actor'), incident)
    const command = await commandFor(c.get('hub'), c.get('actor'), incident.check)
    const shown = showEvidence(incident, nameIn(await namesOf(c), incident.check), rounds)
    return c.json({ ...shown, command }, 200)
  },
)

for (const [path, summary, act] of [
  ['/{id}/acknowledgement', 'Acknowledge: no more reminders at this level', flow.acknowledge],
  ['/{id}/resolution', 'Resolve by hand', flow.resolve],
] as const) {
  incidentRoutes.openapi(
    createRoute({
      method: 'put',
      path,
      tags: ['incidents'],
      summary,
      request: { params: idParam },
      responses: { 200: json(incidentShape, 'The incident') },
    }),
    async (c) => {
      const incident = await act(c.get('hub'), c.get('actor'), c.req.valid('param').id)
      return c.json(showIncident(incident, nameIn(await namesOf(c), incident.check)), 200)
    },
  )
}

const note = z.strictObject({ text: z.string().trim().min(1, 'must not be empty').max(4_000) })
incidentRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/{id}/notes',
    tags: ['incidents'],
    summary: 'Add a note',
    request: { params: idParam, ...body(note, { text: 'Looking into it' }) },
    responses: { 201: json(incidentShape, 'The incident') },
  }),
  async (c) => {
    const incident = await flow.note(
      c.get('hub'),
      c.get('actor'),
      c.req.valid('param').id,
      c.req.valid('json').text,
    )
    return c.json(showIncident(incident, nameIn(await namesOf(c), incident.check)), 201)
  },
)

const eventShape = z
  .looseObject({ at: z.string(), kind: z.string(), level: z.string(), incidentKind: z.string() })
  .openapi('IncidentEvent')
type Event = z.output<typeof eventShape>
incidentRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/{id}/events',
    tags: ['incidents'],
    summary: 'What happened to it',
    request: { params: idParam, query: z.strictObject(listQuery) },
    responses: { 200: json(listOf(eventShape), 'Events, oldest first') },
  }),
  async (c) => {
    const incident = await flow.getIncident(c.get('hub'), c.get('actor'), c.req.valid('param').id)
    const all = showEvents(incident)
    const ask = pageAsk(c.req.valid('query'))
    const { data, next } = pageIn(all, ask, (one) => String(one.sequence))
    return c.json({ data: data.map((one) => shaped<Event>(one)), next }, 200)
  },
)

incidentRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/{id}/deliveries',
    tags: ['incidents'],
    summary: 'Who was told',
    request: { params: idParam, query: z.strictObject(listQuery) },
    responses: { 200: json(listOf(deliveryShape), 'Deliveries with every attempt') },
  }),
  async (c) => {
    const { id } = c.req.valid('param')
    await flow.getIncident(c.get('hub'), c.get('actor'), id)
    const found = await flow.listDeliveries(
      c.get('hub'),
      c.get('actor'),
      { incident: id },
      pageAsk(c.req.valid('query')),
    )
    return c.json({ data: found.data.map(showDelivery), next: found.next }, 200)
  },
)

const suspicionQuery = z.strictObject({
  ...listQuery,
  check: z.string().max(200).optional(),
  outcome: z.enum(['open', 'avoided', 'incident'], 'must be open, avoided or incident').optional(),
  ...spanQuery,
})
suspicionRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/',
    tags: ['suspicions'],
    summary: 'Suspicions, also those that woke nobody',
    request: { query: suspicionQuery },
    responses: { 200: json(listOf(suspicionShape), 'Newest first') },
  }),
  async (c) => {
    const { check, outcome, from, to, ...page } = c.req.valid('query')
    const filter = { check, outcome, ...msOf({ from, to }) }
    const found = await flow.listSuspicions(c.get('hub'), c.get('actor'), filter, pageAsk(page))
    return c.json({ data: found.data.map((one) => showSuspicion(one)), next: found.next }, 200)
  },
)

suspicionRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/{id}',
    tags: ['suspicions'],
    summary: 'One suspicion with its rounds',
    request: { params: idParam },
    responses: { 200: json(suspicionShape, 'Why it woke nobody, or the incident it became') },
  }),
  async (c) => {
    const suspicion = await flow.getSuspicion(c.get('hub'), c.get('actor'), c.req.valid('param').id)
    const rounds = await flow.roundsOf(c.get('hub'), c.get('actor'), suspicion)
    const command = await commandFor(c.get('hub'), c.get('actor'), suspicion.check)
    return c.json({ ...showSuspicion(suspicion, rounds), command }, 200)
  },
)

const deliveryQuery = z.strictObject({
  ...listQuery,
  incident: z.string().max(200).optional(),
  channel: z.string().max(200).optional(),
  state: z
    .enum(['pending', 'sent', 'dead', 'dropped'], 'must be pending, sent, dead or dropped')
    .optional(),
})
deliveryRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/',
    tags: ['deliveries'],
    summary: 'List deliveries',
    request: { query: deliveryQuery },
    responses: { 200: json(listOf(deliveryShape), 'Newest first, with every attempt') },
  }),
  async (c) => {
    const { incident, channel, state, ...page } = c.req.valid('query')
    const found = await flow.listDeliveries(
      c.get('hub'),
      c.get('actor'),
      { incident, channel, state },
      pageAsk(page),
    )
    return c.json({ data: found.data.map(showDelivery), next: found.next }, 200)
  },
)

deliveryRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/{id}',
    tags: ['deliveries'],
    summary: 'One delivery',
    request: { params: idParam },
    responses: { 200: json(deliveryShape, 'With every attempt') },
  }),
  async (c) =>
    c.json(
      showDelivery(await flow.getDelivery(c.get('hub'), c.get('actor'), c.req.valid('param').id)),
      200,
    ),
)

/** Names of checks by id; an empty map while history is away. */
export function namesOf(c: Context<AppEnv>): Promise<Map<string, string>> {
  const { hub, actor } = c.var
  return hub.config.checkNames(actor.workspace).catch(() => new Map<string, string>())
}

function nameIn(names: Map<string, string>, check: string | null): string | null {
  return check === null ? null : (names.get(check) ?? check)
}
