// Every chat and push channel against a server that judges as its provider does: each message is
// taken, however long and odd its names; each refusal is understood; and what is sent is a golden
// file to be read as somebody woken at three would. `UPDATE=1` rewrites them.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { hear, kindOf, requestOf, secretsIn } from '../../workers/channel/index.ts'
import type { Channel } from '../../workers/domain/config.ts'
import type { Delivery } from '../../workers/domain/delivery.ts'
import type { Message } from '../../workers/domain/message.ts'
import type { OutgoingRequest } from '../../workers/ports.ts'
import { makeSender } from '../../workers/send.ts'
import { type ProviderName, providers, startProviders } from '../fakes/provider.ts'
import { nastyMessage, scenes } from '../fakes/scenes.ts'
import { channelOf, openedAt } from '../fakes/telling.ts'

const server = await startProviders()
afterAll(() => server.close())
beforeEach(() => {
  server.asked.length = 0
})

const sender = makeSender({
  aboutUrl: 'https://esonar.example/about',
  refuse: () => null,
  resolve: null,
})
const plain = async (text: string) => text
const names = Object.keys(providers) as ProviderName[]
const folder = new URL('../golden/channels/', import.meta.url)

const channelTo = (name: ProviderName): Channel =>
  channelOf('night', { type: name, settings: server.settings(name) })

function requestFor(channel: Channel, message: Message): Promise<OutgoingRequest> {
  const facts = { id: 'dlv_acme00000001_17', begun: 1, attempts: [], createdAt: openedAt }
  const delivery = { ...facts, payload: message } as unknown as Delivery
  return requestOf(delivery, channel, plain, openedAt)
}

async function sent(channel: Channel, message: Message) {
  const outcome = await sender.send(await requestFor(channel, message))
  return hear(channel, outcome, secretsIn(channel))
}

describe.each(names)('%s', (name) => {
  it.each(Object.entries(scenes))('takes the message: %s', async (_scene, message) => {
    expect(await sent(channelTo(name), message)).toMatchObject({ answer: 'ok', disable: null })
  })

  it.each(['opened', 'resolved'] as const)(
    'takes names of any length and kind: %s',
    async (event) => {
      const type = event === 'resolved' ? 'incident.resolved' : 'incident.opened'
      const heard = await sent(channelTo(name), { ...nastyMessage, event, type } as Message)
      expect(heard).toMatchObject({ answer: 'ok', disable: null })
    },
  )

  it.each(Object.entries(providers[name].moods))('understands: %s', async (_mood, mood) => {
    server.next(mood.reply)
    const heard = await sent(channelTo(name), scenes.opened)
    expect(heard).toMatchObject({ disable: null, retryAfterSeconds: null, ...mood.means })
    expect(heard.moved).toEqual(mood.means.moved)
  })

  it('keeps nothing of its secrets in the log, whatever comes back', async () => {
    const channel = channelTo(name)
    const secrets = secretsIn(channel)
    server.next({ status: 500, body: `you sent ${secrets.join(' and ')}` })
    const { said } = await sent(channel, scenes.opened)
    for (const secret of secrets) expect(said).not.toContain(secret)
  })

  it('looks as it should', async () => {
    const channel = channelTo(name)
    const texts: string[] = []
    for (const [scene, message] of Object.entries(scenes)) {
      texts.push(`# ${scene}\n${printed(await requestFor(channel, message), channel)}`)
    }
    const file = new URL(`${name}.txt`, folder)
    const text = texts.join('\n\n')
    if (process.env.UPDATE) {
      mkdirSync(folder, { recursive: true })
      writeFileSync(file, `${text}\n`)
    }
    expect(`${text}\n`).toBe(readFileSync(file, 'utf8'))
  })
})

/** The request without the server's port. */
function printed({ method, url, headers, body }: OutgoingRequest, { type }: Channel): string {
  const isJson = headers.some(([, value]) => value === 'application/json')
  const shown = isJson
    ? JSON.stringify(JSON.parse(body), null, 2)
    : [...new URLSearchParams(body)].map(([name, value]) => `${name}: ${value}`).join('\n')
  const place = url.replace(/^http:\/\/127\.0\.0\.1:\d+/, 'https://provider')
  const lines = headers.map(([name, value]) => `${name}: ${value}`)
  return [kindOf(type).label, `${method} ${place}`, ...lines, shown].join('\n')
}

it.each([
  ['slack', /<!channel>/],
  ['discord', /"parse":\["everyone"\]/],
  ['googleChat', /<users\/all>/],
  ['mattermost', /@everyone/],
  ['telegram', /<users/],
] as [ProviderName, RegExp][])(
  '%s calls nobody that a name only looks like',
  async (name, call) => {
    const channel = channelTo(name)
    const { mention: _, ...settings } = channel.settings
    const { body } = await requestFor({ ...channel, settings }, nastyMessage)
    expect(body).not.toMatch(call)
  },
)

it.each([
  ['slack', '<!channel> '],
  ['discord', '"content":"@everyone"'],
  ['mattermost', '"text":"@here"'],
] as [ProviderName, string][])(
  '%s calls whom it was told to, at a critical alarm only',
  async (name, call) => {
    const channel = channelTo(name)
    expect((await requestFor(channel, scenes.opened)).body).toContain(call)
    for (const scene of ['resolved', 'certificate', 'acknowledged', 'test'] as const) {
      expect((await requestFor(channel, scenes[scene])).body).not.toContain(call)
    }
  },
)

describe('the servers', () => {
  it.each([
    ['slack', { text: '' }],
    ['discord', { embeds: [{ title: 'x'.repeat(300), color: 1 }] }],
    ['telegram', { chat_id: '1', text: 'x'.repeat(4_097) }],
    ['ntfy', { topic: 'sEcReT_topic', message: 'x'.repeat(5_000), actions: [] }],
    ['pagerduty', { routing_key: 'other' }],
  ] as [ProviderName, object][])('of %s refuses what its provider would', (name, body) => {
    const url = new URL(server.settings(name).url ?? `${server.settings(name).server}`)
    const own = url.pathname.replace(`/${name}`, '')
    const paths: Partial<Record<ProviderName, string>> = {
      telegram: `/bot${server.settings('telegram').token}/sendMessage`,
      pagerduty: '/v2/enqueue',
      ntfy: '/',
    }
    const reply = providers[name].judge({
      method: 'POST',
      path: paths[name] ?? own,
      headers: {
        'content-type': 'application/json',
        authorization: 'Bearer tk_sEcReTsEcReT',
      },
      body: JSON.stringify(body),
    })
    expect(reply.status).toBeGreaterThanOrEqual(400)
  })
})
