// The `dns` check: what resolvers say of a name. One probe asks every resolver of the check; those
// that could be asked vote, and only a strict majority of them says anything.
import { z } from 'zod'
import { dnsName, type RecordType, recordTypes } from '../dns.ts'
import type { Target } from '../measurement.ts'
import type { FormField } from './check-fields.ts'
import { digCommand } from './command.ts'
import { evaluateDns } from './dns-answer.ts'
import type { Address, Kind } from './kind.ts'
import { parseRecordLine, recordLineCharsMax, recordLinesMax } from './record-line.ts'

export interface DnsSettings {
  /** As it was written. */
  host: string
  recordType: RecordType
  /** Names of the list or own addresses; none: the location's own resolver. */
  resolvers: string[]
  expect: 'exists' | 'absent'
  /** Lines over the records (record-line.ts). */
  answers: string[]
}

/** Public resolvers by the name they are chosen by (RFC 8484). */
export const knownResolvers: ReadonlyMap<string, string> = new Map([
  ['cloudflare', 'https://cloudflare-dns.com/dns-query'],
  ['google', 'https://dns.google/dns-query'],
  ['quad9', 'https://dns.quad9.net/dns-query'],
  ['opendns', 'https://doh.opendns.com/dns-query'],
])
const knownNames = [...knownResolvers.keys()].join(', ')
export const resolversMax = 5

/** Fields of a dns check as the API takes them. */
export const dnsFields = {
  host: z
    .string('give a name, like www.example.com')
    .trim()
    .max(253, 'must be at most 253 characters')
    .refine((text) => dnsName(text) !== null, 'is not a name; write it like www.example.com'),
  recordType: z.enum(recordTypes, `must be one of ${recordTypes.join(', ')}`),
  resolvers: z
    .array(
      z
        .string()
        .trim()
        .max(500)
        .refine(
          (text) => urlOf(text) !== null,
          `must be one of ${knownNames}, or an https address`,
        ),
    )
    .max(resolversMax, `at most ${resolversMax} resolvers`)
    .refine(
      (all) => new Set(all.map(urlOf)).size === all.length,
      'names one twice; it would vote twice',
    ),
  expect: z.enum(['exists', 'absent'], 'must be exists or absent'),
  answers: z
    .array(z.string().trim().min(1).max(recordLineCharsMax))
    .max(recordLinesMax, `at most ${recordLinesMax} lines`),
}

export const dnsDefaults = {
  recordType: 'A' as const,
  resolvers: [] as string[],
  expect: 'exists' as const,
  answers: [] as string[],
}

/** Drawn as the form, the API's documentation and the docs page. */
export const dnsForm: FormField[] = [
  {
    name: 'host',
    label: 'Name to resolve',
    help: 'In full: no search domain is added.',
    kind: 'text',
    required: true,
    placeholder: 'www.example.com',
  },
  {
    name: 'recordType',
    label: 'Record type',
    help: 'Aliases (CNAME) on the way are followed.',
    kind: 'select',
    options: [...recordTypes],
  },
  {
    name: 'expect',
    label: 'It must',
    help: 'exists: there is a record of this type; absent: there is none, or no such name.',
    kind: 'select',
    options: ['exists', 'absent'],
    advanced: true,
  },
  {
    name: 'answers',
    label: 'Records must',
    help: 'A line each: contains 192.0.2.1 · equals a, b · matches ^v=spf1 · count at least 2 · ttl at most 300.',
    kind: 'textarea',
    placeholder: 'contains 192.0.2.1',
    advanced: true,
  },
  {
    name: 'resolvers',
    label: 'Resolvers',
    help: `Any of ${knownNames}, or https addresses, parted by commas; most of them must agree. Empty: the location's own.`,
    kind: 'text',
    placeholder: 'cloudflare, google, quad9',
    advanced: true,
  },
]

export const dns: Kind<'dns'> = {
  label: 'DNS',
  help: 'A name that must resolve, and to what it should.',
  asked: 'edge',
  form: dnsForm,
  fields: dnsFields,
  required: ['host'],
  defaults: dnsDefaults,
  read: withHost,
  targetText: ({ host, recordType }) => `${host.toLowerCase()} ${recordType}`,
  address: () => null,
  publicName: ({ host }) => host.toLowerCase(),
  reaches: ({ resolvers }) => resolvers.flatMap(ownAddress),
  fault: dnsFault,
  words: dnsWords,
  target: dnsTarget,
  command(settings, timeoutMs) {
    const urls = settings.resolvers.flatMap((one) => urlOf(one) ?? [])
    return digCommand(questionOf(settings), urls, timeoutMs)
  },
  evaluate: evaluateDns,
}

/** The address of a resolver; null: neither in the list nor an https address. */
function urlOf(text: string): string | null {
  const known = knownResolvers.get(text)
  if (known) return known
  if (!URL.canParse(text)) return null
  const url = new URL(text)
  return url.protocol === 'https:' && url.username === '' && url.password === '' ? url.href : null
}

function ownAddress(text: string): Address[] {
  const url = urlOf(text)
  if (knownResolvers.has(text) || url === null) return []
  const { hostname, port } = new URL(url)
  return [{ host: hostname, port: Number(port || 443), field: 'resolvers' }]
}

/** `{url: 'https://www.example.com/'}` is read as the name. */
function withHost(raw: Record<string, unknown>): Record<string, unknown> {
  if (typeof raw.url !== 'string' || 'host' in raw) return raw
  const { url, ...rest } = raw
  return { ...rest, host: url.includes('//') && URL.canParse(url) ? new URL(url).hostname : url }
}

function dnsFault({ recordType, expect, answers }: DnsSettings) {
  if (expect === 'absent' && answers.length > 0)
    return { field: 'answers', message: 'a name that must be absent has no records to compare' }
  const message = answers
    .map((line) => parseRecordLine(line, recordType))
    .find((one) => typeof one === 'string')
  return message === undefined ? null : { field: 'answers', message }
}

function dnsWords({ host, recordType, resolvers, expect, answers }: DnsSettings): string {
  const who =
    resolvers.length === 0
      ? "The location's own resolver"
      : resolvers.length === 1
        ? resolvers[0]!
        : `Most of ${resolvers.join(', ')}`
  if (expect === 'absent') return `${who} must know no ${recordType} record of ${host}.`
  const lines = answers.length > 0 ? ` It must hold that ${answers.join('; ')}.` : ''
  return `${who} must know a ${recordType} record of ${host}.${lines}`
}

/** The question, and whom it is put to. */
function dnsTarget(settings: DnsSettings): Target {
  const named = settings.resolvers.flatMap((text) => {
    const url = urlOf(text)
    return url === null ? [] : [{ name: url === text ? new URL(url).hostname : text, url }]
  })
  return { type: 'dns', dns: { ...questionOf(settings), resolvers: named } }
}

const questionOf = ({ host, recordType }: DnsSettings) => ({
  name: dnsName(host) ?? host,
  recordType,
})
