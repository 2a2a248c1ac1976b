// The webhook channel: Standard Webhooks, one POST a message. Field by field it is described in
// `docs/webhooks.md`. No I/O here.
import type { Verdict } from '../domain/incident.ts'
import type { Evidence, Message, MessageIncident } from '../domain/message.ts'
import { iso } from '../domain/words/index.ts'
import type { ChannelKind } from './channel.ts'
import { heardHttp } from './heard.ts'
import { isSecret, secretOf } from './sign.ts'

export const webhook = {
  label: 'Webhook',
  help: 'A signed POST to your own address (Standard Webhooks).',
  audience: 'machine',
  fields: [
    {
      name: 'url',
      label: 'Address',
      help: 'Where signed messages are posted. Redirects are not followed.',
      kind: 'url',
      required: true,
      placeholder: 'https://ops.example.com/hook',
    },
    {
      name: 'secret',
      label: 'Signing secret',
      help: 'whsec_ and base64 of 24 to 64 bytes; one is made when left empty. It is shown once.',
      kind: 'secret',
      refuse: (text) =>
        isSecret(text) ? null : 'must be whsec_ and base64 of 24 to 64 bytes; or leave it out',
      otherwise: secretOf,
      shownOnce: true,
    },
  ],
  nameOf: ({ url }) => new URL(url!).host,
  request: (message, { url, secret }, ticket) => ({
    method: 'POST',
    url: url!,
    headers: [
      ['content-type', 'application/json'],
      ['esonar-attempt', String(ticket.attempt)],
    ],
    body: JSON.stringify(bodyOf(message)),
    signing: { scheme: 'standard-webhooks', secret: secret! },
  }),
  answer: heardHttp,
} satisfies ChannelKind

/** The body, the same at every attempt: only headers tell attempts apart. */
export function bodyOf(message: Message): Record<string, unknown> {
  return { type: message.type, timestamp: iso(message.at), data: dataOf(message) }
}

function dataOf(message: Message): Record<string, unknown> {
  const { incident, check, verdict, evidence, links, headline, details, level, event } = message
  if (incident === null)
    return links.channel ? { level, headline, details, links } : { headline, details }
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
