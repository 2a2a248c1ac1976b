// What an answer must say beyond its status, one line each, the same in API, form and message:
// `json $.status equals ok`, `header content-type contains json`, `body matches ^OK`,
// `size below 50000`. One answer must not hold up a shard: patterns are RE2 of a
// bounded size, paths a part of RFC 9535, and JSON is looked into to a bounded depth.
import { query } from 'jsonpath-rfc9535'
import { RE2JS } from 're2js'
import type { Answered } from '../measurement.ts'
import { bodyBytesMax } from '../measurement.ts'
import type { Unmet } from '../observation.ts'

export const expectationCharsMax = 500
export const expectationsMax = 10
/** Instructions of all patterns of a check together: time is this many times the body's length. */
export const patternSizeMax = 100
const depthMax = 64
const foundCharsMax = 80

const comparisons = [
  'not equals',
  'not contains',
  'not matches',
  'equals',
  'contains',
  'matches',
  'above',
  'below',
  'exists',
  'missing',
] as const
type Comparison = (typeof comparisons)[number]

export interface Expectation {
  of: 'body' | 'json' | 'header' | 'size'
  /** A path of RFC 9535 for `json`, a name in lower case for `header`, else empty. */
  name: string
  is: Comparison
  /** Empty for `exists` and `missing`. */
  value: string
  /** Of `matches` and `not matches`. */
  pattern?: RE2JS
}

const shape = new RegExp(`^(.+?)\\s+(${comparisons.join('|')})(?:\\s+(.*))?$`, 's')
const example = 'write it like "json $.status equals ok" or "header content-type contains json"'

export const tooLarge = 'the patterns are too large: repeat less, like [0-9]+ for [0-9]{1,200}'

/** Reads a line; answers a sentence with the remedy when it cannot be used. */
export function parseExpectation(line: string): Expectation | string {
  const words = shape.exec(line.trim())
  if (!words) return example
  const [, subject = '', is = '', value = ''] = words
  const [of = '', ...rest] = subject.split(/\s+/)
  const name = subject.slice(of.length).trim()
  const read = { of, name, is, value: value.trim() } as Expectation
  if (!['body', 'json', 'header', 'size'].includes(of)) return example
  const fault = faultOfName(read, rest.length > 0) ?? faultOfValue(read)
  if (fault) return fault
  if (!is.endsWith('matches')) return read
  try {
    const pattern = RE2JS.compile(read.value)
    return pattern.programSize() > patternSizeMax ? tooLarge : { ...read, pattern }
  } catch {
    return `"${read.value}" is not a pattern of RE2 (no look-around, no back-references)`
  }
}

function faultOfName({ of, name }: Expectation, isNamed: boolean): string | null {
  if (of === 'json') return pathFault(name)
  if (of === 'header')
    return /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name) ? null : `"${name}" is not a header name`
  return isNamed ? `after "${of}" comes a comparison: ${comparisons.join(', ')}` : null
}

function faultOfValue({ of, is, value }: Expectation): string | null {
  if (is === 'exists' || is === 'missing') {
    if (of === 'body' || of === 'size') return `"${of}" cannot be ${is}; compare it`
    return value === '' ? null : `nothing may follow "${is}"`
  }
  if (value === '') return `say what it ${is}`
  const isNumeric = is === 'above' || is === 'below'
  if (of === 'size' && !isNumeric) return 'a size is above or below a number of bytes'
  if (isNumeric && !/^-?\d+(\.\d+)?$/.test(value)) return `"${value}" is not a number`
  if (of === 'size' && Number(value) > bodyBytesMax)
    return `only the first ${bodyBytesMax} bytes are read; give at most ${bodyBytesMax}`
  return null
}

/** What would let the cost of a path grow faster than the answer is refused: several branches in one
 *  step, a second descent, a path from the root within a filter, regular expressions. */
