// The `tls` check: a certificate that holds for its name, is trusted, and does not end soon.

import { z } from 'zod'
import {
  certificateExpiry,
  certificateFault,
  type LeastProtocol,
  leastProtocols,
} from '../certificate.ts'
import { asciiHost } from '../dns.ts'
import { type AddressFamily, familyFault, familyField, familyOf, overFamily } from '../family.ts'
import type { CertificateFacts, Measurement, Target } from '../measurement.ts'
import type { Judgement } from '../observation.ts'
import {
  type CertificateSettings,
  certificateDaysFault,
  certificateDefaults,
  certificateFields,
  certificateForm,
  certificateWords,
} from './certificate-fields.ts'
import type { FormField } from './check-fields.ts'
import { opensslCommand } from './command.ts'
import { type StartTls, startTlsOf, startTlsProtocols } from './dialogue.ts'
import { familyForm, familyWords } from './family-fields.ts'
import type { Kind } from './kind.ts'
import {
  type PhaseSettings,
  phaseDefaults,
  phaseFields,
  phaseForm,
  phaseWords,
} from './phase-fields.ts'
import { isSamePort, splitHostPort, tcpFields } from './tcp.ts'
import { judgeTrouble } from './trouble.ts'

const phases = ['connect', 'tls'] as const

export interface TlsSettings extends CertificateSettings, PhaseSettings {
  host: string
  port: number
  /** Asked for in the handshake, and what the certificate must be for; null: the host. */
  serverName: string | null
  leastProtocol: LeastProtocol
  /** The protocol in which TLS is begun by words. */
  starttls: StartTls
  /** Over which addresses. */
  addressFamily?: AddressFamily
}

const nameShape = /^[A-Za-z0-9_](?:[A-Za-z0-9._-]{0,251}[A-Za-z0-9_])?$/

/** Fields of a tls check as the API takes them. */
export const tlsFields = {
  host: tcpFields.host,
  port: tcpFields.port,
  serverName: z
    .string()
    .trim()
    .toLowerCase()
    .max(253, 'must be at most 253 characters')
    .overwrite(asciiHost)
    .regex(nameShape, 'is not a host name like www.example.com')
    .nullable(),
  leastProtocol: z.enum(leastProtocols, `must be one of ${leastProtocols.join(', ')}`),
  starttls: z.enum(startTlsProtocols, `must be one of ${startTlsProtocols.join(', ')}`),
  addressFamily: familyField,
  ...certificateFields,
  ...phaseFields(phases),
}

export const tlsDefaults = {
  port: 443,
  serverName: null,
  leastProtocol: 'TLS 1.2' as const,
  starttls: 'none' as const,
  addressFamily: 'any' as const,
  ...certificateDefaults,
  ...phaseDefaults(phases),
}

/** Drawn as the form, the API's documentation and the docs page. */
export const tlsForm: FormField[] = [
  {
    name: 'host',
    label: 'Host',
    help: 'A name or an address; IPv6 in brackets.',
    kind: 'text',
    required: true,
    placeholder: 'www.example.com',
  },
  {
    name: 'port',
    label: 'Port',
    help: 'Where TLS is spoken; 443 when left empty.',
    kind: 'number',
    placeholder: '443',
  },
  {
    name: 'serverName',
    label: 'Server name',
    help: 'Asked for in the handshake instead of the host. Trust is then not tried, only read.',
    kind: 'text',
    advanced: true,
  },
  {
    name: 'leastProtocol',
    label: 'Least protocol',
    help: 'An older one is a failure.',
    kind: 'select',
    options: [...leastProtocols],
    advanced: true,
  },
  {
    name: 'starttls',
    label: 'Begun by words',
    help: 'STARTTLS of a mail server; none: TLS from the first byte.',
    kind: 'select',
    options: [...startTlsProtocols],
    advanced: true,
  },
  {
    ...familyForm,
    help: `${familyForm.help} When chosen, trust is read, not tried.`,
  },
  ...certificateForm,
  ...phaseForm(phases, []),
]

export const tls: Kind<'tls'> = {
  label: 'TLS',
  help: 'A certificate that must hold, and not end soon.',
  asked: 'edge',
  form: tlsForm,
  fields: tlsFields,
  required: ['host'],
  defaults: tlsDefaults,
  read: withHost,
  targetText: ({ host, port }) => `${host}:${port}`,
  sameTarget: isSamePort,
  fault: (tls) => certificateDaysFault(tls) ?? familyFault(tls.host, tls.addressFamily),
  address: ({ host, port }) => ({ host, port, field: 'host' }),
  words: tlsWords,
  command: handshakeByHand,
  target: tlsTarget,
  evaluate: (check, measured, now) => evaluateTls(check.tls, measured, now),
}

/** `{url: 'https://host:port/'}`, `host:port` and `host` are read as host and port. */
function withHost(raw: Record<string, unknown>): Record<string, unknown> {
  if (typeof raw.url !== 'string' || 'host' in raw) return raw
  const { url, ...rest } = raw
  const text = url
    .trim()
    .replace(/^(https|tls):\/\//, '')
    .replace(/\/.*$/, '')
  return { ...rest, ...(splitHostPort(text) ?? { host: text }) }
}

function tlsWords(tls: TlsSettings): string {
  const name = tls.serverName ?? tls.host
  const how = tls.starttls === 'none' ? '' : `, begun by STARTTLS of ${tls.starttls}`
  return (
    `The certificate must hold for ${name} and be trusted, over ${tls.leastProtocol} or ` +
    `newer${how}${familyWords(tls.addressFamily)}. ${certificateWords(tls)}${phaseWords(tls)}`
  )
}

/** What the server shows, and whether the tool's own trust holds it. */
function handshakeByHand(tls: TlsSettings, ms: number): string {
  return opensslCommand({ ...tls, isShown: true }, ms)
}

function tlsTarget(tls: TlsSettings): Target {
  const { host, port, serverName } = tls
  const dialogue = startTlsOf(tls.starttls)
  return {
    type: 'tls',
    tls: {
      host,
      port,
      ...familyOf(tls.addressFamily),
      ...(serverName === null ? {} : { serverName }),
      ...(dialogue.length > 0 ? { dialogue } : {}),
    },
  }
}

/** Judges one reading; the moment is the shard's. */
function evaluateTls(tls: TlsSettings, measured: Measurement, now: number): Judgement {
  if (measured.kind !== 'answered') return judgeTrouble(measured)
  const { certificate, otherCertificate, family } = measured
  if (!certificate) return { kind: 'unknown', reason: 'probe_error' }
  const name = tls.serverName ?? tls.host
  const expiry = certificateExpiry(measured, tls)
  const faultOf = (one: CertificateFacts) => certificateFault(one, name, now, tls.leastProtocol)
  const own = faultOf(certificate)
  const fault = own ?? (otherCertificate && faultOf(otherCertificate))
  if (!fault) return { kind: 'pass', ...expiry }
  const other = family === 'ipv4' ? 'ipv6' : 'ipv4'
  const unmet = overFamily(undefined, family && (own ? family : other))
  const failing = { kind: 'fail' as const, reasons: [fault.reason], phase: 'tls' as const }
  return { ...failing, timeout: false, ...(unmet ? { unmet } : {}), ...expiry }
}
