// /api/workspace/usage: the plan of a workspace, and how much of it is used.
import { createRoute, z } from '@hono/zod-openapi'
import { counted } from '../domain/plan.ts'
import { usageOf } from '../flow/plan.ts'
import { json, resource } from './api.ts'

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
      .object({ segments: z.number().int(), allowance: z.number().int().nullable() })
      .describe('Parts of text messages, and calls, of this month by the installation’s account'),
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
