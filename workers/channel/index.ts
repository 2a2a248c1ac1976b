// The channels there are, by type, and the steps every delivery takes through one: make the
// request, read the answer. A new channel is one file and one line here.
import { z } from 'zod'
import type { Channel } from '../domain/config.ts'
import type { Attempt, Delivery } from '../domain/delivery.ts'
import type { Level } from '../domain/incident.ts'
import { readMessage } from '../domain/message.ts'
import type { OutgoingRequest, SendOutcome } from '../ports.ts'
import type { ChannelField, ChannelKind, Heard } from './channel.ts'
import { inputOf, settingsOf } from './input.ts'
import { signed } from './sign.ts'
import { webhook } from './webhook.ts'

export const channels = { webhook } satisfies Record<string, ChannelKind>
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
    enabled: true,
    disabledWhy: null,
    levels: [...new Set(input.levels ?? kind.levels ?? (['critical', 'warning'] as const))],
    ...(input.audience ? { audience: input.audience } : {}),
    settings,
    createdAt: now,
    updatedAt: now,
  }
}

/** The channel with each of its secrets changed: `mapSecrets(channel, vault.seal)`. */
export async function mapSecrets(
  channel: Channel,
  change: (secret: string) => Promise<string>,
): Promise<Channel> {
  const settings = { ...channel.settings }
  for (const { name, kind } of kindOf(channel.type).fields) {
    const secret = settings[name]
    if (kind === 'secret' && secret !== undefined) settings[name] = await change(secret)
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
  const field = kindOf(type).fields.find((one) => one.kind !== 'secret' && settings[one.name])
  return field ? settings[field.name]! : ''
}

/** The request of the attempt that was just leased, signed. Throws when a secret cannot be
 *  opened or the payload is not a message: the caller answers with `brokenAttempt`. */
export async function requestOf(
  delivery: Delivery,
  channel: Channel,
  open: (sealed: string) => Promise<string>,
  now: number,
): Promise<OutgoingRequest> {
  const message = readMessage(delivery.payload)
  if (!message) throw new Error(`delivery ${delivery.id} carries no message`)
  const opened = await mapSecrets(channel, open)
  const ticket = {
    id: delivery.id,
    timestampSeconds: Math.floor(now / 1000),
    attempt: Math.max(1, delivery.begun),
  }
  return signed(kindOf(channel.type).request(message, opened.settings, ticket), ticket)
}

/** Channels that a person reads. */
export function peopleOf(all: readonly Channel[]): Set<string> {
  const read = all.filter((one) => (one.audience ?? kindOf(one.type).audience) === 'person')
  return new Set(read.map((one) => one.id))
}

/** What the channel makes of the outcome. */
export function hear(channel: Pick<Channel, 'type'>, outcome: SendOutcome): Heard {
  return kindOf(channel.type).answer(outcome)
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
