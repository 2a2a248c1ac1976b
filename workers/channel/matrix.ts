// Matrix: one event in a room, under the delivery's id, so that a repeat is no second message.
// https://spec.matrix.org/latest/client-server-api/#put_matrixclientv3roomsroomidsendeventtypetxnid
import { baseOf, type Card, cardOf, colours } from './card.ts'
import type { ChannelKind } from './channel.ts'
import { cut, entity, quoted } from './cut.ts'
import { heardJson, off, type Reading, refused, textIn, waitFor } from './heard.ts'

/** An event may have 65,536 bytes; a text stands in it twice. */
const linesCharsMax = 6_000
const headlineCharsMax = 1_000

export const matrix = {
  label: 'Matrix',
  help: 'A room, by an account of a homeserver that is a member of it. Not for encrypted rooms.',
  audience: 'person',
  pace: { burst: 10, perMinute: 12 },
  fields: [
    {
      name: 'room',
      label: 'Room',
      help: 'The internal id of the room (its settings, Advanced), not its name.',
      kind: 'text',
      required: true,
      placeholder: '!abcdef:example.org',
      maxChars: 255,
      refuse: (text) =>
        /^![^\s/]+$/.test(text)
          ? null
          : 'must be the internal id, which begins with an exclamation mark',
    },
    {
      name: 'server',
      label: 'Homeserver',
      help: 'Where the account lives.',
      kind: 'url',
      required: true,
      placeholder: 'https://matrix.example.org',
    },
    {
      name: 'token',
      label: 'Access token',
      help: 'Of the account that shall speak; best one made for eSonar alone.',
      kind: 'secret',
      required: true,
    },
  ],
  nameOf: ({ room }) => `Matrix ${room}`,
  request: (message, { server, room, token }, ticket) => ({
    method: 'PUT',
    url: `${baseOf(server!)}/_matrix/client/v3/rooms/${encodeURIComponent(room!)}/send/m.room.message/${encodeURIComponent(ticket.id)}`,
    headers: [
      ['content-type', 'application/json'],
      ['authorization', `Bearer ${token}`],
    ],
    body: JSON.stringify(contentOf(cardOf(message))),
  }),
  answer: (outcome) => heardJson(outcome, meaning),
} satisfies ChannelKind

/** `m.notice` disturbs nobody. */
function contentOf(card: Card) {
  const { word, headline, lines, target, links } = card
  const head = cut(headline, headlineCharsMax)
  const plain = [
    `${word}: ${head}`,
    cut(lines.join('\n'), linesCharsMax),
    target ?? '',
    ...links.map(({ label, url }) => `${label}: ${url}`),
  ]
  const html = [
    `<b><font color="${colours[card.tone]}">${word}</font>: ${quoted(head)}</b>`,
    cut(lines.join('\n'), linesCharsMax, { escape: broken }),
    target ? quoted(target) : '',
    links.map(({ label, url }) => `<a href="${quoted(url)}">${label}</a>`).join(' · '),
  ]
  const isThere = (one: string) => one !== ''
  return {
    msgtype: card.isQuiet ? 'm.notice' : 'm.text',
    body: plain.filter(isThere).join('\n'),
    format: 'org.matrix.custom.html',
    formatted_body: html.filter(isThere).join('<br>'),
  }
}

const broken = (char: string) => (char === '\n' ? '<br>' : entity(char))

function meaning(body: Record<string, unknown>, status: number): Reading {
  if (status < 400) return null
  switch (textIn(body, 'errcode')) {
    case 'm_limit_exceeded':
      return waitFor(typeof body.retry_after_ms === 'number' ? body.retry_after_ms / 1_000 : null)
    case 'm_unknown_token':
    case 'm_missing_token':
    case 'm_user_deactivated':
      return off('bad_key')
    case 'm_forbidden':
    case 'm_guest_access_forbidden':
      return off('turned_away')
    case 'm_not_found':
      return off('no_recipient')
    case 'm_too_large':
    case 'm_bad_json':
      return refused
    default:
      return null
  }
}
