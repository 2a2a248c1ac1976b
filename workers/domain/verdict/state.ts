// What is remembered of a check between rounds, and what a step of the verdict gives back.
// PERSISTED CONTRACT: stored in the shard; fields are only added, as optional ones.
import type { Check } from '../check/check.ts'
import type { Incident, IncidentGroup, SaidHealth } from '../incident.ts'
import type { Location } from '../location.ts'
import type { ExpiryReading } from '../observation.ts'
import type { ExpiryReason } from '../reason.ts'
import type { Round, RoundKind } from '../round.ts'
import type { Suspicion } from '../suspicion.ts'
import type { BeatMemory } from '../told/memory.ts'
import type { LocationBook } from './book.ts'
import type { EngineMemory } from './memory.ts'

export const healths = ['up', 'slow', 'regional', 'down', 'unknown'] as const
export type Health = (typeof healths)[number]
export type Activity = 'steady' | 'verifying' | 'recovering'

/** The fields every reader may rely on. The engine keeps more of its own in `engine`. */
export interface CheckState {
  v: 1
  check: string
  health: Health
  activity: Activity
  /** Health has been this since. */
  since: number
  /** Last slot that was asked; -1 before the first. */
  lastSlot: number
  /** Number of the last round given out. */
  lastRound: number
  /** Open incidents, one per group at most. */
  open: Partial<Record<IncidentGroup, Incident>>
  suspicion: Suspicion | null
  /** Latest outcome of each location, for the screen. */
  latest: Record<string, LatestAnswer>
  /** What the engine remembers for its rules: streaks, who passed when, recent latencies. */
  engine: EngineMemory
  /** What was read last of what ends on a day. */
  expiries?: Partial<Record<ExpiryReading['group'], Expiry>>
  /** Of a heartbeat. */
  beat?: BeatMemory
  /** Of a manual check: what somebody said last. */
  said?: { v: 1; health: SaidHealth; text: string; by: string; at: number }
  /** Of a group: its members as last judged. Ended by hand, it waits until one of them changes. */
  group?: { key: string }
}

/** A reading with where and when it was read. */
export interface Expiry extends ExpiryReading {
  readAt: number
  location: string
  /** A turn that one round wants and none has confirmed yet. */
  wanted?: { stage: ExpiryStage | null; since: number; round: number; missed?: number }
  /** Of a certificate: readings in a row that were better than what was told, since when, and how
   *  many take it back (pool.ts). */
  calm?: number
  calmSince?: number
  calmWanted?: number
}

/** How near its end is, or what else is wrong with it. */
export interface ExpiryStage {
  level: 'info' | 'warning'
  reason: ExpiryReason
}

export interface LatestAnswer {
  at: number
  kind: 'pass' | 'slow' | 'fail' | 'blocked' | 'unknown'
  ms: number
  reason?: string
}

/** All the verdict may look at besides the state: facts as arguments, no clock, no chance. */
export interface World {
  now: number
  check: Check
  /** Locations that exist for this check: its own first, then spares, in order of preference.
   *  Witnesses are left out by the caller. */
  voters: Location[]
  /** How many of `voters` are the check's own (asked each slot); the rest are spares. */
  own: number
  /** Health of all locations over all checks of the shard. */
  book: LocationBook
  /** Places that still hold an order of this check, by id, with the order: they are not asked. */
  measuring?: ReadonlyMap<string, string>
  /** Why nobody would be told just now, if so; asked for only when a suspicion ends. */
  quietWhy?: () => 'maintenance' | 'silence' | 'parent' | null
}

/** A step of the verdict: the new state, and the records that changed, whole. */
export interface Step {
  state: CheckState
  /** Incidents that gained an event in this step; the last event is the new one. */
  incidents: Incident[]
  /** Suspicions opened or ended in this step. */
  suspicions: Suspicion[]
}

/** What the engine wants done next; asked again after every step. */
export interface Wants {
  /** A round beside the slots, not before `at`. Null: only slots. */
  round: {
    kind: Exclude<RoundKind, 'slot'>
    at: number
    locations: string[]
    wider: string[]
  } | null
  /** Locations that shall hold a patient probe now (those already held are not repeated). */
  patients: string[]
  /** Call `timePassed` again at this instant, if nothing comes before. */
  wakeAt: number | null
}

/** What a patient probe had to say. */
export type PatientEvent =
  | { kind: 'started'; location: string; at: number }
  | { kind: 'waiting'; location: string; waitedMs: number }
  | { kind: 'answered'; location: string; ms: number; passes: boolean; round?: Round }
  | { kind: 'failed'; location: string; ms: number; timeout: boolean }
  | { kind: 'lost'; location: string }

/** What people do to a check, as far as the verdict must know. */
export type HandEvent =
  | { kind: 'paused'; by: string }
  | { kind: 'deleted'; by: string }
  | { kind: 'retargeted'; by: string }
  | { kind: 'resolved'; by: string; group: IncidentGroup }
  | { kind: 'acknowledged'; by: string; group: IncidentGroup }
