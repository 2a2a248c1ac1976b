// What the hub's flow (people's and programs' requests) needs of the world.
// Every store call takes the workspace first: a row of another workspace does not exist.

import type { PeopleStore } from './account-ports.ts'
import type { AgentDoor, AgentStore } from './agent-ports.ts'
import type { BillingStore, Till } from './billing-ports.ts'
import type { CallStore, Member } from './call-ports.ts'
import type { Carriers } from './channel/carrier.ts'
import type { Audit } from './domain/audit.ts'
import type { Check } from './domain/check/check.ts'
import type { Channel, Maintenance, Page, Policy, WorkspaceConfig } from './domain/config.ts'
import type { PageAsk, PageOf } from './domain/cursor.ts'
import type { Delivery } from './domain/delivery.ts'
import type { Incident } from './domain/incident.ts'
import type { IncidentLine, SuspicionLine } from './domain/ledger.ts'
import type { Observation } from './domain/observation.ts'
import type { Role, Scope } from './domain/permission.ts'
import type { Postmortem } from './domain/postmortem.ts'
import type { Round } from './domain/round.ts'
import type { Packed, PlaceDay, Rollup, Spark } from './domain/sample.ts'
import type { Suspicion } from './domain/suspicion.ts'
import type { Operator, Texts } from './domain/text-page.ts'
import type { Lending, LoanStore } from './loan-ports.ts'
import type { OperatorStore } from './operator-ports.ts'
import type { PublicationStore, SubscriberStore } from './page-ports.ts'
import type { DirectoryStore, PlanStore } from './plan-ports.ts'
import type { Desk, Locations, Log, Sender, Signer, Snapshots, Vault } from './ports.ts'
import type { BadgeStore, ReportStore } from './report-ports.ts'
import type { ShardDoor } from './shard-door.ts'
import type {
  AuditStore,
  EverythingStore,
  IdempotencyStore,
  KeyStore,
  MemberStore,
  WorkspaceStore,
} from './workspace-ports.ts'

/** Somebody with an account. */
export interface Person {
  id: string
  name: string
  email: string
}

/** Who asks: a person by session, or a program by key; always in one workspace. */
export interface Actor {
  kind: 'person' | 'key'
  id: string
  name: string
  workspace: string
  role: Role
  /** Of a person: how the workspace is called. */
  workspaceName?: string
  /** Of a person: since when the workspace owes a payment; null or absent: it does not. */
  owingSince?: number | null
  /** An operator who looks, and until when. */
  lookingUntil?: number
  /** Of a key that may less than its role (absent or null: no less), and its workspace's plan. */
  scopes?: Scope[] | null
  plan?: string
}

export type { Audit, PageAsk, PageOf }

/** What a list of checks is narrowed to. */
export interface CheckFilter {
  tag?: string | undefined
  type?: string | undefined
  paused?: boolean | undefined
  /** A part of the name, whatever its case. */
  text?: string | undefined
  /** Ids that are among these, or none of these. */
  among?: { ids: string[]; isOneOf: boolean } | undefined
}

/** Configuration of record. A change bumps the workspace's config version in the same batch.
 *  `put` inserts (expected null) or replaces the row whose version is `expected`; it answers
 *  false when the version is another (someone changed it meanwhile), and when there is no such
 *  row. The stored version is `expected` + 1, or the object's own at first. */
