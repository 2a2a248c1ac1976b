// /api/workspace/usage: the plan of a workspace, and how much of it is used.
import { createRoute, z } from '@hono/zod-openapi'
import { counted } from '../domain/plan.ts'
import { type PackName, packNames } from '../domain/sms-price.ts'
import { buyCredits } from '../flow/credits.ts'
import { usageOf } from '../flow/plan.ts'
import { body, json, resource } from './api.ts'

export const usageRoutes = resource()

const named = z.object({ id: z.string(), name: z.string() })
const usage = z
  .object({
    plan: z.string().openapi({ example: 'solo' }),
    used: z.array(
      z.object({
        what: z.enum(counted as [(typeof counted)[number]]),
        used: z.number().int(),
        most: z.number().int().nullable().describe('Null: without end'),
      }),
    ),
    sms: z
      .object({
        segments: z.number().int().describe('Parts of messages, and calls, of this month'),
        credits: z.number().int().describe('Used of what the month includes'),
        allowance: z.number().int().nullable().describe('Credits the month includes'),
        bought: z.object({ credits: z.number().int(), used: z.number().int() }),
        left: z.number().int().nullable().describe('Credits left of both; null: without end'),
        countries: z.array(
          z.object({
            country: z.string(),
            segments: z.number().int(),
            credits: z.number().int(),
          }),
        ),
      })
      .describe('Text messages and calls by the installation’s account'),
    bought: z
      .array(
        z.object({
          ref: z.string(),
          pack: z.string(),
          credits: z.number().int(),
          cents: z.number().int(),
          refunded: z.number().int().describe('Credits taken back, as money was given back'),
          at: z.string(),
        }),
      )
      .describe('Packs of credits that were bought, latest first'),
    mayBuy: z.boolean(),
    paused: z.array(named).describe('Checks paused because the plan runs no more'),
    narrowed: z
      .array(named)
      .describe('Those that run less often, or from fewer places, than they are set to'),
  })
  .openapi('Usage')

usageRoutes.openapi(
  createRoute({
    tags: ['workspaces'],
    method: 'get',
    path: '/usage',
    summary: 'How much of the plan is used',
    responses: { 200: json(usage, 'Each thing that is counted, with its limit') },
  }),
  async (c) => c.json(await usageOf(c.get('hub'), c.get('actor')), 200),
)

usageRoutes.openapi(
  createRoute({
    tags: ['workspaces'],
    method: 'post',
    path: '/credits',
    summary: 'Begin to buy credits for text messages and calls',
    description: 'An owner alone. Whoever opens the address pays there; credits never end.',
    request: body(z.strictObject({ pack: z.enum(packNames as [PackName]) }), { pack: 'small' }),
    responses: { 201: json(z.object({ url: z.string() }), 'Where to pay') },
  }),
  async (c) => {
    const { pack } = c.req.valid('json')
    return c.json({ url: await buyCredits(c.get('hub'), c.get('actor'), pack) }, 201)
  },
)
