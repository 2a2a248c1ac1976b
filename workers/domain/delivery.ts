// One message to one channel: pending, sent, dead or dropped, with its attempts.
import type { IncidentEventKind, Level } from './incident.ts'

export interface Attempt {
  at: number
  ms: number
  status: number | null
  answer: 'ok' | 'retry' | 'permanent'
  /** First characters of the answer or the fault's name, secrets stripped. */
  said: string
}

export type DeliveryState = 'pending' | 'sent' | 'dead' | 'dropped'

/** PERSISTED CONTRACT. Id = incident : sequence : channel (verdict.md F30). */
export interface Delivery {
  v: 1
  id: string
  workspace: string
  channel: string
  channelType: string
  incident: string | null
  check: string | null
  sequence: number
  /** `test` for a message sent by hand. */
  event: IncidentEventKind | 'test' | 'reminder'
  level: Level
  /** Step of the policy it came from, who it is for, what it is grouped with, its receipt. */
  step: number
  recipient: string | null
  group: string | null
  receipt: { at: number; status: string } | null
  state: DeliveryState
  /** Why it was dropped or died: `channel_removed`, `permanent`, `attempts`, `expired`. */
  why: string | null
  createdAt: number
  /** Not before. */
  dueAt: number
  /** A claim is a lease that expires, never a mark. */
  leasedUntil: number | null
  settledAt: number | null
  attempts: Attempt[]
  /** Attempts begun, counted when the lease is taken: a message that kills its sender ends dead. */
  begun: number
  /** The message frozen when it was owed, from which every attempt is made. */
  payload: unknown
}