export interface ConfigStore extends CallStore {
  whole(workspace: string): Promise<WorkspaceConfig | null>
  /** The same to look at, never to change: of what counts no version, as credits, it may be older. */
  shown(workspace: string): Promise<WorkspaceConfig | null>
  /** Of the configuration; null: there is no such workspace. */
  version(workspace: string): Promise<number | null>
  checks(workspace: string, ask: PageAsk, filter?: CheckFilter): Promise<PageOf<Check>>
  /** Checks of every workspace that run and name this host somewhere; some that only seem to. */
  checksNear(host: string): Promise<Check[]>
  /** Names of all checks, by id. */
  checkNames(workspace: string): Promise<Map<string, string>>
  /** Tags that checks carry, and how many of them do; by name. */
  tags(workspace: string): Promise<{ tag: string; checks: number }[]>
  check(workspace: string, id: string): Promise<Check | null>
  putCheck(workspace: string, check: Check, expected: number | null, audit: Audit): Promise<boolean>
  dropCheck(workspace: string, id: string, expected: number | null, audit: Audit): Promise<boolean>
  countChecks(workspace: string): Promise<number>
  channels(workspace: string): Promise<Channel[]>
  channel(workspace: string, id: string): Promise<Channel | null>
  /** Channels of any workspace that lead to this address: whose number a message came from. */
  channelsTo(type: string, address: string): Promise<Channel[]>
  putChannel(ws: string, channel: Channel, expected: number | null, audit: Audit): Promise<boolean>
  dropChannel(ws: string, id: string, expected: number | null, audit: Audit): Promise<boolean>
  policies(workspace: string): Promise<Policy[]>
  putPolicy(ws: string, policy: Policy, expected: number | null, audit: Audit): Promise<boolean>
  dropPolicy(ws: string, id: string, expected: number | null, audit: Audit): Promise<boolean>
  pages(workspace: string): Promise<Page[]>
  page(workspace: string, id: string): Promise<Page | null>
  /** Windows, latest first; those long over too. */
  maintenance(workspace: string): Promise<Maintenance[]>
  /** As `put` above; one from before versions counts as the first. */
  putMaintenance(
    ws: string,
    window: Maintenance,
    expected: number | null,
    audit: Audit,
  ): Promise<boolean>
  dropMaintenance(ws: string, id: string, expected: number | null, audit: Audit): Promise<boolean>
  pageBySlug(slug: string): Promise<Page | null>
  putPage(ws: string, page: Page, expected: number | null, audit: Audit): Promise<boolean>
  dropPage(ws: string, id: string, expected: number | null, audit: Audit): Promise<boolean>
}

export interface HistoryStore {
  incidents(
    workspace: string,
    filter: { check?: string; open?: boolean; kind?: string; from?: number; to?: number },
    ask: PageAsk,
  ): Promise<PageOf<Incident>>
  incident(workspace: string, id: string): Promise<Incident | null>
  postmortem(workspace: string, incident: string): Promise<Postmortem | null>
  /** Stores version 1 where there is none, a later one over the one before it; else false. */
  putPostmortem(workspace: string, postmortem: Postmortem, audit: Audit): Promise<boolean>
  suspicions(
    workspace: string,
    filter: { check?: string; outcome?: string; from?: number; to?: number },
    ask: PageAsk,
  ): Promise<PageOf<Suspicion>>
  suspicion(workspace: string, id: string): Promise<Suspicion | null>
  /** Suspicions and incidents that began in [from, to), without their rounds, newest first;
   *  `limit` of each at most. */
  ledger(
    workspace: string,
    span: { check: string | null; from: number; to: number; limit: number },
  ): Promise<{ suspicions: SuspicionLine[]; incidents: IncidentLine[] }>
  /** How many suspicions that began in [from, to) woke nobody. */
  countAvoided(workspace: string, check: string | null, from: number, to: number): Promise<number>
  deliveries(
    workspace: string,
    filter: { incident?: string; channel?: string; state?: string },
    ask: PageAsk,
  ): Promise<PageOf<Delivery>>
  delivery(workspace: string, id: string): Promise<Delivery | null>
  /** Packed hours of a check that touch [from, to), ms since the epoch. */
  packed(workspace: string, check: string, from: number, to: number): Promise<Packed[]>
  /** Hours or days of a check that touch [from, to), by time and location. What is not rolled up
   *  yet (the running hour at least) is not among them. */
  rollups(
    workspace: string,
    check: string,
    unit: 'hour' | 'day',
    from: number,
    to: number,
  ): Promise<Rollup[]>
  /** The hours of all checks in [from, to), whole hours: a line for each that was asked. */
  sparks(workspace: string, from: number, to: number): Promise<Spark[]>
  /** What each place saw in [from, to), whole hours, over all checks. */
  placeDays(workspace: string, from: number, to: number): Promise<PlaceDay[]>
  /** Failing probes kept whole, newest first. */
  probes(
    workspace: string,
    check: string,
    ask: PageAsk,
  ): Promise<PageOf<{ at: number; round: number; observation: Observation }>>
  /** Rounds of a suspicion or incident, oldest first; an incident's include those of the
   *  suspicions it grew from. */
  rounds(workspace: string, subject: string): Promise<Round[]>
  /** Rounds of a check that were kept whole and began in [from, to), once each, oldest first. */
  keptRounds(workspace: string, check: string, from: number, to: number): Promise<Round[]>
  /** What touches [from, to), one span per kind an incident had: input of uptime. A `down` span
   *  ends with the downtime, which is before the resolution. */
  spans(workspace: string, check: string | null, from: number, to: number): Promise<HealthSpan[]>
}
export interface HealthSpan {
  check: string
  kind: string
  startedAt: number
  endedAt: number | null
}

