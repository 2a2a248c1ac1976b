// What the hub may ask of a shard, over RPC. Implemented by `objects/shard.ts`.
import type { Low } from './domain/allowance.ts'
import type { Check } from './domain/check/check.ts'
import type { Tried } from './domain/code.ts'
import type { WorkspaceConfig } from './domain/config.ts'
import type { Delivery } from './domain/delivery.ts'
import type { Drill } from './domain/drill.ts'
import type { Run } from './domain/fit.ts'
import type { MetricHour } from './domain/host/history.ts'
import type { Finding, HostReport } from './domain/host/report.ts'
import type { Incident, IncidentGroup } from './domain/incident.ts'
import type { Look } from './domain/look.ts'
import type { CertificateFacts, Hop, PhasesMs } from './domain/measurement.ts'
import type { Arrival, Document } from './domain/move.ts'
import type { Heard, Ping } from './domain/ping.ts'
import type { UnknownReason } from './domain/reason.ts'
import type { Packed } from './domain/sample.ts'
import type { Suspicion } from './domain/suspicion.ts'
import type { Saying } from './domain/told/said.ts'
import type { BeatView } from './domain/told/view.ts'
import type { Activity, Expiry, Health, LatestAnswer } from './domain/verdict/state.ts'

/** What the shard remembers beside an answer until the next one: redirects on its way, phases. */
export interface Beside {
  hops?: Hop[]
  phases?: PhasesMs
}

/** A location's latest answer. */
export type SeenAnswer = LatestAnswer & Beside

/** What the shard made of a ping. `unknown`: there is no such heartbeat. */
export type PingAnswer = 'ok' | 'paused' | 'limited' | 'unknown'
/** The same for a slug. `ambiguous`: more than one heartbeat has it; none was given the ping. */
export type SlugAnswer = PingAnswer | 'ambiguous'

/** The certificate that was read last, where and when. */
export interface SeenCertificate {
  facts: CertificateFacts
  readAt: number
  location: string
}

/** What a shard holds of a place. */
export interface PlaceView {
  location: string
  /** Its word does not count since. */
  unwellSince: number | null
  /** It measured nothing since. */
  muteSince: number | null
  /** The data centre it stood in when it last measured; null: it does not say. */
  colo: string | null
  /** Of a borrowed place: when it was asked last, and why it did not answer then (null: it did). */
  lent: { at: number; reason: UnknownReason | null; detail?: string } | null
  /** Checks of the workspace that it alone fails. */
  alone: string[]
  /** Control targets that answered there, and when last (rough). */
  controls: { url: string; at: number }[]
}

export interface CheckView {
  check: string
  health: Health
  activity: Activity
  since: number
  paused: boolean
  /** How it runs: as it is set, within what the plan allows. */
  asked?: Run
  latest: Record<string, SeenAnswer>
  incident: string | null
  /** Null: none was read yet, or the check has none. */
  certificate: SeenCertificate | null
  /** What the registry of a domain said last. */
  registration: Expiry | null
  nextSlotAt: number
  /** Of a heartbeat. */
  beat?: BeatView
  /** Of a manual check: what somebody said last. */
  said?: { health: string; text: string; by: string; at: number }
}

/** What became of a code. `refused`: what the carrier said instead of taking it. */
export type CodeSent =
  | { kind: 'sent' }
  | { kind: 'wait'; seconds: number }
  | { kind: 'refused'; said: string }
  | { kind: 'unknown' }
  | { kind: 'needless' }

/** Text messages and calls of the running month; `allowance` null: without end. */
export interface UsedView {
  /** Parts of messages, and calls. */
  segments: number
  /** What they came to, by where they went; of the month's allowance. */
  credits: number
  allowance: number | null
  /** Bought ever, and used of it ever. */
  bought: { credits: number; used: number }
  /** Credits that are left of both; null: without end. */
  left: number | null
  /** Whether that is little; null: it is enough, or there never were any. */
  low: Low | null
  /** Of this month, most first. */
  countries: { country: string; segments: number; credits: number }[]
}

/** Few credits are left, or none. */
export interface LowCredits {
  workspace: string
  low: Low
  left: number
}

/** A request of a carrier as it came in. `url`: as the carrier called it. */
export interface CarrierCall {
  url: string
  signature: string
  form: Record<string, string>
}

/** What a shard has done since its instance began: what its platform bills. */
export interface ShardWork {
  sinceMs: number
  /** Alarms that went off, and wakes by the cron. */
  alarms: number
  wakes: number
  /** Time in which something was under way: duration is billed by it. */
  busyMs: number
  /** Rows of its store, and alarms set: each is one. */
  rowsWritten: number
  /** Calls of locations, and orders in them. */
  calls: number
  orders: number
  kvWrites: number
  uploads: number
}

export interface ShardHealth {
  checks: number
  /** How late the last slot was asked. */
  lagMs: number
  lastWakeAt: number | null
  /** Items waiting for Postgres, and the oldest of them. */
  backlog: number
  backlogSince: number | null
  pendingDeliveries: number
  /** Messages that are due and have not left, and since when the oldest; null: none. */
  overdue: { count: number; since: number } | null
  unwellLocations: string[]
  /** Absent where nobody counts. */
  work?: ShardWork
  /** Workspaces whose owners are to be told of it. */
  lowCredits?: LowCredits[]
}

/** What a link in a message is about. */
export interface Tapped {
  /** Through which channel the message went: who taps is known by it. */
  by: string
  incidents: { incident: Incident; name: string }[]
}

