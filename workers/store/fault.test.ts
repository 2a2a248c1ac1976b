import { NeonDbError } from '@neondatabase/serverless'
import { describe, expect, it } from 'vitest'
import { Problem } from '../domain/problem.ts'
import { openDatabase } from './database.ts'
import { constraintOf, isRefusal, problemOf, sqlStateOf } from './fault.ts'

function fault(code: string | undefined, constraint?: string): NeonDbError {
  const made = new NeonDbError('said the database')
  made.code = code
  made.constraint = constraint
  return made
}

describe('a fault of the database', () => {
  it.each([
    ['23505', undefined, 'conflict'],
    ['23505', 'pages_by_slug', 'conflict'],
    ['23503', undefined, 'not_found'],
    ['23514', 'checks_name_present', 'invalid'],
    ['22021', undefined, 'invalid'],
    ['40P01', undefined, 'unavailable'],
    ['53300', undefined, 'unavailable'],
    ['57P01', undefined, 'unavailable'],
    ['28P01', undefined, 'unavailable'],
    [undefined, undefined, 'unavailable'],
    ['42P01', undefined, 'internal'],
  ])('%s %s is %s', (code, constraint, expected) => {
    const problem = problemOf(fault(code, constraint))
    expect(problem.code).toBe(expected)
    expect(problem.detail).not.toContain('said the database')
  })

  it('keeps what the database said for the operator, however deep it lies', () => {
    const problem = problemOf(fault('23514', 'checks_name_present'))
    expect(sqlStateOf(problem)).toBe('23514')
    expect(constraintOf(problem)).toBe('checks_name_present')
    expect(isRefusal(problem)).toBe(true)
    expect(isRefusal(problemOf(fault('57P01')))).toBe(false)
    expect(isRefusal(new Error('no state'))).toBe(false)
  })

  it('leaves a Problem as it is', () => {
    const problem = new Problem('forbidden', 'No.')
    expect(problemOf(problem)).toBe(problem)
  })

  it('hides a connection string that the driver cannot read', async () => {
    const db = openDatabase({ url: 'postgres://ana:hunter2@1.2.3.4.5/x' })
    const { sql } = await import('drizzle-orm')
    const caught: Problem = await db.rows(sql`select 1`).then(
      () => expect.fail('went through'),
      (problem) => problem,
    )
    expect(caught.code).toBe('unavailable')
    expect(`${caught} ${caught.stack} ${caught.cause}`).not.toContain('hunter2')
  })
})
