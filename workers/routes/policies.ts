// /api/policies: whom an incident is told to, at which minute, and when messages wait.
import { createRoute, z } from '@hono/zod-openapi'
import type { Policy } from '../domain/config.ts'
import { pageIn } from '../domain/cursor.ts'
import { levels } from '../domain/incident.ts'
import { repeatsMax, stepsMax } from '../domain/policy.ts'
import { clockShape } from '../domain/wall.ts'
import {
  createPolicy,
  getPolicy,
  listPolicies,
  type PolicyInput,
  previewPolicy,
  removePolicy,
  updatePolicy,
} from '../flow/policies.ts'
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

export const policyRoutes = resource()

const dayMinutes = 1_440
const ids = z.array(z.string().max(200)).max(50)
export const clock = z.string().regex(clockShape, 'must be a time like 22:00')
export const days = z
  .array(z.int().min(1, 'from 1 (Monday) to 7').max(7, 'from 1 (Monday) to 7'))
  .min(1, 'name one day at least, or leave it out')
const zone = z.string().trim().min(1, 'is missing').max(100)
const step = z.strictObject({
  afterMinutes: z.int().min(0).max(dayMinutes),
  channels: z.union([z.literal('all'), ids], 'must be "all" or a list of channels').default([]),
  levels: z.array(z.enum(levels)).min(1, 'name one level at least'),
  onCall: ids.optional(),
  people: ids.optional(),
})
const quietHours = z.strictObject({
  from: clock,
  to: clock,
  timeZone: zone,
  days: days.optional(),
  levels: z
    .array(z.enum(['info', 'warning'], 'only info and warning can wait'))
    .min(1, 'name one level at least')
    .default(['info', 'warning']),
})
const fields = z.strictObject({
  name: z.string().trim().min(1, 'must not be empty').max(120),
  steps: z.array(step).min(1, 'name one step at least').max(stepsMax),
  remindEveryMinutes: z.int().min(5).max(dayMinutes).nullable(),
  repeat: z
    .strictObject({
      everyMinutes: z.int().min(5).max(dayMinutes),
      times: z.int().min(1).max(repeatsMax),
    })
    .nullable(),
  quietHours: quietHours.nullable(),
  digest: z.strictObject({ at: clock, timeZone: zone }).nullable(),
  drill: z.strictObject({ cron: z.string().trim(), timeZone: zone }).nullable(),
})
/** What makes a policy. */
export const policyInput = fields.partial().required({ name: true, steps: true })
export const policyPatch = fields.partial()

const shape = z
  .looseObject({
    id: z.string(),
    name: z.string(),
    isDefault: z.boolean(),
    version: z.number(),
    steps: z.array(z.looseObject({ afterMinutes: z.number(), levels: z.array(z.string()) })),
    remindEveryMinutes: z.number().nullable(),
    repeat: z.looseObject({}).nullable(),
    quietHours: z.looseObject({}).nullable(),
    digest: z.looseObject({}).nullable(),
    drill: z.looseObject({}).nullable(),
  })
  .openapi('Policy')

/** A policy as it is shown: everything named, also what it does not have. */
export function showPolicy(policy: Policy) {
  const { steps, repeat = null, quietHours = null, digest = null, drill = null, ...rest } = policy
  return {
    ...rest,
    steps: steps.map(({ onCall = [], people = [], ...one }) => ({ ...one, onCall, people })),
    repeat: repeat && { ...repeat },
    quietHours: quietHours && { ...quietHours, days: quietHours.days ?? null },
    digest: digest && { ...digest },
    drill: drill && { ...drill },
  }
}

/** Those that were given. */
export function given(input: z.output<typeof policyPatch>): Partial<PolicyInput> {
  const entries = Object.entries(input).filter(([, value]) => value !== undefined)
  return Object.fromEntries(entries)
}

export const inputOf = (input: z.output<typeof policyInput>): PolicyInput => ({
  remindEveryMinutes: null,
  ...given(input),
  name: input.name,
  steps: stepsOf(input.steps),
})
const stepsOf = (steps: z.output<typeof step>[]) =>
  steps.map(({ onCall, people, ...one }) => ({
    ...one,
    ...(onCall?.length ? { onCall } : {}),
    ...(people?.length ? { people } : {}),
  }))

