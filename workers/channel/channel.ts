// What a channel's file must say: pure words and figures, no I/O. `send.ts` sends.
import type { ChannelSettings, OffWhy } from '../domain/config.ts'
import type { Attempt } from '../domain/delivery.ts'
import type { Level } from '../domain/incident.ts'
import type { Message } from '../domain/message.ts'
import type { Pace } from '../domain/pace.ts'
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
  signing?: Signing
}

/** What an answer means. `disable`: nothing will ever arrive there, switch the channel off. */
export interface Heard {
  answer: Attempt['answer']
  disable: OffWhy | null
  retryAfterSeconds: number | null
  /** For the delivery's log: first characters, secrets stripped. */
  said: string
  /** Settings that the receiver says are others now, from then on used in their place. */
  moved?: Record<string, string>
}

/** A field of a channel: its place in the form, in the API and among the settings. */
export interface ChannelField {
  name: string
  label: string
  help: string
  /** `secret…`: sealed at rest, never shown again. `…url`: an address that messages are sent to. */
  kind: 'text' | 'url' | 'secret' | 'secret url' | 'secret textarea' | 'select' | 'textarea'
  required?: boolean
  placeholder?: string
  options?: readonly string[]
  /** 2,000 when left out. */
  maxChars?: number
  /** What is wrong with a text, with the remedy; null: nothing. */
  refuse?(text: string): string | null
  /** What is meant when it is left empty. `random`: 32 fresh bytes. */
  otherwise?(random: Uint8Array): string
  /** Shown once after it was made, because eSonar made it or the receiver needs it. */
  shownOnce?: boolean
}

export interface ChannelKind {
  label: string
  /** One sentence: what it is, and where its address comes from. */
  help: string
  /** Who reads it: a person is told of many falls at once in one message, a machine of each. */
  audience: 'machine' | 'person'
  /** What it gets when nothing is said: critical and warning, when left out. */
  levels?: readonly Level[]
  fields: readonly ChannelField[]
  /** How much its provider takes at one address; absent: no limit is known. */
  pace?: Pace
  /** How it is called when it is given no name. */
  nameOf(settings: ChannelSettings): string
  /** The request of one attempt, from settings with their secrets open. */
  request(message: Message, settings: ChannelSettings, ticket: Ticket): ChannelRequest
  answer(outcome: SendOutcome): Heard
}
