// A POST with a body of one's own making, for receivers that nothing else fits: a text with
// placeholders, each written as the content type needs it.
import type { ChannelSettings } from '../domain/config.ts'
import type { Message } from '../domain/message.ts'
import { iso } from '../domain/words/index.ts'
import type { ChannelKind } from './channel.ts'
import { cut, entity } from './cut.ts'
import { heardHttp } from './heard.ts'
import { sample } from './sample.ts'

const bodyCharsMax = 8_000
const headersMax = 20
/** Of one value, before it is written. */
const valueCharsMax = 4_000

const contentTypes = [
  'application/json',
  'application/x-www-form-urlencoded',
  'text/plain',
  'application/xml',
] as const

const bodyUsual = '{"level": "{{level}}", "text": "{{headline}}", "link": "{{links.incident}}"}'

/** What may stand between braces. What a message does not have is an empty text. */
const values = {
  headline: ({ headline }) => headline,
  details: ({ details }) => details.join('\n'),
  type: ({ type }) => type,
  event: ({ event }) => event,
  level: ({ level }) => level,
  at: ({ at }) => iso(at),
  'check.name': ({ check }) => check.name,
  'check.id': ({ check }) => check.id,
  'check.target': ({ check }) => check.target,
  'check.tags': ({ check }) => check.tags.join(', '),
  'incident.id': ({ incident }) => incident?.id,
  'incident.kind': ({ incident }) => incident?.kind,
  'incident.sequence': ({ incident }) => incident?.sequence,
  'incident.startedAt': ({ incident }) => incident && iso(incident.startedAt),
  'incident.openedAt': ({ incident }) => incident && iso(incident.openedAt),
  'incident.resolvedAt': ({ incident }) => incident?.resolvedAt && iso(incident.resolvedAt),
  'incident.downtimeSeconds': ({ incident }) => incident?.downtimeSeconds,
  'incident.acknowledgedBy': ({ incident }) => incident?.acknowledgedBy,
  'incident.groupId': ({ incident }) => incident?.groupId,
  'links.incident': ({ links }) => links.incident,
  'links.check': ({ links }) => links.check,
  'links.acknowledge': ({ links }) => links.acknowledge,
} satisfies Record<string, (message: Message) => string | number | null | undefined>

const known = [...Object.keys(values), 'delivery.id']

export const template = {
  label: 'Webhook, own body',
  help: 'A POST with a body and headers of your own making, for receivers that nothing else fits.',
  audience: 'machine',
  fields: [
    {
      name: 'url',
      label: 'Address',
      help: 'Where it is posted (many such addresses hold a token, so it is kept secret).',
      kind: 'secret url',
      required: true,
    },
    {
      name: 'contentType',
      label: 'Content type',
      help: 'Says how values are written into the body: escaped for JSON, a form, XML, or as they are.',
      kind: 'select',
      options: contentTypes,
      otherwise: () => contentTypes[0],
    },
    {
      name: 'body',
      label: 'Body',
      help: `Placeholders: ${known.map((name) => `{{${name}}}`).join(' ')}. In JSON they stand between quotes.`,
      kind: 'textarea',
      maxChars: bodyCharsMax,
      placeholder: bodyUsual,
      refuse: unknownIn,
      otherwise: () => bodyUsual,
    },
    {
      name: 'headers',
      label: 'Headers',
      help: 'One to a line, as Name: value.',
      kind: 'secret textarea',
      refuse: wrongHeader,
    },
  ],
  nameOf: ({ url }) => new URL(url!).host,
  refuse: notJson,
  preview: (settings) => filled(settings, sample, 'dlv_sample000000_1'),
  request: (message, settings, { id }) => ({
    method: 'POST',
    url: settings.url!,
    headers: [['content-type', settings.contentType!], ...headersIn(settings.headers ?? '')],
    body: filled(settings, message, id),
  }),
  answer: heardHttp,
} satisfies ChannelKind

const placeholder = /\{\{\s*([^{}]*?)\s*\}\}/g

function filled({ body = bodyUsual, contentType }: ChannelSettings, message: Message, id: string) {
  const write = writers[contentType as (typeof contentTypes)[number]] ?? same
  return body.replace(placeholder, (_, name: string) => {
    const value = name === 'delivery.id' ? id : fieldOf(name, message)
    return write(cut(String(value ?? ''), valueCharsMax))
  })
}

function fieldOf(name: string, message: Message) {
  return Object.hasOwn(values, name) ? values[name as keyof typeof values](message) : undefined
}

const same = (text: string) => text
const writers: Record<(typeof contentTypes)[number], (text: string) => string> = {
  'application/json': (text) => JSON.stringify(text).slice(1, -1),
  'application/x-www-form-urlencoded': encodeURIComponent,
  'text/plain': same,
  'application/xml': (text) => [...text].map(inXml).join(''),
}
const inXml = (char: string) => (char === '"' ? '&quot;' : entity(char))

function unknownIn(body: string): string | null {
  for (const [, name = ''] of body.matchAll(placeholder)) {
    if (!known.includes(name)) {
      return `has the unknown placeholder {{${name}}}; there are ${known.join(', ')}`
    }
  }
  return null
}

/** A body of JSON must be JSON once it is filled. */
function notJson(settings: ChannelSettings): { field: string; detail: string } | null {
  if (settings.contentType !== 'application/json') return null
  const body = filled(settings, { ...sample, headline: 'a "quoted" line\nand another' }, 'dlv_1')
  try {
    JSON.parse(body)
    return null
  } catch (fault) {
    const why = fault instanceof Error ? fault.message : String(fault)
    const detail = `is no JSON once it is filled (${why}); placeholders stand between quotes`
    return { field: 'body', detail }
  }
}

/** Headers that are not the sender's to choose. */
const reserved = new Set([
  'content-type',
  'content-length',
  'host',
  'connection',
  'transfer-encoding',
])

function headersIn(text: string): [string, string][] {
  const lines = text.split('\n').filter((line) => line.trim() !== '')
  return lines.map((line): [string, string] => {
    const colon = Math.max(0, line.indexOf(':'))
    return [line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim()]
  })
}

function wrongHeader(text: string): string | null {
  const headers = headersIn(text)
  if (headers.length > headersMax) return `must be at most ${headersMax} headers`
  for (const [name, value] of headers) {
    if (!/^[\w!#$%&'*+.^`|~-]+$/.test(name)) return 'must be lines like "X-Token: abc"'
    if (reserved.has(name)) return `may not name ${name}: it is set for you`
    if (!/^[\t\x20-\x7e\x80-\xff]+$/.test(value)) return `has no usable value for ${name}`
  }
  return null
}