const tags = ['policies']
const example = {
  name: 'Web',
  steps: [
    { afterMinutes: 0, channels: 'all', levels: ['warning', 'critical'] },
    { afterMinutes: 10, channels: 'all', levels: ['critical'] },
  ],
  repeat: { everyMinutes: 30, times: 3 },
  quietHours: { from: '22:00', to: '07:00', timeZone: 'Europe/Berlin' },
}

policyRoutes.openapi(
  createRoute({
    tags,
    method: 'get',
    path: '/',
    summary: 'List alert policies',
    request: { query: z.strictObject(listQuery) },
    responses: { 200: json(listOf(shape), 'Policies') },
  }),
  async (c) => {
    const policies = await listPolicies(c.get('hub'), c.get('actor'))
    const found = pageIn(policies, pageAsk(c.req.valid('query')), (one) => one.id)
    return c.json({ data: found.data.map(showPolicy), next: found.next }, 200)
  },
)
policyRoutes.openapi(
  createRoute({
    tags,
    method: 'post',
    path: '/',
    summary: 'Create an alert policy',
    request: body(policyInput, example),
    responses: { 201: json(shape, 'The policy') },
  }),
  async (c) => {
    const policy = await createPolicy(c.get('hub'), c.get('actor'), inputOf(c.req.valid('json')))
    return c.json(showPolicy(policy), 201, etag(policy.version))
  },
)
policyRoutes.openapi(
  createRoute({
    tags,
    method: 'get',
    path: '/{id}',
    summary: 'One alert policy',
    request: { params: idParam },
    responses: { 200: json(shape, 'The policy') },
  }),
  async (c) => {
    const policy = await getPolicy(c.get('hub'), c.get('actor'), c.req.valid('param').id)
    return c.json(showPolicy(policy), 200, etag(policy.version))
  },
)
policyRoutes.openapi(
  createRoute({
    tags,
    method: 'patch',
    path: '/{id}',
    summary: 'Change a policy',
    request: { params: idParam, ...body(policyPatch, { remindEveryMinutes: 30 }) },
    responses: { 200: json(shape, 'The policy') },
  }),
  async (c) => {
    const { id } = c.req.valid('param')
    const { steps, ...rest } = c.req.valid('json')
    const patch = { ...given(rest), ...(steps ? { steps: stepsOf(steps) } : {}) }
    const policy = await updatePolicy(c.get('hub'), c.get('actor'), id, patch, ifMatch(c))
    return c.json(showPolicy(policy), 200, etag(policy.version))
  },
)
policyRoutes.openapi(
  createRoute({
    tags,
    method: 'delete',
    path: '/{id}',
    summary: 'Remove a policy that no check uses',
    request: { params: idParam },
    responses: { 204: { description: 'Removed' } },
  }),
  async (c) => {
    await removePolicy(c.get('hub'), c.get('actor'), c.req.valid('param').id, ifMatch(c))
    return c.body(null, 204)
  },
)

const lineShape = z.object({
  at: z.string(),
  owedAt: z.string(),
  step: z.number(),
  round: z.number(),
  channel: z.string(),
  person: z.string().nullable(),
  schedule: z.string().nullable(),
  why: z.string(),
  waitsFor: z.string().nullable(),
  not: z.string().nullable(),
})
policyRoutes.openapi(
  createRoute({
    tags,
    method: 'get',
    path: '/{id}/preview',
    summary: 'Who is told when, if something falls then and nobody acknowledges',
    request: {
      params: idParam,
      query: z.object({
        at: z.iso.datetime({ offset: true }).optional(),
        level: z.enum(levels).default('critical'),
        check: z.string().max(200).optional(),
      }),
    },
    responses: {
      200: json(
        z.object({
          mutedUntil: z.string().nullable(),
          isInstead: z.boolean(),
          data: z.array(lineShape),
        }),
        'Messages in order of time; `not`: those that do not go, and why; `isInstead`: all channels of the policy are off',
      ),
    },
  }),
  async (c) => {
    const hub = c.get('hub')
    const { at, level, check = null } = c.req.valid('query')
    const ask = { at: at ? Date.parse(at) : hub.now(), level, check }
    const found = await previewPolicy(hub, c.get('actor'), c.req.valid('param').id, ask)
    const data = found.lines.map((one) => ({
      ...one,
      at: instant(one.at)!,
      owedAt: instant(one.owedAt)!,
    }))
    const { isInstead, mutedUntil } = found
    return c.json({ mutedUntil: instant(mutedUntil), isInstead, data }, 200)
  },
)
