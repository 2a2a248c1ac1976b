// Google Chat by a webhook of a space: a line that the phone shows, and a card. All about one
// incident stays in one thread. The address holds a token, so all of it is a secret.
import type { Message } from '../domain/message.ts'
import { type Card, cardOf, colours } from './card.ts'
import type { ChannelKind } from './channel.ts'
import { cut, entity } from './cut.ts'
import { heardJson, off, type Reading, refused, textIn, within } from './heard.ts'
import { postJson } from './post.ts'

/** The whole message may have 32,000 bytes. */
const textCharsMax = 4_096
const paragraphCharsMax = 4_096

export const googleChat = {
  label: 'Google Chat',
  help: 'A Google Chat space, by a webhook (space menu, Apps & integrations, Webhooks).',
  audience: 'person',
  pace: { burst: 2, perMinute: 60 },
  fields: [
    {
      name: 'url',
      label: 'Webhook address',
      help: 'https://chat.googleapis.com/v1/spaces/…: it holds a token and is kept secret.',
      kind: 'secret url',
      required: true,
    },
  ],
  nameOf: () => 'Google Chat',
  request: (message, { url }) => postJson(threaded(url!), bodyOf(message)),
  answer: (outcome) => heardJson(outcome, meaning),
} satisfies ChannelKind

function threaded(address: string): string {
  const url = new URL(address)
  url.searchParams.set('messageReplyOption', 'REPLY_MESSAGE_FALLBACK_TO_NEW_THREAD')
  return url.href
}

function bodyOf(message: Message) {
  const card = cardOf(message)
  const { incident } = message
  return {
    text: cut(`*${card.word}* ${card.headline}`, textCharsMax, { escape: untagged }),
    ...(incident ? { thread: { threadKey: `esonar-${incident.id}` } } : {}),
    cardsV2: [{ cardId: 'esonar', card: { sections: [{ widgets: widgetsOf(card) }] } }],
  }
}

/** `<users/all>` in a name calls nobody. */
const untagged = (char: string) => (char === '<' ? '<\u200b' : char)

function widgetsOf({ word, tone, lines, target, links }: Card) {
  const body = cut(lines.join('\n'), paragraphCharsMax, { escape: broken })
  const head = `<font color="${colours[tone]}"><b>${word}</b></font>`
  return [
    { textParagraph: { text: body === '' ? head : `${head}<br>${body}` } },
    ...(target ? [{ textParagraph: { text: cut(target, 1_000, { escape: entity }) } }] : []),
    ...(links.length > 0
      ? [
          {
            buttonList: {
              buttons: links.map(({ label, url }) => ({
                text: label,
                onClick: { openLink: { url } },
              })),
            },
          },
        ]
      : []),
  ]
}

const broken = (char: string) => (char === '\n' ? '<br>' : entity(char))

function meaning(body: Record<string, unknown>, status: number): Reading {
  const said = textIn(within(body, 'error'), 'status')
  if (status === 404 && said === 'not_found') return off('gone')
  if (status === 403 && said === 'permission_denied') return off('turned_away')
  if (status === 401 && said === 'unauthenticated') return off('bad_key')
  return status === 400 && said === 'invalid_argument' ? refused : null
}
