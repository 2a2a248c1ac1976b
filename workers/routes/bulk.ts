// POST /api/checks/bulk: up to a hundred changes of checks, each answered for itself.
import { createRoute, z } from '@hono/zod-openapi'
import { checkInput, checkPatch } from '../domain/check/index.ts'
import { Problem, problems } from '../domain/problem.ts'
import { type BulkAnswer, type BulkChange, changeMany } from '../flow/bulk.ts'
import { body, json, parsed, resource } from './api.ts'
import { checkShape, showCheck } from './shape.ts'

export const bulkRoutes = resource()

const changesMax = 100
const id = z.string().max(200)
const version = z.int().min(1).nullable().default(null)
const one = z.discriminatedUnion(
  'op',
  [
    z.strictObject({ op: z.literal('create'), check: z.looseObject({}) }),
    z.strictObject({ op: z.literal('update'), id, version, change: z.looseObject({}) }),
    z.strictObject({ op: z.enum(['pause', 'resume', 'delete']), id, version }),
  ],
  'must be create, update, pause, resume or delete',
)
const input = z.strictObject({
  changes: z
    .array(z.looseObject({ op: z.string().max(20) }))
    .min(1, 'name at least one change')
    .max(changesMax, `at most ${changesMax} changes`)
    .openapi({
      description:
        'Each with `op`: `create` and `check`; `update`, `id` and `change`; `pause`, `resume` or `delete` and `id`. With `version` a change is of that version only.',
    }),
})
const answerShape = z
  .looseObject({
    op: z.string(),
    status: z.number(),
    id: z.string().nullable(),
    check: checkShape.nullable(),
    problem: z.looseObject({ type: z.string(), title: z.string(), detail: z.string() }).nullable(),
  })
  .openapi('BulkAnswer')

bulkRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/bulk',
    tags: ['checks'],
    summary: 'Create, change, pause, resume or remove up to 100 checks',
    request: body(input, {
      changes: [
        { op: 'create', check: { type: 'http', url: 'https://example.com' } },
        { op: 'pause', id: 'chk_acme00000001_one' },
      ],
    }),
    responses: {
      200: json(
        z.object({ data: z.array(answerShape) }),
        'An answer for each, in order, with the status it would have had alone',
      ),
    },
  }),
  async (c) => {
    const { changes } = c.req.valid('json')
    const key = c.req.header('idempotency-key') ?? null
    const read = changes.map(readOne)
    const answers = await changeMany(c.get('hub'), c.get('actor'), read, key)
    const data = answers.map((answer, index) => show(changes[index]!.op, answer))
    return c.json({ data }, 200)
  },
)

/** What one says, or why it cannot be done. */
function readOne(raw: unknown): BulkChange | Problem {
  try {
    const change = parsed(one, raw)
    if (change.op === 'create') return { op: 'create', input: parsed(checkInput, change.check) }
    if (change.op !== 'update') return change
    const { op, change: wanted, ...rest } = change
    return { op, ...rest, patch: (check) => parsed(checkPatch[check.type], wanted) }
  } catch (fault) {
    if (fault instanceof Problem) return fault
    throw fault
  }
}

function show(op: string, answer: BulkAnswer): z.output<typeof answerShape> {
  if ('problem' in answer) {
    const { code, status, detail, field } = answer.problem
    const type = `https://esonar.dev/problems/${code}`
    const problem = {
      type,
      title: problems[code].title,
      status,
      detail,
      ...(field ? { field } : {}),
    }
    return { op, status, id: null, check: null, problem }
  }
  const check = 'check' in answer ? showCheck(answer.check) : null
  return { op, status: answer.status, id: answer.id, check, problem: null }
}
