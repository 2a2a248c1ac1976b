// What a ping check makes of echoes: lost beyond the limit is a failure, lost within it is not.
import { describe, expect, it } from 'vitest'
import type { Echoes } from '../echo.ts'
import { evaluate, orderTarget, resolveCheck } from './index.ts'

const facts = { id: 'chk_acme_a', workspace: 'acme', nowIso: '2026-11-24T00:00:00Z' }
const check = resolveCheck({ type: 'ping', host: 'router.example' }, facts)
const answered = (sent: number, received: number) => {
  const echoes: Echoes = { sent, received, minMs: 1, meanMs: 2, maxMs: 3, jitterMs: 0.5 }
  const seen = { order: 'a', startedAt: 0, totalMs: 2, budgetMs: 10_000, phases: { connect: 2 } }
  return { v: 1 as const, kind: 'answered' as const, ...seen, echoes }
}

describe('a ping check', () => {
  it('asks for five echoes', () => {
    expect(orderTarget(check)).toEqual({ type: 'ping', ping: { host: 'router.example', count: 5 } })
  })
  it.each([
    [5, 5, 'pass'],
    [5, 3, 'pass'],
    [4, 2, 'pass'],
    [5, 2, 'fail'],
  ])('%i sent, %i back: %s', (sent, received, kind) => {
    expect(evaluate(check, answered(sent, received), 0).kind).toBe(kind)
  })
  it('says how many were lost', () => {
    expect(evaluate(check, answered(5, 1), 0)).toMatchObject({
      reasons: ['expectation'],
      unmet: { line: 'at most 50 % lost', found: '80 %, 4 of 5' },
    })
  })
  it('fails when no echo came back', () => {
    const { echoes: _echoes, ...seen } = answered(5, 0)
    const facts = { reason: 'no_echo', phase: 'connect', accepted: false } as const
    expect(evaluate(check, { ...seen, kind: 'failed', ...facts }, 0)).toMatchObject({
      kind: 'fail',
      reasons: ['no_echo'],
      timeout: false,
    })
  })
})
