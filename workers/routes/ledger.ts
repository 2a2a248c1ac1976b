// /api/ledger: what woke nobody in a month, and why; the same as a table for a spreadsheet.
import { createRoute, z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { csvOf } from '../domain/csv.ts'
import { silentWhys } from '../domain/ledger.ts'
import { words } from '../domain/words/index.ts'
import { type LedgerOfMonth, ledger } from '../flow/ledger.ts'
import type { AppEnv } from '../middleware/app-env.ts'
import { instant, json, resource } from './api.ts'
import { namesOf } from './incidents.ts'

export const ledgerRoutes = resource()

const query = z.strictObject({
  month: z
    .string()
    .max(10)
    .optional()
    .openapi({ description: 'A calendar month in UTC, like 2026-11; left out: the running one.' }),
  check: z.string().max(200).optional(),
})
const count = (key: string) => z.array(z.object({ [key]: z.string(), n: z.number() }))
const lineShape = z.object({
  kind: z.enum(['suspicion', 'incident']),
  id: z.string(),
  check: z.string().nullable(),
  startedAt: z.string(),
  endedAt: z.string().nullable(),
  why: z.enum(silentWhys),
  words: z.string(),
  places: z.array(z.string()),
})
const ledgerShape = z
  .object({
    month: z.string(),
    from: z.string(),
    to: z.string(),
    check: z.string().nullable(),
    wokeNobody: z.number(),
    told: z.number(),
    open: z.number(),
    byWhy: count('why'),
    byCheck: count('check'),
    byPlace: count('place'),
    toldByKind: count('kind'),
    lines: z.array(lineShape),
    capped: z.boolean().openapi({ description: 'More than 5000: the newest are counted.' }),
    partial: z.boolean().openapi({ description: 'History is away: only what the shard holds.' }),
  })
  .openapi('Ledger')

ledgerRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/',
    tags: ['ledger'],
    summary: 'What woke nobody in a month, and why',
    request: { query },
    responses: {
      200: json(ledgerShape, 'Suspicions and incidents that told nobody, newest first'),
    },
  }),
  async (c) => c.json(show(await ask(c, c.req.valid('query'))), 200),
)

ledgerRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/csv',
    tags: ['ledger'],
    summary: 'The same as CSV',
    request: { query },
    responses: {
      200: { description: 'A line each, newest first', content: { 'text/csv': {} } },
    },
  }),
  async (c) => {
    const found = await ask(c, c.req.valid('query'))
    const names = await namesOf(c)
    return c.body(tableOf(found, names), 200, {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="ledger-${found.month.month}.csv"`,
    })
  },
)

function ask(
  c: Context<AppEnv>,
  { month, check }: { month?: string | undefined; check?: string | undefined },
) {
  return ledger(c.get('hub'), c.get('actor'), { month: month ?? null, check: check ?? null })
}

function show(found: LedgerOfMonth): z.output<typeof ledgerShape> {
  const { month, check, lines, byWhy, byCheck, byPlace, toldByKind, ...rest } = found
  const keyed = (key: string, counts: { key: string; n: number }[]) =>
    counts.map((one) => ({ [key]: one.key, n: one.n })) as { [key: string]: string } & {
      n: number
    }[]
  return {
    ...rest,
    month: month.month,
    from: new Date(month.from).toISOString(),
    to: new Date(month.to).toISOString(),
    check,
    wokeNobody: lines.length,
    byWhy: keyed('why', byWhy),
    byCheck: keyed('check', byCheck),
    byPlace: keyed('place', byPlace),
    toldByKind: keyed('kind', toldByKind),
    lines: lines.map((one) => ({
      ...one,
      startedAt: new Date(one.startedAt).toISOString(),
      endedAt: instant(one.endedAt),
      words: words().silent[one.why],
    })),
  }
}

const head = ['startedAt', 'endedAt', 'kind', 'id', 'check', 'name', 'why', 'words', 'places']

function tableOf({ lines }: LedgerOfMonth, names: Map<string, string>): string {
  const rows = lines.map((one) => [
    new Date(one.startedAt).toISOString(),
    instant(one.endedAt),
    one.kind,
    one.id,
    one.check,
    one.check === null ? null : (names.get(one.check) ?? null),
    one.why,
    words().silent[one.why],
    one.places.join(' '),
  ])
  return csvOf([head, ...rows])
}
