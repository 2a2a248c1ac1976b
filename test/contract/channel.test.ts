// One conformance suite that runs every channel there is through every kind of answer, over the
// real sender and a receiver on loopback.
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import type { Carriers } from '../../workers/channel/carrier.ts'
import { saidCharsMax } from '../../workers/channel/heard.ts'
import {
  attemptOf,
  type ChannelType,
  channelInput,
  exchange,
  hear,
  kindOf,
  makeChannel,
  mapSecrets,
  secretsIn,
} from '../../workers/channel/index.ts'
import { isSealed } from '../../workers/channel/input.ts'
import { isSecret, secretOf } from '../../workers/channel/sign.ts'
import { owed } from '../../workers/domain/alert.ts'
import type { Channel } from '../../workers/domain/config.ts'
import { type Delivery, lease, after as settled } from '../../workers/domain/delivery.ts'
import { testMessage } from '../../workers/domain/message.ts'
import type { OutgoingRequest } from '../../workers/ports.ts'
import { answerBytesMax, makeSender, retryAfterSeconds } from '../../workers/send.ts'
import { type Behaviour, startReceiver, verify } from '../fakes/receiver.ts'
import { channelOf, configOf, incidentOf, openedAt, secret } from '../fakes/telling.ts'

const receiver = await startReceiver({ secret })
afterAll(() => receiver.close())
beforeEach(() => {
  receiver.received.length = 0
})

const settings = { aboutUrl: 'https://esonar.example/about', refuse: () => null, resolve: null }
const sender = makeSender({ ...settings, deadlineMs: 10_000 })
const hasty = makeSender({ ...settings, deadlineMs: 150 })
const plain = async (text: string) => text

const carriers: Carriers = {
  twilio: null,
  mail: { kind: 'resend', key: secret, from: 'esonar@example.com', url: receiver.url },
  missing: { twilio: [], mail: [] },
  smsPerMonth: null,
  baseUrl: 'https://esonar.example',
}
const account = {
  accountSid: `AC${'0'.repeat(32)}`,
  authToken: secret,
  from: '+15005550006',
  server: receiver.url,
}
const phone = { to: '+15005550010', ...account }

const at = { url: receiver.url }
const server = `http://127.0.0.1:${receiver.port}`
const token = 'kEy0kEy0kEy0kEy0kEy0kEy0kEy0kE'

/** A channel of each type that leads to the receiver. */
const made = {
  webhook: channelOf('ops', { settings: { ...at, secret } }),
  template: channelOf('ops', {
    type: 'template',
    settings: { ...at, body: '{"text": "{{headline}}"}', contentType: 'application/json' },
  }),
  slack: channelOf('ops', { type: 'slack', settings: at }),
  slackApp: channelOf('ops', {
    type: 'slackApp',
    settings: { conversation: 'C0123456789', token: `xoxb-${token}`, server },
  }),
  discord: channelOf('ops', { type: 'discord', settings: at }),
  teams: channelOf('ops', { type: 'teams', settings: at }),
  googleChat: channelOf('ops', { type: 'googleChat', settings: at }),
  mattermost: channelOf('ops', { type: 'mattermost', settings: at }),
  telegram: channelOf('ops', { type: 'telegram', settings: { chat: '7', token, server } }),
  matrix: channelOf('ops', { type: 'matrix', settings: { room: '!a:b', token, server } }),
  ntfy: channelOf('ops', { type: 'ntfy', settings: { topic: 'a-topic', token, server } }),
  pushover: channelOf('ops', { type: 'pushover', settings: { user: token, token, server } }),
  pagerduty: channelOf('ops', { type: 'pagerduty', settings: { key: token, server } }),
  sms: channelOf('phone', { type: 'sms', settings: phone }),
  voice: channelOf('call', { type: 'voice', settings: phone }),
  email: channelOf('mail', { type: 'email', settings: { to: 'on@call.example' } }),
} satisfies Record<ChannelType, Channel>

/** Where a type differs: statuses after which the same is never sent again, and whether 410 means
 *  that its receiver is gone. */
