// An incident's life: opened when health leaves `up` for good, with level, timeline, evidence.
import type { Unmet } from './observation.ts'
import type { Round } from './round.ts'

export const incidentKinds = [
  'down',
  'regional',
  'slow',
  'blocked',
  'unstable',
  'certificate',
  'content',
  'domain',
  'silent',
  'host',
  'node',
] as const
export type IncidentKind = (typeof incidentKinds)[number]

/** One open incident per check and group (verdict.md F29). */
export type IncidentGroup = 'health' | 'certificate' | 'domain' | 'silent' | 'host' | 'node'
export const groupOf: Record<IncidentKind, IncidentGroup> = {
  down: 'health',
  regional: 'health',
  slow: 'health',
  blocked: 'health',
  unstable: 'health',
  content: 'health',
  certificate: 'certificate',
  domain: 'domain',
  silent: 'silent',
  host: 'host',
  node: 'node',
}

export const levels = ['info', 'warning', 'critical'] as const
export type Level = (typeof levels)[number]

/** The verdict in figures, from which every sentence about an incident is made. */
export interface Verdict {
  v: 1
  /** A key of the words' catalogue: the rule that decided. */
  rule: string
  asked: string[]
  fail: string[]
  pass: string[]
  abstained: { location: string; reason: string }[]
  networks: string[]
  /** Failing networks among those that voted. */
  networksFailing: string[]
  crossChecked: boolean
  /** The reason most failing locations gave, and where the time went. */
  reason?: string
  phase?: string
  waitedMs?: number
  budgetMs?: number
  status?: number
  unmet?: Unmet
  /** How long the patient probe waited in vain, or until the answer. */
  patientMs?: number
  patientAnswered?: boolean
  /** Of something that ends on a day: what it is, who keeps it, its last moment, the days left
   *  when it was read (negative: over), what its keeper says of it. */
  of?: string
  by?: string
  endsAt?: number
  daysLeft?: number
  states?: string[]
  /** Median answer of a slow target. */
  medianMs?: number
  slowAfterMs?: number
  /** These are of one phase, whose limit it is over. */
  slowPhase?: string
  /** Of `content`: median size of the bodies, and the usual one; bytes. */
  bytes?: number
  usualBytes?: number
  /** Rounds that said `fail` without a break, and the time asked. */
  failRounds?: number
  askedMs?: number
  /** Milliseconds from the first failing probe's start to the decision. */
  decidedAfterMs?: number
  /** What a heartbeat's silence or failure rests on. */
  beat?: BeatFacts
  /** What somebody said of a manual check. */
  said?: { text: string; by: string }
  /** What a group's trouble is made of. */
  members?: MemberFacts
  /** What an agent says of its host, or that it says nothing. */
  host?: HostFacts
  /** What agents on the target's own side found meanwhile: evidence, never counted. */
  causes?: ProbableCause[]
}

export interface HostFacts {
  agent: string
  name: string
  /** Absent: it is about the agent's silence. */
  finding?: { key: string; text: string; since: number }
  /** Of silence: the last word. */
  lastAt?: number
  graceSeconds?: number
}

export interface ProbableCause {
  agent: string
  name: string
  key: string
  level: Level
  text: string
  since: number
}

export interface BeatFacts {
  /** The last success; null: never. */
  lastAt: number | null
  expectedAt: number
  /** `every 1 d`, or the cron line with its zone. */
  schedule: string
  graceSeconds: number
  exitCode?: number | null
  /** The beginning of what the job said. */
  said?: string
  run?: { startedAt: number; maxSeconds: number }
  /** Our own door was closed. */
  closed?: { from: number; to: number }
}

export interface MemberFacts {
  /** Names of the members that are down. */
  down: string[]
  of: number
  wanted: number
  unknown: number
}

export const saidHealths = ['up', 'slow', 'down'] as const
export type SaidHealth = (typeof saidHealths)[number]

export type IncidentEventKind =
  | 'opened'
  | 'raised'
  | 'lowered'
  | 'updated'
  | 'acknowledged'
  | 'recovering'
  | 'resolved'
  | 'noted'

export interface IncidentEvent {
  v: 1
  /** Counts up within the incident; part of the delivery's id. */
  sequence: number
  at: number
  kind: IncidentEventKind
  level: Level
  incidentKind: IncidentKind
  verdict?: Verdict
  /** Since when it is so: the first failing probe, or the first pass of the recovery. */
  since?: number
  by?: string
  text?: string
  /** The incident is held open as flapping, and this is how the target turned. */
  held?: 'better' | 'worse'
  /** Not told, because this check, its parent, is down. */
  because?: Because
}

/** A check, with its name at that time. */
export interface Because {
  check: string
  name: string
}

export type ResolvedHow = 'recovered' | 'by_hand' | 'paused' | 'deleted' | 'retargeted'

/** PERSISTED CONTRACT: stored in the shard and in Postgres, read by every later version. */
export interface Incident {
  v: 1
  id: string
  workspace: string
  /** Absent for `node` incidents, which are about a location. */
  check: string | null
  location: string | null
  kind: IncidentKind
  group: IncidentGroup
  level: Level
  /** First failing probe of the unbroken run. */
  startedAt: number
  openedAt: number
  resolvedAt: number | null
  resolvedHow: ResolvedHow | null
  /** First failing probe → first pass of the verified recovery; null while open. */
  downtimeSeconds: number | null
  acknowledgedAt: number | null
  /** Covers this level and lower ones; a raise above it clears the acknowledgement. */
  acknowledgedLevel: Level | null
  acknowledgedBy: string | null
  sequence: number
  verdict: Verdict
  events: IncidentEvent[]
  /** Rounds that decided it, capped; the rest is in Postgres. */
  rounds: Round[]
  /** More than five changes in half an hour: held open since. */
  flappingSince?: number
  /** Shared by incidents that opened together: many checks that fall at once are one trouble. */
  groupId?: string
  /** Held back while this check, its parent, was down. */
  because?: Because
}
