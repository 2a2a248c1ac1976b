// A measurement judged against the check's expectations: what one location votes, and why.
import type { CertificateFacts, Measurement, Phase, PhasesMs } from './measurement.ts'
import type { BlockedReason, ExpiryReason, FailReason, UnknownReason } from './reason.ts'

/** How a location proved itself when it said `fail`: by controls, not at all because no control
 *  ever answered there ("not cross-checked"), or it was not needed. */
export type Proof = 'controls' | 'not_cross_checked' | 'not_needed'

/** A stated expectation that the answer did not meet. */
export interface Unmet {
  /** As the user wrote it. */
  line: string
  /** What was there instead, cut short; null where that says nothing. */
  found: string | null
}

/** Something beside health that ends on a day, as one place read it: a domain's registration, a
 *  certificate. */
export interface ExpiryReading {
  group: 'certificate' | 'domain'
  /** What it is called: the registered name, the certificate's subject. */
  of: string
  /** Its last moment, ms since the epoch; null: none is told. */
  endsAt: number | null
  /** Told at this many days before, and at this many again, louder. */
  infoDays: number
  warningDays: number
  /** What is wrong with it whatever the day: as loud as its last days. */
  fault?: ExpiryReason
  /** Who registered or issued it. */
  by?: string
  /** What its keeper says of it. */
  states?: string[]
  /** Of a certificate: all that was read. */
  facts?: CertificateFacts
}

/** A phase of an answer and the limit that it is over. */
export interface PhaseOver {
  phase: Phase
  ms: number
  limitMs: number
}

interface Base {
  location: string
  network: string
  /** When the shard heard it. */
  at: number
  /** How long the probe took on the location's own clock. */
  ms: number
  /** The data centre it was in, when it knew. */
  colo?: string
  /** Kept whole with trouble, dropped when all is well. */
  measurement?: Measurement
  expiry?: ExpiryReading
}
interface Healthy extends Base {
  /** Size of the body, where it may be compared with the usual one. */
  bytes?: number
  /** Of the phases that have a limit, those that were seen; milliseconds. */
  phases?: PhasesMs
}
export interface Pass extends Healthy {
  kind: 'pass'
}
export interface Slow extends Healthy {
  kind: 'slow'
  /** The phase that is over its limit, where the whole answer is not. */
  over?: PhaseOver
}
export interface Fail extends Base {
  kind: 'fail'
  reasons: FailReason[]
  phase: Phase
  /** Failed by running out of time after the connection was accepted (verdict.md D18). */
  timeout: boolean
  proof: Proof
  /** With the reason `expectation`, or at a step of a script. */
  unmet?: Unmet
}
export interface Blocked extends Base {
  kind: 'blocked'
  reason: BlockedReason
}
export interface Unknown extends Base {
  kind: 'unknown'
  reason: UnknownReason
  /** What it would have voted, had it been believed: evidence, and input of "unwell". */
  wouldBe?: 'pass' | 'slow' | 'fail'
}
export type Observation = Pass | Slow | Fail | Blocked | Unknown
export type Outcome = Observation['kind']

/** What a check's file answers for a measurement: the observation without place and time. */
export type Judgement = (
  | { kind: 'pass' }
  | { kind: 'fail'; reasons: FailReason[]; phase: Phase; timeout: boolean; unmet?: Unmet }
  | { kind: 'blocked'; reason: BlockedReason }
  | { kind: 'unknown'; reason: UnknownReason }
) & { expiry?: ExpiryReading }
