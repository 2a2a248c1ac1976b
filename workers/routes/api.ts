// What every API resource shares: parsing with clear refusals, pages of lists, versions.
import { OpenAPIHono, z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { Problem } from '../domain/problem.ts'
import type { PageAsk } from '../hub-ports.ts'
import type { AppEnv } from '../middleware/app-env.ts'
import { wordsOf } from './issue-words.ts'

export const apiVersion = '2026-11-01'
export const pageLimitMax = 200

/** A router whose validation failures become problems that name the field and the remedy. */
export function resource(): OpenAPIHono<AppEnv> {
  return new OpenAPIHono<AppEnv>({
    defaultHook: (result) => {
      if (!result.success) throw problemOfIssues(result.error.issues)
    },
  })
}

/** The first issue as a problem; unknown fields are named. */
export function problemOfIssues(issues: readonly z.core.$ZodIssue[]): Problem {
  const issue = deepest(issues[0]!)
  if (issue.code === 'unrecognized_keys') {
    const names = issue.keys.join(', ')
    return new Problem(
      'invalid',
      `unknown field ${names}; leave it out or correct its name`,
      [...issue.path.map(String), issue.keys[0]!].join('.'),
    )
  }
  const field = issue.path.map(String).join('.')
  return new Problem('invalid', wordsOf(issue), field === '' ? undefined : field)
}

/** Parses with a schema of one's own; a refusal names field and remedy. */
export function parsed<T extends z.ZodType>(schema: T, raw: unknown): z.output<T> {
  const result = schema.safeParse(raw)
  if (!result.success) throw problemOfIssues(result.error.issues)
  return result.data
}

function deepest(issue: z.core.$ZodIssue): z.core.$ZodIssue {
  return issue.code === 'invalid_union' && issue.errors[0]?.[0]
    ? deepest(issue.errors[0][0])
    : issue
}

/** Cursor and limit of a list. */
export const listQuery = {
  cursor: z
    .string()
    .max(500)
    .optional()
    .openapi({ description: 'Where the last page said `next`.' }),
  limit: z.coerce
    .number('must be a whole number from 1 to 200')
    .int('must be a whole number from 1 to 200')
    .min(1, 'must be a whole number from 1 to 200')
    .max(pageLimitMax, 'must be a whole number from 1 to 200')
    .default(50)
    .openapi({ description: 'Rows on a page, 1 to 200.' }),
}

export function pageAsk(query: { cursor?: string | undefined; limit: number }): PageAsk {
  return { cursor: query.cursor ?? null, limit: query.limit }
}

const spanInstant = z.iso
  .datetime({ offset: true, message: 'must be an instant like 2026-11-24T00:00:00Z' })
  .optional()
/** A span of time; its end is not in it. */
export const spanQuery = { from: spanInstant, to: spanInstant }

/** The span in ms since the epoch; what was not given stays out. */
export function msOf({ from, to }: { from?: string | undefined; to?: string | undefined }) {
  return {
    ...(from === undefined ? {} : { from: Date.parse(from) }),
    ...(to === undefined ? {} : { to: Date.parse(to) }),
  }
}

/** `{data, next}` of a schema. */
export function listOf<T extends z.ZodType>(item: T) {
  return z.object({ data: z.array(item), next: z.string().nullable() })
}

export const idParam = z.object({ id: z.string().max(200) })

/** An answer in JSON. */
export function json<T extends z.ZodType>(schema: T, description: string) {
  return { content: { 'application/json': { schema } }, description }
}

/** A body in JSON that must be there. */
export function body<T extends z.ZodType>(schema: T, example?: unknown) {
  return {
    body: {
      required: true,
      content: { 'application/json': { schema, ...(example === undefined ? {} : { example }) } },
    },
  }
}

/** The version in `If-Match: "3"`, or null without the header. */
export function ifMatch(c: Context<AppEnv>): number | null {
  const given = c.req.header('if-match')
  if (given === undefined || given === '*') return null
  const version = Number(/^(?:W\/)?"?(\d+)"?$/.exec(given)?.[1] ?? Number.NaN)
  if (Number.isNaN(version))
    throw new Problem('invalid', 'must be the ETag of the last answer, like "3"', 'If-Match')
  return version
}

/** The ETag of a version. */
export function etag(version: number): { ETag: string } {
  return { ETag: `"${version}"` }
}

/** Milliseconds since the epoch as RFC 3339, null kept. */
export function instant(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString()
}
