// Results and uptime to take along: CSV for spreadsheets, JSON for programs, streamed in pages.
import { createRoute, z } from '@hono/zod-openapi'
import type { Answer } from '../domain/sample.ts'
import { answersOf } from '../flow/results.ts'
import { type UptimeLine, uptimeLines, uptimeUnits } from '../flow/uptime.ts'
import { idParam, msOf, resource, spanQuery } from './api.ts'
import { attachment, csvRows, csvType, jsonRows, jsonType } from './stream.ts'

export const exportRoutes = resource()

const dayMs = 86_400_000
const iso = (at: number) => new Date(at).toISOString()
const described = (description: string, type: string) => ({
  200: { description, content: { [type]: {} } },
})

const resultRow = ({ at, ...rest }: Answer) => ({ at: iso(at), ...rest })
const resultHead = ['at', 'location', 'outcome', 'ms']
const uptimeRow = ({ check, from, to, ...rest }: UptimeLine) => ({
  check: check.id,
  name: check.name,
  tags: check.tags,
  from: iso(from),
  to: iso(to),
  ...rest,
})
const uptimeHead = [
  ...['check', 'name', 'tags', 'from', 'to', 'share', 'totalSeconds', 'downSeconds'],
  ...['regionalSeconds', 'slowSeconds', 'unknownSeconds', 'maintenanceSeconds'],
]
const uptimeCells = (line: UptimeLine) => [
  ...[line.check.id, line.check.name, line.check.tags.join(' '), iso(line.from), iso(line.to)],
  ...[line.share, line.totalSeconds, line.downSeconds, line.regionalSeconds],
  ...[line.slowSeconds, line.unknownSeconds, line.maintenanceSeconds],
]
const uptimeQuery = z.strictObject({
  ...spanQuery,
  unit: z.enum(uptimeUnits, 'must be total, day or month').default('total').openapi({
    description: 'A line per check for the whole span, or one for each day or month in UTC.',
  }),
  tag: z.string().max(40).optional(),
})

for (const kind of ['csv', 'json'] as const) {
  const type = kind === 'csv' ? csvType : jsonType
  const media = kind === 'csv' ? 'text/csv' : 'application/json'
  exportRoutes.openapi(
    createRoute({
      method: 'get',
      path: `/checks/{id}/results.${kind}`,
      tags: ['exports'],
      summary: `Every answer of a check as ${kind.toUpperCase()}`,
      request: { params: idParam, query: z.strictObject(spanQuery) },
      responses: described('The last day, or up to 100 days; oldest first', media),
    }),
    (c) => {
      const { id } = c.req.valid('param')
      const { to = c.get('hub').now(), from = to - dayMs } = msOf(c.req.valid('query'))
      const pages = answersOf(c.get('hub'), c.get('actor'), id, from, to)
      const rows =
        kind === 'csv'
          ? csvRows(pages, resultHead, (one) => [iso(one.at), one.location, one.outcome, one.ms])
          : jsonRows(pages, resultRow)
      return attachment(c, rows, { name: `results-${id}.${kind}`, type })
    },
  )
  exportRoutes.openapi(
    createRoute({
      method: 'get',
      path: `/uptime.${kind}`,
      tags: ['exports'],
      summary: `Uptime of all checks as ${kind.toUpperCase()}`,
      request: { query: uptimeQuery },
      responses: described('The last 30 days, or the span asked for', media),
    }),
    (c) => {
      const { unit, tag, ...span } = c.req.valid('query')
      const { to = c.get('hub').now(), from = to - 30 * dayMs } = msOf(span)
      const lines = uptimeLines(c.get('hub'), c.get('actor'), { from, to, unit, tag })
      const rows =
        kind === 'csv' ? csvRows(lines, uptimeHead, uptimeCells) : jsonRows(lines, uptimeRow)
      return attachment(c, rows, { name: `uptime.${kind}`, type })
    },
  )
}
