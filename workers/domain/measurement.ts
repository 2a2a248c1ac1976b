// What is asked of a location and what it saw. A probe measures, it never judges:
// whether a 503 is bad is decided by the check's own file. These shapes travel between the
// shard and its locations as one JSON object a line, so they carry `v` and only gain fields.
import type { ResolverAnswer } from './dns.ts'
import type { Echoes } from './echo.ts'
import type { Family } from './family.ts'
import type { Unmet } from './observation.ts'
import type { FailReason, UnknownReason } from './reason.ts'
import type { Registration } from './registration.ts'
import type { Target } from './target.ts'

export type { DialogueStep, Hearing, Stated } from './steps.ts'
export type { HttpTarget, Target, TcpTarget, TlsTarget, WebsocketTarget } from './target.ts'
export { targetHost } from './target.ts'

/** The part of a probe that was under way. `name` is DNS. */
export type Phase = 'name' | 'connect' | 'tls' | 'headers' | 'body'

/** Milliseconds spent in each phase that was seen apart. `fetch` sees only headers and body. */
export type PhasesMs = Partial<Record<Phase, number>>

export interface ProbeOrder {
  v: 1
  /** Names the order in the answers of its batch; unique within a batch. */
  id: string
  target: Target
  /** One deadline over the whole probe, body included. */
  budgetMs: number
  /** Verification: a connection of its own, never a pooled one. */
  fresh: boolean
  /** When the location shall prove itself: on any trouble it saw (failure or status ≥ 400),
   *  always (verification), or never (controls themselves). */
  controls: 'trouble' | 'always' | 'never'
  /** A patient probe: say `waiting` after `reportAfterMs`, go on until `budgetMs`. */
  patient?: { reportAfterMs: number }
  /** Failed or took over 2 s last time: probed in a lane that cannot delay the others. */
  slowLane: boolean
  /** W3C Trace Context, sent along where the protocol has headers. */
  traceparent?: string
  /** Somebody looks at the answer itself: bring all of it that may be shown, well or not. */
  whole?: true
}

/** A control target: a place that should always answer. Private targets have private controls. */
export interface ControlTarget {
  url: string
  private: boolean
}

/** All that one location is asked in one call. */
export interface Batch {
  v: 1
  location: string
  /** After this the rest answers `batch_deadline`. Patient batches have a long one. */
  deadlineMs: number
  controls: ControlTarget[]
  /** Named in the User-Agent: where a person reads what this prober is. */
  aboutUrl: string
  /** Connections to one host at once; absent: two. */
  perHost?: number
  /** Asked for another master: a location that may reach private addresses answers nothing. */
  publicOnly?: true
  orders: ProbeOrder[]
}

export interface Hop {
  url: string
  /** Set on a HEAD that the server does not answer: the same address was asked again with GET. */
  method?: 'HEAD'
  status: number
  location?: string
  ms: number
}

/** What a server showed of itself in a handshake. Names are those of subjectAltName, the ones for
 *  the host asked first, and not all of a long list. */
export interface CertificateFacts {
  subject: string
  issuer: string
  names: string[]
  validFrom: string
  validTo: string
  fingerprint256: string
  protocol: string
  chainLength: number
  /** As IANA numbers it, `0x1301`; and the group by its name. */
  suite?: string
  group?: string
  /** `rsa`, `ec`, `ed25519`; bits of the modulus or of the curve. */
  keyType?: string
  keyBits?: number
  /** `ecdsa-with-SHA256`; the number of the algorithm where it has no name here. */
  signature?: string
  /** Issued by its own subject. */
  selfSigned?: boolean
  /** Each certificate sent was signed by the next one sent. */
  chainSound?: boolean
  /** The server asks for a certificate of ours; and does not go on without one. */
  clientAsked?: boolean
  clientRequired?: boolean
  /** What a strict handshake said of it; absent: none could tell. */
  trusted?: boolean
}

