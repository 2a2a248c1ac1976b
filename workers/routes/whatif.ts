// POST /api/checks/{id}/whatif: what would have been told under other settings.
import { createRoute, z } from '@hono/zod-openapi'
import { commonFields } from '../domain/check/check-fields.ts'
import { notKnownWhys, type Outcome, type TriedSettings } from '../domain/whatif/index.ts'
import { words } from '../domain/words/index.ts'
import { whatIfDaysMax, whatIfOf } from '../flow/whatif.ts'
import { body, idParam, instant, json, resource } from './api.ts'

export const whatIfRoutes = resource()

const { intervalSeconds, slowAfterMs, confirmSeconds, recoverSeconds } = commonFields
const { regionalSeconds, patienceSeconds, locations } = commonFields
/** The settings that can be tried: those of the verdict. */
export const triedFields = z
  .strictObject({
    intervalSeconds,
    slowAfterMs,
    confirmSeconds,
    recoverSeconds,
    regionalSeconds,
    patienceSeconds,
    locations,
  })
  .partial()
const daysWords = `must be a whole number from 1 to ${whatIfDaysMax}`
export const whatIfInput = z.strictObject({
  days: z.int(daysWords).min(1, daysWords).max(whatIfDaysMax, daysWords).default(30),
  settings: triedFields.default({}),
})

const outcomeShape = z
  .object({
    kind: z.string(),
    level: z.string(),
    startedAt: z.string(),
    openedAt: z.string(),
    resolvedAt: z.string().nullable(),
    told: z.boolean().openapi({ description: 'Not all of it lies in maintenance.' }),
    known: z.boolean().openapi({ description: 'It rests on nothing that nobody measured.' }),
  })
  .openapi('WhatIfOutcome')
const shape = z
  .object({
    check: z.string(),
    from: z.string(),
    to: z.string(),
    rounds: z.number(),
    firstAt: z.string().nullable(),
    were: z.array(outcomeShape),
    asIs: z
      .array(outcomeShape)
      .openapi({ description: 'Replayed under the settings as they are now.' }),
    would: z.array(outcomeShape),
    avoided: z.object({ were: z.number(), would: z.number() }),
    notKnown: z.array(
      z.object({
        from: z.string(),
        to: z.string(),
        why: z.enum(notKnownWhys),
        words: z.string(),
      }),
    ),
  })
  .openapi('WhatIf')

whatIfRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/{id}/whatif',
    tags: ['checks'],
    summary: 'Replay the last days under other settings',
    request: {
      params: idParam,
      ...body(whatIfInput, { days: 30, settings: { confirmSeconds: 60 } }),
    },
    responses: { 200: json(shape, 'What was told, and what would have been; nothing is saved') },
  }),
  async (c) => {
    const { days, settings } = c.req.valid('json')
    const asked = { days, settings: settings as TriedSettings }
    const { id } = c.req.valid('param')
    const { check, found, from, to } = await whatIfOf(c.get('hub'), c.get('actor'), id, asked)
    return c.json(
      {
        check: check.id,
        from: new Date(from).toISOString(),
        to: new Date(to).toISOString(),
        rounds: found.rounds,
        firstAt: instant(found.firstAt),
        were: found.were.map(show),
        asIs: found.asIs.map(show),
        would: found.would.map(show),
        avoided: found.avoided,
        notKnown: found.notKnown.map((one) => ({
          from: new Date(one.from).toISOString(),
          to: new Date(one.to).toISOString(),
          why: one.why,
          words: words().notKnown[one.why],
        })),
      },
      200,
    )
  },
)

function show({ startedAt, openedAt, resolvedAt, ...rest }: Outcome) {
  return {
    ...rest,
    startedAt: new Date(startedAt).toISOString(),
    openedAt: new Date(openedAt).toISOString(),
    resolvedAt: instant(resolvedAt),
  }
}
