// What a shard holds in memory, and how it comes back from its documents. The documents are the
// truth; memory is a copy that may vanish at any moment.

import { type Place, votersOf } from '../domain/agent.ts'
import type { Used } from '../domain/allowance.ts'
import type { Check } from '../domain/check/check.ts'
import type { CodeBook } from '../domain/code.ts'
import type { WorkspaceConfig } from '../domain/config.ts'
import type { Course } from '../domain/course.ts'
import type { Delivery } from '../domain/delivery.ts'
import type { Drill } from '../domain/drill.ts'
import type { HostState } from '../domain/host/state.ts'
import type { Incident } from '../domain/incident.ts'
import { isLendable } from '../domain/lending.ts'
import type { Location } from '../domain/location.ts'
import type { Measurement } from '../domain/measurement.ts'
import type { Gone } from '../domain/move.ts'
import type { Observation } from '../domain/observation.ts'
import type { Bucket } from '../domain/pace.ts'
import type { Ping } from '../domain/ping.ts'
import type { Packed } from '../domain/sample.ts'
import type { Suspicion } from '../domain/suspicion.ts'
import type { LocationBook } from '../domain/verdict/book.ts'
import { newState } from '../domain/verdict/index.ts'
import type { CheckState, World } from '../domain/verdict/state.ts'
import type { ArchiveItem, ShardPorts } from '../ports.ts'
import type { Beside } from '../shard-door.ts'
import type { Address } from './addresses.ts'
import { placesIn } from './agent-places.ts'
import { quietWhy } from './hold.ts'
import type { Kicks } from './kick.ts'
import type { SampleLog } from './samples.ts'
import type { Strain } from './strain.ts'

/** One check under watch. */
export interface Watched {
  check: Check
  state: CheckState
  /** A round is under way: no other is begun. */
  busy: boolean
  /** Counts up when what is under way says nothing any more: paused, or sent elsewhere. */
  epoch: number
  /** Its quiet state differs from what is stored. */
  dirty: boolean
  /** It has a document of its own. */
  apart: boolean
  /** Asked at the next wake, whatever its slot says. */
  now: boolean
  /** It is due and waits for room, since then. */
  waitingSince: number | null
  /** Who wants to hear the next round whole; they go with it when it begins. */
  listeners: Listener[]
  /** Something was written that others may want to act on: messages, uploads, pages. */
  told: boolean
  /** Of the latest answer, by location. */
  beside: Map<string, Beside>
  /** Places that still hold an order of it, with the order. */
  measuring: Map<string, string>
  /** Where it can be asked from, as long as neither its settings nor the locations change. */
  seats: { check: Check; all: Location[]; voters: Location[]; own: number } | null
}

/** Hears every answer of one round, also those after it was decided. */
export interface Listener {
  /** `measured` is null where a place stayed silent; `own` are the check's secrets. */
  heard(
    place: Location,
    observation: Observation,
    measured: Measurement | null,
    own: string[],
  ): void
  /** Nothing more will come. */
  over(): void
}