/** One control target asked beside a probe. `ms` is present when it answered. */
export interface ControlAnswer {
  url: string
  ok: boolean
  ms?: number
}

interface Seen {
  order: string
  /** The location's own clock, ms since the epoch: for the reader, never for arithmetic. */
  startedAt: number
  totalMs: number
  budgetMs: number
  phases: PhasesMs
  hops?: Hop[]
  status?: number
  /** First bytes of the body as text, at most 1 KiB; kept only with trouble. */
  bodyStart?: string
  bodyBytes?: number
  server?: string
  /** `cf-mitigated: challenge` and the like. */
  challenge?: boolean
  retryAfterSeconds?: number
  certificate?: CertificateFacts
  /** What the other family showed, where both are asked. */
  otherCertificate?: CertificateFacts
  /** The family that this is about, where one was chosen. */
  family?: Family
  /** Name, connection and handshake as seen on a connection of its own beside `fetch`. */
  apart?: PhasesMs
  /** The trace id that was sent along, to find the probe in the target's own records. */
  trace?: string
  /** What each resolver said of a name. */
  answers?: ResolverAnswer[]
  /** Where this location really is (edge data centre), when it is known. */
  colo?: string
  /** How the location proved itself, when it had to. */
  controls?: ControlAnswer[]
  /** A plain sentence for the evidence; decides nothing. */
  detail?: string
}

/** The target answered, however late and whatever it said. */
export interface Answered extends Seen {
  v: 1
  kind: 'answered'
  finalUrl?: string
  echoes?: Echoes
  /** What a registry says of a domain. */
  registration?: Registration
  /** The subprotocol that a WebSocket's server took. */
  protocol?: string
  /** Text searched by expectations, at most `bodyBytesMax`; never stored. */
  body?: string
  /** Those wanted that were there, of a whole answer all; never stored. */
  headers?: Record<string, string>
  /** The answer over the other family, where both are asked and the check judges them (`decisive`);
   *  never stored. */
  other?: Answered
}

/** The target did not give a whole answer. */
export interface Failed extends Seen {
  v: 1
  kind: 'failed'
  reason: FailReason
  phase: Phase
  /** The connection was accepted before it went wrong. */
  accepted: boolean
  /** Without a connection over a chosen family: controls over the same one. None: none has such an
   *  address. */
  route?: ControlAnswer[]
  /** What a dialogue wanted to hear, or the step of a script at which it ended. */
  unmet?: Unmet
}

/** We could not measure: never the target's fault. */
export interface NotMeasured {
  v: 1
  kind: 'notMeasured'
  order: string
  reason: UnknownReason
  detail?: string
  totalMs?: number
  controls?: ControlAnswer[]
}

/** A patient probe is still waiting in vain after `waitedMs`. */
export interface Waiting {
  v: 1
  kind: 'waiting'
  order: string
  waitedMs: number
}

export type Measurement = Answered | Failed | NotMeasured
/** One line of a location's answer. */
export type ProbeEvent = Measurement | Waiting

/** Statuses that send a client elsewhere by their Location (RFC 9110 §15.4). */
export const redirectStatuses = [301, 302, 303, 307, 308] as const
export const isRedirect = (status: number) =>
  (redirectStatuses as readonly number[]).includes(status)
export const redirectHopsMax = 10
export const bodyStartCharsMax = 1024
/** Of each header that is compared. */
export const headerCharsMax = 1024
/** Headers brought home with a whole answer. */
export const headersMax = 40
export const bodyBytesMax = 65_536
export const ordersPerBatchMax = 64
/** A timer of the probe this late means a paused machine: `stalled`. */
export const stalledMsMax = 1_000
/** Connections to one host in flight at once, in one call. */
export const perHostMax = 2
/** A probe that waits for longer is no burst: it holds the others of its host no more, or fifty
 *  checks of a host that hangs would never be asked. */
export const hostHoldMs = 1_000