const forGood: Partial<Record<ChannelType, number[]>> = {
  email: [400, 401, 403, 404, 405, 409, 418, 422, 425],
}
const outlives410: ChannelType[] = ['sms', 'voice', 'email']

function deliveryTo(channel: Channel): Delivery {
  const incident = incidentOf()
  const [one] = owed({
    checkName: 'checkout-api',
    checkTarget: 'https://checkout.example/health',
    baseUrl: 'https://esonar.example',
    incident,
    event: incident.events[0]!,
    config: configOf({ channels: [channel] }),
    now: openedAt,
    previousDeliveries: [],
  })
  return one!
}

/** Claims, sends and settles one attempt, as the shard does. */
async function attempt(channel: Channel, behaviour: Behaviour, by = sender) {
  receiver.answer(behaviour)
  const now = Date.now()
  const leased = lease(deliveryTo(channel), now, 30_000)
  const { outcome, heard } = await through(leased, channel, by, now)
  return { outcome, heard, delivery: settled(leased, attemptOf(heard, outcome, now), now, 0) }
}

function through(delivery: Delivery, channel: Channel, by = sender, now = Date.now()) {
  const send = (request: OutgoingRequest) => by.send(request)
  return exchange(delivery, channel, { open: plain, send, carriers, now })
}

const status = (code: number, more: object = {}): Behaviour => ({
  kind: 'status',
  status: code,
  ...more,
})

