// The `websocket` check: an address that must upgrade (RFC 6455), and say what is expected.
import { z } from 'zod'
import { type AddressFamily, familyFault, familyField, familyOf, namedFamily } from '../family.ts'
import type { Answered, Measurement, Target } from '../measurement.ts'
import type { Judgement } from '../observation.ts'
import type { CheckOf, Sealed } from './check.ts'
import type { FormField } from './check-fields.ts'
import { eachFamily, shellWord } from './command.ts'
import { unmetOf, wantedBy } from './expectation.ts'
import { agentFamilyForm, familyWords, isAgentsAlone, isSameUrl } from './family-fields.ts'
import type { Kind } from './kind.ts'
import {
  type PhaseSettings,
  phaseDefaults,
  phaseFields,
  phaseForm,
  phaseWords,
} from './phase-fields.ts'
import { expectationLines, headersField, requestHeaders, urlField } from './request-fields.ts'
import { judgeTrouble } from './trouble.ts'

/** The answer to the handshake, and the first message. */
const phases = ['headers', 'body'] as const

export interface WebsocketSettings extends PhaseSettings {
  url: string
  headers: { name: string; value: Sealed }[]
  /** Subprotocols offered, in order of preference; the server must take one of them. */
  protocols: string[]
  /** Sent once the connection is open; null: nothing. */
  send: Sealed | null
  /** A message must come, whatever it says. */
  awaitMessage: boolean
  /** Lines about the first message (`body`, `json`, `size`) and the answer's headers. */
  expect: string[]
  /** Over which addresses: all but any is asked by agents. Absent in checks stored before. */
  addressFamily?: AddressFamily
}

const messageCharsMax = 4_096

/** Fields of a websocket check as the API takes them. */
export const websocketFields = {
  addressFamily: familyField,
  url: urlField(['ws:', 'wss:'], 'wss://example.com/live'),
  headers: requestHeaders,
  protocols: z
    .array(
      z
        .string()
        .trim()
        .max(100)
        .regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/, 'is not the name of a subprotocol'),
    )
    .max(10, 'at most 10 subprotocols')
    .refine((all) => new Set(all).size === all.length, 'names one twice (RFC 6455 §4.1)'),
  send: z
    .string()
    .min(1)
    .max(messageCharsMax, `must be at most ${messageCharsMax} characters`)
    .nullable(),
  awaitMessage: z.boolean(),
  expect: expectationLines,
  ...phaseFields(phases),
}

export const websocketDefaults = {
  headers: [],
  protocols: [] as string[],
  send: null,
  awaitMessage: false,
  expect: [] as string[],
  addressFamily: 'any' as const,
  ...phaseDefaults(phases),
}

/** Drawn as the form, the API's documentation and the docs page. */
export const websocketForm: FormField[] = [
  {
    name: 'url',
    label: 'Address',
    help: 'Where the connection is opened, whole, with ws:// or wss://.',
    kind: 'url',
    required: true,
    placeholder: 'wss://example.com/live',
  },
  headersField,
  {
    name: 'protocols',
    label: 'Subprotocols',
    help: 'Offered in this order, separated by commas; the server must take one.',
    kind: 'text',
    advanced: true,
  },
  {
    name: 'send',
    label: 'Message to send',
    help: 'Sent once it is open. Sealed.',
    kind: 'secret',
    advanced: true,
  },
  {
    name: 'awaitMessage',
    label: 'A message must come',
    help: 'Whatever it says, within the time for an answer.',
    kind: 'checkbox',
    advanced: true,
  },
  {
    name: 'expect',
    label: 'What the first message must say',
    help: 'One a line: body contains ready · json $.type equals hello · body matches ^OK.',
    kind: 'textarea',
    advanced: true,
  },
  agentFamilyForm,
  ...phaseForm(phases, []),
]

