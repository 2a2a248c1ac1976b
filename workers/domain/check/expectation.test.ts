import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Answered } from '../measurement.ts'
import { parseExpectation, unmetOf, wantedBy } from './expectation.ts'

const seen = { order: 'o1', startedAt: 1_000, totalMs: 120, budgetMs: 10_000, phases: {} }
const body = JSON.stringify({
  status: 'degraded',
  count: 3,
  ready: true,
  note: null,
  'odd key': 'equals',
  nodes: [
    { name: 'a', up: true },
    { name: 'b', up: false },
  ],
})
const answer: Answered = {
  v: 1,
  kind: 'answered',
  ...seen,
  status: 200,
  body,
  bodyBytes: body.length,
  headers: { 'content-type': 'application/json; charset=utf-8', age: '30', empty: '' },
}

describe('a line that holds', () => {
  it.each([
    'json $.status equals degraded',
    'json $.status not equals ok',
    'json $.count equals 3',
    'json $.count above 2.5',
    'json $.count below 4',
    'json $.ready equals true',
    'json $.note equals null',
    'json $.note exists',
    'json $.gone missing',
    "json $['odd key'] equals equals",
    'json $.nodes[*].up equals false',
    'json $.nodes[*].name not contains c',
    'json $.nodes[?@.name == "a"].up equals true',
    'json $..name matches ^[ab]$',
    'header Content-Type contains json',
    'header age above 29',
    'header x-cache missing',
    'header empty exists',
    'body contains degraded',
    'body not contains exception',
    'body matches "count":\\d+',
    'body not matches (?i)ERROR',
    'size above 10',
    'size below 65536',
  ])('%s', (line) => {
    expect(unmetOf([line], answer)).toBeNull()
  })
})

describe('a line that does not hold is told with what was found', () => {
  it.each([
    ['json $.status equals ok', '"degraded"'],
    ['json $.nodes[*].name equals c', '"a", "b"'],
    ['json $.nodes[*].up not equals false', '"true", "false"'],
    ['json $.gone exists', 'nothing'],
    ['json $.gone equals x', 'nothing'],
    ['json $.note above 0', '"null"'],
    ['json $.status missing', '"degraded"'],
    ['header content-type matches ^text/', '"application/json; charset=utf-8"'],
    ['header x-cache exists', 'nothing'],
    ['header empty below 1', '""'],
    ['body contains ready to serve', null],
    ['body not matches degraded', null],
    ['size above 5000', `${body.length} bytes`],
  ])('%s', (line, found) => {
    expect(unmetOf(['size above 1', line], answer)).toEqual({ line, found })
  })

  it('a body that is no JSON meets no line about JSON, not even a negated one', () => {
    const html = { ...answer, body: '<html>' }
    for (const line of ['json $.a missing', 'json $.a not equals b', 'json $.a equals b'])
      expect(unmetOf([line], html)).toEqual({ line, found: 'no readable JSON' })
  })

  it('JSON nested over 64 deep is not looked into, brackets within texts do not count', () => {
    const nested = (depth: number) => ({ ...answer, body: '['.repeat(depth) + ']'.repeat(depth) })
    const line = 'json $..* missing'
    expect(unmetOf([line], nested(65))?.found).toBe('no readable JSON')
    expect(unmetOf([line], nested(64))?.found).not.toBe('no readable JSON')
    const text = { ...answer, body: JSON.stringify({ a: `\\"${'['.repeat(100)}` }) }
    expect(unmetOf(['json $.a contains [[['], text)).toBeNull()
  })

  it('a long find is cut', () => {
    const long = { ...answer, headers: { server: 'x'.repeat(500) } }
    expect(unmetOf(['header server equals y'], long)?.found?.length).toBeLessThan(90)
  })
})

describe('a line that cannot be used is refused with the remedy', () => {
  it.each([
    ['', /write it like/],
    ['json', /write it like/],
    ['$.status equals ok', /write it like/],
    ['json $.status is ok', /write it like/],
    ['json status equals ok', /starts with \$/],
    ['json $.a[ equals 1', /not a JSONPath/],
    ['json $.a equals', /say what it equals/],
    ['json $.a exists yes', /nothing may follow/],
    ['json $.a above high', /not a number/],
    ['json $[*,*][*,*] exists', /comma/],
    ['json $..a..b exists', /once/],
    ['json $[?count($[*]) > 1] exists', /no other/],
    ['json $[?match(@.a, "(a+)+")] exists', /comma/],
    ['header two words equals x', /not a header name/],
    ['body exists', /cannot be exists/],
    ['body matches (?=a)b', /look-around/],
    ['body matches (a', /not a pattern/],
    ['body matches ([a-z ]{1,30}){1,30}q', /too large/],
    ['body matches (?:[a-z]?){900}Z', /too large/],
    ['body big above 3', /after "body" comes/],
    ['size equals 3', /above or below/],
    ['size above 70000', /at most 65536/],
  ])('%s', (line, sentence) => {
    expect(parseExpectation(line)).toEqual(expect.stringMatching(sentence))
  })
})

it('a stored line that can no longer be read fails nothing', () => {
  expect(unmetOf(['json $.status resembles ok'], answer)).toBeNull()
})

it('what is wanted of a probe follows from the lines', () => {
  expect(wantedBy([])).toEqual({ body: false, headers: [] })
  expect(wantedBy(['size above 3', 'header X-A exists'])).toEqual({ body: false, headers: ['x-a'] })
  expect(wantedBy(['json $.a exists']).body).toBe(true)
})

it('a line never throws, whatever is typed and whatever answers', () => {
  const words = fc.constantFrom('json', 'header', 'body', 'equals', 'not', 'matches', '$', '$..a')
  const line = fc.array(fc.oneof(words, fc.string()), { maxLength: 6 }).map((all) => all.join(' '))
  fc.assert(
    fc.property(line, fc.string(), (typed, text) => {
      const read = parseExpectation(typed)
      if (typeof read === 'string') expect(read.length).toBeGreaterThan(10)
      else unmetOf([typed], { ...answer, body: text })
    }),
  )
})

it('a comparison and its negation never both hold where there is JSON', () => {
  const path = fc.constantFrom('$.status', '$.nodes[*].name', '$.gone', '$..up')
  const verb = fc.constantFrom('equals', 'contains', 'matches')
  fc.assert(
    fc.property(path, verb, fc.stringMatching(/^[a-z]{1,3}$/), (subject, is, value) => {
      const holds = (text: string) => unmetOf([`json ${subject} ${text} ${value}`], answer) === null
      expect(holds(is)).toBe(!holds(`not ${is}`))
    }),
  )
})
