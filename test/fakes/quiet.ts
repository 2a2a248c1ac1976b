// A hub's cron over real stores and a clock that is turned by hand: counts in which minutes Postgres
// was asked, at the one way to it. For tests, and for `npm run cost`.
import { noCarriers } from '../../workers/channel/carrier.ts'
import { runCron } from '../../workers/flow/cron.ts'
import type { HubPorts } from '../../workers/hub-ports.ts'
import type { OutgoingRequest, SendOutcome } from '../../workers/ports.ts'
import type { ShardHealth } from '../../workers/shard-door.ts'
import { makeSigner } from '../../workers/signer.ts'
import { type DatabaseSettings, openStores } from '../../workers/store/index.ts'
import { makeVault } from '../../workers/vault.ts'
import { teller } from '../../workers/wire/desk.ts'
import { deskInMemory } from './desk.ts'

export type QuietWorld = ReturnType<typeof quietWorld>

const minuteMs = 60_000
const taken: SendOutcome = {
  kind: 'answered',
  status: 200,
  body: '{"id":"taken"}',
  retryAfterSeconds: null,
  ms: 1,
}

/** The hub of an installation whose database this is, from an instant on. */
export function quietWorld(database: DatabaseSettings, startAt: number, flushSeconds = 3_600) {
  let now = startAt
  let questions = 0
  const desk = deskInMemory()
  const kv = new Map<string, unknown>()
  const faults: unknown[] = []
  const sent: [url: string, at: number][] = []
  const state = { outcome: taken, orders: 0, isShardAway: false, isDatabaseAway: false }
  const woken: string[] = []
  const log = {
    info: () => undefined,
    error: (_: string, fault: unknown) => void faults.push(fault),
  }
  const send = async ({ url }: OutgoingRequest) => {
    sent.push([url, now])
    return state.outcome
  }
  const health = (): ShardHealth => ({
    checks: 1,
    lagMs: 0,
    lastWakeAt: now,
    backlog: 0,
    backlogSince: null,
    pendingDeliveries: 0,
    overdue: null,
    unwellLocations: [],
    work: { orders: state.orders } as NonNullable<ShardHealth['work']>,
  })
  const versions = new Map<string, number>()
  const door = (shard: string) => ({
    versions: async () => {
      if (state.isShardAway) throw new Error('the shard is away')
      return Object.fromEntries(versions)
    },
    configure: async ({ workspace, version }: { workspace: string; version: number }) => {
      versions.set(workspace, version)
      return { version }
    },
    wake: async () => {
      woken.push(shard)
      return health()
    },
    health: async () => health(),
  })
  const hub = {
    ...openStores({ ...database, asked: teller(desk, () => now, log) }),
    now: () => now,
    randomId: (length: number) => 'r'.repeat(length),
    desk,
    quiet: () =>
      openStores({
        ...database,
        asked: async () => {
          questions += 1
          if (state.isDatabaseAway) throw new Error('the database is away')
        },
      }),
    snapshots: {
      get: async (key: string) => kv.get(key) ?? null,
      put: async (key: string, value: unknown) => void kv.set(key, structuredClone(value)),
      drop: async (key: string) => void kv.delete(key),
    },
    shardByName: door,
    shard: async () => door('any'),
    vault: makeVault(JSON.stringify({ current: 'k1', keys: { k1: btoa('k'.repeat(32)) } })),
    signer: makeSigner('s'.repeat(40)),
    outward: { send },
    sender: { send },
    log,
    till: null,
    locations: () => [],
    settings: {
      baseUrl: 'http://esonar.test',
      plan: 'solo',
      version: '0.1.0',
      flushSeconds,
      database: 'test',
      operator: null,
      operatorMail: null,
      watchdogUrl: null,
      carriers: { ...noCarriers, baseUrl: 'http://esonar.test' },
    },
  } as unknown as HubPorts
  const quiet = hub.quiet()
  hub.quiet = () => quiet
  /** One minute of the cron; whether Postgres was asked in it. */
  const minute = async (): Promise<boolean> => {
    const before = questions
    await runCron(hub)
    now += minuteMs
    return questions > before
  }
  return {
    hub,
    desk,
    kv,
    faults,
    sent,
    state,
    woken,
    versions,
    now: () => now,
    questions: () => questions,
    settings: (more: Partial<HubPorts['settings']>) => void Object.assign(hub.settings, more),
    pass: (ms: number) => {
      now += ms
    },
    minute,
    /** So many minutes; the instants of those in which Postgres was asked. */
    async minutes(count: number): Promise<number[]> {
      const asked: number[] = []
      for (let index = 0; index < count; index += 1) {
        const at = now
        if (await minute()) asked.push(at)
      }
      return asked
    },
  }
}
