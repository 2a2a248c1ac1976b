// The `tcp` check: a port that accepts a connection, and speaks as it should.
import { z } from 'zod'
import { asciiHost } from '../dns.ts'
import { type AddressFamily, familyFault, familyField, familyOf } from '../family.ts'
import type { Measurement, Target } from '../measurement.ts'
import type { Judgement } from '../observation.ts'
import type { FormField } from './check-fields.ts'
import { portCommand } from './command.ts'
import { dialogueOf, type Protocol, protocols } from './dialogue.ts'
import { familyForm, familyWords, isAgentsAlone } from './family-fields.ts'
import type { Kind } from './kind.ts'
import { scriptField, stepsMax, withSends } from './script.ts'
import { judgeTrouble } from './trouble.ts'

export interface TcpSettings {
  host: string
  port: number
  /** TLS from the first byte, with a certificate that is trusted. Absent in checks stored before. */
  tls?: boolean
  /** What the service must speak (dialogue.ts). */
  speaks?: Protocol
  /** Over which addresses. */
  addressFamily?: AddressFamily
  /** What is said and heard instead (script.ts); what is sent is sealed. */
  script?: string[]
}

const hostShape = /^(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9_](?:[A-Za-z0-9._-]{0,251}[A-Za-z0-9_])?)$/

/** A host as people write it. */
export const hostField = z
  .string('give a host name or an address')
  .trim()
  .max(253, 'must be at most 253 characters')
  .overwrite(asciiHost)
  .regex(hostShape, 'is not a host name or an address (IPv6 in brackets, like [::1])')

/** Fields of a tcp check as the API takes them. */
export const tcpFields = {
  host: hostField,
  port: z
    .int('must be a whole number from 1 to 65535')
    .min(1, 'must be a whole number from 1 to 65535')
    .max(65_535, 'must be a whole number from 1 to 65535'),
  tls: z.boolean(),
  speaks: z.enum(protocols, `must be one of ${protocols.join(', ')}`),
  script: scriptField,
  addressFamily: familyField,
}

export const tcpDefaults = {
  tls: false,
  speaks: 'nothing' as const,
  script: [] as string[],
  addressFamily: 'any' as const,
}

/** Drawn as the form, the API's documentation and the docs page. */
export const tcpForm: FormField[] = [
  {
    name: 'host',
    label: 'Host',
    help: 'A name or an address; IPv6 in brackets.',
    kind: 'text',
    required: true,
    placeholder: 'db.example.com',
  },
  {
    name: 'port',
    label: 'Port',
    help: 'The port that must accept a connection.',
    kind: 'number',
    required: true,
    placeholder: '5432',
  },
  {
    name: 'speaks',
    label: 'Must speak',
    help: 'Greeting and one harmless question, never a password; nothing: accepting is enough.',
    kind: 'select',
    options: protocols,
    advanced: true,
  },
  {
    name: 'script',
    label: 'Or a script',
    help: `Up to ${stepsMax} lines: send PING\\r\\n · expect contains +PONG · expect matches \\+OK. What an expectation leaves of a line, its end too, is read by the next. What is sent is kept as a secret; ••• keeps it.`,
    kind: 'textarea',
    placeholder: 'send PING\\r\\n',
    advanced: true,
  },
  {
    name: 'tls',
    label: 'TLS from the first byte',
    help: 'The handshake must succeed, with a certificate that is trusted.',
    kind: 'checkbox',
    advanced: true,
  },
  {
    ...familyForm,
    help: `${familyForm.help} With TLS, only agents can ask over a chosen one: choose them alone below.`,
  },
]

/** `host:port` in one text, as people write it; null when it is not that. */
export function splitHostPort(text: string): { host: string; port: number } | null {
  const match = /^(?:tcp:\/\/)?(\[[0-9a-fA-F:.]+\]|[^:\s/]+):(\d{1,6})$/.exec(text.trim())
  return match ? { host: match[1]!, port: Number(match[2]) } : null
}

