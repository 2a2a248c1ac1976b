// Discord by a webhook of a channel: one embed a message. The address holds its token, so all of it
// is a secret. https://discord.com/developers/docs/resources/webhook#execute-webhook
import { words } from '../domain/words/index.ts'
import { type Card, cardOf, colours, mentionField } from './card.ts'
import type { ChannelKind } from './channel.ts'
import { backslashed, cut } from './cut.ts'
import { heardJson, off, type Reading, refused, waitFor } from './heard.ts'
import { postJson } from './post.ts'

/** Of an embed; 6,000 over all of it. */
const titleCharsMax = 256
const descriptionCharsMax = 4_096
const valueCharsMax = 1_024
const contentCharsMax = 2_000
const silentFlag = 4_096

export const discord = {
  label: 'Discord',
  help: 'A Discord channel, by a webhook (channel settings, Integrations, Webhooks).',
  audience: 'person',
  pace: { burst: 5, perMinute: 30 },
  fields: [
    {
      name: 'url',
      label: 'Webhook address',
      help: 'https://discord.com/api/webhooks/…: it holds a token and is kept secret.',
      kind: 'secret url',
      required: true,
    },
    mentionField(['here', 'everyone']),
  ],
  nameOf: () => 'Discord',
  request: (message, { url, mention }) =>
    postJson(waiting(url!), bodyOf(cardOf(message), message.at, mention)),
  answer: (outcome) => heardJson(outcome, meaning),
} satisfies ChannelKind

/** `wait`: answered when the message is there, with an error when it is not. */
function waiting(address: string): string {
  const url = new URL(address)
  url.searchParams.set('wait', 'true')
  return url.href
}

function bodyOf(card: Card, at: number, mention = 'nobody') {
  const isCall = card.isAlarm && mention !== 'nobody'
  const links = card.links.map(({ label, url }) => `[${label}](${url})`).join(' · ')
  const head = cut(`${card.word}: ${card.headline}`, titleCharsMax, { escape: backslashed })
  const isCut = head.endsWith('…')
  const lines = isCut ? [card.headline, ...card.lines] : card.lines
  return {
    ...(isCall ? { content: cut(`@${mention}`, contentCharsMax) } : {}),
    allowed_mentions: { parse: isCall ? ['everyone'] : [] },
    ...(card.isQuiet ? { flags: silentFlag } : {}),
    embeds: [
      {
        title: head,
        ...(card.links[0] ? { url: card.links[0].url } : {}),
        description: cut(lines.join('\n'), descriptionCharsMax, { escape: backslashed }),
        color: Number.parseInt(colours[card.tone].slice(1), 16),
        timestamp: new Date(at).toISOString(),
        fields: [
          ...(card.target
            ? [{ name: words().chat.target, value: cut(card.target, valueCharsMax) }]
            : []),
          ...(links !== '' && links.length <= valueCharsMax
            ? [{ name: '\u200b', value: links }]
            : []),
        ],
      },
    ],
  }
}

/** Codes of Discord's JSON errors. */
function meaning(body: Record<string, unknown>, status: number): Reading {
  if (status === 429) return waitFor(body.retry_after)
  switch (body.code) {
    case 10_015:
      return off('gone')
    case 10_003:
      return off('no_recipient')
    case 50_027:
      return off('bad_key')
    case 50_035:
      return status === 400 ? refused : null
    default:
      return null
  }
}
