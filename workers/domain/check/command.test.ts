// The line to ask the same by hand: right words for a shell, and never a secret.
import { describe, expect, it } from 'vitest'
import { type CheckInput, commandOf, resolveCheck } from './index.ts'

const facts = { id: 'chk_w_1', workspace: 'w', nowIso: '2026-11-24T00:00:00Z' }
const command = (input: CheckInput) => commandOf(resolveCheck(input, facts)) ?? ''
const url = 'https://example.com/health'

describe('an http check by hand', () => {
  it('is curl, with redirects followed, its time, and the phases told', () => {
    expect(command({ type: 'http', url })).toMatch(
      /^curl -sS -i --max-time 10 -L --max-redirs 10 -w 'name .*status.*' https:\/\/example\.com\/health$/,
    )
  })

  it('asks the same: method, headers, body', () => {
    const asked = {
      method: 'POST',
      headers: [{ name: 'X-A', value: 'zzzz' }],
      body: `{"a":"it's"}`,
    }
    const line = command({ type: 'http', url, ...asked, followRedirects: false })
    expect(line).toContain(` -X POST -H 'X-A: <header x-a>' --data-raw '{"a":"it'\\''s"}' `)
    expect(line).not.toContain('-L')
    expect(command({ type: 'http', url, method: 'HEAD' })).toContain(' --head ')
  })

  it('has placeholders for secrets', () => {
    const secret = 'hunter2hunter2'
    const line = command({
      type: 'http',
      url,
      headers: [{ name: 'x-key', value: secret }],
      basicAuth: { username: 'ann', password: secret },
      bearerToken: secret,
    })
    expect(line).not.toContain(secret)
    expect(line).toContain(`-H 'x-key: <header x-key>' -u 'ann:<password>'`)
    expect(line).toContain(`-H 'Authorization: Bearer <token>'`)
  })

  it('does not run what an address or a header says', () => {
    const line = command({ type: 'http', url: 'https://example.com/$(id)`id`;id&a=1' })
    expect(line).toContain(` 'https://example.com/$(id)\`id\`;id&a=1'`)
  })
})

describe('a tcp check by hand', () => {
  it.each<[string, object, string]>([
    ['a port', { host: 'db.example.com', port: 5432 }, 'nc -vz -w 10 db.example.com 5432'],
    ['an IPv6 address', { host: '[::1]', port: 22 }, 'nc -vz -w 10 ::1 22'],
    [
      'TLS',
      { host: 'mail.example.com', port: 993, tls: true },
      'timeout 10 openssl s_client -verify_return_error -servername mail.example.com -connect mail.example.com:993 </dev/null',
    ],
    [
      'STARTTLS at an address',
      { host: '192.0.2.1', port: 587, speaks: 'smtp-starttls' },
      'timeout 10 openssl s_client -verify_return_error -starttls smtp -connect 192.0.2.1:587 </dev/null',
    ],
  ])('%s', (_what, fields, expected) => {
    expect(command({ type: 'tcp', ...fields })).toBe(expected)
  })
})

describe('a tls check by hand', () => {
  it.each<[string, object, string]>([
    [
      'shows its certificates',
      { host: 'www.example.com' },
      'timeout 10 openssl s_client -verify_return_error -showcerts -servername www.example.com -connect www.example.com:443 </dev/null',
    ],
    [
      'asks for another name, after STARTTLS',
      { host: '192.0.2.1', port: 143, serverName: 'mail.example.com', starttls: 'imap' },
      'timeout 10 openssl s_client -verify_return_error -showcerts -starttls imap -servername mail.example.com -connect 192.0.2.1:143 </dev/null',
    ],
  ])('%s', (_what, fields, expected) => {
    expect(command({ type: 'tls', ...fields })).toBe(expected)
  })
})

describe('a dns check by hand', () => {
  const fields = { type: 'dns' as const, host: 'www.example.com', recordType: 'MX' }
  it('is dig, once for each resolver of the check, as the probe asks it', () => {
    expect(command(fields)).toBe('dig +dnssec +time=10 www.example.com MX')
    const resolvers = ['google', 'https://dns.example.net:8443/own?x']
    expect(command({ ...fields, resolvers })).toBe(
      'dig +https=/dns-query @dns.google +dnssec +time=10 www.example.com MX; ' +
        'dig +https=/own -p 8443 @dns.example.net +dnssec +time=10 www.example.com MX',
    )
  })
})
