// What is taken out of evidence, what is left in it, and that a planted secret survives nowhere.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkOf } from '../../test/fakes/telling.ts'
import type { Answered } from './measurement.ts'
import { bodyStartCharsMax } from './measurement.ts'
import type { Fail } from './observation.ts'
import { redact, redacted } from './redact.ts'
import { hopsWithoutSecrets, ownSecrets, withoutSecrets } from './secret-evidence.ts'

const secret = 'Zq8-hunter_2xYv'

describe('redact', () => {
  const hidden: [what: string, text: string][] = [
    ['a password in JSON', `{"user":"ann","password":"${secret}"}`],
    ['a password in JSON within JSON', `{"body":"{\\"password\\":\\"${secret}\\"}"}`],
    ['a token that is an object', `{"token":{"value":"${secret}"},"a":1}`],
    ['a quoted value with an escaped quote', `{"secret":"a\\"${secret}"}`],
    ['a form', `user=ann&client_secret=${secret}&go=1`],
    ['an address', `https://a.example/?x=1&key=${secret}&y=2`],
    ['a signature in an address', `https://a.example/f?X-Amz-Signature=${secret}`],
    ['the code of a sign-in', `https://a.example/cb?code=${secret}`],
    ['a name and a password in an address', `postgres://ann:${secret}@db.example/x`],
    ['a bearer token', `got Authorization: Bearer ${secret}`],
    ['a bearer token alone', `Bearer ${secret}`],
    ['a cookie', `Set-Cookie: sid=${secret}; Path=/`],
    ['a header in lower case', `cookie: theme=dark; session=${secret}\r\nhost: a`],
    ['a header dumped by PHP', `[HTTP_COOKIE] => a=${secret}`],
    ['YAML', `db:\n  password: ${secret} and more`],
    ['an environment', `AWS_SECRET_ACCESS_KEY=${secret}`],
    ['a hidden field of a form', `<input type="hidden" name="csrf_token" value="${secret}">`],
    ['a password field', `<input value='${secret}' type='password'>`],
    ['a meta element', `<meta name="csrf-token" content="${secret}">`],
    ['XML', `<config><db-password>${secret}</db-password></config>`],
    [
      'a private key',
      `-----BEGIN RSA PRIVATE KEY-----\nMIIE${secret}\n-----END RSA PRIVATE KEY-----`,
    ],
    ['a private key that was cut', `-----BEGIN PRIVATE KEY-----\nMIIE${secret}`],
    ['a value after another mark', `password=${redacted}${secret}`],
  ]
  it.each(hidden)('hides %s', (_what, text) => {
    expect(redact(text)).toContain(redacted)
    expect(redact(text)).not.toContain(secret)
    expect(redact(redact(text))).toBe(redact(text))
  })

  const shapes: [what: string, text: string][] = [
    ['a JSON Web Token', 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJlLWhlcmU'],
    ['half a JSON Web Token', 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIi'],
    ['an AWS key', 'AKIAIOSFODNN7EXAMPLE'],
    ['a GitHub token', 'ghp_0123456789abcdefABCDEF0123456789abcd'],
    ['a Slack token', 'xoxb-1234567890-abcdefghij'],
    ['a Stripe key', 'sk_live_0123456789abcdefghijkl'],
    ['a key of ours', 'esn_0123456789abcdefghij'],
    ['a card', '4242 4242 4242 4242'],
    ['a card without spaces', '378282246310005'],
  ]
  it.each(shapes)('knows %s by its look', (_what, text) => {
    expect(redact(`it said ${text}, sorry`)).toBe(`it said ${redacted}, sorry`)
  })

  it('keeps the domain of an e-mail address', () => {
    expect(redact('write to ann.lee@example.com.')).toBe(`write to ${redacted}@example.com.`)
  })

  const left = [
    '{"error":"token expired","code":500,"key":"orders"}',
    '{"token":null,"authenticated":false}',
    'HTTP/1.1 401\r\nWWW-Authenticate: Basic realm="staff"',
    'Basic authentication required',
    'connect ECONNREFUSED 10.0.0.5:5432 at 1764028800000, order 1234567890123456',
    'https://www.example.com/a/b?page=2&sort=up',
    '<h1>503 Service Unavailable</h1><p>upstream: shop-7</p>',
    '220 mail.example.com ESMTP ready',
  ]
  it.each(left)('leaves %s', (text) => {
    expect(redact(text)).toBe(text)
  })

  it('does not slow down on texts made to be slow', () => {
    const texts = [
      'a',
      '=',
      ':',
      '"',
      '\\',
      '<input ',
      '-----BEGIN PRIVATE KEY-----',
      '4',
      'a@',
      '{',
    ]
    for (const text of texts) {
      const long = text.repeat(Math.ceil(16_384 / text.length))
      expect(redact(`token=${long}`).length).toBeLessThan(20_000)
      expect(redact(long).length).toBeLessThan(80_000)
    }
  })
})

const word = fc.stringMatching(/^[A-Za-z0-9+/!*_.~-]{8,40}$/)
const filler = fc.stringMatching(/^[a-z {}",:.<>&=\n-]{0,200}$/)

function seenWith(text: string): Fail {
  const measurement: Answered = {
    v: 1,
    kind: 'answered',
    order: 'o',
    startedAt: 0,
    totalMs: 5,
    budgetMs: 10,
    phases: {},
    status: 500,
    bodyStart: text.slice(0, bodyStartCharsMax),
    server: text.slice(0, 60),
    detail: text,
    finalUrl: `https://a.example/${text}`,
    hops: [{ url: `https://a.example/?q=${text}`, status: 302, location: text, ms: 1 }],
  }
  return {
    kind: 'fail',
    location: 'weur',
    network: 'cloudflare',
    at: 0,
    ms: 5,
    reasons: ['expectation'],
    phase: 'body',
    timeout: false,
    proof: 'controls',
    measurement,
    unmet: { line: 'json $.state equals up', found: `"${text}"` },
  }
}

describe("a check's own secrets", () => {
  const base = checkOf({ type: 'http' })
  const checkWith = (value: string, header = 'x-api-key') =>
    base.type === 'http'
      ? {
          ...base,
          http: {
            ...base.http,
            url: `https://checkout.example/?token=${encodeURIComponent(value)}u`,
            headers: [{ name: header, value: `${value}h` }],
            basicAuth: { username: 'ann', password: `${value}p` },
            bearerToken: `${value}b`,
          },
        }
      : base

  it('never appear in what is kept, wherever and however an answer repeats them', () => {
    fc.assert(
      fc.property(
        word,
        filler,
        filler,
        fc.constantFrom('h', 'p', 'b', 'u'),
        fc.constantFrom('plain', 'uri', 'json', 'base64', 'pair'),
        (value, before, after, which, spelling) => {
          const own = `${value}${which}`
          const echoed = {
            plain: own,
            uri: encodeURIComponent(own),
            json: JSON.stringify(own),
            base64: btoa(own),
            pair: which === 'p' ? btoa(`ann:${own}`) : own,
          }[spelling]
          const kept = withoutSecrets(seenWith(`${before} ${echoed} ${after}`), () =>
            ownSecrets(checkWith(value)),
          )
          const text = JSON.stringify(kept)
          expect(text).not.toContain(own)
          expect(text).not.toContain(echoed.replaceAll('"', ''))
        },
      ),
    )
  })

  it('are not kept in part where the first kilobyte ends in them', () => {
    const own = () => ownSecrets(checkWith(secret))
    for (let cut = 4; cut < secret.length; cut += 1) {
      const text = `${'x '.repeat(600).slice(0, bodyStartCharsMax - cut - 1)} ${secret}b`
      const { measurement } = withoutSecrets(seenWith(text), own)
      const start = (measurement as Answered).bodyStart ?? ''
      expect(start).toMatch(/x \[redacted\]$| {1,2}\[redacted\]$/)
    }
  })

  it('leave an open header alone', () => {
    expect(ownSecrets(checkWith('application/json', 'Accept'))).not.toContain('application/jsonh')
  })

  it('are hidden in redirects that are shown', () => {
    const hop = { url: `https://a.example/${secret}b`, status: 302, ms: 3 }
    expect(hopsWithoutSecrets([hop], () => ownSecrets(checkWith(secret)))).toEqual([
      { url: `https://a.example/${redacted}`, status: 302, ms: 3 },
    ])
  })
})

describe('an observation', () => {
  it('keeps what the vote needs, and all that is no secret', () => {
    const seen = seenWith('502 Bad Gateway')
    const controls = [{ url: 'https://a.example/?key=abcdef', ok: true, ms: 3 }]
    seen.measurement = { ...(seen.measurement as Answered), controls }
    expect(withoutSecrets(seen, () => [])).toEqual(seen)
  })

  it('hides what an expectation found in a secret place', () => {
    const seen = {
      ...seenWith('x'),
      unmet: { line: 'header set-cookie exists', found: `"a${secret}"` },
    }
    expect((withoutSecrets(seen, () => []) as Fail).unmet?.found).toBe(redacted)
  })

  it('that passed is given back as it is', () => {
    const pass = { kind: 'pass' as const, location: 'a', network: 'b', at: 1, ms: 2 }
    expect(withoutSecrets(pass, () => expect.fail('not asked'))).toBe(pass)
  })
})
