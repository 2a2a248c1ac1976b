// Pushover: one push to a user or group. https://pushover.net/api
import type { Tone } from '../domain/words/keys.ts'
import { baseOf, cardOf, serverField } from './card.ts'
import type { ChannelKind } from './channel.ts'
import { cut } from './cut.ts'
import { heardJson, off, type Reading, refused } from './heard.ts'

const messageCharsMax = 1_024
const titleCharsMax = 250
const urlCharsMax = 512
/** Of an emergency: how often it rings, and for how long. */
const retrySeconds = 60
const expireSeconds = 3_600

const priorities: Record<Tone, number> = {
  critical: 1,
  warning: 0,
  resolved: 0,
  test: 0,
  acknowledged: -1,
  info: -1,
}

const key = (what: string) => (text: string) =>
  /^[A-Za-z0-9]{30}$/.test(text) ? null : `must be the 30 letters and digits of the ${what}`

export const pushover = {
  label: 'Pushover',
  help: 'A push to the phones of a Pushover user or group, by an application of yours.',
  audience: 'person',
  pace: { burst: 10, perMinute: 60 },
  fields: [
    {
      name: 'user',
      label: 'User or group key',
      help: '30 characters, shown at pushover.net when signed in.',
      kind: 'secret',
      required: true,
      refuse: key('user or group key'),
    },
    {
      name: 'token',
      label: 'Application token',
      help: '30 characters, of an application made at pushover.net/apps/build.',
      kind: 'secret',
      required: true,
      refuse: key('application token'),
    },
    {
      name: 'emergency',
      label: 'Critical alarms',
      help: 'high breaks quiet hours; emergency rings each minute for an hour until it is taken.',
      kind: 'select',
      options: ['high', 'emergency'],
      otherwise: () => 'high',
    },
    serverField('https://api.pushover.net', 'Another server that speaks Pushover’s protocol.'),
  ],
  nameOf: () => 'Pushover',
  request: (message, { user, token, emergency, server }) => {
    const card = cardOf(message)
    // There is room for one link: the page that acknowledges shows the incident, too.
    const link = card.links.at(-1)
    const lines = [...card.lines, ...(card.target ? [card.target] : [])]
    const isEmergency = card.isAlarm && emergency === 'emergency'
    const form = new URLSearchParams({
      token: token!,
      user: user!,
      title: cut(`${card.word}: ${card.headline}`, titleCharsMax),
      message: cut(lines.join('\n') || card.headline, messageCharsMax),
      priority: String(isEmergency ? 2 : priorities[card.tone]),
      timestamp: String(Math.floor(message.at / 1_000)),
      ...(link && link.url.length <= urlCharsMax ? { url: link.url, url_title: link.label } : {}),
      ...(isEmergency ? { retry: String(retrySeconds), expire: String(expireSeconds) } : {}),
    })
    return {
      method: 'POST',
      url: `${baseOf(server!)}/1/messages.json`,
      headers: [['content-type', 'application/x-www-form-urlencoded']],
      body: form.toString(),
    }
  },
  answer: (outcome) => heardJson(outcome, meaning),
} satisfies ChannelKind

/** "The same request shall not be sent again" (pushover.net/api#friendly); 429 is the month's end. */
function meaning(body: Record<string, unknown>, status: number): Reading {
  if (body.status !== 0 || status < 400 || status >= 500 || status === 429) return null
  if (body.token === 'invalid') return off('bad_key')
  if (body.user === 'invalid') return off('no_recipient')
  return refused
}
