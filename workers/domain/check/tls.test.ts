// A tls check: how it is written, what is asked, and when its end is told.
import { describe, expect, it } from 'vitest'
import type { Answered, CertificateFacts } from '../measurement.ts'
import {
  checkInput,
  evaluate,
  kindOf,
  orderTarget,
  resolveCheck,
  settingsOf,
  targetText,
} from './index.ts'

const now = Date.UTC(2026, 10, 24, 12)
const facts = { id: 'chk_acme_1', workspace: 'acme', nowIso: new Date(now).toISOString() }
const made = (raw: object) => resolveCheck(checkInput.parse({ type: 'tls', ...raw }), facts)
const fault = (raw: object) => checkInput.safeParse({ type: 'tls', ...raw }).error?.issues[0]

const certificate: CertificateFacts = {
  subject: 'CN=shop.example',
  issuer: 'CN=Authority',
  names: ['shop.example'],
  validFrom: '2026-11-01T00:00:00.000Z',
  validTo: '2026-12-24T12:00:00.000Z',
  fingerprint256: 'AA',
  protocol: 'TLS 1.2',
  chainLength: 2,
  trusted: true,
}
const seen = (more: Partial<CertificateFacts> = {}): Answered => ({
  v: 1,
  kind: 'answered',
  order: 'o',
  startedAt: 0,
  totalMs: 20,
  budgetMs: 10_000,
  phases: {},
  certificate: { ...certificate, ...more },
})

describe('is written', () => {
  it.each<[object, string, number]>([
    [{ host: 'shop.example' }, 'shop.example', 443],
    [{ host: 'shop.example', port: 8443 }, 'shop.example', 8443],
    [{ url: 'https://shop.example/a?b' }, 'shop.example', 443],
    [{ url: 'tls://shop.example:993' }, 'shop.example', 993],
    [{ url: '[::1]:443' }, '[::1]', 443],
  ])('%j', (raw, host, port) => {
    const check = made(raw)
    expect(targetText(check)).toBe(`${host}:${port}`)
    expect(orderTarget(check)).toEqual({ type: 'tls', tls: { host, port } })
  })

  it.each<[object, string]>([
    [{}, 'host'],
    [{ host: 'a b' }, 'host'],
    [{ host: 'a.b', port: 0 }, 'port'],
    [{ host: 'a.b', serverName: 'https://a.b' }, 'serverName'],
    [{ host: 'a.b', leastProtocol: 'TLS 1.1' }, 'leastProtocol'],
    [{ host: 'a.b', starttls: 'ftp' }, 'starttls'],
    [{ host: 'a.b', certificateInfoDays: 400 }, 'certificateInfoDays'],
    [{ host: 'a.b', certificateWarningDays: 1.5 }, 'certificateWarningDays'],
  ])('wrong: %j names %s', (raw, field) => {
    expect(fault(raw)?.path).toEqual([field])
  })

  it('with words before the handshake, and another name', () => {
    const check = made({
      host: 'mx.example',
      port: 587,
      starttls: 'smtp',
      serverName: 'Mail.example',
    })
    const { tls } = orderTarget(check) as Extract<ReturnType<typeof orderTarget>, { type: 'tls' }>
    expect(tls.serverName).toBe('mail.example')
    expect(tls.dialogue?.at(-1)).toEqual({ anyOf: ['220 ', '220\r'] })
  })

  it('in words', () => {
    const check = made({ host: 'shop.example', leastProtocol: 'TLS 1.3', certificateInfoDays: 30 })
    expect(kindOf('tls').words(settingsOf(check))).toBe(
      'The certificate must hold for shop.example and be trusted, over TLS 1.3 or newer. ' +
        'The end of its certificate is told 30 and 7 days before.',
    )
  })
})

describe('is judged', () => {
  it('with the day it ends, whatever else', () => {
    const expiry = { group: 'certificate', of: 'shop.example', infoDays: 21, warningDays: 7 }
    const check = made({ host: 'shop.example' })
    expect(evaluate(check, seen(), now)).toMatchObject({ kind: 'pass', expiry })
    const judged = evaluate(check, seen({ trusted: false }), now)
    expect(judged).toMatchObject({
      kind: 'fail',
      reasons: ['tls_untrusted_or_incomplete_chain'],
      phase: 'tls',
      expiry: { ...expiry, endsAt: Date.parse(certificate.validTo) },
    })
  })

  it("by the shard's clock alone", () => {
    const check = made({ host: 'shop.example' })
    expect(evaluate(check, seen(), Date.parse(certificate.validTo) + 1)).toMatchObject({
      reasons: ['tls_expired'],
    })
    expect(evaluate(check, seen(), Date.parse(certificate.validFrom) - 1)).toMatchObject({
      reasons: ['tls_not_yet_valid'],
    })
  })

  it('by the name asked for and the least protocol', () => {
    expect(evaluate(made({ host: '10.0.0.1', serverName: 'shop.example' }), seen(), now).kind).toBe(
      'pass',
    )
    const strict = made({ host: 'shop.example', leastProtocol: 'TLS 1.3' })
    expect(evaluate(strict, seen(), now)).toMatchObject({ reasons: ['tls_protocol'] })
  })

  it('as unknown where it could not be read from there', () => {
    const measured = { v: 1, kind: 'notMeasured', order: 'o', reason: 'not_inspectable' } as const
    expect(evaluate(made({ host: 'shop.example' }), measured, now)).toEqual({
      kind: 'unknown',
      reason: 'not_inspectable',
    })
  })
})
