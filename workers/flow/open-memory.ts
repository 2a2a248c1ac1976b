// Memory out of documents: all of them when the shard begins, and those of a workspace that comes from
// another shard.
import { readChannel, type WorkspaceConfig } from '../domain/config.ts'
import { fitted } from '../domain/fit.ts'
import type { LocationBook } from '../domain/verdict/book.ts'
import { newBook } from '../domain/verdict/index.ts'
import type { CheckState } from '../domain/verdict/state.ts'
import type { ArchiveItem, ShardPorts } from '../ports.ts'
import { noKicks } from './kick.ts'
import { type Memory, watch } from './memory.ts'
import { foldLog, lastHourOf, type SampleLog } from './samples.ts'
import { unstrained } from './strain.ts'

/** A flush that fell due so long ago may have died with the life before. */
const missedMs = 600_000

/** Memory as the documents say. */
export function openMemory(ports: ShardPorts, shard: string): Memory {
  const now = ports.clock.now()
  const memory: Memory = {
    shard,
    configs: new Map(),
    checks: new Map(),
    book: newBook(),
    nodes: new Map(),
    hosts: new Map(),
    deliveries: new Map(),
    ended: { incidents: [], suspicions: [], deliveries: [] },
    outbox: new Map(),
    hours: new Map(),
    unsent: new Set(),
    log: { v: 1, rows: [] },
    logs: new Map(),
    patients: new Set(),
    held: new Set(),
    sending: new Map(),
    courses: new Map(),
    buckets: new Map(),
    sequence: 0,
    lastWakeAt: null,
    lagMs: 0,
    strain: unstrained(),
    kicks: noKicks(),
    archive: {
      busy: false,
      failures: 0,
      notBefore: 0,
      samplesAt: now - missedMs,
      failingSince: null,
    },
    controlsAt: 0,
    sweptAt: 0,
    published: new Map(),
    vouchedAt: 0,
    publicFacts: new Map(),
    publishAt: null,
    drills: new Map(),
    pings: new Map(),
    allowance: new Map(),
    awake: { at: null, written: null, isFresh: true },
    codes: new Map(),
    used: new Map(),
    gone: new Map(),
    epochs: new Map(),
    leaving: new Set(),
    handing: new Set(),
    calls: new Map(),
    addresses: { at: 0, left: [], work: Promise.resolve() },
    bookWritten: null,
  }
  adopt(memory, ports.store.read(''), now)
  return memory
}

/** Takes documents into memory, as they are or beside what is there. */
export function adopt(memory: Memory, documents: Map<string, unknown>, now: number): void {
  const states = new Map<string, CheckState>()
  for (const [key, value] of documents) take(memory, states, key, value)
  for (const [key, config] of memory.configs) {
    if (!documents.has(`cfg/${key}`)) continue
    for (const check of config.checks) {
      const watched = watch(memory, check, states.get(check.id), now)
      watched.apart = documents.has(`trouble/${check.id}`)
    }
  }
}

/** Documents by key: `cfg/`, `quiet/`, `trouble/`, `book`, `node/`, `dlv/`, `chan/`, `out/`, `log/`,
 *  `drill/`, `pings/`, `codes/`, `used/`, `gone/`, `epoch/`, `awake`, `host/`; `metrics/`, `parcel/`
 *  and `came/` are read when asked for. */
function take(memory: Memory, states: Map<string, CheckState>, key: string, value: unknown): void {
  const [kind = '', id = ''] = key.split('/')
  const plain = plainOf(memory)[kind]
  if (plain) return void plain.set(id, value)
  switch (kind) {
    case 'cfg':
      memory.configs.set(id, configOf(value as WorkspaceConfig))
      return
    case 'quiet':
      for (const state of value as CheckState[])
        if (!states.has(state.check)) states.set(state.check, state)
      return
    case 'trouble':
      states.set(id, value as CheckState)
      return
    case 'book':
      memory.book = value as LocationBook
      return
    case 'out':
      memory.outbox.set(key, value as ArchiveItem)
      memory.sequence = Math.max(memory.sequence, Number(id))
      return
    case 'awake':
      memory.awake.at = value as number
      return
    case 'log':
      foldLog(memory, value as SampleLog)
      memory.logs.set(key, lastHourOf(value as SampleLog))
      memory.sequence = Math.max(memory.sequence, Number(id))
      return
  }
}

/** Documents that are held as they are, by kind. */
function plainOf(memory: Memory): Record<string, Map<string, unknown>> {
  const { nodes: node, hosts: host, deliveries: dlv, courses: chan, drills: drill } = memory
  return {
    node,
    host,
    dlv,
    chan,
    drill,
    pings: memory.pings,
    codes: memory.codes,
    used: memory.used,
    gone: memory.gone,
    epoch: memory.epochs,
  }
}

const configOf = (stored: WorkspaceConfig): WorkspaceConfig =>
  fitted({ ...stored, channels: stored.channels.map(readChannel) })
