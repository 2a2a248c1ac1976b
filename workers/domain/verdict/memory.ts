// What the engine remembers of a check for its rules. Owned by the verdict; nobody else reads it.
// PERSISTED CONTRACT: fields are only added, as optional ones.
import type { Phase } from '../measurement.ts'
import type { Said } from '../round.ts'

/** An unbroken course of rounds that said the same, and how long was asked in it (C13). */
export interface Run {
  /** Start of the first round. */
  since: number
  /** Decision of the last round. */
  decidedAt: number
  rounds: number
  askedMs: number
}

/** A place that fails until it passes again. */
export interface Failing {
  since: number
  /** Asked time in which it failed; gaps are capped. */
  ms: number
  at: number
  rounds: number
}

/** One place, as this check knows it. */
export interface PlaceMemory {
  /** Last `pass` or `slow` from there; null: never (A3). */
  passedAt: number | null
  /** Silent or abstaining since; null: it votes. */
  absentSince: number | null
  askedAt: number
  failing: Failing | null
  /** Answers known, the usual median (0 until known), the first answers until then. */
  answers: number
  usualMs: number
  first: number[]
  /** The last five answers, oldest first. */
  last: number[]
  /** The same of each phase that has a limit. */
  lastPhases?: Partial<Record<Phase, number[]>>
}

/** What is known of the open suspicion beside its record. */
export interface Suspect extends Run {
  /** The same places fail while the majority passes: probed at the slot's pace (E22). */
  waiting: boolean
  /** Some said `pass` while others said `fail`: rounds are asked wider (A6). */
  dissent: boolean
  /** A round said `fail`. */
  saidFail: boolean
  /** Places that said `pass` since it began (A2). */
  passed: string[]
  /** Places that failed and had not passed after the last round. */
  failing: string[]
}

export interface Patient {
  startedAt: number
  waitedMs: number
  /** Where it waits; absent in what was kept before. */
  location?: string
}

export interface EngineMemory {
  v: 1
  /** Number of the last round judged. */
  judged: number
  lastSaid: Said | null
  lastStartedAt: number
  lastDecidedAt: number
  places: Record<string, PlaceMemory>
  /** Rounds that said `fail`; those that did by hard failures alone; torn between networks. */
  streak: Run | null
  hard: Run | null
  torn: Run | null
  /** The last `fail` was asked wide enough to count (A6). */
  solid: boolean
  /** Places whose last failure was a timeout after the connection was accepted. */
  soft: string[]
  /** While an incident is open: rounds that pass, and rounds that do not fail. */
  pass: Run | null
  calm: Run | null
  suspect: Suspect | null
  /** Places an open `regional` incident names (E24). */
  named: string[]
  patients: Record<string, Patient>
  /** A patient probe that waited in vain in this streak. */
  vain: Patient | null
  /** A patient probe came to a hard failure; the next one this far apart counts as in vain. */
  patientFailedAt: number | null
  answeredAt: number | null
  /** A late answer lowered or opened the incident: 60 s in vain are needed now (D20). */
  late: boolean
  /** How the open `down` was decided. */
  downBy: 'hard' | 'patient' | null
  /** Down time of the open incident: ended stretches, and the start of the running one. */
  downMs: number
  downSince: number | null
  blocked: Run | null
  /** Some places are turned away, and others get through. */
  walled?: Run | null
  unknownSince: number | null
  slowSince: number | null
  medianMs: number
  /** Starts of suspicions within the window of `unstable`. */
  suspicionsAt: number[]
  /** Probes and failures in this window and in the one before. */
  tally: { since: number; asked: number; failed: number; askedBefore: number; failedBefore: number }
  /** Incidents and suspicions made so far: part of their ids. */
  made: number
  /** When the health incident changed within half an hour, and how a flapping target turned. */
  changesAt?: number[]
  content?: ContentMemory
  held?: 'better' | 'worse' | null
}

/** How large bodies are, over all places. */
export interface ContentMemory {
  /** Of the latest healthy answers, oldest first. */
  sizes: number[]
  /** Rounds whose bodies are suddenly small, and how small. */
  small: (Run & { sizes: number[] }) | null
}

/** The memory of a check that nobody has asked yet. */
export function newMemory(now: number): EngineMemory {
  return {
    v: 1,
    judged: 0,
    lastSaid: null,
    lastStartedAt: now,
    lastDecidedAt: now,
    places: {},
    streak: null,
    hard: null,
    torn: null,
    solid: false,
    soft: [],
    pass: null,
    calm: null,
    suspect: null,
    named: [],
    patients: {},
    vain: null,
    patientFailedAt: null,
    answeredAt: null,
    late: false,
    downBy: null,
    downMs: 0,
    downSince: null,
    blocked: null,
    unknownSince: null,
    slowSince: null,
    medianMs: 0,
    suspicionsAt: [],
    tally: { since: now, asked: 0, failed: 0, askedBefore: 0, failedBefore: 0 },
    made: 0,
  }
}

/** A place nothing is known of yet. */
export function newPlace(): PlaceMemory {
  return {
    passedAt: null,
    absentSince: null,
    askedAt: 0,
    failing: null,
    answers: 0,
    usualMs: 0,
    first: [],
    last: [],
  }
}