describe.each(Object.entries(made) as [ChannelType, Channel][])('%s', (type, channel) => {
  it.each([200, 201, 202, 204])('is sent by %i', async (code) => {
    const { delivery } = await attempt(channel, status(code))
    expect([delivery.state, delivery.attempts[0]?.status]).toEqual(['sent', code])
  })

  it.each([
    301, 302, 303, 307, 308, 304, 400, 401, 403, 404, 405, 408, 409, 418, 422, 425, 429, 500, 501,
    502, 503, 504, 520, 599,
  ])('is tried again after %i, and nothing is followed', async (code) => {
    const headers = { location: `${receiver.url}/elsewhere` }
    const { delivery, heard } = await attempt(channel, status(code, { headers }))
    const isForGood = forGood[type]?.includes(code) ?? false
    expect([delivery.state, heard.disable]).toEqual([isForGood ? 'dead' : 'pending', null])
    if (!isForGood) expect(delivery.dueAt).toBeGreaterThan(delivery.attempts[0]!.at)
    expect(receiver.received).toHaveLength(1)
  })

  it.each([413, 414, 431])(
    'is dead at once after %i: the same would never be taken',
    async (code) => {
      const { delivery, heard } = await attempt(channel, status(code))
      expect([delivery.state, delivery.why, heard.disable]).toEqual(['dead', 'permanent', null])
    },
  )

  it('is switched off by 410, where that speaks of its receiver', async () => {
    const { delivery, heard } = await attempt(channel, status(410))
    const lives = outlives410.includes(type)
    expect(heard.disable).toBe(lives ? null : 'gone')
    expect(delivery.state).toBe(lives && type !== 'email' ? 'pending' : 'dead')
  })

  it('comes back when the receiver asks it to', async () => {
    const { delivery } = await attempt(channel, status(429, { headers: { 'retry-after': '90' } }))
    expect(delivery.dueAt - delivery.attempts[0]!.at).toBe(90_000)
  })

  it.each<[string, Behaviour, string, string]>([
    ['never answers', { kind: 'hang' }, 'timeout', 'no answer in time'],
    ['hangs up', { kind: 'reset' }, 'network', 'connection failed or broke off'],
    ['does not speak HTTP', { kind: 'garbage' }, 'network', 'connection failed or broke off'],
  ])('is tried again when the receiver %s', async (_name, behaviour, fault, said) => {
    const by = behaviour.kind === 'hang' ? hasty : sender
    const { outcome, delivery } = await attempt(channel, behaviour, by)
    expect(outcome).toMatchObject({ kind: 'fault', fault })
    expect([delivery.state, delivery.attempts[0]?.said]).toEqual(['pending', said])
  })

  it.each<[string, Behaviour, number]>([
    ['200 and a body that never ends', { kind: 'hangBody', status: 200 }, 8],
    ['200 and a body cut off', { kind: 'cut', status: 200 }, 4],
    ['200 and endless bytes', { kind: 'endless', status: 200 }, answerBytesMax],
  ])('takes the status at its word: %s', async (_name, behaviour, bytes) => {
    const by = behaviour.kind === 'hangBody' ? hasty : sender
    const { outcome, delivery } = await attempt(channel, behaviour, by)
    expect(outcome.kind === 'answered' && outcome.body.length).toBe(bytes)
    expect(outcome.ms).toBeLessThan(10_000)
    expect(delivery.state).toBe('sent')
  })

  it('is tried again when nobody listens', async () => {
    const gone = await startReceiver()
    await gone.close()
    const lost = { send: (one: OutgoingRequest) => sender.send({ ...one, url: gone.url }) }
    const { outcome, heard } = await through(deliveryTo(channel), channel, lost)
    expect(outcome).toMatchObject({ kind: 'fault', fault: 'refused' })
    expect(heard.answer).toBe('retry')
  })

  it('keeps its id and body over attempts, and nothing secret in its log', async () => {
    const own = secretsIn(channel)
    const echo = `"echo":"${secret}","own":"${own.join(' ')}"`
    const body = `{"error":"no",${echo},"auth":"Bearer abcdefghijkl"}\u0000\n${'x'.repeat(900)}`
    const first = await attempt(channel, status(500, { body }))
    receiver.answer(status(204))
    const again = lease(first.delivery, first.delivery.dueAt, 30_000)
    // What a carrier is asked first: whether the one before was taken after all.
    const none = status(200, { body: '{"messages":[],"calls":[],"page":0}' })
    receiver.answer(status(204), ...(['sms', 'voice'].includes(type) ? [none] : []))
    await through(again, channel)
    const [one, ...later] = receiver.received
    expect(later.at(-1)?.body).toBe(one?.body)
    expect(later.filter((other) => other.method !== 'GET')).toHaveLength(1)
    const said = first.delivery.attempts[0]!.said
    expect(said).toContain('"error":"no"')
    expect(said).not.toMatch(/whsec_M|abcdefghijkl|kEy0|a-topic|\/hook|\p{Cc}/u)
    expect(own.length > 0).toBe(kindOf(type).fields.some(isSealed))
    expect(said.length).toBeLessThanOrEqual(saidCharsMax)
  })

  it('makes a request of a test message, too', async () => {
    const payload = testMessage(channel.name, 'Acme', openedAt)
    const test = { ...deliveryTo(channel), incident: null, event: 'test' as const, payload }
    receiver.answer(status(204))
    expect((await through(test, channel)).heard.answer).toBe('ok')
  })

  it('refuses a payload that is no message, and a secret that does not open', async () => {
    const broken = { ...deliveryTo(channel), payload: { hello: 1 } }
    await expect(through(broken, channel)).rejects.toThrow('carries no message')
    const shut = () => Promise.reject(new Error('tampered'))
    const means = { open: shut, send: sender.send, carriers, now: 0 }
    const hasSecret = Object.keys(channel.settings).some((name) =>
      kindOf(type).fields.some((field) => field.name === name && isSealed(field)),
    )
    const tried = exchange(deliveryTo(channel), channel, means)
    if (hasSecret) await expect(tried).rejects.toThrow('tampered')
    else await tried
  })

  it('maps each of its secrets, and shows none after that', async () => {
    const hidden = JSON.stringify(await mapSecrets(channel, async () => '•'))
    for (const one of secretsIn(channel)) expect(hidden).not.toContain(one)
    expect(kindOf(channel.type).fields.every((field) => field.help !== '')).toBe(true)
  })
})

