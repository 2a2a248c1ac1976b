// The channels there are, by type, and the steps every delivery takes through one: make the
// request, read the answer. A new channel is one file and one line here.
import { z } from 'zod'
import type { Channel } from '../domain/config.ts'
import type { Attempt, Delivery } from '../domain/delivery.ts'
import type { Level } from '../domain/incident.ts'
import { readMessage } from '../domain/message.ts'
import type { OutgoingRequest, SendOutcome } from '../ports.ts'
import { type Carriers, noCarriers } from './carrier.ts'
import type { ChannelField, ChannelKind, Exchanged, Heard, Send } from './channel.ts'
import { discord } from './discord.ts'
import { email } from './email.ts'
import { googleChat } from './google-chat.ts'
import { objectOf } from './heard.ts'
import { inputOf, isAddress, isSealed, settingsOf } from './input.ts'
import { matrix } from './matrix.ts'
import { mattermost } from './mattermost.ts'
import { ntfy } from './ntfy.ts'
import { pagerduty } from './pagerduty.ts'
import { pushover } from './pushover.ts'
import { signed } from './sign.ts'
import { slack } from './slack.ts'
import { slackApp } from './slack-app.ts'
import { sms } from './sms.ts'
import { teams } from './teams.ts'
import { telegram } from './telegram.ts'
import { template } from './template.ts'
import { voice } from './voice.ts'
import { webhook } from './webhook.ts'

export const channels = {
  webhook,
  template,
  slack,
  slackApp,
  discord,
  teams,
  googleChat,
  mattermost,
  telegram,
  matrix,
  ntfy,
  pushover,
  pagerduty,
  sms,
  voice,
  email,
} satisfies Record<string, ChannelKind>
export type ChannelType = keyof typeof channels

const kinds: Readonly<Record<string, ChannelKind>> = channels

/** The kind of a type; throws on one that this version does not know. */
export function kindOf(type: string): ChannelKind {
  const kind = Object.hasOwn(kinds, type) ? kinds[type] : undefined
  if (!kind) throw new Error(`there is no channel of type ${type}`)
  return kind
}

export const channelTypes = Object.keys(channels) as ChannelType[]

const inputs = channelTypes.map((type) => inputOf(type, kinds[type]!))

/** What the API takes to make a channel of any type. */
export const channelInput = z.discriminatedUnion('type', inputs as [(typeof inputs)[number]])
export interface ChannelInput {
  type: string
  name?: string | undefined
  levels?: Level[] | undefined
  audience?: 'machine' | 'person' | undefined
  /** The fields of its kind. */
  [field: string]: unknown
}

export interface ChannelFacts {
  id: string
  workspace: string
  /** RFC 3339. */
  now: string
  /** 32 fresh random bytes, for a secret that was not given. */
  secretBytes: Uint8Array
}

/** A new channel from checked input. Its secrets are plain: show them once, then seal. */
export function makeChannel(input: ChannelInput, facts: ChannelFacts): Channel {
  const { id, workspace, now, secretBytes } = facts
  const kind = kindOf(input.type)
  const settings = settingsOf(kind, input, secretBytes)
  return {
    v: 1,
    id,
    workspace,
    version: 1,
    type: input.type,
    name: input.name ?? kind.nameOf(settings),
    ...(kind.confirms ? unverified : { enabled: true, disabledWhy: null }),
    levels: [...new Set(input.levels ?? kind.levels ?? (['critical', 'warning'] as const))],
    ...(input.audience ? { audience: input.audience } : {}),
    settings,
    createdAt: now,
    updatedAt: now,
  }
}

/** Whether it sends by the installation's account and counts against the month's allowance. */
export function usesInstallation({ type, settings }: Channel): boolean {
  return (type === 'sms' || type === 'voice') && !settings.accountSid
}

/** A person's address that no code has proven yet: nothing is told there. */
export const unverified = { enabled: false, disabledWhy: 'unverified', verifiedAt: null } as const

/** Whether nothing but a code may be sent there yet. */
export function isUnverified({ type, verifiedAt }: Channel): boolean {
  return Boolean(kindOf(type).confirms) && !verifiedAt
}

/** The channel with each of its secrets changed: `mapSecrets(channel, vault.seal)`. */
export async function mapSecrets(
  channel: Channel,
  change: (secret: string) => Promise<string>,
): Promise<Channel> {
  const settings = { ...channel.settings }
  for (const field of kindOf(channel.type).fields) {
    const secret = settings[field.name]
    if (isSealed(field) && secret !== undefined) settings[field.name] = await change(secret)
  }
  return { ...channel, settings }
}

/** Secrets that are shown once, right after the channel was made, by their labels. */
export function shownOnce({ type, settings }: Channel): { field: ChannelField; secret: string }[] {
  return kindOf(type).fields.flatMap((field) => {
    const secret = field.shownOnce ? settings[field.name] : undefined
    return secret ? [{ field, secret }] : []
  })
}

/** Where it leads, as it may be shown: the first address or text that is no secret. */
export function addressOf({ type, settings }: Channel): string {
  const isShown = ({ kind }: ChannelField) => kind === 'text' || kind === 'url'
  const field = kindOf(type).fields.find((one) => isShown(one) && settings[one.name])
  return field ? settings[field.name]! : ''
}

