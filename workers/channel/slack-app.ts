// Slack by an app's token: what happens to an incident is answered to its first message, in one thread.
// https://docs.slack.dev/reference/methods/chat.postMessage
import { baseOf, cardOf, mentionField, serverField } from './card.ts'
import type { ChannelKind } from './channel.ts'
import { heardJson, off, type Reading, refused, textIn } from './heard.ts'
import { postJson } from './post.ts'
import { slackBody } from './slack.ts'

export const slackApp = {
  label: 'Slack app',
  help: 'A Slack channel, by the bot token of an app of yours that is a member of it; one thread an incident.',
  audience: 'person',
  pace: { burst: 5, perMinute: 60 },
  fields: [
    {
      name: 'conversation',
      label: 'Channel',
      help: 'The id of the channel (at the end of its details), not its name.',
      kind: 'text',
      required: true,
      placeholder: 'C0123456789',
      maxChars: 30,
      refuse: (text) =>
        /^[CGD][A-Z0-9]{6,}$/.test(text) ? null : 'must be the id of a channel, like C0123456789',
    },
    {
      name: 'token',
      label: 'Bot token',
      help: 'xoxb-…, with the scope chat:write. The app must be in the channel.',
      kind: 'secret',
      required: true,
      refuse: (text) =>
        /^xoxb-\S+$/.test(text) ? null : 'must be a bot token, which begins xoxb-',
    },
    mentionField(['here', 'channel']),
    serverField('https://slack.com/api', 'Another address than that of Slack’s Web API.'),
  ],
  nameOf: ({ conversation }) => `Slack ${conversation}`,
  request: (message, { server, token, conversation, mention }, { first }) => {
    const card = cardOf(message)
    const thread = first ? { thread_ts: first, reply_broadcast: !card.isQuiet } : {}
    return postJson(
      `${baseOf(server!)}/chat.postMessage`,
      { channel: conversation, ...slackBody(card, mention), ...thread },
      [['authorization', `Bearer ${token}`]],
    )
  },
  answer: (outcome) => heardJson(outcome, meaning),
  nameIn: ({ ok, ts }) => (ok === true && typeof ts === 'string' ? ts : null),
} satisfies ChannelKind

/** Slack answers 200 with `ok: false`. */
function meaning(body: Record<string, unknown>): Reading {
  if (body.ok !== false) return null
  switch (textIn(body, 'error')) {
    case 'invalid_auth':
    case 'not_authed':
    case 'token_revoked':
    case 'token_expired':
    case 'account_inactive':
      return off('bad_key')
    case 'channel_not_found':
    case 'is_archived':
      return off('no_recipient')
    case 'not_in_channel':
    case 'missing_scope':
    case 'restricted_action':
      return off('turned_away')
    case 'msg_too_long':
    case 'msg_blocks_too_long':
    case 'invalid_blocks':
    case 'no_text':
      return refused
    default:
      return { answer: 'retry' }
  }
}
