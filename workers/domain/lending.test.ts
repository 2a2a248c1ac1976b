// What is lent and what is not, from both sides of the loan.
import { describe, expect, it } from 'vitest'
import { type CheckInput, orderTarget, resolveCheck } from './check/index.ts'
import { askOf, isLendable } from './lending.ts'
import type { ProbeOrder } from './measurement.ts'

const checkOf = (input: CheckInput) =>
  resolveCheck(input, { id: 'chk_acme_1', workspace: 'acme', nowIso: '2026-11-29T00:00:00Z' })
const http = (facts: object = {}) => ({ type: 'http', url: 'https://shop.example/', ...facts })
const header = (name: string, value: string) => http({ headers: [{ name, value }] })

describe('another master is shown', () => {
  it.each([
    http(),
    http({ method: 'HEAD' }),
    http({ url: 'http://203.0.113.9:8080/health?deep=1', expectText: 'ok' }),
    header('accept', 'text/html'),
    { type: 'tcp', host: 'shop.example', port: 5432 },
    { type: 'tls', host: 'shop.example', port: 443 },
    { type: 'dns', host: 'shop.example' },
    { type: 'websocket', url: 'wss://shop.example/live' },
  ])('%o', (input) => {
    expect(isLendable(checkOf(input as CheckInput))).toBe(true)
  })
})

describe('another master is not shown', () => {
  it.each([
    header('authorization', 'Bearer x'),
    header('x-api-key', 'a-long-enough-key'),
    http({ url: 'https://shop.example/?token=abcdefgh' }),
    http({ method: 'POST', body: '{"a":1}' }),
    http({ url: 'http://10.0.0.5/' }),
    http({ url: 'http://localhost:3000/' }),
    http({ url: 'http://[fd00::1]/' }),
    http({ url: 'http://nas/' }),
    http({ url: 'https://nas.LOCAL./' }),
    http({ url: 'https://git.home.arpa/' }),
    { type: 'tcp', host: 'mail.shop.example', port: 25, script: ['send EHLO me', 'expect 250'] },
    { type: 'tls', host: 'mail.shop.example', port: 587, starttls: 'smtp' },
    { type: 'websocket', url: 'wss://shop.example/live', send: 'hello there' },
    { type: 'domain', domain: 'shop.example' },
    { type: 'ping', host: 'shop.example' },
    { type: 'udp', host: 'shop.example', port: 53 },
    { type: 'heartbeat', periodSeconds: 60 },
    { type: 'manual', name: 'by hand' },
  ])('%o', (input) => {
    expect(isLendable(checkOf(input as CheckInput))).toBe(false)
  })
})

it('carries the target and the time, and no more', () => {
  const check = checkOf(http({ name: 'n', tags: ['t'], expectText: 'secret word' }) as CheckInput)
  const order: ProbeOrder = {
    v: 1,
    id: 'chk_acme_1.4',
    target: orderTarget(check),
    budgetMs: 60_000,
    fresh: true,
    controls: 'always',
    slowLane: true,
    traceparent: '00-1-2-01',
    whole: true,
  }
  const ask = askOf(order, 'weur', '0123456789abcdef')!
  expect(Object.keys(ask).toSorted()).toEqual(['budgetMs', 'location', 'nonce', 'target', 'v'])
  expect(ask).toMatchObject({ location: 'weur', budgetMs: 30_000, target: order.target })
  expect(JSON.stringify(ask)).not.toMatch(/secret word|acme/)
  expect(askOf({ ...order, patient: { reportAfterMs: 1 } }, 'weur', '0'.repeat(16))).toBeNull()
})
