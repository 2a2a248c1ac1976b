// A script of a tcp check: what is said and what must be heard, one step a line, the same in API and
// form: `send PING\r\n`, `expect contains +PONG`, `expect matches ^\+OK`. What is sent is a secret.
import { RE2JS } from 're2js'
import { z } from 'zod'
import type { DialogueStep } from '../measurement.ts'
import { patternSizeMax, tooLarge } from './expectation.ts'

export const stepsMax = 8
export const stepCharsMax = 1_000

type Step = { send: string } | { contains: string } | { matches: string; size: number }

const example =
  'write it like "send PING\\r\\n", "expect contains +PONG" or "expect matches ^\\+OK"'

/** Lines of a script as the API takes them. */
export const scriptField = z
  .array(
    z
      .string()
      .trim()
      .max(stepCharsMax, `a step must be at most ${stepCharsMax} characters`)
      .superRefine((line, context) => {
        const read = readStep(line)
        if (typeof read === 'string') context.addIssue({ code: 'custom', message: read })
      }),
  )
  .max(stepsMax, `at most ${stepsMax} steps`)
  .refine(
    (lines) => lines.length === 0 || lines.some((line) => line.startsWith('expect')),
    'nothing is expected; add a line like "expect contains OK"',
  )
  .refine((lines) => sizeOf(lines) <= patternSizeMax, tooLarge)

/** Reads a line whose text is open; a sentence with the remedy when it cannot be used. */
function readStep(line: string): Step | string {
  const [, verb = '', text = ''] =
    /^(send|expect contains|expect matches)\s+(.+)$/s.exec(line) ?? []
  if (verb === '')
    return /^send$/.test(line) ? 'say what to send; ••• keeps what is stored' : example
  if (verb === 'expect matches') return patternOf(text)
  const bytes = bytesOf(text)
  if (bytes === null) return 'a backslash is followed by r, n, t, another one, or xNN in hex'
  return verb === 'send' ? { send: bytes } : { contains: bytes }
}

function patternOf(text: string): Step | string {
  try {
    return { matches: text, size: RE2JS.compile(text).programSize() }
  } catch {
    return `"${text}" is not a pattern of RE2 (no look-around, no back-references)`
  }
}

function sizeOf(lines: string[]): number {
  const sizes = lines.map((line) => {
    const step = readStep(line)
    return typeof step === 'object' && 'size' in step ? step.size : 0
  })
  return sizes.reduce((sum, size) => sum + size, 0)
}

const escapes: Record<string, string> = { r: '\r', n: '\n', t: '\t', '\\': '\\' }

/** Bytes, one a character, of a text with escapes: UTF-8 beside `\xNN`; null: an unknown escape. */
export function bytesOf(text: string): string | null {
  let out = ''
  for (const part of text.match(/\\x[0-9a-fA-F]{2}|\\.?|[^\\]+/gs) ?? []) {
    if (/^\\x..$/s.test(part)) out += String.fromCharCode(Number.parseInt(part.slice(2), 16))
    else if (part.startsWith('\\')) {
      const meant = escapes[part.slice(1)]
      if (meant === undefined) return null
      out += meant
    } else out += String.fromCharCode(...new TextEncoder().encode(part))
  }
  return out
}

/** What is said and heard; sends must be open. A line that can no longer be read is left out. */
export function stepsOf(lines: string[]): DialogueStep[] {
  return lines.flatMap((line, index): DialogueStep[] => {
    const step = readStep(line)
    if (typeof step === 'string') return []
    const stated = `step ${index + 1}: ${'send' in step ? 'send' : line}`
    if ('send' in step) return [{ send: step.send, stated }]
    const wanted = 'contains' in step ? step : { matches: step.matches }
    return [{ wanted, stated }]
  })
}

/** The lines with each sent text replaced. A text is known by its place among so many: with one more
 *  or one less, none of them is taken for another. */
export function withSends(lines: string[], put: (text: string, key: string) => string): string[] {
  const count = lines.filter(isSend).length
  let number = 0
  return lines.map((line) => {
    if (!isSend(line)) return line
    number += 1
    return `send ${put(line.replace(/^send\s+/, ''), `send ${number} of ${count}`)}`
  })
}

const isSend = (line: string) => /^send\s/.test(line)

/** Words of protocols that a server may repeat: no secret, and needed to understand it. */
const openWords = new Set(
  'AUTH EHLO HELO HELP HTTP/1.0 HTTP/1.1 INFO LIST LOGIN MAIL NOOP PASS PING QUIT RCPT SELECT STAT USER VERSION'.split(
    ' ',
  ),
)

/** Of bytes that were sent, all that an answer may repeat: the whole, its lines, its words; each as
 *  bytes and as text. */
export function piecesOf(bytes: string): string[] {
  const text = new TextDecoder().decode(Uint8Array.from(bytes, (one) => one.charCodeAt(0)))
  const pieces = [bytes, text].flatMap((one) => [
    one,
    one.trim(),
    ...one.split(/[\r\n]+/).map((line) => line.trim()),
    ...one.split(/[\s\0]+/).filter((word) => !openWords.has(word.toUpperCase())),
  ])
  return [...new Set(pieces)].filter((one) => one !== '').toSorted((a, b) => b.length - a.length)
}

/** The same of every text that a script sends; the sends must be open. */
export function sentPieces(lines: string[]): string[] {
  return stepsOf(lines).flatMap((step) => ('send' in step ? piecesOf(step.send) : []))
}
