// The webhook channel: Standard Webhooks, one POST a message. Field by field it is described in
// `docs/webhooks.md`. No I/O here.
import { z } from 'zod'
import { levels, type Verdict } from '../domain/incident.ts'
import type { Evidence, Message, MessageIncident } from '../domain/message.ts'
import { iso } from '../domain/words/index.ts'
import type { ChannelKind } from './channel.ts'
import { heardHttp } from './heard.ts'
import { isSecret, secretOf } from './sign.ts'

export const urlCharsMax = 2_000

const httpUrl = z
  .string()
  .trim()
  .max(urlCharsMax)
  .refine(isHttpUrl, 'Give an http or https address, without user name or password in it.')

export const webhookInput = z.strictObject({
  type: z.literal('webhook'),
  url: httpUrl,
  name: z.string().trim().min(1).max(100).optional(),
  secret: z
    .string()
    .refine(isSecret, 'Give whsec_ and base64 of 24 to 64 bytes, or leave it out.')
    .optional(),
  levels: z.array(z.enum(levels)).min(1).optional(),
  audience: z.enum(['machine', 'person']).optional(),
})

export const webhook = {
  label: 'Webhook',
  help: 'A signed POST to your own address (Standard Webhooks).',
  audience: 'machine',
  fields: [
    {
      name: 'url',
      label: 'Address',
      help: 'Where messages are posted. Redirects are not followed.',
      kind: 'url',
      required: true,
    },
    {
      name: 'name',
      label: 'Name',
      help: 'How it is called on screen; the host name when left empty.',
      kind: 'text',
      required: false,
    },
    {
      name: 'secret',
      label: 'Signing secret',
      help: 'whsec_…; one is made when left empty. It is shown once.',
      kind: 'secret',
      required: false,
    },
  ],
  input: webhookInput,
  make: (input, { id, workspace, now, secretBytes }) => ({
    v: 1,
    id,
    workspace,
    version: 1,
    type: 'webhook',
    name: input.name ?? new URL(input.url).host,
    enabled: true,
    disabledWhy: null,
    levels: [...new Set(input.levels ?? (['critical', 'warning'] as const))],
    ...(input.audience ? { audience: input.audience } : {}),
    webhook: { url: input.url, secret: input.secret ?? secretOf(secretBytes) },
    createdAt: now,
    updatedAt: now,
  }),
  mapSecrets: async (channel, change) => ({
    ...channel,
    webhook: { ...channel.webhook, secret: await change(channel.webhook.secret) },
  }),
  request: (message, channel, ticket) => ({
    method: 'POST',
    url: channel.webhook.url,
    headers: [
      ['content-type', 'application/json'],
      ['esonar-attempt', String(ticket.attempt)],
    ],
    body: JSON.stringify(bodyOf(message)),
    signing: { scheme: 'standard-webhooks', secret: channel.webhook.secret },
  }),
  answer: heardHttp,
} satisfies ChannelKind<typeof webhookInput>

/** The body, the same at every attempt: only headers tell attempts apart. */
export function bodyOf(message: Message): Record<string, unknown> {
  return { type: message.type, timestamp: iso(message.at), data: dataOf(message) }
}

function dataOf(message: Message): Record<string, unknown> {
  const { incident, check, verdict, evidence, links, headline, details, level, event } = message
  if (incident === null) return { headline, details }
  return {
    event,
    level,
    headline,
    details,
    incident: incidentFields(incident, message),
    check: incident.location === null || check.id !== null ? check : null,
    location: incident.location,
    ...(message.group ? { group: message.group } : {}),
    verdict: verdict && verdictFields(verdict),
    evidence: evidence.map(evidenceFields),
    links,
  }
}

function incidentFields(incident: MessageIncident, message: Message): Record<string, unknown> {
  const { startedAt, openedAt, resolvedAt, acknowledgedAt, ...plain } = incident
  const { location: _, ...fields } = plain
  return {
    ...fields,
    level: message.level,
    startedAt: iso(startedAt),
    openedAt: iso(openedAt),
    resolvedAt: resolvedAt === null ? null : iso(resolvedAt),
    acknowledgedAt: acknowledgedAt === null ? null : iso(acknowledgedAt),
  }
}

/** The verdict's figures without the number of their stored shape. */
function verdictFields({ v: _, ...fields }: Verdict): Record<string, unknown> {
  return fields
}

function evidenceFields(evidence: Evidence): Record<string, unknown> {
  return { ...evidence, at: iso(evidence.at) }
}

function isHttpUrl(text: string): boolean {
  try {
    const url = new URL(text)
    const isHttp = url.protocol === 'http:' || url.protocol === 'https:'
    return isHttp && url.username === '' && url.password === ''
  } catch {
    return false
  }
}
