// Addresses of one family: what may be chosen, what is asked, what a fault names, and what a place
// without a way there says.
import { describe, expect, it } from 'vitest'
import { beyond } from './agent-link.ts'
import {
  type CheckInput,
  checkInput,
  commandOf,
  decisive,
  evaluate,
  kindOf,
  orderTarget,
  resolveCheck,
  sameTarget,
  settingsFault,
  settingsOf,
} from './check/index.ts'
import { type Family, familyNames } from './family.ts'
import type { Answered, CertificateFacts, Failed, ProbeOrder } from './measurement.ts'

const facts = { id: 'chk_w_1', workspace: 'w', nowIso: '2026-11-24T00:00:00Z' }
const tcp = { type: 'tcp', host: 'db.example.com', port: 5432 }
const tls = { type: 'tls', host: 'www.example.com' }
const http = { type: 'http', url: 'https://example.com/' }
const websocket = { type: 'websocket', url: 'wss://example.com/' }
const made = (fields: object) => resolveCheck(checkInput.parse(fields) as CheckInput, facts)

describe('a family', () => {
  it.each([
    ['tcp', tcp],
    ['tls', tls],
    ['http', http],
    ['websocket', websocket],
  ])('is sent with a %s check, and any is nothing', (type, check) => {
    expect(orderTarget(made({ ...check, addressFamily: 'ipv6' }))).toMatchObject({
      [type]: { family: 'ipv6' },
    })
    expect(JSON.stringify(orderTarget(made(check)))).not.toContain('family')
  })

  it.each<[object, string | null]>([
    [{ ...tcp, addressFamily: 'both' }, null],
    [{ ...tcp, addressFamily: 'ipv6', tls: true }, null],
    [{ ...tcp, addressFamily: 'ipv4', speaks: 'smtp-starttls' }, null],
    [{ ...http, addressFamily: 'both' }, null],
    [{ ...http, url: 'http://[::1]/', addressFamily: 'ipv4' }, 'must be any or ipv6: [::1] is'],
    [{ ...http, url: 'http://[::1]/', addressFamily: 'ipv6' }, null],
    [{ ...websocket, url: 'ws://192.0.2.1/', addressFamily: 'both' }, 'must be any or ipv4'],
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

  it.each<[object, RegExp, RegExp]>([
    [{ ...http, addressFamily: 'ipv6' }, / over IPv6\./, /^curl -6 -sS /],
    [{ ...http, addressFamily: 'both' }, / over IPv4 and over IPv6\./, /^curl -4 .*; curl -6 /],
    [{ ...websocket, addressFamily: 'ipv4' }, /WebSocket over IPv4\./, /^curl -4 -sS /],
    [{ ...tcp, tls: true, addressFamily: 'ipv6' }, /with TLS over IPv6\./, / s_client -6 /],
  ])('of %j is in the words and the commands, and makes another target', (fields, words, line) => {
    const check = made(fields)
    expect(kindOf(check.type).words(settingsOf(check))).toMatch(words)
    expect(commandOf(check)).toMatch(line)
    const any = made({ ...fields, addressFamily: 'any' })
    expect(sameTarget(any, check)).toBe(false)
    expect(sameTarget(check, { ...check, name: 'x' })).toBe(true)
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

describe('two answers of which one decides', () => {
  const check = made({ ...http, addressFamily: 'both' })
  const day = 86_400_000
  const certificate = (days: number) =>
    ({ names: ['a.example'], validTo: new Date(days * day).toISOString() }) as CertificateFacts
  const answer = (family: Family, facts: Partial<Answered>): Answered => ({
    ...{ v: 1, kind: 'answered', order: 'o', startedAt: 0, budgetMs: 10_000, phases: {} },
    ...{ totalMs: 5, status: 200, family },
    ...facts,
  })
  const of = (four: Partial<Answered>, six: Partial<Answered>) => {
    const both = { ...answer('ipv4', four), trace: 'abc', other: answer('ipv6', six) }
    return decisive(check, both, 0)
  }

  it.each<[string, Partial<Answered>, Partial<Answered>, Family]>([
    ['the one that fails', { totalMs: 9 }, { status: 500 }, 'ipv6'],
    [
      'the one that fails, though the other is turned away',
      { status: 500 },
      { status: 429 },
      'ipv4',
    ],
    ['the one that is turned away', { totalMs: 9 }, { status: 429 }, 'ipv6'],
    ['the first of two that fail', { status: 500 }, { status: 503, totalMs: 9 }, 'ipv4'],
    ['the slower of two that pass', {}, { totalMs: 9 }, 'ipv6'],
    ['the first of two alike', {}, {}, 'ipv4'],
  ])('is %s', (_what, four, six, family) => {
    const decided = of(four, six)
    expect(decided).toMatchObject({ family, trace: 'abc' })
    expect(decided).not.toHaveProperty('other')
    const judged = evaluate(check, decided, 0)
    if (judged.kind === 'fail') expect(judged.unmet?.line).toContain(familyNames[family])
  })

  it('and of their certificates the one that ends first is read', () => {
    const decided = of({ certificate: certificate(90) }, { certificate: certificate(5) })
    expect(decided).toMatchObject({
      family: 'ipv4',
      certificate: certificate(5),
      otherCertificate: certificate(90),
    })
    expect(of({ certificate: certificate(5) }, {})).toMatchObject({ certificate: certificate(5) })
  })
})

describe('an agent of old', () => {
  const order = (fields: object) => ({ id: 'one', target: orderTarget(made(fields)) }) as ProbeOrder
  const family = { addressFamily: 'ipv6' }
  it.each<[string, object, boolean]>([
    ['a request over a family', { ...http, ...family }, true],
    ['an upgrade over a family', { ...websocket, ...family }, true],
    ['TLS over a family', { ...tcp, tls: true, ...family }, true],
    ['mail over a family', { ...tcp, speaks: 'smtp-starttls', ...family }, true],
    ['a request over any', http, false],
    ['TLS over any', { ...tcp, tls: true }, false],
    ['a port over a family, which it knows', { ...tcp, ...family }, false],
    ['a certificate over a family, which it knows', { ...tls, ...family }, false],
  ])('and %s', (_what, fields, isBeyond) => {
    const refused = { kind: 'notMeasured', order: 'one', reason: 'not_inspectable' }
    const said = beyond(order(fields), ['probe', 'host', 'udp'])
    if (isBeyond) expect(said).toMatchObject(refused)
    else expect(said).toBeNull()
    expect(beyond(order(fields), ['probe', 'host', 'udp', 'family'])).toBeNull()
  })
})