function pathFault(path: string): string | null {
  const bare = path.replace(/'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"/g, '""')
  if (bare.split('$').length !== 2 || !bare.startsWith('$'))
    return 'a path starts with $, and has no other'
  if (bare.includes(',')) return 'a path may not have a comma: write a line for each branch'
  if (bare.split('..').length > 2) return 'a path may have ".." once'
  try {
    query(null, path)
    return null
  } catch {
    return `"${path}" is not a JSONPath (RFC 9535)`
  }
}

/** Whether the patterns of all lines together can be run within the time of a check. */
export function isAffordable(lines: string[]): boolean {
  const sizes = lines.map((line) => known(line)?.pattern?.programSize() ?? 0)
  return sizes.reduce((sum, size) => sum + size, 0) <= patternSizeMax
}

const readLines = new Map<string, Expectation | null>()

/** A line that was checked when it was stored; null for one that can no longer be read. */
function known(line: string): Expectation | null {
  let read = readLines.get(line)
  if (read === undefined) {
    const parsed = parseExpectation(line)
    read = typeof parsed === 'string' ? null : parsed
    if (readLines.size > 2_000) readLines.clear()
    readLines.set(line, read)
  }
  return read
}

/** What a probe must bring home so that the lines can be judged. */
export function wantedBy(lines: string[]): { body: boolean; headers: string[] } {
  const all = lines.flatMap((line) => known(line) ?? [])
  return {
    body: all.some(({ of }) => of === 'body' || of === 'json'),
    headers: all.filter(({ of }) => of === 'header').map(({ name }) => name.toLowerCase()),
  }
}

/** The first line that does not hold, and what was found instead. */
export function unmetOf(lines: string[], measured: Answered): Unmet | null {
  for (const line of lines) {
    const expectation = known(line)
    // Unreadable since it was stored: our fault, so not the target's.
    if (!expectation) continue
    const found = foundFor(expectation, measured)
    if (found && holds(expectation, found)) continue
    return { line, found: toldOf(expectation, found) }
  }
  return null
}

/** The texts a line speaks of; null when there is no JSON to look into. */
function foundFor({ of, name }: Expectation, measured: Answered): string[] | null {
  const body = measured.body ?? ''
  if (of === 'body') return [body]
  if (of === 'size') return [String(measured.bodyBytes ?? 0)]
  if (of === 'header') {
    const value = measured.headers?.[name.toLowerCase()]
    return value === undefined ? [] : [value]
  }
  if (depthOf(body) > depthMax) return null
  try {
    return query(JSON.parse(body), name).map((value) =>
      typeof value === 'string' ? value : JSON.stringify(value),
    )
  } catch {
    return null
  }
}

/** How deep brackets are nested, those within strings left out. */
function depthOf(json: string): number {
  let depth = 0
  let deepest = 0
  let isText = false
  for (let at = 0; at < json.length; at += 1) {
    const letter = json[at]
    if (isText) {
      if (letter === '\\') at += 1
      else if (letter === '"') isText = false
    } else if (letter === '"') isText = true
    else if (letter === '[' || letter === '{') {
      depth += 1
      deepest = Math.max(deepest, depth)
    } else if (letter === ']' || letter === '}') depth -= 1
  }
  return deepest
}

/** A comparison holds when one of the texts passes it, its negation when none does. */
function holds({ is, value, pattern }: Expectation, found: string[]): boolean {
  const some = (test: (text: string) => boolean) => found.some(test)
  const matches = (text: string) => pattern?.matcher(text).find() ?? false
  switch (is) {
    case 'equals':
      return some((text) => text === value)
    case 'not equals':
      return !some((text) => text === value)
    case 'contains':
      return some((text) => text.includes(value))
    case 'not contains':
      return !some((text) => text.includes(value))
    case 'matches':
      return some(matches)
    case 'not matches':
      return !some(matches)
    case 'above':
      return some((text) => text !== '' && Number(text) > Number(value))
    case 'below':
      return some((text) => text !== '' && Number(text) < Number(value))
    case 'exists':
      return found.length > 0
    case 'missing':
      return found.length === 0
  }
}

/** Short, for a person; the whole body is told by its first kilobyte beside it. */
function toldOf({ of }: Expectation, found: string[] | null): string | null {
  if (found === null) return 'no readable JSON'
  if (of === 'body') return null
  if (of === 'size') return `${found[0]} bytes`
  const text = found.map((one) => `"${one}"`).join(', ')
  return text.length > foundCharsMax ? `${text.slice(0, foundCharsMax)}…` : text || 'nothing'
}