export interface AccountStore extends KeyStore, MemberStore, WorkspaceStore, AuditStore {
  /** Who belongs to a workspace, by name. */
  members(workspace: string): Promise<Member[]>
  /** The workspace's ping key, sealed; null: it has none. */
  pingKey(workspace: string): Promise<string | null>
  /** Sets another; false when the one before is not `expected` any more. Part of the configuration. */
  putPingKey(ws: string, sealed: string, expected: string | null, audit: Audit): Promise<boolean>
  countUsers(): Promise<number>
  /** One-time tokens, hashed; `take` succeeds once and only before it expires. */
  putToken(purpose: string, hash: string, expiresAt: number): Promise<void>
  takeToken(purpose: string, hash: string, now: number): Promise<boolean>
  /** True while the token could still be taken. */
  seeToken(purpose: string, hash: string, now: number): Promise<boolean>
}

export interface UpkeepStore {
  /** Makes coming partitions, drops those older than the plan's retention. */
  partitions(now: number): Promise<void>
  /** Packed hours that are over and not rolled up yet, into hours and days, as long as there is time;
   *  how many, and whether that was all. It goes on where it ended. */
  rollup(now: number, isTime?: () => boolean): Promise<{ rolled: number; isDone: boolean }>
  /** Drops what the workspace's plan keeps no longer, and what has expired, as long as there is time;
   *  whether that was all. */
  purge(now: number, isTime?: () => boolean): Promise<boolean>
  ping(): Promise<void>
}

export interface HubPorts {
  now(): number
  /** `n` random characters of a-z0-9. */
  randomId(n: number): string
  config: ConfigStore
  history: HistoryStore
  accounts: AccountStore
  agents: AgentStore
  loans: LoanStore
  lending: Lending
  people: PeopleStore
  directory: DirectoryStore
  everything: EverythingStore
  idempotency: IdempotencyStore
  reports: ReportStore
  badges: BadgeStore
  billing: BillingStore
  /** By whom we are paid; null: nothing is sold here. */
  till: Till | null
  upkeep: UpkeepStore
  publication: PublicationStore
  subscribers: SubscriberStore
  plans: PlanStore
  operator: OperatorStore
  /** Calls addresses that strangers gave: within the address policy. */
  outward: Sender
  /** The shard that holds this workspace (directory in KV first, then Postgres). */
  shard(workspace: string): Promise<ShardDoor>
  shardByName(shard: string): ShardDoor
  /** Hands a WebSocket upgrade to the workspace's shard. */
  live(workspace: string, request: Request): Promise<Response>
  /** The door of one agent, by its id. */
  agentDoor(agent: string): AgentDoor
  snapshots: Snapshots
  desk: Desk
  /** The stores again, for the cron: nobody is told at the desk that they ask Postgres. */
  quiet(): Partial<HubPorts>
  /** Pages of text, as the build drew them. */
  texts: Texts
  regions: Pick<Locations, 'list' | 'ask'>
  vault: Vault
  signer: Signer
  /** Texts of a name's TXT records; empty: there are none, or they cannot be read now. */
  txt(name: string): Promise<string[]>
  /** Sends what the hub itself has to say, to addresses its operator set. */
  sender: Sender
  log: Log
  locations(): { id: string; network: string; label: string; default: boolean }[]
  settings: {
    baseUrl: string
    plan: string
    privateTargets: 'allow' | 'deny'
    ownPorts: number[]
    version: string
    /** Between uploads of samples. */
    flushSeconds: number
    /** Which Postgres it is, without what opens it. */
    database: string
    /** Who is told when eSonar itself has a fault; null: the log alone. */
    operator: { url: string; secret: string | null } | null
    /** Whom faults of eSonar itself are mailed to; null: nobody. */
    operatorMail: string | null
    /** As the legal pages name them. */
    legal: Operator
    /** Addresses, in small letters, of those who may use the operator console. */
    operators: string[]
    /** Pinged each minute when all is well; null: nobody is. */
    watchdogUrl: string | null
    /** What this installation itself sends by. */
    carriers: Carriers
  }
}
