// What flow needs of the world. Adapters fulfil these; the simulator and tests have their own.
// No port decides anything.
import type { Carriers } from './channel/carrier.ts'
import type { Delivery } from './domain/delivery.ts'
import type { Incident } from './domain/incident.ts'
import type { Location } from './domain/location.ts'
import type { Batch, ControlAnswer, ProbeEvent } from './domain/measurement.ts'
import type { Observation } from './domain/observation.ts'
import type { Round } from './domain/round.ts'
import type { Packed } from './domain/sample.ts'
import type { Looked, Slate } from './domain/slate.ts'
import type { Suspicion } from './domain/suspicion.ts'
import type { ShardDoor } from './shard-door.ts'

export interface Clock {
  now(): number
  /** Resolves after `ms`, or at once when `signal` is aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>
}

/** Where probes are sent from. A location that does not answer, answers late or breaks off ends
 *  the stream early; it never throws: orders without an event are `silent`. */
export interface Locations {
  list(): (Location & { default: boolean })[]
  ask(location: string, batch: Batch): AsyncIterable<ProbeEvent>
  /** Control targets probed for their own sake, to learn which ever answer there. */
  controls(location: string): Promise<ControlAnswer[]>
}

/** The shard's own storage: JSON documents by key. Reads are whole at start; writes are atomic
 *  and durable before anything is done outside. */
export interface ShardStore {
  read(prefix: string): Map<string, unknown>
  write(change: { put?: [key: string, value: unknown][]; drop?: string[] }): void
}

/** The one alarm of the shard. */
export interface Alarm {
  set(at: number): void
  get(): number | null
}

export interface OutgoingRequest {
  method: string
  url: string
  headers: [string, string][]
  body: string
  /** Read of the answer at most, where it is more than usual. */
  answerBytesMax?: number
}
export type SendOutcome =
  | { kind: 'answered'; status: number; body: string; retryAfterSeconds: number | null; ms: number }
  | { kind: 'fault'; fault: 'timeout' | 'refused' | 'blocked_target' | 'network'; ms: number }

/** The one place that performs a channel's request: deadline, size cap, address policy. */
export interface Sender {
  send(request: OutgoingRequest): Promise<SendOutcome>
}

/** Opens and seals secrets (AES-GCM, key id inside). Plain text passes `open` unchanged. */
export interface Vault {
  open(sealed: string): Promise<string>
  seal(plain: string): Promise<string>
}

/** Signs what leaves in links, so that only we can have made them. */
export interface Signer {
  /** HMAC-SHA256, 32 bytes. */
  sign(text: string): Promise<Uint8Array>
}

/** One row for Postgres; every kind is an upsert that may be repeated. */
export type ArchiveItem =
  | { kind: 'incident'; incident: Incident }
  | { kind: 'suspicion'; suspicion: Suspicion }
  | { kind: 'delivery'; delivery: Delivery }
  | { kind: 'round'; workspace: string; check: string; subject: string | null; round: Round }
  | { kind: 'probe'; workspace: string; check: string; round: number; observation: Observation }
  | { kind: 'packed'; packed: Packed }
  | { kind: 'channelOff'; workspace: string; channel: string; why: string; at: number }

/** History in Postgres. Rejects when Postgres is away; the shard keeps the items. */
export interface Archive {
  save(items: ArchiveItem[]): Promise<void>
}

/** KV: status snapshots, directory, key hashes. Flat keys without `/`. */
export interface Snapshots {
  get<T>(key: string): Promise<T | null>
  put(key: string, value: unknown): Promise<void>
  drop(key: string): Promise<void>
}

/** What the cron knows without Postgres. */
export interface Desk {
  /** Null: nothing yet. */
  read(): Promise<Slate | null>
  /** Somebody asks Postgres, and may write what the cron is to act on. */
  asked(at: number): Promise<void>
  /** What the cron found there. */
  looked(looked: Looked): Promise<void>
}

/** Listeners on a workspace's live pages. */
export interface Live {
  tell(workspace: string, event: LiveEvent): void
  /** Ends the sockets of a workspace: their pages connect anew. */
  end(workspace: string): void
}
export type LiveEvent =
  | {
      type: 'answer'
      check: string
      location: string
      at: number
      kind: string
      ms: number
      reason?: string
    }
  | { type: 'ping'; check: string; at: number; act: string; durationMs: number | null }
  | { type: 'health'; check: string; health: string; activity: string; since: number }
  | {
      type: 'incident'
      incident: string
      check: string | null
      event: string
      kind: string
      level: string
    }
  | { type: 'drill'; drill: string }
  | { type: 'delivery'; delivery: string; incident: string | null; channel: string; state: string }

/** Transitions and faults only, never a line per probe. */
export interface Log {
  info(event: string, facts: Record<string, unknown>): void
  error(event: string, fault: unknown, facts?: Record<string, unknown>): void
}

/** All that the shard's flow may touch. */
export interface ShardPorts {
  clock: Clock
  store: ShardStore
  alarm: Alarm
  locations: Locations
  sender: Sender
  vault: Vault
  signer: Signer
  archive: Archive
  snapshots: Snapshots
  live: Live
  /** Another shard, by its name. */
  shard(name: string): ShardDoor & { fetch(request: Request): Promise<Response> }
  log: Log
  /** Random hex for trace ids: never for a decision. */
  random(bytes: number): string
  settings: {
    baseUrl: string
    flushSeconds: number
    controls: { url: string; private: boolean }[]
    /** In how many waves of an interval a shard asks its checks; absent: 1, all at once. */
    waves?: number
    /** When the one process began in which all objects live; absent: the platform moves them about. */
    bornAt?: number
    /** Connections to one host at once; absent: what the probe's own file says. */
    perHost?: number
    /** What this installation itself sends by; absent: nothing. */
    carriers?: Carriers
  }
}