/** What a shard holds of an agent's host. */
export interface HostView {
  agent: string
  heardAt: number | null
  /** It said that it stops. */
  saidGoodbye: boolean
  silentSince: number | null
  /** When it found this, by its own clock. */
  foundAt: number | null
  findings: Finding[]
  /** Reports that it had to drop, over all. */
  lost: number
  /** Its open incidents by the finding's key. */
  incidents: Record<string, string>
}

/** Every answer is plain data. `null` means: not known here (another tenant's looks the same). */
export interface ShardDoor {
  configure(config: WorkspaceConfig): Promise<{ version: number }>
  forget(workspace: string): Promise<void>
  /** Moves a workspace to another shard, from where it stopped; safe to repeat. `busy`: not yet. */
  leave(workspace: string, to: string, epoch: number): Promise<'moved' | 'busy'>
  /** From the shard that a workspace leaves: a part of its documents, and that all were given. */
  takeParcel(workspace: string, epoch: number, number: number, parcel: Document[]): Promise<void>
  arrive(workspace: string, arrival: Arrival): Promise<void>
  /** Config version of each workspace held. */
  versions(): Promise<Record<string, number>>
  /** Cron: do all that is due, and re-arm a lost alarm. */
  wake(): Promise<ShardHealth>
  health(): Promise<ShardHealth>
  views(workspace: string): Promise<CheckView[]>
  /** What is held of each place, as far as the workspace may know. */
  places(workspace: string): Promise<PlaceView[]>
  view(workspace: string, check: string): Promise<CheckView | null>
  /** Hours not yet in Postgres, with the running one. */
  recent(workspace: string, check: string): Promise<Packed[]>
  incidents(workspace: string): Promise<Incident[]>
  incident(workspace: string, id: string): Promise<Incident | null>
  suspicions(workspace: string, check: string | null): Promise<Suspicion[]>
  deliveries(workspace: string, incident: string | null): Promise<Delivery[]>
  acknowledge(workspace: string, incident: string, by: string): Promise<Incident | null>
  resolve(workspace: string, incident: string, by: string): Promise<Incident | null>
  note(workspace: string, incident: string, by: string, text: string): Promise<Incident | null>
  /** What the link with this code is about; null: nothing that is known any more. */
  tapped(workspace: string, code: string): Promise<Tapped | null>
  /** Acknowledges it. */
  tap(workspace: string, code: string): Promise<Tapped | null>
  /** Sends a test message now and returns the settled delivery. */
  sendTest(workspace: string, channel: string): Promise<Delivery | null>
  /** Begins a drill, or answers the one under way; `channels` null: all that are on. */
  startDrill(workspace: string, by: string, channels: string[] | null): Promise<Drill | null>
  /** The latest drills, newest first. */
  drills(workspace: string): Promise<Drill[]>
  /** Sends a fresh code to the address of an unverified channel. */
  sendCode(workspace: string, channel: string): Promise<CodeSent>
  /** Whether a typed code is the one that was sent. */
  typeCode(workspace: string, channel: string, code: string): Promise<Tried>
  /** A carrier tells how far a delivery came; false: no such one, or not signed. */
  receipt(workspace: string, delivery: string, call: CarrierCall): Promise<boolean>
  /** A key was pressed in a call; what the voice answers, null as above. */
  key(workspace: string, delivery: string, call: CarrierCall): Promise<string | null>
  /** Acknowledges all that a channel was told of, in words. */
  acknowledgeTold(workspace: string, channel: string): Promise<string>
  /** What the workspace has used of the month's text messages and calls. */
  used(workspace: string): Promise<UsedView>
  /** Takes parts of them for subscribers of a page; false: there are not so many left. */
  takeTexts(workspace: string, text: { to: string; segments: number }): Promise<boolean>
  /** The owners were told that few credits are left. */
  lowTold(workspace: string, low: LowCredits['low']): Promise<void>
  /** What is wrong now, in 160 characters. */
  status(workspace: string): Promise<string>
  checkNow(workspace: string, check: string): Promise<boolean>
  /** A job speaks to its heartbeat. */
  ping(workspace: string, check: string, heard: Heard): Promise<PingAnswer>
  /** A job speaks to the one heartbeat of the workspace with this slug. */
  pingSlug(workspace: string, slug: string, heard: Heard): Promise<SlugAnswer>
  /** Latest pings of a heartbeat, newest first. */
  pings(workspace: string, check: string): Promise<Ping[]>
  /** An agent reports on its host; false: not taken, it shall come again. */
  hostReport(workspace: string, agent: string, report: HostReport): Promise<boolean>
  /** An agent stops as planned: its silence is no news. */
  hostGoodbye(workspace: string, agent: string): Promise<void>
  /** What agents said of their hosts last. */
  hosts(workspace: string): Promise<HostView[]>
  /** Figures of one of them that reach past `since`, oldest first: hours, and days before. */
  hostMetrics(workspace: string, agent: string, since: number): Promise<MetricHour[]>
  /** Somebody sets a manual check; false when there is none. */
  say(workspace: string, check: string, saying: Saying): Promise<boolean>
  /** The same, and what each place saw; `locations` null: those of its round. */
  lookNow(workspace: string, check: string, locations: string[] | null): Promise<Look[] | null>
  /** Looks at a target that is no check of record; `check` is whole, its secrets sealed. */
  look(workspace: string, check: Check, locations: string[]): Promise<Look[]>
}

export type { BeatView, IncidentGroup }
