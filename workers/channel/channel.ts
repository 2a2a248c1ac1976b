// What a channel's file must say: pure words and figures, no I/O. `send.ts` sends.
import type { ChannelSettings, OffWhy } from '../domain/config.ts'
import type { Attempt } from '../domain/delivery.ts'
import type { Level } from '../domain/incident.ts'
import type { Message } from '../domain/message.ts'
import type { Pace } from '../domain/pace.ts'
import type { OutgoingRequest, Sender, SendOutcome } from '../ports.ts'
import type { Carriers } from './carrier.ts'

/** What differs between two attempts of one delivery. */
export interface Ticket {
  /** The delivery's id: the receiver's key against doubles. */
  id: string
  /** Of this attempt, Unix seconds. */
  timestampSeconds: number
  /** Counts from 1. */
  attempt: number
  /** When the first one began, ms since the epoch, or the delivery was made. */
  sinceMs?: number
  /** What the receiver calls the first message about its incident; absent: there is none. */
  first?: string
  /** What the carrier calls it, where a receipt has told. */
  carrierId?: string
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

export type Send = Sender['send']

/** One attempt of a channel that has more to say than one request. */
export interface Errand {
  message: Message
  settings: ChannelSettings
  ticket: Ticket
  carriers: Carriers
  /** No receipts are wanted: nobody would look at them. */
  isUnseen?: boolean
  /** What the carrier calls those of other deliveries. */
  others?: ReadonlySet<string>
  send: Send
}

/** How the attempt ended, and what the carrier calls what it took. */
export interface Exchanged {
  outcome: SendOutcome
  heard: Heard
  sid?: string
  /** Parts of a text message; 1 for a call. */
  segments?: number
}

/** A channel speaks in one request, or (`exchange`) by a dialogue of its own. */
export type ChannelKind = ChannelFace & (OneRequest | Dialogue)

interface OneRequest {
  /** The request of one attempt, from settings with their secrets open. */
  request(message: Message, settings: ChannelSettings, ticket: Ticket): ChannelRequest
  answer(outcome: SendOutcome): Heard
  /** What the receiver calls the message it took, by its answer: later ones are answered to it. */
  nameIn?(answer: Record<string, unknown>): string | null
  exchange?: never
}

interface Dialogue {
  request?: never
  answer?: never
  nameIn?: never
  /** Pure over `send`: the same errand and answers give the same requests. */
  exchange(errand: Errand): Promise<Exchanged>
}

interface ChannelFace {
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
  /** How much the installation's own account takes, of all addresses together; null: no limit is
   *  known. */
  carrierPace?(carriers: Carriers): Pace | null
  /** How it is called when it is given no name. */
  nameOf(settings: ChannelSettings): string
  /** Fields that make up a person's address and the way to it: nothing but a code is sent there
   *  before it was typed, and again after one of them has changed. */
  confirms?: readonly string[]
  /** What is wrong with the settings as a whole, by field; null: nothing. */
  refuse?(settings: ChannelSettings, carriers: Carriers): { field: string; detail: string } | null
  /** The body of a sample message, where its owner made the form of it. */
  preview?(settings: ChannelSettings): string
}
