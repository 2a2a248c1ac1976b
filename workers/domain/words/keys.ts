// What can be said, as typed keys with parameters. A language is one catalogue of these
// (`en.ts`); a missing sentence is a compile error. No sentence is made anywhere else.
import type { OffWhy } from '../config.ts'
import type { Delivery, DeliveryState, DeliveryWhy } from '../delivery.ts'
import type { ResolverAnswer } from '../dns.ts'
import type {
  BeatFacts,
  HostFacts,
  IncidentEventKind,
  IncidentKind,
  Level,
  MemberFacts,
  ProbableCause,
  ResolvedHow,
} from '../incident.ts'
import type { SilentWhy } from '../ledger.ts'
import type { Phase } from '../measurement.ts'
import type { PhaseOver, Unmet } from '../observation.ts'
import type { Reason } from '../reason.ts'
import type { RoundKind, Said } from '../round.ts'
import type { AvoidedWhy } from '../suspicion.ts'
import type { Activity, Health } from '../verdict/state.ts'
import type { NotKnownWhy } from '../whatif/track.ts'

/** Rules of the verdict that have words of their own. `Verdict.rule` may name another: then the
 *  figures speak alone. */
export const ruleKeys = [
  'majority',
  'one_location',
  'one_network',
  'minority',
  'slow_median',
  'late_answer',
  'blocked',
  'unstable',
  'flapping',
  'unwell',
  'recovered',
  'lowered',
  'too_few_votes',
  'expiry',
  'heartbeat_late',
  'heartbeat_unended',
  'heartbeat_failed',
  'heartbeat_unheard',
  'by_hand',
  'members',
  'content',
  'new_usual',
  'finding',
  'agent_silent',
] as const
export type RuleKey = (typeof ruleKeys)[number]

/** Figures a reason may be told with. */
export interface Cause {
  reason?: string | undefined
  phase?: string | undefined
  waitedMs?: number | undefined
  budgetMs?: number | undefined
  status?: number | undefined
  unmet?: Unmet | undefined
  /** Of something that ends on a day. */
  endsAt?: number | undefined
  daysLeft?: number | undefined
}

/** Whole sentences, by key, with their parameters. */
export interface Phrases {
  /** A reason that is not about what was heard, at a step of a script. */
  atStep: { said: string; line: string; found: string | null }
  down: { name: string; cause: string | null; fail: number; asked: number }
  downStill: { name: string; cause: string | null; seconds: number }
  slow: { name: string; ms: number | null; slowAfterMs: number | null; phase: Phase | null }
  regional: { name: string; cause: string | null; fail: string[]; pass: number; asked: number }
  oneNetwork: { name: string; cause: string | null; fail: number; asked: number; network: string }
  blocked: { name: string; cause: string | null; fail: number; asked: number }
  unstable: { name: string; cause: string | null }
  node: { name: string }
  content: { name: string; bytes: number | null; usualBytes: number | null }
  otherKind: { name: string; kind: IncidentKind; cause: string | null }
  silent: { name: string; rule: string; beat: BeatFacts }
  /** The same in few words, at a moment. */
  silentBrief: { name: string; rule: string; beat: BeatFacts; at: number }
  groupDown: { name: string; members: MemberFacts }
  saidSo: { name: string; kind: IncidentKind; said: { text: string; by: string } }
  hostNews: { host: HostFacts }
  hostOver: { host: HostFacts; how: ResolvedHow; seconds: number | null }
  still: { headline: string; seconds: number }
  worse: { headline: string }
  better: { headline: string }
  news: { headline: string; text: string | null }
  acknowledged: { name: string; kind: IncidentKind; by: string | null }
  resolved: { name: string; kind: IncidentKind; seconds: number | null }
  closed: { name: string; how: Exclude<ResolvedHow, 'recovered'>; by: string | null }
  together: {
    event: IncidentEventKind | 'reminder' | 'test' | 'notice'
    names: string[]
    isMore: boolean
  }
  andMore: { count: number }
  test: { channel: string; workspace: string }
  testDetail: { at: number }
  code: { code: string; workspace: string }
  codeDetail: Record<string, never>
  elsewhere: { channel: string; why: string }
  receipt: { status: string; ms: number | null }

