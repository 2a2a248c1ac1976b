// /api/loans: what other masters may borrow of the places here.
import { createRoute, z } from '@hono/zod-openapi'
import { pageIn } from '../domain/cursor.ts'
import { type LoanLine, looksPerDayMax } from '../domain/loan.ts'
import {
  changeLoan,
  createLoan,
  getLoan,
  listLoans,
  removeLoan,
  revokeLoan,
} from '../flow/loans.ts'
import { nameField } from './agents.ts'
import { body, etag, idParam, ifMatch, json, listOf, listQuery, pageAsk, resource } from './api.ts'

export const loanRoutes = resource()

const wholeNumber = `must be a whole number from 1 to ${looksPerDayMax}`
const fields = {
  name: nameField,
  locations: z
    .array(z.string().max(60), 'must be a list of places')
    .min(1, 'choose at least one place')
    .max(60)
    .openapi({ description: 'Places of this installation that are lent.' }),
  perDay: z
    .number(wholeNumber)
    .int(wholeNumber)
    .min(1, wholeNumber)
    .max(looksPerDayMax, wholeNumber)
    .openapi({ description: 'Looks that may be taken in a day (UTC).' }),
}
export const loanInput = z.strictObject({ ...fields, perDay: fields.perDay.default(1_000) })
export const loanPatch = z.strictObject(fields).partial()

const shape = z
  .object({
    id: z.string(),
    version: z.number(),
    name: z.string(),
    locations: z.array(z.string()),
    perDay: z.number(),
    usedToday: z.number(),
    usedThisMonth: z.number(),
    createdAt: z.string(),
    lastUsedAt: z.string().nullable(),
    revokedAt: z.string().nullable(),
  })
  .openapi('Loan')

function show({ v: _v, workspace: _workspace, ...loan }: LoanLine): z.output<typeof shape> {
  return loan
}

const tags = ['loans']
loanRoutes.openapi(
  createRoute({
    tags,
    method: 'get',
    path: '/',
    summary: 'List loans with what was taken of each',
    request: { query: z.strictObject(listQuery) },
    responses: { 200: json(listOf(shape), 'Loans, in the order they were made; never a key') },
  }),
  async (c) => {
    const all = await listLoans(c.get('hub'), c.get('actor'))
    const found = pageIn(all, pageAsk(c.req.valid('query')), (one) => one.id)
    return c.json({ data: found.data.map(show), next: found.next }, 200)
  },
)
loanRoutes.openapi(
  createRoute({
    tags,
    method: 'post',
    path: '/',
    summary: 'Lend places to another master',
    request: body(loanInput, { name: 'the office', locations: ['weur'], perDay: 1_000 }),
    responses: {
      201: json(
        z.object({ loan: shape, key: z.string(), line: z.string() }),
        'The loan; its key, and the setting that the borrower needs, are shown this once',
      ),
    },
  }),
  async (c) => {
    const made = await createLoan(c.get('hub'), c.get('actor'), c.req.valid('json'))
    return c.json({ ...made, loan: show(made.loan) }, 201)
  },
)
loanRoutes.openapi(
  createRoute({
    tags,
    method: 'get',
    path: '/{id}',
    summary: 'One loan',
    request: { params: idParam },
    responses: { 200: json(shape, 'The loan') },
  }),
  async (c) => {
    const found = await getLoan(c.get('hub'), c.get('actor'), c.req.valid('param').id)
    return c.json(show(found), 200, etag(found.version))
  },
)
loanRoutes.openapi(
  createRoute({
    tags,
    method: 'patch',
    path: '/{id}',
    summary: 'Change a loan: its name, its places, its allowance',
    request: { params: idParam, ...body(loanPatch, { perDay: 500 }) },
    responses: { 200: json(shape, 'The loan') },
  }),
  async (c) => {
    const { id } = c.req.valid('param')
    const patch = c.req.valid('json')
    const after = await changeLoan(c.get('hub'), c.get('actor'), id, patch, ifMatch(c))
    return c.json(show(after), 200, etag(after.version))
  },
)
loanRoutes.openapi(
  createRoute({
    tags,
    method: 'put',
    path: '/{id}/revocation',
    summary: 'Revoke a loan; its key works no more',
    request: { params: idParam },
    responses: { 200: json(shape, 'The loan') },
  }),
  async (c) => {
    const { id } = c.req.valid('param')
    const after = await revokeLoan(c.get('hub'), c.get('actor'), id, ifMatch(c))
    return c.json(show(after), 200, etag(after.version))
  },
)
loanRoutes.openapi(
  createRoute({
    tags,
    method: 'delete',
    path: '/{id}',
    summary: 'Remove a loan with its meter',
    request: { params: idParam },
    responses: { 204: { description: 'Removed; its key works no more' } },
  }),
  async (c) => {
    await removeLoan(c.get('hub'), c.get('actor'), c.req.valid('param').id)
    return c.body(null, 204)
  },
)
