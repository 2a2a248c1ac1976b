// Telegram by a bot: one message in HTML. `server` may be one's own Bot API server.
// https://core.telegram.org/bots/api#sendmessage
import { baseOf, type Card, cardOf, serverField } from './card.ts'
import type { ChannelKind } from './channel.ts'
import { cut, entity, quoted } from './cut.ts'
import { heardJson, off, type Reading, textIn, waitFor, within } from './heard.ts'
import { postJson } from './post.ts'

/** 4,096 after the tags are taken out; the rest is for the headline's frame and the links. */
const linesCharsMax = 2_600
const headlineCharsMax = 900
const targetCharsMax = 400

export const telegram = {
  label: 'Telegram',
  help: 'A chat, group or channel, by a bot of yours (made with @BotFather).',
  audience: 'person',
  pace: { burst: 5, perMinute: 20 },
  fields: [
    {
      name: 'chat',
      label: 'Chat',
      help: 'The id of the chat (a number, negative for groups), or @name of a public channel.',
      kind: 'text',
      required: true,
      placeholder: '-1001234567890',
      maxChars: 100,
      refuse: (text) =>
        /^(-?\d+|@\w{4,})$/.test(text)
          ? null
          : 'must be a number or @name: ask @userinfobot for it',
    },
    {
      name: 'token',
      label: 'Bot token',
      help: 'As @BotFather gave it: a number, a colon, 35 characters. The bot must be in the chat.',
      kind: 'secret',
      required: true,
      refuse: (text) =>
        /^\d+:[\w-]{20,}$/.test(text) ? null : 'must be a number, a colon and the key, as given',
    },
    {
      name: 'topic',
      label: 'Topic',
      help: 'The number of a topic within a group that has topics; empty: none.',
      kind: 'text',
      maxChars: 20,
      refuse: (text) => (/^\d+$/.test(text) ? null : 'must be a number'),
    },
    serverField('https://api.telegram.org', 'Another Bot API server than Telegram’s own.'),
  ],
  nameOf: ({ chat }) => `Telegram ${chat}`,
  request: (message, { server, token, chat, topic }) =>
    postJson(`${baseOf(server!)}/bot${token}/sendMessage`, {
      chat_id: chat,
      ...(topic ? { message_thread_id: Number(topic) } : {}),
      text: htmlOf(cardOf(message)),
      parse_mode: 'HTML',
      disable_notification: message.level === 'info',
      link_preview_options: { is_disabled: true },
    }),
  answer: (outcome) => heardJson(outcome, meaning),
} satisfies ChannelKind

/** Links stand in the text: a button with an address of a private network would be refused. */
function htmlOf({ word, headline, lines, target, links }: Card): string {
  const text = (plain: string, most: number) => cut(plain, most, { escape: entity })
  return [
    `<b>${word}: ${text(headline, headlineCharsMax)}</b>`,
    text(lines.join('\n'), linesCharsMax),
    target ? text(target, targetCharsMax) : '',
    links.map(({ label, url }) => `<a href="${quoted(url)}">${label}</a>`).join(' · '),
  ]
    .filter((one) => one !== '')
    .join('\n')
}

function meaning(body: Record<string, unknown>, status: number): Reading {
  if (body.ok !== false) return null
  const said = textIn(body, 'description')
  const parameters = within(body, 'parameters')
  const chat = parameters.migrate_to_chat_id
  if (typeof chat === 'number' || typeof chat === 'string') {
    return { answer: 'retry', retryAfterSeconds: 1, moved: { chat: String(chat) } }
  }
  if (status === 429) return waitFor(parameters.retry_after)
  if (status === 401 || status === 404) return off('bad_key')
  if (status === 403 || /not enough rights|have no rights/.test(said)) return off('turned_away')
  return /chat not found|thread not found|chat_write_forbidden|peer_id_invalid/.test(said)
    ? off('no_recipient')
    : null
}