export interface Memory {
  shard: string
  configs: Map<string, WorkspaceConfig>
  checks: Map<string, Watched>
  book: LocationBook
  /** Open incidents about locations, by location. */
  nodes: Map<string, Incident>
  /** What agents say of their hosts, by agent. */
  hosts: Map<string, HostState>
  deliveries: Map<string, Delivery>
  /** Over, and still worth showing before Postgres has it. */
  ended: { incidents: Incident[]; suspicions: Suspicion[]; deliveries: Delivery[] }
  outbox: Map<string, ArchiveItem>
  hours: Map<string, Packed>
  /** Hours that changed since they were uploaded. */
  unsent: Set<string>
  /** Samples since the last write. */
  log: SampleLog
  /** Stored logs, and the last hour each holds samples of. */
  logs: Map<string, number>
  /** Patient probes under way: `check location`. */
  patients: Set<string>
  /** Checks with something that their parent holds back; the sweep finds them anew. */
  held: Set<string>
  /** Attempts under way: the delivery and its channel. */
  sending: Map<string, string>
  /** Channels that are not simply well. */
  courses: Map<string, Course>
  /** What each channel may take at once. */
  buckets: Map<string, Bucket>
  sequence: number
  lastWakeAt: number | null
  lagMs: number
  strain: Strain
  kicks: Kicks
  archive: {
    busy: boolean
    failures: number
    notBefore: number
    samplesAt: number
    failingSince: number | null
  }
  controlsAt: number
  sweptAt: number
  /** Status pages as last written, without their time, and when; and whether they have arrived. */
  published: Map<string, { text: string; at: number; version: number; isThere: boolean }>
  /** When it was last said that they are as written. */
  vouchedAt: number
  /** What the pages of a workspace were last made of. */
  publicFacts: Map<string, unknown[]>
  /** When to look again for a page held back. */
  publishAt: number | null
  /** Drills of the last time, by id. */
  drills: Map<string, Drill>
  /** Latest pings of each heartbeat, oldest first. */
  pings: Map<string, Ping[]>
  /** Pings a heartbeat may still send at once, and as of when. */
  allowance: Map<string, { left: number; at: number }>
  /** Awake last, as far as memory and the documents know, and as last written. */
  awake: { at: number | null; written: number | null; isFresh: boolean }
  /** Codes sent to people's addresses, by workspace. */
  codes: Map<string, CodeBook>
  /** Text messages used this month, by workspace. */
  used: Map<string, Used>
  /** Addresses of heartbeats: looked after when, no longer given, and the work under way. */
  addresses: { at: number; left: Address[]; work: Promise<void> }
  /** Workspaces that went to another shard, and how many moves each workspace has seen here. */
  gone: Map<string, Gone>
  epochs: Map<string, number>
  /** Workspaces that are about to go: nothing more of theirs is sent. */
  leaving: Set<string>
  /** Those that are being handed over. */
  handing: Set<string>
  /** Requests under way about each workspace. */
  calls: Map<string, number>
  /** The book as last written. */
  bookWritten: LocationBook | null
}

/** Takes a check under watch; one that is new is asked at once. */
export function watch(
  memory: Memory,
  check: Check,
  state: CheckState | undefined,
  now: number,
): Watched {
  const watched: Watched = {
    check,
    state: state ?? newState(check, now),
    busy: false,
    epoch: 0,
    dirty: state === undefined,
    apart: false,
    now: state === undefined,
    told: false,
    waitingSince: null,
    listeners: [],
    beside: new Map(),
    measuring: new Map(),
    seats: null,
  }
  memory.checks.set(check.id, watched)
  return watched
}

/** All that the verdict may look at for a check, right now. */
export function worldOf(memory: Memory, ports: ShardPorts, watched: Watched): World {
  const { check, measuring } = watched
  const all = placesIn(memory, ports, check.workspace)
  if (watched.seats?.check !== check || watched.seats.all !== all) {
    watched.seats = { check, all, ...seatsOf(all, check) }
  }
  const { voters, own } = watched.seats
  const now = ports.clock.now()
  const why = () => quietWhy(memory, now, watched)
  return { now, check, voters, own, book: memory.book, measuring, quietWhy: why }
}

/** Who votes; another master is not shown every target. */
function seatsOf(all: Place[], check: Check): { voters: Place[]; own: number } {
  const { voters, own } = votersOf(all, check)
  if (!voters.at(-1)?.borrowed || isLendable(check)) return { voters, own }
  return { voters: voters.filter((one) => !one.borrowed), own }
}

/** A number for a document that must sort after all before it. */
export function nextKey(memory: Memory, kind: 'out' | 'log'): string {
  memory.sequence += 1
  return `${kind}/${String(memory.sequence).padStart(12, '0')}`
}

const endedMax = 200

/** Keeps what has just ended for readers, until Postgres shows it. */
export function remember<K extends keyof Memory['ended']>(
  memory: Memory,
  kind: K,
  one: Memory['ended'][K][number],
): void {
  const list = memory.ended[kind] as { id: string }[]
  const rest = list.filter((other) => other.id !== one.id)
  rest.unshift(one)
  memory.ended[kind] = rest.slice(0, endedMax) as Memory['ended'][K]
}
