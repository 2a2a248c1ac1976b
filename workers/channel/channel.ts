// What a channel's file must say: pure words and figures, no I/O. `send.ts` sends.
import type { z } from 'zod'
import type { Channel } from '../domain/config.ts'
import type { Attempt } from '../domain/delivery.ts'
import type { Message } from '../domain/message.ts'
import type { OutgoingRequest, SendOutcome } from '../ports.ts'

/** What differs between two attempts of one delivery. */
export interface Ticket {
  /** The delivery's id: the receiver's key against doubles. */
  id: string
  /** Of this attempt, Unix seconds. */
  timestampSeconds: number
  /** Counts from 1. */
  attempt: number
}

/** How the finished request is signed; done apart, because WebCrypto is asynchronous. */
export type Signing = { scheme: 'standard-webhooks'; secret: string } | null

export interface ChannelRequest extends OutgoingRequest {
  signing: Signing
}

/** What an answer means. `disable`: the receiver is gone for good, switch the channel off. */
export interface Heard {
  answer: Attempt['answer']
  disable: 'gone' | null
  retryAfterSeconds: number | null
  /** For the delivery's log: first characters, secrets stripped. */
  said: string
}

/** A field of a channel's form; the API's schema has the same names. */
export interface ChannelField {
  name: string
  label: string
  help: string
  kind: 'text' | 'url' | 'secret'
  required: boolean
}

export interface ChannelFacts {
  id: string
  workspace: string
  /** RFC 3339. */
  now: string
  /** 32 fresh random bytes, for a secret that was not given. */
  secretBytes: Uint8Array
}

export interface ChannelKind<Input extends z.ZodType = z.ZodType> {
  label: string
  help: string
  /** Who reads it: a person is told of many falls at once in one message, a machine of each. */
  audience: 'machine' | 'person'
  fields: ChannelField[]
  /** What the API takes to make one; unknown fields are refused. */
  input: Input
  /** A new channel with every default filled in, its secrets still plain. */
  make(input: z.output<Input>, facts: ChannelFacts): Channel
  /** The channel with each secret put through `change`: sealing, opening, hiding. */
  mapSecrets(channel: Channel, change: (secret: string) => Promise<string>): Promise<Channel>
  /** The request of one attempt. `channel` has its secrets open. */
  request(message: Message, channel: Channel, ticket: Ticket): ChannelRequest
  answer(outcome: SendOutcome): Heard
}

/** What every kind fulfils, whatever its input. */
export type AnyChannelKind = Omit<ChannelKind, 'make'> & {
  make(input: never, facts: ChannelFacts): Channel
}
