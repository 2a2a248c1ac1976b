// PagerDuty Events v2: each incident of ours is one of theirs, under a key of its own: triggered,
// acknowledged, resolved. https://developer.pagerduty.com/docs/events-api-v2-overview
import type { Message, MessageIncident } from '../domain/message.ts'
import { iso } from '../domain/words/index.ts'
import { baseOf, cardOf, serverField } from './card.ts'
import type { ChannelKind, Ticket } from './channel.ts'
import { cut } from './cut.ts'
import { heardJson, type Reading, refused, textIn } from './heard.ts'
import { postJson } from './post.ts'

const summaryCharsMax = 1_024
const sourceCharsMax = 255
const keyCharsMax = 255
const detailsCharsMax = 8_000

export const pagerduty = {
  label: 'PagerDuty',
  help: 'Events to a PagerDuty service, by an Events API v2 integration; a test opens one there.',
  audience: 'machine',
  pace: { burst: 20, perMinute: 120 },
  fields: [
    {
      name: 'key',
      label: 'Integration key',
      help: '32 characters, of the integration "Events API v2" of your service.',
      kind: 'secret',
      required: true,
      refuse: (text) =>
        /^[A-Za-z0-9]{32}$/.test(text) ? null : 'must be the 32 letters and digits of the key',
    },
    serverField('https://events.pagerduty.com', 'EU accounts: https://events.eu.pagerduty.com'),
  ],
  nameOf: () => 'PagerDuty',
  request: (message, { key, server }, ticket) =>
    postJson(`${baseOf(server!)}/v2/enqueue`, {
      routing_key: key,
      event_action: actionOf(message),
      dedup_key: cut(dedupOf(message, ticket), keyCharsMax),
      ...payloadOf(message),
    }),
  answer: (outcome) => heardJson(outcome, meaning),
} satisfies ChannelKind

function actionOf({ type }: Message): 'trigger' | 'acknowledge' | 'resolve' {
  if (type === 'incident.resolved') return 'resolve'
  return type === 'incident.acknowledged' ? 'acknowledge' : 'trigger'
}

function dedupOf({ incident }: Message, { id }: Ticket): string {
  return `esonar:${incident?.id ?? id}`
}

/** An end and an acknowledgement need no more than the key. */
function payloadOf(message: Message) {
  if (actionOf(message) !== 'trigger') return {}
  const { check, incident, level, at, links } = message
  const { headline, lines } = cardOf(message)
  return {
    payload: {
      summary: cut(headline, summaryCharsMax),
      source: cut(check.target || check.name || 'eSonar', sourceCharsMax),
      severity: level,
      timestamp: iso(incident?.startedAt ?? at),
      component: cut(check.name, sourceCharsMax),
      ...(incident ? { class: incident.kind } : {}),
      custom_details: detailsOf(message, incident, lines),
    },
    client: 'eSonar',
    ...(links.incident ? { client_url: links.incident } : {}),
    links: cardOf(message).links.map(({ label, url }) => ({ href: url, text: label })),
  }
}

function detailsOf({ check, event }: Message, incident: MessageIncident | null, lines: string[]) {
  return {
    how: cut(lines.join('\n'), detailsCharsMax),
    target: check.target,
    tags: check.tags,
    event,
    ...(incident
      ? {
          incident: incident.id,
          sequence: incident.sequence,
          groupId: incident.groupId ?? null,
          startedAt: iso(incident.startedAt),
        }
      : {}),
  }
}

function meaning(body: Record<string, unknown>, status: number): Reading {
  return status === 400 && textIn(body, 'status') === 'invalid event' ? refused : null
}
