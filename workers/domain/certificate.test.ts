// What is said of a certificate first, for which host it holds, and for how long.
import { describe, expect, it } from 'vitest'
import { certificateFault, coversHost, daysLeft, type LeastProtocol } from './certificate.ts'
import { isCloudflare } from './cloudflare.ts'
import type { CertificateFacts } from './measurement.ts'

const now = Date.UTC(2026, 10, 24, 12)
const sound: CertificateFacts = {
  subject: 'CN=shop.example',
  issuer: 'CN=Authority',
  names: ['shop.example', '*.shop.example'],
  validFrom: '2026-11-01T00:00:00.000Z',
  validTo: '2026-12-24T12:00:00.000Z',
  fingerprint256: 'AA:BB',
  protocol: 'TLS 1.3',
  chainLength: 2,
  keyType: 'ec',
  keyBits: 256,
  signature: 'ecdsa-with-SHA256',
  selfSigned: false,
  chainSound: true,
  trusted: true,
}
const over = { validTo: '2026-11-24T11:59:59.000Z' }
const early = { validFrom: '2026-11-24T12:00:01.000Z' }
const other = { names: ['other.example'] }
const own = { selfSigned: true }
const unknown = { trusted: false }
const old = { protocol: 'TLS 1.1' }
const short = { keyType: 'rsa', keyBits: 2047 }

describe('the first thing wrong', () => {
  it.each<[what: string, facts: Partial<CertificateFacts>, reason: string | null]>([
    ['nothing', {}, null],
    ['its end', over, 'tls_expired'],
    ['its beginning', early, 'tls_not_yet_valid'],
    ['its names', other, 'tls_name_mismatch'],
    ['no name at all', { names: [] }, 'tls_name_mismatch'],
    ['its issuer', own, 'tls_self_signed'],
    ['its chain', unknown, 'tls_untrusted_or_incomplete_chain'],
    ['an old protocol', old, 'tls_protocol'],
    ['a short key', short, 'tls_key_weak'],
    ['a short curve', { keyBits: 224 }, 'tls_key_weak'],
    ['a digest that is broken', { signature: 'sha1WithRSAEncryption' }, 'tls_key_weak'],
    ['another broken digest', { signature: 'md5WithRSAEncryption' }, 'tls_key_weak'],
    ['a key without bits to count', { keyType: 'ed25519', keyBits: 256 }, null],
    ['a certificate of ours that is missing', { clientRequired: true }, 'tls_client_cert_required'],
    ['one that is only asked for', { clientAsked: true }, null],
    ['trust that nobody could try', { trusted: undefined as never }, null],
    [
      'dates before all',
      { ...over, ...other, ...own, ...unknown, ...old, ...short },
      'tls_expired',
    ],
    ['then names', { ...other, ...own, ...unknown, ...old }, 'tls_name_mismatch'],
    ['then self-signed', { ...own, ...unknown, ...old, ...short }, 'tls_self_signed'],
    ['an old protocol that explains the distrust', { ...unknown, ...old }, 'tls_protocol'],
    ['a short key that explains the distrust', { ...unknown, ...short }, 'tls_key_weak'],
  ])('%s', (_what, facts, reason) => {
    const fault = certificateFault({ ...sound, ...facts }, 'shop.example', now)
    expect(fault?.reason ?? null).toBe(reason)
  })

  it.each<[Partial<CertificateFacts>, RegExp]>([
    [{ ...unknown, chainLength: 1 }, /^incomplete: .*CN=Authority/],
    [{ ...unknown, chainSound: false }, /^incomplete: .*not signed by the next/],
    [unknown, /^not trusted: issued by CN=Authority/],
  ])('says which of the chain: %o', (facts, detail) => {
    expect(certificateFault({ ...sound, ...facts }, 'shop.example', now)?.detail).toMatch(detail)
  })

  it('depends on the least protocol that is wanted', () => {
    const reasonFor = (protocol: string, least: LeastProtocol) =>
      certificateFault({ ...sound, protocol }, 'shop.example', now, least)?.reason
    expect(reasonFor('TLS 1.2', 'TLS 1.2')).toBeUndefined()
    expect(reasonFor('TLS 1.2', 'TLS 1.3')).toBe('tls_protocol')
  })
})

describe('a name stands for a host', () => {
  it.each<[names: string[], host: string, covers: boolean]>([
    [['a.example'], 'a.example', true],
    [['A.example.'], 'a.EXAMPLE', true],
    [['b.example'], 'a.example', false],
    [['*.example.com'], 'www.example.com', true],
    [['*.example.com'], 'example.com', false],
    [['*.example.com'], 'a.b.example.com', false],
    [['*.com', '*'], 'com', false],
    [['w*.example.com'], 'www.example.com', false],
    [['10.0.0.1'], '10.0.0.1', true],
    [['*.0.0.1'], '10.0.0.1', false],
    [['0:0:0:0:0:0:0:1'], '[::1]', true],
    [['2001:DB8:0:0:0:0:0:1'], '[2001:db8::1]', true],
    [[], 'a.example', false],
  ])('%j, %s: %s', (names, host, covers) => {
    expect(coversHost(names, host)).toBe(covers)
  })
})

it('days left are whole ones, and go below nothing', () => {
  expect(daysLeft(sound, now)).toBe(30)
  expect(daysLeft(sound, now + 1)).toBe(29)
  expect(daysLeft({ ...sound, ...over }, now)).toBe(-1)
})

it.each<[string, boolean]>([
  ['104.16.0.1', true],
  ['104.15.255.255', false],
  ['104.27.255.255', true],
  ['104.28.0.0', false],
  ['172.64.0.1', true],
  ['2606:4700:10::6816:1', true],
  ['2606:4701::1', false],
  ['2a06:98c7::1', true],
  ['2a06:98c8::1', false],
  ['shop.example', false],
  ['127.0.0.1', false],
])("%s is Cloudflare's: %s", (address, expected) => {
  expect(isCloudflare(address)).toBe(expected)
})
