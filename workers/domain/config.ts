// A workspace's configuration as it is pushed to its shard: whole, versioned, secrets sealed.
import type { Agent } from './agent.ts'
import type { HeldBack } from './budget.ts'
import type { Check } from './check/check.ts'
import type { Hours } from './hours.ts'
import type { Level } from './incident.ts'
import type { Schedule } from './oncall.ts'
import type { PageSettings } from './page/settings.ts'
import type { Silence } from './silence.ts'
import type { Stop } from './stop.ts'

/** Why eSonar switched a channel off: its receiver is gone, turns us away, knows no such recipient,
 *  does not take the key; or everything failed for long; or a person's address is not verified yet,
 *  or wants nothing more (STOP). */
export type OffWhy =
  | 'gone'
  | 'turned_away'
  | 'no_recipient'
  | 'bad_key'
  | 'failing'
  | 'unverified'
  | 'stopped'

/** What leads to a receiver, by the names of its channel's fields; secrets are sealed. */
export type ChannelSettings = Record<string, string>

export interface Channel {
  v: 1
  id: string
  workspace: string
  version: number
  /** One of those in `channel/index.ts`. */
  type: string
  name: string
  enabled: boolean
  /** Why it was switched off, when eSonar did it: an `OffWhy`; text, so that later versions may
   *  add reasons. */
  disabledWhy: string | null
  /** When a code proved that a person's address is theirs, RFC 3339. */
  verifiedAt?: string | null
  levels: Level[]
  /** Who reads it, where that is not as usual for its type: a person is told of many falls in one
   *  message, a machine of each. */
  audience?: 'machine' | 'person'
  /** The member it leads to, and how long after they are called: their ways in order. */
  member?: string | null
  contactAfterMinutes?: number
  settings: ChannelSettings
  createdAt: string
  updatedAt: string
}

/** A channel as it was stored, also by versions that knew webhooks only. */
export function readChannel(stored: Channel): Channel {
  const { webhook, ...rest } = stored as Channel & { webhook?: ChannelSettings }
  return webhook && !rest.settings ? { ...rest, settings: webhook } : stored
}

export interface PolicyStep {
  afterMinutes: number
  /** `all`: every enabled channel of the workspace, each with its own levels. */
  channels: 'all' | string[]
  levels: Level[]
  /** Schedules: whoever is on call when the step is due. */
  onCall?: string[]
  /** Members. */
  people?: string[]
}
export interface Policy {
  v: 1
  id: string
  workspace: string
  version: number
  name: string
  isDefault: boolean
  steps: PolicyStep[]
  /** Minutes between reminders while not acknowledged; null: none. */
  remindEveryMinutes: number | null
  /** All steps again, until somebody acknowledges. */
  repeat?: Repetition | null
  quietHours?: QuietHours | null
  /** What is told at `info` waits for this time of the day. */
  digest?: Digest | null
  /** When a drill begins by itself; of the default policy. */
  drill?: { cron: string; timeZone: string } | null
}

export interface Repetition {
  everyMinutes: number
  times: number
}
/** Levels that wait until the hours are over; never `critical`. */
export interface QuietHours extends Hours {
  timeZone: string
  levels: Level[]
}
export interface Digest {
  at: string
  timeZone: string
}

export interface Page extends PageSettings {
  v: 1
  id: string
  workspace: string
  version: number
  slug: string
  title: string
  /** Checks shown, in order; null: all. */
  checks: string[] | null
  isPublic: boolean
}

export interface Maintenance {
  id: string
  startsAt: number
  endsAt: number
  /** null: all checks, unless `tags` names some. */
  checks: string[] | null
  /** Checks that carry one of these, besides those named. */
  tags?: string[] | null
  /** It comes again, between `startsAt` and `endsAt`; absent: it is once, from one to the other. */
  repeat?: Repeat | null
  /** Ended by hand: what began before then is over. */
  endedAt?: number | null
  /** Counts up with each change; `ETag` of the API. Absent: 1. */
  version?: number
}

/** A five-field cron expression in an IANA time zone: when each occurrence begins. */
export interface Repeat {
  cron: string
  timeZone: string
  durationMinutes: number
}

/** An owner's account: id, mail, and since when it is, RFC 3339. */
export interface Owner {
  id: string
  email: string
  since: string
}

/** PERSISTED CONTRACT: what a shard knows of a workspace. */
export interface WorkspaceConfig {
  v: 1
  workspace: string
  name: string
  /** Counts up in the same transaction as each change. An older one is ignored. */
  version: number
  plan: string
  /** Who is told what pages where no channel does. */
  owners?: Owner[]
  /** For text messages and calls: bought, ever. */
  credits?: number
  checks: Check[]
  channels: Channel[]
  policies: Policy[]
  pages: Page[]
  maintenance: Maintenance[]
  schedules?: Schedule[]
  silences?: Silence[]
  agents?: Agent[]
  /** With a slug it reaches a heartbeat; sealed. Null: there is none. */
  pingKey?: string | null
  /** Nothing is probed, by the word of whoever runs the installation. */
  stop?: Stop | null
  /** The day's budget of messages is reached: new ones below critical stay untold until then. */
  heldBack?: HeldBack | null
}
