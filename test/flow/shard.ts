// A shard with ports in memory and a clock that stands still until told: for what the flow does
// with messages, pages, history and configuration. Probes have the simulator.
import type { WorkspaceConfig } from '../../workers/domain/config.ts'
import type { Incident } from '../../workers/domain/incident.ts'
import { configure } from '../../workers/flow/configure.ts'
import type { Memory } from '../../workers/flow/memory.ts'
import { openMemory } from '../../workers/flow/open-memory.ts'
import { wake } from '../../workers/flow/tick.ts'
import type {
  ArchiveItem,
  LiveEvent,
  OutgoingRequest,
  SendOutcome,
  ShardPorts,
} from '../../workers/ports.ts'
import { makeSigner } from '../../workers/signer.ts'
import { configOf, incidentOf } from '../fakes/telling.ts'

export const startAt = Date.UTC(2026, 10, 24, 3, 0, 0)

export interface ShardWorld {
  ports: ShardPorts
  memory: Memory
  sent: OutgoingRequest[]
  archived: ArchiveItem[]
  live: LiveEvent[]
  pages: Map<string, unknown>
  documents: Map<string, string>
  alarm(): number | null
  /** How the receiver answers from now on. */
  answer(outcome: SendOutcome): void
  archiveIs(state: 'there' | 'away'): void
  pass(ms: number): void
  /** Wakes, and waits for everything that was begun. */
  wake(): Promise<void>
  /** Memory is lost; the documents stay. */
  restart(): void
  /** An incident of the first check, open as if it had been judged. */
  open(facts?: Partial<Incident>): Incident
}

const ok: SendOutcome = { kind: 'answered', status: 204, body: '', retryAfterSeconds: null, ms: 5 }

/** A shard that holds one workspace; its check is paused, so that nothing is probed. */
export function shardWorld(
  config: WorkspaceConfig | null = configOf(),
  name = 'shard',
): ShardWorld {
  let now = startAt
  let alarm: number | null = null
  let outcome = ok
  let archive: 'there' | 'away' = 'there'
  const documents = new Map<string, string>()
  const sent: OutgoingRequest[] = []
  const archived: ArchiveItem[] = []
  const live: LiveEvent[] = []
  const pages = new Map<string, unknown>()
  let random = 0
  const ports: ShardPorts = {
    clock: { now: () => now, sleep: async () => undefined },
    store: {
      read: (prefix) =>
        new Map(
          [...documents]
            .filter(([key]) => key.startsWith(prefix))
            .toSorted()
            .map(([key, text]) => [key, JSON.parse(text)]),
        ),
      write: ({ put = [], drop = [] }) => {
        for (const [key, value] of put) documents.set(key, JSON.stringify(value))
        for (const key of drop) documents.delete(key)
      },
    },
    alarm: {
      set: (at) => {
        alarm = at
      },
      get: () => alarm,
    },
    locations: { list: () => [], ask: async function* () {}, controls: async () => [] },
    sender: {
      send: async (request) => {
        sent.push(request)
        return outcome
      },
    },
    vault: { open: async (text) => text, seal: async (text) => text },
    signer: makeSigner('shard-secret'),
    archive: {
      save: async (items) => {
        if (archive === 'away') throw new Error('connection refused')
        archived.push(...structuredClone(items))
      },
    },
    snapshots: {
      get: async () => null,
      put: async (key, value) => void pages.set(key, structuredClone(value)),
      drop: async (key) => void pages.delete(key),
    },
    live: { tell: (_workspace, event) => void live.push(event), end: () => undefined },
    shard: () => {
      throw new Error('there is no other shard')
    },
    log: { info: () => undefined, error: () => undefined },
    random: (bytes) => (random++).toString(16).padStart(bytes * 2, '0'),
    settings: { baseUrl: 'https://esonar.example', flushSeconds: 300, controls: [] },
  }
  const world: ShardWorld = {
    ports,
    memory: openMemory(ports, name),
    sent,
    archived,
    live,
    pages,
    documents,
    alarm: () => alarm,
    answer: (next) => {
      outcome = next
    },
    archiveIs: (state) => {
      archive = state
    },
    pass: (ms) => {
      now += ms
    },
    wake: async () => {
      const work: Promise<void>[] = []
      wake(world.memory, ports, (one) => void work.push(one))
      for (let index = 0; index < work.length; index += 1) await work[index]
    },
    restart: () => {
      world.memory = openMemory(ports, name)
    },
    open: (facts = {}) => {
      const watched = world.memory.checks.values().next().value!
      const incident = incidentOf({ check: watched.check.id, ...facts })
      watched.state = { ...watched.state, health: 'down', open: { health: incident } }
      ports.store.write({ put: [[`trouble/${watched.check.id}`, watched.state]] })
      return incident
    },
  }
  if (config) configure(world.memory, ports, config)
  return world
}
