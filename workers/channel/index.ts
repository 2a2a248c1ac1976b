// The channels there are, by type, and the steps every delivery takes through one: make the
// request, read the answer. A new channel is one file and one line here.
import { z } from 'zod'
import type { Channel } from '../domain/config.ts'
import type { Attempt, Delivery } from '../domain/delivery.ts'
import { readMessage } from '../domain/message.ts'
import type { OutgoingRequest, SendOutcome } from '../ports.ts'
import type { AnyChannelKind, ChannelFacts, Heard } from './channel.ts'
import { signed } from './sign.ts'
import { webhook, webhookInput } from './webhook.ts'

export const channels = { webhook } satisfies Record<Channel['type'], AnyChannelKind>
export type ChannelType = keyof typeof channels

/** What the API takes to make a channel of any type. */
export const channelInput = z.discriminatedUnion('type', [webhookInput])
export type ChannelInput = z.output<typeof channelInput>

/** A new channel from checked input. Its secrets are plain: show them once, then seal. */
export function makeChannel(input: ChannelInput, facts: ChannelFacts): Channel {
  return channels[input.type].make(input, facts)
}

/** The channel with each of its secrets changed: `mapSecrets(channel, vault.seal)`. */
export function mapSecrets(
  channel: Channel,
  change: (secret: string) => Promise<string>,
): Promise<Channel> {
  return channels[channel.type].mapSecrets(channel, change)
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
  return signed(channels[channel.type].request(message, opened, ticket), ticket)
}

/** Channels that a person reads. */
export function peopleOf(all: readonly Channel[]): Set<string> {
  const read = all.filter((one) => (one.audience ?? channels[one.type].audience) === 'person')
  return new Set(read.map((one) => one.id))
}

/** What the channel makes of the outcome. */
export function hear(channel: Pick<Channel, 'type'>, outcome: SendOutcome): Heard {
  return channels[channel.type].answer(outcome)
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
