// Expectations of redirects: what is asked, what each first answer means, which go together.
import { describe, expect, it } from 'vitest'
import { reasonWords } from '../words/index.ts'
import {
  checkInput,
  commandOf,
  evaluate,
  orderTarget,
  resolveCheck,
  settingsFault,
} from './index.ts'

const facts = { id: 'chk_1', workspace: 'w', nowIso: '2026-11-01T00:00:00Z' }
const url = 'https://example.com/a/'
const there = 'https://www.example.com/'
const made = (raw: object) => resolveCheck(checkInput.parse({ type: 'http', url, ...raw }), facts)

/** What a first answer means to such a check. */
function judged(raw: object, status: number, location?: string) {
  const hop = { url, status, ms: 5, ...(location === undefined ? {} : { location }) }
  const seen = { order: 'o', startedAt: 0, totalMs: 5, budgetMs: 9_000, phases: {} }
  return evaluate(made(raw), { v: 1, kind: 'answered', ...seen, status, hops: [hop] }, 0)
}

const fails = (reason: string, found: string) =>
  expect.objectContaining({
    kind: 'fail',
    reasons: [reason],
    unmet: expect.objectContaining({ found }),
  })
const status = expect.objectContaining({ kind: 'fail', reasons: ['status'] })
const passes = { kind: 'pass' }

describe('no redirect at all', () => {
  const none = { refuseRedirects: true }
  it.each<[string, [number, string?], unknown]>([
    ['an answer passes', [200], passes],
    ['a redirect fails', [302, '/b'], fails('redirect_unexpected', '302 to https://example.com/b')],
    [
      'so does one beside',
      [301, 'b'],
      fails('redirect_unexpected', '301 to https://example.com/a/b'),
    ],
    ['one that leads nowhere is a status', [302], status],
    ['a 304 is no redirect, but a status', [304, '/b'], status],
    ['a 503 is a status', [503], status],
  ])('%s', (_what, answer, expected) => {
    expect(judged(none, ...answer)).toEqual(expected)
  })
  it('fails even where its status is accepted', () => {
    const both = { ...none, expectStatus: '2xx,302' }
    expect(judged(both, 302, '/b')).toEqual(
      fails('redirect_unexpected', '302 to https://example.com/b'),
    )
  })
})

describe('a redirect that must be', () => {
  const must = { expectRedirect: there }
  it.each<[string, object, [number, string?], unknown]>([
    ...[301, 302, 303, 307, 308].map((one): [string, object, [number, string], unknown] => [
      `${one} passes`,
      {},
      [one, there],
      passes,
    ]),
    [
      'the address is compared whole',
      {},
      [302, `${there}?a=1`],
      fails('redirect_unmet', `302 to ${there}?a=1`),
    ],
    ['a spelling of the same passes', {}, [302, 'HTTPS://www.example.com:443'], passes],
    ['without a scheme, too', {}, [302, '//www.example.com/'], passes],
    [
      'a way is resolved',
      {},
      [302, '../b'],
      fails('redirect_unmet', '302 to https://example.com/b'),
    ],
    ['no redirect fails', {}, [200], fails('redirect_unmet', '200')],
    ['one without Location fails', {}, [302], fails('redirect_unmet', 'status 302, no Location')],
    ['the named status passes', { expectStatus: '301,308' }, [308, there], passes],
    [
      'another does not',
      { expectStatus: '301' },
      [302, there],
      fails('redirect_unmet', `302 to ${there}`),
    ],
    ['an error is told as that', {}, [503], status],
    ['an error that is accepted is still no redirect', { expectStatus: '302,404' }, [404], status],
    [
      'what cannot be read is told',
      {},
      [302, 'http://['],
      fails('redirect_unmet', '302 to http://['),
    ],
  ])('%s', (_what, raw, answer, expected) => {
    expect(judged({ ...must, ...raw }, ...answer)).toEqual(expected)
  })
  it('is told in words, with what was found', () => {
    const judgement = judged({ ...must, expectStatus: '301' }, 302, '/b')
    if (judgement.kind !== 'fail') throw new Error('passes')
    expect(reasonWords({ reason: judgement.reasons[0], unmet: judgement.unmet })).toBe(
      `expected a redirect to ${there} with status 301, found 302 to https://example.com/b`,
    )
  })
  it('tells no endless address', () => {
    const judgement = judged(must, 302, `/${'x'.repeat(5_000)}`)
    expect(JSON.stringify(judgement).length).toBeLessThan(500)
  })
})

it('a redirect that is itself judged is not followed, by probe and by hand', () => {
  for (const raw of [{ refuseRedirects: true }, { expectRedirect: there }]) {
    expect(orderTarget(made(raw))).toMatchObject({ http: { follow: false } })
    expect(commandOf(made(raw))).not.toContain('-L')
  }
  expect(orderTarget(made({}))).toMatchObject({ http: { follow: true } })
  expect(commandOf(made({}))).toContain('-L')
})

describe('expectations that no answer could meet', () => {
  it.each<[object, string, string]>([
    [{ refuseRedirects: true, expectRedirect: there }, 'refuseRedirects', 'expectRedirect'],
    [{ refuseRedirects: true, expectHost: 'a.b' }, 'expectHost', 'refuseRedirects'],
    [{ expectRedirect: there, expectHost: 'a.b' }, 'expectHost', 'expectRedirect'],
    [{ expectRedirect: there, expectStatus: '200' }, 'expectStatus', '301'],
    [{ refuseRedirects: true, expectStatus: '301,302' }, 'expectStatus', 'refuseRedirects'],
    [{ refuseDowngrade: true, expectRedirect: 'http://a.b/' }, 'expectRedirect', 'refuseDowngrade'],
  ])('%o is refused at %s', (raw, field, names) => {
    const fault = settingsFault(made(raw))
    expect(fault?.field).toBe(field)
    expect(fault?.message).toContain(names)
  })
  it.each([
    {},
    { expectHost: 'a.b', refuseDowngrade: true },
    { refuseRedirects: true, refuseDowngrade: true },
    { refuseRedirects: true, expectStatus: '2xx,301' },
    { expectRedirect: there, refuseDowngrade: true },
    { expectRedirect: there, expectStatus: '301' },
  ])('%o is not', (raw) => expect(settingsFault(made(raw))).toBeNull())
})
