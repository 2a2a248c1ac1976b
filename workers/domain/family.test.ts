// Addresses of one family: what may be chosen, what is asked, what a fault names, and what a place
// without a way there says.
import { describe, expect, it } from 'vitest'
import {
  type CheckInput,
  checkInput,
  commandOf,
  evaluate,
  kindOf,
  orderTarget,
  resolveCheck,
  sameTarget,
  settingsFault,
  settingsOf,
} from './check/index.ts'
import type { Failed } from './measurement.ts'

const facts = { id: 'chk_w_1', workspace: 'w', nowIso: '2026-11-24T00:00:00Z' }
const tcp = { type: 'tcp', host: 'db.example.com', port: 5432 }
const tls = { type: 'tls', host: 'www.example.com' }
const made = (fields: object) => resolveCheck(checkInput.parse(fields) as CheckInput, facts)

describe('a family', () => {
  it.each(['tcp', 'tls'])('is sent with a %s check, and any is nothing', (type) => {
    const check = type === 'tcp' ? tcp : tls
    expect(orderTarget(made({ ...check, addressFamily: 'ipv6' }))).toMatchObject({
      [type]: { family: 'ipv6' },
    })
    expect(JSON.stringify(orderTarget(made(check)))).not.toContain('family')
  })

  it.each([
    ['http', { type: 'http', url: 'https://example.com' }],
    ['websocket', { type: 'websocket', url: 'wss://example.com' }],
  ])('cannot be chosen for %s, and the remedy is said', (_type, check) => {
    const { error } = checkInput.safeParse({ ...check, addressFamily: 'ipv6' })
    expect(error?.issues[0]).toMatchObject({
      path: ['addressFamily'],
      message: expect.stringMatching(/^must be any: .* add a tcp or tls check/),
    })
    expect(checkInput.safeParse({ ...check, addressFamily: 'any' }).success).toBe(true)
  })

  it.each<[object, string | null]>([
    [{ ...tcp, addressFamily: 'both' }, null],
    [{ ...tcp, addressFamily: 'ipv6', tls: true }, 'must be any where TLS is spoken'],
    [{ ...tcp, addressFamily: 'ipv4', speaks: 'smtp-starttls' }, 'must be any where TLS is spoken'],
    [{ ...tcp, addressFamily: 'any', tls: true }, null],
    [{ ...tcp, host: '[::1]', addressFamily: 'ipv4' }, 'must be any or ipv6: [::1] is an address'],
    [{ ...tcp, host: '192.0.2.1', addressFamily: 'both' }, 'must be any or ipv4: 192.0.2.1 is'],
    [{ ...tcp, host: '192.0.2.1', addressFamily: 'ipv4' }, null],
    [{ ...tcp, host: 'localhost', addressFamily: 'both' }, null],
    [{ ...tls, host: '[2001:db8::1]', addressFamily: 'ipv6' }, null],
    [{ ...tls, host: '[2001:db8::1]', addressFamily: 'ipv4' }, 'must be any or ipv6'],
  ])('%j', (fields, message) => {
    const fault = settingsFault(made(fields))
    expect(fault?.message.slice(0, message?.length) ?? null).toBe(message)
    expect(fault?.field ?? 'addressFamily').toBe('addressFamily')
  })

  it('is another target, and is in the words and the commands', () => {
    const six = made({ ...tcp, addressFamily: 'ipv6' })
    expect(sameTarget(made(tcp), six)).toBe(false)
    expect(sameTarget(six, made({ ...tcp, addressFamily: 'ipv6', name: 'x' }))).toBe(true)
    expect(kindOf('tcp').words(settingsOf(six))).toContain('accept a connection over IPv6.')
    expect(commandOf(six)).toBe('nc -6 -vz -w 10 db.example.com 5432')
    const both = commandOf(made({ ...tls, addressFamily: 'both' }))
    expect(both).toMatch(/s_client -4 .*; timeout 10 openssl s_client -6 /)
  })
})

describe('a failure over a family', () => {
  const refused: Failed = {
    v: 1,
    kind: 'failed',
    order: 'o',
    startedAt: 0,
    totalMs: 5,
    budgetMs: 10_000,
    phases: {},
    reason: 'connection_refused',
    phase: 'connect',
    accepted: false,
    family: 'ipv6',
  }
  const check = made({ ...tcp, addressFamily: 'both' })
  const judged = (facts: Partial<Failed>) => evaluate(check, { ...refused, ...facts }, 0)
  const control = (ok: boolean) => ({ url: 'https://a.example', ok })

  it('names it', () => {
    expect(judged({ route: [control(false), control(true)] })).toMatchObject({
      kind: 'fail',
      unmet: { line: 'IPv6', found: null },
    })
    const unmet = { line: 'step 1: expect contains x', found: '"y"' }
    expect(judged({ phase: 'headers', accepted: true, unmet })).toMatchObject({
      unmet: { line: 'step 1: expect contains x (IPv6)', found: '"y"' },
    })
  })

  it('is unknown where no control is reached by it either', () => {
    expect(judged({ route: [control(false)] })).toEqual({ kind: 'unknown', reason: 'no_route' })
  })
})