export const tcp: Kind<'tcp'> = {
  label: 'TCP',
  help: 'A port that must accept a connection.',
  asked: 'edge',
  isForAgents: (tcp) => isSecured(tcp) && isAgentsAlone(tcp),
  form: tcpForm,
  fields: tcpFields,
  required: ['host', 'port'],
  defaults: tcpDefaults,
  read: withHostPort,
  targetText: ({ host, port }) => `${host}:${port}`,
  address: ({ host, port }) => ({ host, port, field: 'host' }),
  fault: tcpFault,
  sameTarget: isSamePort,
  words: tcpWords,
  withSecrets: (tcp, put) =>
    tcp.script?.length
      ? { ...tcp, script: withSends(tcp.script, (text, key) => put(text, key, 'script')) }
      : tcp,
  command: portCommand,
  target: tcpTarget,
  evaluate: (_check, measured) => evaluateTcp(measured),
}

/** `{url: 'host:port'}` is read as host and port. */
function withHostPort(raw: Record<string, unknown>): Record<string, unknown> {
  if (typeof raw.url !== 'string' || 'host' in raw || 'port' in raw) return raw
  const { url, ...rest } = raw
  const split = splitHostPort(url)
  return split ? { ...rest, ...split } : { ...rest, host: url, port: undefined }
}

function tcpFault(tcp: TcpSettings): { field: string; message: string } | null {
  const { host, tls, speaks = 'nothing', script = [], addressFamily = 'any' } = tcp
  if (speaks !== 'nothing' && script.length > 0) {
    const message = `give a script or "speaks", not both; it speaks ${speaks}`
    return { field: 'script', message }
  }
  if (tls && beginsItself.has(speaks)) {
    const message = `cannot be on with ${speaks}, which begins without it; switch it off`
    return { field: 'tls', message }
  }
  return familyFault(host, addressFamily)
}

/** Protocols whose first bytes are plain: STARTTLS, and PostgreSQL's SSLRequest. */
const beginsItself: ReadonlySet<Protocol> = new Set<Protocol>(['smtp-starttls', 'postgresql'])

/** A handshake takes the name of what was connected to, but for an agent's. */
const isSecured = ({ tls, speaks }: Partial<TcpSettings>) =>
  tls === true || speaks === 'smtp-starttls'

/** The same server, asked over the same addresses. */
export function isSamePort(a: Reached, b: Reached): boolean {
  const family = (one: Reached) => one.addressFamily ?? 'any'
  return a.host === b.host && a.port === b.port && family(a) === family(b)
}
type Reached = Pick<TcpSettings, 'host' | 'port' | 'addressFamily'>

function tcpWords(tcp: TcpSettings): string {
  const how = `${tcp.tls ? ' with TLS' : ''}${familyWords(tcp.addressFamily)}`
  const speaks = !tcp.speaks || tcp.speaks === 'nothing' ? '' : ` and speak ${tcp.speaks}`
  const script = tcp.script ?? []
  const wanted = script.filter((line) => line.startsWith('expect '))
  if (wanted.length === 0) return `The port must accept a connection${how}${speaks}.`
  const sent = script.length - wanted.length
  const said = sent === 0 ? '' : `, is told ${sent === 1 ? 'one text' : `${sent} texts`}`
  const heard = wanted.map((line) => line.replace(/^expect /, '')).join(', then ')
  return `The port must accept a connection${how}${said}, and what it says: ${heard}.`
}

/** The connection to open. */
function tcpTarget(tcp: TcpSettings): Target {
  const dialogue = dialogueOf(tcp)
  const { host, port } = tcp
  const over = familyOf(tcp.addressFamily)
  return { type: 'tcp', tcp: { host, port, ...over, ...(dialogue.length > 0 ? { dialogue } : {}) } }
}

/** Judges one measurement: what was to be heard was heard. */
function evaluateTcp(measured: Measurement): Judgement {
  return measured.kind === 'answered' ? { kind: 'pass' } : judgeTrouble(measured)
}
