// /api/incidents/:id/postmortem: what people wrote about an incident afterwards.
import { createRoute, z } from '@hono/zod-openapi'
import { type Postmortem, postmortemMax } from '../domain/postmortem.ts'
import { Problem } from '../domain/problem.ts'
import { iso } from '../domain/words/index.ts'
import { getIncident } from '../flow/incidents.ts'
import { getPostmortem, writePostmortem } from '../flow/postmortems.ts'
import { body, idParam, json, resource } from './api.ts'

export const postmortemRoutes = resource()

const shape = z
  .object({
    incident: z.string(),
    version: z.number(),
    text: z.string(),
    by: z.string(),
    at: z.string(),
  })
  .openapi('Postmortem')

const show = ({ incident, version, text, by, at }: Postmortem) => ({
  incident,
  version,
  text,
  by,
  at: iso(at),
})

postmortemRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/{id}/postmortem',
    tags: ['incidents'],
    summary: 'What was written afterwards',
    request: { params: idParam },
    responses: { 200: json(shape, 'The postmortem') },
  }),
  async (c) => {
    const { id } = c.req.valid('param')
    await getIncident(c.get('hub'), c.get('actor'), id)
    const found = await getPostmortem(c.get('hub'), c.get('actor'), id)
    if (!found) throw new Problem('not_found', 'No postmortem was written yet.')
    return c.json(show(found), 200)
  },
)

const written = z.strictObject({
  text: z.string().max(postmortemMax, `must have at most ${postmortemMax} characters`),
  version: z.number().int().min(0).default(0),
})
postmortemRoutes.openapi(
  createRoute({
    method: 'put',
    path: '/{id}/postmortem',
    tags: ['incidents'],
    summary: 'Write the postmortem over the version that was read (0: none yet)',
    request: { params: idParam, ...body(written, { text: 'The disk was full.', version: 0 }) },
    responses: { 200: json(shape, 'The postmortem') },
  }),
  async (c) => {
    const { id } = c.req.valid('param')
    const after = await writePostmortem(c.get('hub'), c.get('actor'), id, c.req.valid('json'))
    return c.json(show(after), 200)
  },
)
