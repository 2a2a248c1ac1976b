// What an agent and its door say to each other: one JSON object a frame, over a WebSocket or in the
// lists of a long poll. Frames only gain fields; one of an unknown kind is passed over.
import type { HostReport } from './host/report.ts'
import type {
  Batch,
  DialogueStep,
  NotMeasured,
  ProbeEvent,
  ProbeOrder,
  Target,
} from './measurement.ts'

/** An order as an agent can be given it, or what it is answered by its door: a program of old does not
 *  know a family of addresses, and would ask over any. */
export function beyond({ id, target }: ProbeOrder, capabilities: string[]): NotMeasured | null {
  if (!hasFamily(target) || capabilities.includes('family')) return null
  const detail = 'its program cannot choose a family of addresses; update the agent'
  return { v: 1, kind: 'notMeasured', order: id, reason: 'not_inspectable', detail }
}

/** The types of old that choose one by themselves are not among them. */
function hasFamily(target: Target): boolean {
  switch (target.type) {
    case 'http':
      return target.http.family !== undefined
    case 'websocket':
      return target.websocket.family !== undefined
    case 'tcp':
      return target.tcp.family !== undefined && hasTls(target.tcp.dialogue)
    default:
      return false
  }
}

const hasTls = (dialogue: DialogueStep[] = []) => dialogue.some((step) => 'tls' in step)

/** From the agent. */
export type AgentFrame =
  /** First of all on every link. */
  | { kind: 'hello'; v: 1; program: string; capabilities: string[] }
  /** `sent` comes back with the master's time. */
  | { kind: 'time'; sent: number }
  | { kind: 'event'; ask: string; event: ProbeEvent }
  /** Nothing more comes for this one. */
  | { kind: 'over'; ask: string }
  | { kind: 'report'; report: HostReport }
  /** A planned stop: its silence is no news. */
  | { kind: 'goodbye' }

/** From the master. */
export type MasterFrame =
  | { kind: 'welcome'; v: 1; agent: string; now: number; version: string }
  | { kind: 'time'; sent: number; now: number }
  | { kind: 'ask'; ask: string; batch: Batch }
  /** Nobody waits for the answer any more. */
  | { kind: 'stop'; ask: string }
  /** Taken: it may be forgotten. */
  | { kind: 'ack'; spool: string; seq: number }

/** The link of a revoked agent is closed with it; RFC 6455 §7.4.2 leaves 4000 to 4999 to us. */
export const closeRevoked = 4_401
/** Another link of the same agent took its place. */
export const closeReplaced = 4_409
/** Sent as text, and answered `pong`, so that a link that died without a word is noticed. */
export const pingText = 'ping'
export const pongText = 'pong'
export const pingEveryMs = 20_000
/** No word for this long: there is no link. */
export const linkSilentMs = 50_000
/** A long poll is answered after this, with nothing if there is nothing. */
export const pollWaitMs = 20_000
/** Characters of one frame, and of all that a poll brings. */
export const frameCharsMax = 1_000_000

/** A frame out of text; null: it is none. */
export function frameOf<F extends { kind: string }>(text: string): F | null {
  if (text.length > frameCharsMax) return null
  try {
    const frame = JSON.parse(text) as F
    return typeof frame === 'object' && frame !== null && typeof frame.kind === 'string'
      ? frame
      : null
  } catch {
    return null
  }
}