/** What an attempt is made with. */
export interface Means {
  open(sealed: string): Promise<string>
  send: Send
  carriers?: Carriers | undefined
  now: number
  /** No receipts are wanted. */
  isUnseen?: boolean
  /** What carriers call other deliveries. */
  others?: ReadonlySet<string>
  /** What the receiver calls the first message about its incident. */
  first?: string | undefined
}

/** The attempt that was just leased: one request and its answer, or the kind's own dialogue.
 *  Throws when a secret cannot be opened or the payload is not a message: the caller answers with
 *  `brokenAttempt`. */
export async function exchange(
  delivery: Delivery,
  channel: Channel,
  means: Means,
): Promise<Exchanged> {
  const opened = await mapSecrets(channel, means.open)
  const kind = kindOf(channel.type)
  const { now, carriers = noCarriers, isUnseen = false, others, first } = means
  if (!kind.exchange) {
    const outcome = await means.send(await requestFrom(delivery, opened, now, first))
    const heard = hear(channel, outcome, secretsIn(opened))
    const sid = heard.answer === 'ok' ? nameIn(kind, outcome) : null
    return { outcome, heard, ...(sid ? { sid } : {}) }
  }
  const send: Send = async (request) => hushed(await means.send(request), secretsIn(opened))
  const { settings } = opened
  const errand = { ...errandOf(delivery, now), settings, carriers, isUnseen, send }
  return kind.exchange({ ...errand, ...(others ? { others } : {}) })
}

/** The one request of a channel that speaks in one, signed. Throws as `exchange` does. */
export async function requestOf(
  delivery: Delivery,
  channel: Channel,
  open: (sealed: string) => Promise<string>,
  now: number,
): Promise<OutgoingRequest> {
  return requestFrom(delivery, await mapSecrets(channel, open), now)
}

/** The same from a channel whose secrets are open. */
export async function requestFrom(
  delivery: Delivery,
  opened: Channel,
  now: number,
  first?: string,
): Promise<OutgoingRequest> {
  const kind = kindOf(opened.type)
  if (!kind.request) throw new Error(`a channel of type ${opened.type} speaks by exchange`)
  const { message, ticket } = errandOf(delivery, now)
  const named = first ? { ...ticket, first } : ticket
  return signed(kind.request(message, opened.settings, named), ticket)
}

function nameIn(kind: ChannelKind, outcome: SendOutcome): string | null {
  if (!kind.nameIn || outcome.kind === 'fault') return null
  return kind.nameIn(objectOf(outcome.body))
}

function errandOf(delivery: Delivery, now: number) {
  const message = readMessage(delivery.payload)
  if (!message) throw new Error(`delivery ${delivery.id} carries no message`)
  const attempt = Math.max(1, delivery.begun)
  const { id, attempts, createdAt, carrierId } = delivery
  // An attempt that was lost with its shard left no line.
  const isWhole = attempts.length >= attempt - 1
  const ticket = {
    id,
    timestampSeconds: Math.floor(now / 1000),
    attempt,
    sinceMs: (isWhole ? attempts[0]?.at : undefined) ?? createdAt,
    ...(carrierId ? { carrierId } : {}),
  }
  return { message, ticket }
}

/** Channels that a person reads. */
export function peopleOf(all: readonly Channel[]): Set<string> {
  const read = all.filter((one) => (one.audience ?? kindOf(one.type).audience) === 'person')
  return new Set(read.map((one) => one.id))
}

/** What must not appear in the log of a channel: its open secrets, and of an address that is one
 *  also what follows the host. */
export function secretsIn({ type, settings }: Channel): string[] {
  return kindOf(type).fields.flatMap((field) => {
    const secret = settings[field.name]
    if (!isSealed(field) || !secret) return []
    if (!isAddress(field)) return [secret]
    const { pathname, search } = new URL(secret)
    return [secret, pathname, search].filter((one) => one.length > 4)
  })
}

/** What a channel that speaks in one request makes of the outcome; nothing that repeats a secret is
 *  kept of it. */
export function hear(
  channel: Pick<Channel, 'type'>,
  outcome: SendOutcome,
  secrets: readonly string[] = [],
): Heard {
  const { answer } = kindOf(channel.type)
  if (!answer) throw new Error(`a channel of type ${channel.type} speaks by exchange`)
  return answer(hushed(outcome, secrets))
}

function hushed(outcome: SendOutcome, secrets: readonly string[]): SendOutcome {
  if (outcome.kind === 'fault') return outcome
  const body = secrets.reduce((text, one) => text.replaceAll(one, '[secret]'), outcome.body)
  return { ...outcome, body }
}

/** The line of the delivery's log; feed it to `after`. */
export function attemptOf(heard: Heard, outcome: SendOutcome, at: number): Attempt {
  const { answer, said, retryAfterSeconds } = heard
  return {
    at,
    ms: outcome.ms,
    status: outcome.kind === 'answered' ? outcome.status : null,
    answer,
    said,
    ...(retryAfterSeconds === null ? {} : { retryAfterSeconds }),
  }
}

/** An attempt for which no request could be made: our fault, so it is tried again. */
export function brokenAttempt(at: number): Attempt {
  return { at, ms: 0, status: null, answer: 'retry', said: 'the request could not be made' }
}

export type { Heard } from './channel.ts'