  beatDetail: { rule: string; beat: BeatFacts }
  membersDetail: { members: MemberFacts }
  hostDetail: { host: HostFacts }
  cause: { cause: ProbableCause }
  seenFrom: { fail: string[]; pass: string[]; asked: number }
  turnedAway: { fail: string[]; asked: number }
  wasSeen: { cause: string | null; fail: number; asked: number }
  waited: { phase: Phase | null; waitedMs: number | null; budgetMs: number | null }
  patient: { patientMs: number; answered: boolean }
  abstained: { location: string; why: string }
  oneNetworkOnly: { places: number; network: string }
  networksAgree: { failing: string[]; voting: number }
  oneLocation: { location: string }
  notCrossChecked: Record<string, never>
  agreed: { failRounds: number; askedMs: number }
  sizes: { bytes: number; usualBytes: number; places: number }
  median: { ms: number; slowAfterMs: number; phase: Phase | null }
  expiry: { of: string; by: string | null; endsAt: number | null; states: string[] }
  since: { startedAt: number; decidedAfterMs: number | null }
  sinceUntil: { startedAt: number; resolvedAt: number; seconds: number | null }
  rule: { rule: RuleKey }
  note: { at: number; by: string | null; text: string }
  because: { at: number; name: string }
  heldBack: { name: string }
  nobodyOnCall: object
  noChannelOn: object
  policyIsOff: object
  digest: { count: number; names: string[] }
  held: { at: number; held: 'better' | 'worse' }
  channelOff: { channel: string; why: OffWhy }
  channelDead: { channel: string; headline: string }
  channelRemedy: { channel: string }
  lastAnswer: { said: string }
  passedOn: { channel: string; said: string }
  timeline: { at: number; kind: IncidentEventKind; level: Level; by: string | null }

  suspected: { places: string[]; at: number }
  avoided: { why: AvoidedWhy; seconds: number | null }
  becameIncident: { kind: IncidentKind | null }
  stillOpen: Record<string, never>
  round: { number: number; kind: RoundKind; at: number; decidedMs: number; said: Said | null }
  observedPass: {
    location: string
    network: string
    ms: number
    slow: boolean
    over: PhaseOver | null
  }
  observedFail: { location: string; network: string; cause: string; ms: number; proof: string }
  observedBlocked: { location: string; network: string; cause: string; ms: number }
  observedUnknown: { location: string; why: string; wouldBe: string | null }
  redirects: { hops: number; chain: string[] }
  resolvers: { answers: ResolverAnswer[] }
  phases: { phases: [Phase, number][]; budgetMs: number }
  controls: { ok: number; asked: number }
}

/** How a message looks at first sight. */
export type Tone = Level | 'resolved' | 'acknowledged' | 'test'

export interface Catalogue {
  /** Tag of the language, BCP 47. */
  language: string
  reasons: Record<Reason, (cause: Cause) => string>
  health: Record<Health, string>
  activity: Record<Activity, string>
  kinds: Record<IncidentKind, string>
  levels: Record<Level, string>
  phases: Record<Phase, string>
  /** `6 days left`, `over for 2 days`. */
  daysLeft: (days: number) => string
  events: Record<Delivery['event'], string>
  states: Record<DeliveryState, string>
  whys: Record<DeliveryWhy, string>
  noCredits: string
  avoided: Record<AvoidedWhy, string>
  /** Why a replay cannot know. */
  notKnown: Record<NotKnownWhy, string>
  /** The same for the ledger, and why an incident told nobody. */
  silent: Record<SilentWhy, string>
  proofs: Record<'controls' | 'not_cross_checked' | 'not_needed', string>
  faults: Record<'timeout' | 'refused' | 'blocked_target' | 'network', string>
  /** What a chat shows beside the sentences. */
  chat: {
    tones: Record<Tone, string>
    open: string
    openChannel: string
    acknowledge: string
    target: string
  }
  /** Why eSonar switched a channel off. */
  offs: Record<OffWhy, string>
  phrases: { [K in keyof Phrases]: (parameters: Phrases[K]) => string }
  /** A length of time, two units at most: `4 min 12 s`. */
  duration(seconds: number): string
  /** A short length of time: `180 ms`, `4.1 s`, `2 min 5 s`. */
  milliseconds(ms: number): string
}
