// Slack by an incoming webhook: one coloured attachment a message. The address holds its token, so
// all of it is a secret. https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks
import { type Card, cardOf, colours, mentionField } from './card.ts'
import type { ChannelKind } from './channel.ts'
import { cut, entity } from './cut.ts'
import { heardAs, off, type Reading, refused } from './heard.ts'
import { postJson } from './post.ts'

const textCharsMax = 3_000
const buttonCharsMax = 75

export const slack = {
  label: 'Slack',
  help: 'A Slack channel, by an incoming webhook of an app of yours (api.slack.com/apps).',
  audience: 'person',
  pace: { burst: 5, perMinute: 60 },
  fields: [
    {
      name: 'url',
      label: 'Webhook address',
      help: 'https://hooks.slack.com/services/…: it holds a token and is kept secret.',
      kind: 'secret url',
      required: true,
    },
    mentionField(['here', 'channel']),
  ],
  nameOf: () => 'Slack',
  request: (message, { url, mention }) => postJson(url!, slackBody(cardOf(message), mention)),
  answer: (outcome) => heardAs(outcome, meaning),
} satisfies ChannelKind

/** A message as Slack takes it, by webhook and by API. */
export function slackBody(card: Card, mention = 'nobody') {
  const call = card.isAlarm && mention !== 'nobody' ? `<!${mention}> ` : ''
  const [first] = card.links
  const title = cut(card.headline, textCharsMax - 1_000, { escape: entity })
  const headline = first ? `<${first.url}|${title}>` : title
  return {
    text: `${call}*${card.word}* ${headline}`,
    attachments: [{ color: colours[card.tone], fallback: title, blocks: blocksOf(card) }],
    unfurl_links: false,
    unfurl_media: false,
  }
}

function blocksOf({ lines, target, links }: Card) {
  const text = (words: string) => ({
    type: 'mrkdwn',
    text: cut(words, textCharsMax, { escape: entity }),
    verbatim: true,
  })
  return [
    { type: 'section', text: text(lines.join('\n') || ' ') },
    ...(target ? [{ type: 'context', elements: [text(target)] }] : []),
    ...(links.length > 0
      ? [
          {
            type: 'actions',
            elements: links.map(({ label, url }) => ({
              type: 'button',
              text: { type: 'plain_text', text: cut(label, buttonCharsMax) },
              url,
            })),
          },
        ]
      : []),
  ]
}

/** Slack answers with one word. */
function meaning(body: string, status: number): Reading {
  if (status < 400) return null
  switch (body.trim()) {
    case 'no_service':
    case 'no_team':
    case 'team_disabled':
      return off('gone')
    case 'channel_not_found':
    case 'channel_is_archived':
    case 'user_not_found':
      return off('no_recipient')
    case 'invalid_token':
    case 'no_active_hooks':
      return off('bad_key')
    case 'action_prohibited':
    case 'posting_to_general_channel_denied':
      return off('turned_away')
    case 'invalid_payload':
    case 'invalid_blocks':
    case 'no_text':
    case 'too_many_attachments':
      return refused
    default:
      return null
  }
}
