// ntfy: one push to a topic, at ntfy.sh or one's own server. Whoever knows a topic may read it, so
// it is a secret. https://docs.ntfy.sh/publish/#publish-as-json
import type { Tone } from '../domain/words/keys.ts'
import { baseOf, cardOf, serverField } from './card.ts'
import type { ChannelKind } from './channel.ts'
import { bytesOf, cut } from './cut.ts'
import { heardJson, off, type Reading, refused } from './heard.ts'
import { postJson } from './post.ts'

/** A longer message becomes a file, or is refused. */
const messageBytesMax = 4_000
const titleBytesMax = 250

const priorities: Record<Tone, number> = {
  critical: 5,
  warning: 4,
  resolved: 3,
  test: 3,
  acknowledged: 2,
  info: 2,
}
const tags: Record<Tone, string> = {
  critical: 'red_circle',
  warning: 'yellow_circle',
  resolved: 'green_circle',
  test: 'white_circle',
  acknowledged: 'white_circle',
  info: 'large_blue_circle',
}

export const ntfy = {
  label: 'ntfy',
  help: 'A push to phones and browsers that follow a topic, at ntfy.sh or your own server.',
  audience: 'person',
  pace: { burst: 30, perMinute: 12 },
  fields: [
    {
      name: 'topic',
      label: 'Topic',
      help: 'Whoever knows it can read along: choose one that nobody guesses. It is kept secret.',
      kind: 'secret',
      required: true,
      maxChars: 64,
      refuse: (text) =>
        /^[-_A-Za-z0-9]{1,64}$/.test(text) ? null : 'must be letters, digits, _ and -; 64 at most',
    },
    serverField('https://ntfy.sh', 'Your own ntfy server, if it is not ntfy.sh.'),
    {
      name: 'token',
      label: 'Access token',
      help: 'tk_…, where the topic is protected; empty: none.',
      kind: 'secret',
    },
  ],
  nameOf: ({ server }) => `ntfy at ${new URL(server!).host}`,
  request: (message, { server, topic, token }) => {
    const card = cardOf(message)
    const lines = [card.headline, ...card.lines, ...(card.target ? [card.target] : [])]
    const [first] = card.links
    const body = {
      topic,
      title: cut(`${card.word}: ${card.headline}`, titleBytesMax, { size: bytesOf }),
      message: cut(lines.slice(lines.length > 1 ? 1 : 0).join('\n'), messageBytesMax, {
        size: bytesOf,
      }),
      priority: priorities[card.tone],
      tags: [tags[card.tone]],
      ...(first ? { click: first.url } : {}),
      actions: card.links.map(({ label, url }) => ({ action: 'view', label, url })),
    }
    const bearer: [string, string][] = token ? [['authorization', `Bearer ${token}`]] : []
    return postJson(`${baseOf(server!)}/`, body, bearer)
  },
  answer: (outcome) => heardJson(outcome, meaning),
} satisfies ChannelKind

/** ntfy's codes are its status and two digits more. */
function meaning({ code }: Record<string, unknown>, status: number): Reading {
  if (typeof code !== 'number') return null
  if (status === 401) return off('bad_key')
  if (status === 403) return off('turned_away')
  return status === 400 ? refused : null
}