export const websocket: Kind<'websocket'> = {
  label: 'WebSocket',
  help: 'An address that must upgrade, and may have to say something.',
  asked: 'edge',
  isForAgents: isAgentsAlone,
  form: websocketForm,
  fields: websocketFields,
  required: ['url'],
  defaults: websocketDefaults,
  targetText: ({ url }) => url,
  address({ url }) {
    const { hostname, port, protocol } = new URL(url)
    return { host: hostname, port: Number(port || (protocol === 'wss:' ? 443 : 80)), field: 'url' }
  },
  fault: ({ url, addressFamily }) => familyFault(new URL(url).hostname, addressFamily),
  sameTarget: isSameUrl,
  words: websocketWords,
  withSecrets: (settings, put) => ({
    ...settings,
    headers: settings.headers.map(({ name, value }) => ({
      name,
      value: put(value, `header ${name.toLowerCase()}`, 'headers'),
    })),
    send: settings.send === null ? null : put(settings.send, 'message', 'send'),
  }),
  command: handshakeCommand,
  target: websocketTarget,
  evaluate: evaluateWebsocket,
}

/** The handshake alone, by curl: its answer is 101 and an open connection. */
function handshakeCommand(settings: WebsocketSettings, timeoutMs: number): string {
  const words = ['-sS', '-i', '-N', '--http1.1', '--max-time', String(timeoutMs / 1000)]
  const lines = [
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
    ...(settings.protocols.length > 0
      ? [`Sec-WebSocket-Protocol: ${settings.protocols.join(', ')}`]
      : []),
    ...settings.headers.map(({ name, value }) => `${name}: ${value}`),
  ]
  for (const line of lines) words.push('-H', line)
  words.push(settings.url.replace(/^ws/, 'http'))
  const rest = words.map(shellWord)
  return eachFamily(settings.addressFamily, (flag) => ['curl', ...flag, ...rest])
}

function isMessageWanted({ awaitMessage, expect }: WebsocketSettings): boolean {
  return awaitMessage || wantedBy(expect).body || expect.some((line) => line.startsWith('size'))
}

function websocketWords(settings: WebsocketSettings): string {
  const { protocols, send, expect } = settings
  const taken = protocols.length > 0 ? ` and take ${protocols.join(' or ')}` : ''
  const over = familyWords(settings.addressFamily)
  const sent = send === null ? '' : ' A message is sent.'
  const message = isMessageWanted(settings) ? ' A message must come.' : ''
  const lines = expect.length > 0 ? ` It must hold that ${expect.join('; ')}.` : ''
  return `The address must upgrade to a WebSocket${taken}${over}.${sent}${message}${lines}${phaseWords(settings)}`
}

/** The connection to open; secrets in the settings must be open. */
function websocketTarget(settings: WebsocketSettings): Target {
  const { url, headers, protocols, send, expect } = settings
  return {
    type: 'websocket',
    websocket: {
      url,
      headers: headers.map(({ name, value }) => [name, value]),
      ...(protocols.length > 0 ? { protocols } : {}),
      ...(send === null ? {} : { send }),
      messageWanted: isMessageWanted(settings),
      ...familyOf(settings.addressFamily),
      ...(wantedBy(expect).headers.length > 0 ? { headersWanted: wantedBy(expect).headers } : {}),
    },
  }
}

/** Judges one measurement. Turned away by 429 or a bot check is `blocked`, as for http. */
function evaluateWebsocket(check: CheckOf<'websocket'>, measured: Measurement): Judgement {
  if (measured.kind !== 'answered') return judgeTrouble(measured)
  return namedFamily(judgeAnswer(check, measured), measured)
}

function judgeAnswer({ websocket: settings }: CheckOf<'websocket'>, measured: Answered): Judgement {
  if (measured.challenge) return { kind: 'blocked', reason: 'blocked_by_waf' }
  if (measured.status === 429) return { kind: 'blocked', reason: 'rate_limited' }
  if (measured.status !== 101) return failing('no_upgrade')
  if (!isProtocolTaken(settings, measured)) return failing('subprotocol')
  const unmet = unmetOf(settings.expect, measured)
  if (!unmet) return { kind: 'pass' }
  return { kind: 'fail', reasons: ['expectation'], phase: 'body', timeout: false, unmet }
}

const failing = (reason: 'no_upgrade' | 'subprotocol'): Judgement => ({
  kind: 'fail',
  reasons: [reason],
  phase: 'headers',
  timeout: false,
})

function isProtocolTaken({ protocols }: WebsocketSettings, { protocol }: Answered): boolean {
  return protocols.length === 0 || (protocol !== undefined && protocols.includes(protocol))
}
