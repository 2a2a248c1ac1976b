// /api/audit: who did what.
import { createRoute, z } from '@hono/zod-openapi'
import { listAudits } from '../flow/audit.ts'
import { json, listOf, listQuery, pageAsk, resource } from './api.ts'

export const auditRoutes = resource()

const word = z.string().max(200).optional()
const instant = z.iso
  .datetime({ offset: true, message: 'must be an instant like 2026-11-01T00:00:00Z' })
  .optional()
const query = z.object({
  ...listQuery,
  actor: word.openapi({ description: 'Id of a person or key.' }),
  noun: word.openapi({ description: 'Of what it was: `check`, `channel`, …' }),
  verb: word.openapi({ description: '`create`, `update`, `delete`, …' }),
  subject: word.openapi({ description: 'Id of what was changed.' }),
  from: instant,
  to: instant,
})
const text = z.string().nullable()
const entry = z
  .object({
    id: z.number(),
    at: z.string(),
    actor: z.string(),
    actorName: z.string(),
    verb: z.string(),
    noun: z.string(),
    subject: z.string(),
    before: z.unknown(),
    after: z.unknown(),
    changes: z.array(z.object({ field: z.string(), before: text, after: text })),
  })
  .openapi('AuditEntry')

auditRoutes.openapi(
  createRoute({
    tags: ['audit'],
    method: 'get',
    path: '/',
    summary: 'List what was done',
    request: { query },
    responses: { 200: json(listOf(entry), 'Newest first; secrets never') },
  }),
  async (c) => {
    const { from, to, cursor, limit, ...filter } = c.req.valid('query')
    const span = { from: msOf(from), to: msOf(to) }
    const ask = pageAsk({ cursor, limit })
    return c.json(await listAudits(c.get('hub'), c.get('actor'), { ...filter, ...span }, ask), 200)
  },
)

const msOf = (text: string | undefined) => (text === undefined ? undefined : Date.parse(text))
