// /api/reports: what was kept of a promise in a month, per check, tag, group and page, and in all.
import { createRoute, z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { type Cell, csvOf } from '../domain/csv.ts'
import type { Figures } from '../domain/report.ts'
import { type MonthReport, monthReport } from '../flow/report.ts'
import { setReportMail, wantsReport } from '../flow/report-mail.ts'
import type { AppEnv } from '../middleware/app-env.ts'
import { json, resource } from './api.ts'
import { shaped } from './shape.ts'
import { csvType } from './stream.ts'

export const reportRoutes = resource()

const query = z.strictObject({
  month: z
    .string()
    .max(10)
    .optional()
    .openapi({ description: 'A calendar month in UTC, like 2026-11; left out: the running one.' }),
})
const figures = {
  uptime: z.looseObject({ share: z.number().nullable(), totalSeconds: z.number() }),
  incidents: z.number(),
  byKind: z.record(z.string(), z.number()),
  avoided: z.number(),
  p50Ms: z.number().nullable(),
  p95Ms: z.number().nullable(),
}
const checkShape = z.object({
  check: z.object({ id: z.string(), name: z.string(), type: z.string() }).loose(),
  ...figures,
})
const shape = z
  .object({
    month: z.string(),
    from: z.string(),
    to: z.string(),
    total: z.object({ checks: z.number(), ...figures }),
    tags: z.array(z.object({ tag: z.string(), checks: z.number(), ...figures })),
    pages: z.array(
      z.object({
        page: z.object({ id: z.string(), title: z.string() }),
        checks: z.number(),
        ...figures,
      }),
    ),
    groups: z.array(checkShape),
    checks: z.array(checkShape),
  })
  .openapi('Report')

const ask = (c: Context<AppEnv>, month: string | undefined) =>
  monthReport(c.get('hub'), c.get('actor'), month ?? null)
const iso = (at: number) => new Date(at).toISOString()

reportRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/',
    tags: ['reports'],
    summary: 'The report of a month',
    request: { query },
    responses: { 200: json(shape, 'Checks by uptime, least first; a group counts for no total') },
  }),
  async (c) => {
    const { month, until, ...rest } = await ask(c, c.req.valid('query').month)
    const span = { month: month.month, from: iso(month.from), to: iso(until) }
    return c.json(shaped<z.output<typeof shape>>({ ...span, ...rest }), 200)
  },
)

reportRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/csv',
    tags: ['reports'],
    summary: 'The same as CSV',
    request: { query },
    responses: {
      200: { description: 'A line per check, group, tag and page, and one in all', content: csv() },
    },
  }),
  async (c) => {
    const report = await ask(c, c.req.valid('query').month)
    return c.body(tableOf(report), 200, {
      'content-type': csvType,
      'content-disposition': `attachment; filename="report-${report.month.month}.csv"`,
    })
  },
)

function csv() {
  return { 'text/csv': {} }
}

const head = [
  ...['of', 'id', 'name', 'uptimeShare', 'downMinutes', 'slowMinutes', 'regionalMinutes'],
  ...['maintenanceMinutes', 'unknownMinutes', 'totalMinutes', 'incidents', 'avoided'],
  ...['p50Ms', 'p95Ms'],
]

function tableOf({ checks, groups, tags, pages, total }: MonthReport): string {
  return csvOf([
    head,
    ...checks.map((one) => row('check', one.check.id, one.check.name, one)),
    ...groups.map((one) => row('group', one.check.id, one.check.name, one)),
    ...tags.map((one) => row('tag', null, one.tag, one)),
    ...pages.map((one) => row('page', one.page.id, one.page.title, one)),
    row('total', null, null, total),
  ])
}

function row(of: string, id: string | null, name: string | null, one: Figures): Cell[] {
  const { uptime, incidents, avoided, p50Ms, p95Ms } = one
  const minutes = (seconds: number) => Math.round((seconds / 60) * 100) / 100
  return [
    ...[of, id, name, uptime.share, minutes(uptime.downSeconds), minutes(uptime.slowSeconds)],
    ...[minutes(uptime.regionalSeconds), minutes(uptime.maintenanceSeconds)],
    ...[minutes(uptime.unknownSeconds), minutes(uptime.totalSeconds)],
    ...[incidents, avoided, p50Ms, p95Ms],
  ]
}

const mail = z.object({ wanted: z.boolean() })
reportRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/mail',
    tags: ['reports'],
    summary: 'Whether you get the report of each week by mail',
    responses: { 200: json(mail, 'A key has no mailbox: never') },
  }),
  async (c) => {
    const wanted = (await wantsReport(c.get('hub'), c.get('actor'))) ?? false
    return c.json({ wanted }, 200)
  },
)
for (const [method, wanted] of [
  ['put', true],
  ['delete', false],
] as const) {
  reportRoutes.openapi(
    createRoute({
      method,
      path: '/mail',
      tags: ['reports'],
      summary: wanted ? 'Get the report of each week by mail' : 'Get it no more',
      responses: { 200: json(mail, 'As it is now; of a session, not of a key') },
    }),
    async (c) => {
      await setReportMail(c.get('hub'), c.get('actor'), wanted)
      return c.json({ wanted }, 200)
    },
  )
}
