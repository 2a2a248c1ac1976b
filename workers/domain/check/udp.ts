// The `udp` check: a datagram is sent, and one must come back. Workers cannot send UDP: agents alone
// are asked.
import { RE2JS } from 're2js'
import { z } from 'zod'
import type { Measurement } from '../measurement.ts'
import type { Judgement, Unmet } from '../observation.ts'
import type { Sealed } from './check.ts'
import { type FormField, wholeBetween } from './check-fields.ts'
import { patternSizeMax, tooLarge } from './expectation.ts'
import type { Kind } from './kind.ts'
import { bytesOf } from './script.ts'
import { hostField, splitHostPort } from './tcp.ts'
import { judgeTrouble } from './trouble.ts'

export interface UdpSettings {
  host: string
  port: number
  /** What is sent, as people write it; null: a datagram without a byte. */
  send: Sealed | null
  /** Lines that the answer must all fulfil; none: whatever it says. */
  expect: string[]
}

const sendCharsMax = 1_000
const linesMax = 4
const lineCharsMax = 500
const foundCharsMax = 80

/** Bytes, one a character, of `hex:0a 1b` or of a text with escapes; null: neither. */
export function sentBytes(text: string): string | null {
  const hex = /^hex:(.*)$/s.exec(text)?.[1]
  return hex === undefined ? bytesOf(text) : bytesOfHex(hex)
}

function bytesOfHex(text: string): string | null {
  const digits = text.replace(/\s+/g, '')
  if (!/^([0-9a-fA-F]{2})+$/.test(digits)) return null
  return digits.replace(/../g, (pair) => String.fromCharCode(Number.parseInt(pair, 16)))
}

type Wanted = { contains: string } | { matches: RE2JS }
const example = 'write it like "contains PONG", "matches ^OK" or "hex 0a1b"'

/** Reads a line; a sentence with the remedy when it cannot be used. */
function readLine(line: string): Wanted | string {
  const [, verb = '', text = ''] = /^(contains|matches|hex)\s+(.+)$/s.exec(line) ?? []
  if (verb === 'matches') {
    try {
      return { matches: RE2JS.compile(text) }
    } catch {
      return `"${text}" is not a pattern of RE2 (no look-around, no back-references)`
    }
  }
  const bytes = verb === 'hex' ? bytesOfHex(text) : verb === 'contains' ? bytesOf(text) : null
  return bytes === null ? example : { contains: bytes }
}

const sizeOf = (line: string) => {
  const wanted = readLine(line)
  return typeof wanted === 'object' && 'matches' in wanted ? wanted.matches.programSize() : 0
}

export const udpFields = {
  host: hostField,
  port: wholeBetween(1, 65_535, ''),
  send: z
    .string()
    .min(1)
    .max(sendCharsMax, `must be at most ${sendCharsMax} characters`)
    .refine(
      (text) => sentBytes(text) !== null,
      'write bytes as hex:0a1b; in a text a backslash is followed by r, n, t, another one, or xNN',
    )
    .nullable(),
  expect: z
    .array(
      z
        .string()
        .trim()
        .max(lineCharsMax, `must be at most ${lineCharsMax} characters`)
        .superRefine((line, context) => {
          const read = readLine(line)
          if (typeof read === 'string') context.addIssue({ code: 'custom', message: read })
        }),
    )
    .max(linesMax, `at most ${linesMax} lines`)
    .refine(
      (lines) => lines.reduce((sum, line) => sum + sizeOf(line), 0) <= patternSizeMax,
      tooLarge,
    ),
}

export const udpForm: FormField[] = [
  {
    name: 'host',
    label: 'Host',
    help: 'A name or an address; IPv6 in brackets.',
    kind: 'text',
    required: true,
    placeholder: 'game.example.com',
  },
  {
    name: 'port',
    label: 'Port',
    help: 'The port that must answer.',
    kind: 'number',
    required: true,
    placeholder: '27015',
  },
  {
    name: 'send',
    label: 'Datagram to send',
    help: 'A text with \\r \\n \\t \\xNN, or bytes as hex:0a1b; empty: a datagram without a byte. Sealed.',
    kind: 'secret',
  },
  {
    name: 'expect',
    label: 'What the answer must say',
    help: 'One a line: contains PONG · matches ^OK · hex 0a1b. Empty: whatever it says.',
    kind: 'textarea',
    placeholder: 'contains PONG',
    advanced: true,
  },
]

export const udp: Kind<'udp'> = {
  label: 'UDP',
  help: 'A port that must answer a datagram.',
  asked: 'agent',
  form: udpForm,
  fields: udpFields,
  required: ['host', 'port'],
  defaults: { send: null, expect: [] },
  commonDefaults: { timeoutMs: 5_000 },
  read: (raw) => {
    if (typeof raw.url !== 'string' || 'host' in raw || 'port' in raw) return raw
    const { url, ...rest } = raw
    return { ...rest, ...(splitHostPort(url.replace(/^udp:\/\//, '')) ?? { host: url }) }
  },
  targetText: ({ host, port }) => `${host}:${port}/udp`,
  address: ({ host, port }) => ({ host, port, field: 'host' }),
  sameTarget: (a, b) => a.host === b.host && a.port === b.port,
  words: ({ expect }) => {
    const said = expect.length === 0 ? '' : `, and the answer: ${expect.join(', and ')}`
    return `The port must answer a datagram${said}. Agents ask it.`
  },
  withSecrets: (settings, put) => ({
    ...settings,
    send: settings.send === null ? null : put(settings.send, 'message', 'send'),
  }),
  target: ({ host, port, send }) => ({
    type: 'udp',
    udp: { host, port, send: send === null ? '' : (sentBytes(send) ?? '') },
  }),
  evaluate: ({ udp: settings }, measured) => evaluateUdp(settings, measured),
}

/** An answer is one, whatever it says, but where lines are stated. */
function evaluateUdp({ expect }: UdpSettings, measured: Measurement): Judgement {
  if (measured.kind !== 'answered') return judgeTrouble(measured)
  const heard = measured.body ?? ''
  const line = expect.find((one) => !isMet(readLine(one), heard))
  if (line === undefined) return { kind: 'pass' }
  const unmet: Unmet = { line, found: textOf(heard).slice(0, foundCharsMax) }
  return { kind: 'fail', reasons: ['expectation'], phase: 'body', timeout: false, unmet }
}

/** A line that can no longer be read asks for nothing. */
function isMet(wanted: Wanted | string, heard: string): boolean {
  if (typeof wanted === 'string') return true
  return 'contains' in wanted
    ? heard.includes(wanted.contains)
    : wanted.matches.matcher(textOf(heard)).find()
}

/** Bytes, one a character, read as UTF-8. */
export function textOf(bytes: string): string {
  return new TextDecoder().decode(Uint8Array.from(bytes, (one) => one.charCodeAt(0)))
}