describe('the webhook', () => {
  it('is signed as Standard Webhooks says, anew at each attempt', async () => {
    await attempt(made.webhook, status(200))
    const [one] = receiver.received
    expect(one).toMatchObject({ method: 'POST', path: '/hook', verified: true })
    expect(one?.id).toBe(deliveryTo(made.webhook).id)
    expect(one?.id).not.toContain('.')
    expect(one?.headers).toMatchObject({
      'content-type': 'application/json',
      'user-agent': 'eSonar/1.0 (+https://esonar.example/about)',
      'esonar-attempt': '1',
    })
    expect(one?.json?.type).toBe('incident.opened')
    const seconds = Date.now() / 1000
    expect(verify(secret, one!.headers, `${one?.body} `, seconds)).toBe(false)
    expect(verify(secretOf(new Uint8Array(32)), one!.headers, one!.body, seconds)).toBe(false)
  })

  it('signs the example of the specification the same way', async () => {
    const { signatureOf } = await import('../../workers/channel/sign.ts')
    const ticket = { id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', timestampSeconds: 1_614_265_330 }
    expect(
      await signatureOf('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', ticket, '{"test": 2432232314}'),
    ).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=')
  })

  const facts = {
    id: 'chn_acme_1',
    workspace: 'acme',
    now: '2026-11-24T00:00:00.000Z',
    secretBytes: new Uint8Array(32).fill(9),
  }

  it('is made from its address alone', () => {
    const input = channelInput.parse({ type: 'webhook', url: 'https://a.example:8443/x' })
    const channel = makeChannel(input, facts)
    expect(channel).toMatchObject({ name: 'a.example:8443', levels: ['critical', 'warning'] })
    expect(isSecret(channel.settings.secret!)).toBe(true)
  })

  it.each([
    [{ url: 'ftp://a.example' }],
    [{ url: 'nonsense' }],
    [{ url: 'https://user:pass@a.example' }],
    [{ url: `https://a.example/${'x'.repeat(2000)}` }],
    [{ url: 'https://a.example', secret: 'whsec_short' }],
    [{ url: 'https://a.example', levels: [] }],
    [{ url: 'https://a.example', levels: ['loud'] }],
    [{ url: 'https://a.example', colour: 'red' }],
    [{}],
  ])('is refused with %j', (input) => {
    expect(channelInput.safeParse({ type: 'webhook', ...input }).success).toBe(false)
  })
})

describe('the sender', () => {
  const request = { method: 'POST', url: receiver.url, headers: [], body: '{}' } as {
    method: string
    url: string
    headers: [string, string][]
    body: string
  }
  const guarded = (resolve: ((host: string) => Promise<string[]>) | null) =>
    makeSender({
      ...settings,
      deadlineMs: 150,
      refuse: (host, port) => (host.startsWith('10.') || port === 5432 ? 'private' : null),
      resolve,
    })

  it.each([
    ['a private address', 'http://10.0.0.1/', null],
    ['a port of ours', 'http://127.0.0.1:5432/', null],
    ['another scheme', 'file:///etc/passwd', null],
    ['no address at all', 'http://', null],
    ['a name of which one address is private', 'http://a.example/', ['192.0.2.1', '10.0.0.9']],
  ])('does not call %s', async (_name, url, addresses) => {
    const resolve = addresses === null ? null : async () => addresses
    const outcome = await guarded(resolve).send({ ...request, url })
    expect(outcome).toMatchObject({ kind: 'fault', fault: 'blocked_target' })
    expect(hear(made.webhook, outcome)).toMatchObject({ answer: 'permanent', disable: null })
  })

  it.each([
    ['fails', () => Promise.reject(new Error('resolver away')), 'network'],
    ['knows no address', async () => [], 'network'],
    ['never answers', () => new Promise<string[]>(() => undefined), 'timeout'],
  ])('tries again later when the resolver %s', async (_name, resolve, fault) => {
    const outcome = await guarded(resolve).send({ ...request, url: 'http://a.example/' })
    expect(outcome).toMatchObject({ kind: 'fault', fault })
  })

  it.each([
    ['120', 120],
    ['0', 0],
    ['Tue, 24 Nov 2026 02:58:30 GMT', 5],
    ['Mon, 23 Nov 2026 02:58:30 GMT', 0],
    ['soon', null],
    [null, null],
  ])('reads Retry-After: %s', (header, seconds) => {
    expect(retryAfterSeconds(header, openedAt)).toBe(seconds)
  })
})
