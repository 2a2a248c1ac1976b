// A udp check: what is sent, what counts as an answer, and what is refused before it is asked.
import { describe, expect, it } from 'vitest'
import { ownSecrets } from '../secret-evidence.ts'
import { type CheckInput, checkInput, evaluate, orderTarget, resolveCheck } from './index.ts'

const facts = { id: 'chk_acme_a', workspace: 'acme', nowIso: '2026-11-24T00:00:00Z' }
const given = (more: object = {}) =>
  checkInput.parse({ type: 'udp', host: 'game.example', port: 27_015, ...more }) as CheckInput
const check = (more: object = {}) => resolveCheck(given(more), facts)
const answered = (body: string) => {
  const seen = { order: 'a', startedAt: 0, totalMs: 2, budgetMs: 5_000, phases: { headers: 2 } }
  return { v: 1 as const, kind: 'answered' as const, ...seen, body }
}

describe('a udp check', () => {
  it.each([
    [null, ''],
    ['PING\\r\\n', 'PING\r\n'],
    ['hex:ff ff 54', '\xff\xff\x54'],
    ['\\xff\\\\é', '\xff\\\xc3\xa9'],
  ])('sends %j as bytes', (send, bytes) => {
    expect(orderTarget(check({ send }))).toEqual({
      type: 'udp',
      udp: { host: 'game.example', port: 27_015, send: bytes },
    })
  })

  it.each([
    [[], 'anything', 'pass'],
    [['contains PONG'], 'a PONG', 'pass'],
    [['contains PONG'], 'a PING', 'fail'],
    [['hex ff01'], '\x00\xff\x01', 'pass'],
    [['hex ff01'], '\x00\xff\x02', 'fail'],
    [['matches ^né$'], 'n\xc3\xa9', 'pass'],
    [['contains a', 'contains b'], 'a', 'fail'],
  ])('with %j, an answer of %j is %s', (lines, body, kind) => {
    expect(evaluate(check({ expect: lines }), answered(body), 0).kind).toBe(kind)
  })

  it('takes no timeout for one that may turn out slow', () => {
    const { body: _body, ...seen } = answered('')
    const silent = { reason: 'no_answer', phase: 'connect', accepted: false } as const
    expect(evaluate(check(), { ...seen, kind: 'failed', ...silent }, 0)).toMatchObject({
      kind: 'fail',
      reasons: ['no_answer'],
      timeout: false,
    })
  })

  it.each([
    [{ send: 'hex:abc' }, 'hex:0a1b'],
    [{ send: '\\q' }, 'backslash'],
    [{ expect: ['PONG'] }, 'contains PONG'],
    [{ expect: ['matches ('] }, 'RE2'],
    [{ port: 0 }, '1 to 65535'],
  ])('refuses %j', (more, remedy) => {
    expect(() => given(more)).toThrow(remedy)
  })

  it('knows what it sends as a secret, also where it is repeated as bytes', () => {
    expect(ownSecrets(check({ send: 'hex:68756e74657232' }))).toContain('hunter2')
  })
})
