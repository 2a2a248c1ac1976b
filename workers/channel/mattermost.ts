// Mattermost (and what takes the same: Rocket.Chat) by an incoming webhook: one coloured attachment
// a message. The address holds its key, so all of it is a secret.
import { type Card, cardOf, colours, mentionField } from './card.ts'
import type { ChannelKind } from './channel.ts'
import { backslashed, cut } from './cut.ts'
import { heardJson, off, type Reading, textIn } from './heard.ts'
import { postJson } from './post.ts'

const titleCharsMax = 500
/** Older servers keep 4,000 of a post, 8,000 of its attachments. */
const textCharsMax = 3_500

export const mattermost = {
  label: 'Mattermost',
  help: 'A Mattermost or Rocket.Chat channel, by an incoming webhook (Integrations).',
  audience: 'person',
  pace: { burst: 10, perMinute: 120 },
  fields: [
    {
      name: 'url',
      label: 'Webhook address',
      help: 'https://chat.example.com/hooks/…: it holds a key and is kept secret.',
      kind: 'secret url',
      required: true,
    },
    mentionField(['here', 'channel', 'all']),
  ],
  nameOf: ({ url }) => `Mattermost at ${new URL(url!).host}`,
  request: (message, { url, mention }) => postJson(url!, bodyOf(cardOf(message), mention)),
  answer: (outcome) => heardJson(outcome, meaning),
} satisfies ChannelKind

function bodyOf(card: Card, mention = 'nobody') {
  const links = card.links.map(({ label, url }) => `[${label}](${url})`).join(' · ')
  const lines = cut(card.lines.join('\n'), textCharsMax, { escape: unread })
  const title = `${card.word}: ${cut(card.headline, titleCharsMax, { escape: unread })}`
  return {
    username: 'eSonar',
    ...(card.isAlarm && mention !== 'nobody' ? { text: `@${mention}` } : {}),
    attachments: [
      {
        fallback: `${card.word}: ${cut(card.headline, titleCharsMax, { escape: uncalled })}`,
        color: colours[card.tone],
        title,
        ...(card.links[0] ? { title_link: card.links[0].url } : {}),
        text: [lines, card.target ? cut(card.target, titleCharsMax) : '', links]
          .filter((one) => one !== '')
          .join('\n'),
      },
    ],
  }
}

/** `@all` in a name calls nobody. */
const uncalled = (char: string) => (char === '@' ? '@\u200b' : char)
/** Nor is anything Markdown. */
const unread = (char: string) => uncalled(backslashed(char))

function meaning(body: Record<string, unknown>, status: number): Reading {
  const id = textIn(body, 'id')
  if (status < 400 || id === '') return null
  if (id.includes('incoming_webhook.invalid') || id.includes('webhook_incoming.missing'))
    return off('gone')
  if (id.includes('incoming_webhook.channel.') || id.includes('channel.get'))
    return off('no_recipient')
  if (id.includes('incoming_webhook.permissions') || id.includes('channel_locked')) {
    return off('turned_away')
  }
  return null
}
