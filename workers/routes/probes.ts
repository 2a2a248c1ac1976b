// Probes by hand: a check right now, and a target before it is a check. The answer waits until
// every place has answered.
import { createRoute, z } from '@hono/zod-openapi'
import { checkInput, commandOf, resolveCheck } from '../domain/check/index.ts'
import type { Look } from '../domain/look.ts'
import { getCheck } from '../flow/checks.ts'
import { probeCheck, testTarget } from '../flow/probes.ts'
import { probesLimited } from '../middleware/limit.ts'
import { body, idParam, json, parsed, resource } from './api.ts'

const tags = ['probes']
export const probeRoutes = resource()

const lookShape = z
  .looseObject({
    location: z.string(),
    network: z.string(),
    kind: z.enum(['pass', 'slow', 'fail', 'blocked', 'unknown']),
    reasons: z.array(z.string()),
    words: z.string(),
    counted: z.boolean(),
    measurement: z.looseObject({ kind: z.string() }).nullable(),
  })
  .openapi('Look')
const looksShape = z.object({ command: z.string().nullable(), data: z.array(lookShape) })

/** Looks as the API tells them, with the line that asks the same by hand. */
function told(command: string | null, looks: Look[]): z.output<typeof looksShape> {
  return { command, data: looks.map((one) => ({ ...one }) as z.output<typeof lookShape>) }
}

const now = z.strictObject({
  locations: z
    .array(z.string().min(1).max(40))
    .min(1, 'name at least one location, or leave it out for those of its round')
    .max(40)
    .optional(),
})

probeRoutes.use('/checks/:id/probes', probesLimited)
probeRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/checks/{id}/probes',
    tags,
    summary: 'Check now',
    request: {
      params: idParam,
      body: { content: { 'application/json': { schema: now, example: {} } } },
    },
    responses: {
      200: json(looksShape, 'What each place saw, whole; answers of its own places count'),
    },
  }),
  async (c) => {
    const { id } = c.req.valid('param')
    const text = await c.req.text()
    const { locations } = parsed(now, text === '' ? {} : JSON.parse(text))
    const looks = await probeCheck(c.get('hub'), c.get('actor'), id, locations ?? null)
    const check = await getCheck(c.get('hub'), c.get('actor'), id)
    return c.json(told(commandOf(check), looks), 200)
  },
)

const example = { type: 'http', url: 'https://example.com', locations: ['weur', 'enam'] }
probeRoutes.use('/probes', probesLimited)
probeRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/probes',
    tags,
    summary: 'Test a target',
    request: body(checkInput as unknown as z.ZodType, example),
    responses: { 200: json(looksShape, 'What each place saw, whole; nothing is stored') },
  }),
  async (c) => {
    const input = parsed(checkInput, await c.req.json())
    const looks = await testTarget(c.get('hub'), c.get('actor'), input)
    const facts = { id: '', workspace: '', nowIso: '' }
    return c.json(told(commandOf(resolveCheck(input, facts)), looks), 200)
  },
)
