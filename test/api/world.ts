// The hub's API over real stores, with two workspaces that look alike and a shard that remembers
// what it was told. No network but the database's.
import type { MiddlewareHandler } from 'hono'
import type { Auth } from '../../workers/account-ports.ts'
import { makeApp } from '../../workers/app.ts'
import { makeAuth } from '../../workers/auth/index.ts'
import { noCarriers } from '../../workers/channel/carrier.ts'
import type { WorkspaceConfig } from '../../workers/domain/config.ts'
import type { Delivery } from '../../workers/domain/delivery.ts'
import { freshDelivery } from '../../workers/domain/fresh-delivery.ts'
import type { Role } from '../../workers/domain/permission.ts'
import type { Heard } from '../../workers/domain/ping.ts'
import type { Saying } from '../../workers/domain/told/said.ts'
import { newBook } from '../../workers/domain/verdict/index.ts'
import { hashOf } from '../../workers/flow/hash.ts'
import { look } from '../../workers/flow/look.ts'
import type { HubPorts } from '../../workers/hub-ports.ts'
import type { AppEnv } from '../../workers/middleware/app-env.ts'
import type { OutgoingRequest, SendOutcome, ShardPorts } from '../../workers/ports.ts'
import type { ShardDoor } from '../../workers/shard-door.ts'
import { makeSigner } from '../../workers/signer.ts'
import { makeVault } from '../../workers/vault.ts'
import { openPlace } from '../contract/store-place.ts'
import { acme, audit, bolt, settle } from '../contract/store-world.ts'
import { deskInMemory } from '../fakes/desk.ts'
import { type EchoPlaces, echoPlaces } from '../fakes/echo-place.ts'
import { lentPlaces } from '../fakes/lent-places.ts'
import { textsOfTree } from '../fakes/texts.ts'

export { acme, bolt }

export interface Answer {
  status: number
  headers: Headers
  // biome-ignore lint/suspicious/noExplicitAny: an answer is looked into field by field
  json: any
  text: string
}

export interface Ask {
  key?: string | null
  body?: unknown
  /** Sent as it is. */
  raw?: string
  /** A form, as a page sends it. */
  form?: Record<string, string> | URLSearchParams
  /** Who is signed in (`u1` owns acme, `u2` bolt), from our own pages. */
  person?: string
  headers?: Record<string, string>
}

export type World = Awaited<ReturnType<typeof openWorld>>

export const keys = {
  acme: 'esn_acme-owner-key-000000000000000000',
  bolt: 'esn_bolt-owner-key-000000000000000000',
  viewer: 'esn_acme-viewer-key-0000000000000000',
  expired: 'esn_acme-expired-key-000000000000000',
}

/** Opens the world. `deny`: private addresses are refused, as on the hosted plan. */
export async function openWorld(privateTargets: 'allow' | 'deny' = 'allow', plan = 'self-hosted') {
  const place = await openPlace('embedded')
  await settle(place, plan)
  await key(keys.acme, acme, 'owner')
  await key(keys.bolt, bolt, 'owner')
  await key(keys.viewer, acme, 'viewer')
  await key(keys.expired, acme, 'owner', '2020-01-01T00:00:00Z')

  async function key(
    secret: string,
    workspace: string,
    role: Role,
    expiresAt: string | null = null,
  ) {
    const id = `key_${workspace}_${secret.slice(4, 16).replaceAll('-', '')}`
    const row = {
      id,
      name: role,
      prefix: secret.slice(0, 8),
      hash: await hashOf(secret),
      role,
      scopes: null,
      expiresAt,
    }
    await place.accounts.putKey(workspace, row, audit)
  }

  const configs = new Map<string, WorkspaceConfig>()
  const kv = new Map<string, unknown>()
  const texts = new Map<string, string[]>()
  const outgoing: OutgoingRequest[] = []
  const outcomes = new Map<string, (request: OutgoingRequest) => SendOutcome>()
  const faults: unknown[] = []
  const heard: [check: string, heard: Heard][] = []
  const sayings: [check: string, saying: Saying][] = []
  const places = echoPlaces()
  const codes: string[] = []
  /** Agents whose doors were closed for good. */
  const revoked: string[] = []
  const lent = lentPlaces()
  const door = doorOf(configs, heard, sayings, places, codes)
  let letter = 0
  const hub: HubPorts = {
    ...place,
    now: () => Date.now(),
    randomId: (length) => {
      letter += 1
      return letter.toString(36).padStart(length, '0')
    },
    snapshots: {
      get: async <T>(name: string) => (kv.get(name) as T) ?? null,
      put: async (name, value) => void kv.set(name, value),
      drop: async (name) => void kv.delete(name),
    },
    desk: deskInMemory(),
    quiet: () => ({}),
    texts: textsOfTree(),
    till: null,
    regions: { list: () => [], ask: async function* () {} },
    lending: lent.lending,
    vault,
    outward: {
      send: async (request) => {
        outgoing.push(request)
        return outcomes.get(new URL(request.url).hostname)?.(request) ?? answer200
      },
    },
    signer: makeSigner('s'.repeat(40)),
    txt: async (name) => texts.get(name) ?? [],
    sender: {
      send: async () => ({
        kind: 'answered',
        status: 200,
        body: '',
        retryAfterSeconds: null,
        ms: 1,
      }),
    },
    log: { info: () => undefined, error: (_event, fault) => void faults.push(fault) },
    shardByName: () => door,
    shard: async () => door,
    live: async () => new Response(null, { status: 500 }),
    agentDoor: (agent) => ({
      state: async () => ({ road: null, seenAt: null, saidGoodbye: false }),
      revoke: async () => void revoked.push(agent),
      fetch: async (request) => Response.json({ agent, path: new URL(request.url).pathname }),
    }),
    locations: () => [
      { id: 'one', network: 'net-a', label: 'one', default: true },
      { id: 'two', network: 'net-b', label: 'two', default: true },
      { id: 'spare', network: 'net-b', label: 'spare', default: false },
    ],
    settings: {
      baseUrl: 'http://esonar.test',
      plan,
      privateTargets,
      ownPorts: [5432],
      version: '0.1.0',
      flushSeconds: 300,
      database: 'test',
      operator: null,
      operatorMail: null,
      watchdogUrl: null,
      operators: [],
      legal: { name: '', address: '', contact: '', law: '' },
      carriers: noCarriers,
    },
  }
  const real = makeAuth({
    DATABASE_URL: place.settings.url,
    NEON_FETCH_ENDPOINT: place.settings.fetchEndpoint,
    BASE_URL: 'http://esonar.test',
    AUTH_SECRET: 'a secret of the test world, long enough',
  })
  const auth: Auth = {
    ...real,
    // Signed in without ado, where the doors are not what is tried.
    session: async (caller) => {
      const id = /\bperson=(\w+)/.exec(caller.cookie)?.[1]
      if (id === undefined) return real.session(caller)
      const [found] = await place.query('select id, name, email from "user" where id = $1', [id])
      return found ?? null
    },
  }
  const wire: MiddlewareHandler<AppEnv> = async (c, next) => {
    c.set('hub', hub)
    c.set('auth', auth)
    await next()
  }
  const app = makeApp(wire)

  /** Asks the API; `path` begins with `/`. The owner of acme asks unless told otherwise. */
  async function ask(method: string, path: string, given: Ask = {}): Promise<Answer> {
    const response = await app.request(`http://esonar.test${path}`, requestOf(method, given))
    const text = await response.text()
    const isJson = (response.headers.get('content-type') ?? '').includes('json')
    return {
      status: response.status,
      headers: response.headers,
      json: isJson && text !== '' ? JSON.parse(text) : null,
      text,
    }
  }

  return {
    place,
    places,
    app,
    auth,
    hub,
    door,
    ask,
    configs,
    kv,
    texts,
    outgoing,
    outcomes,
    faults,
    heard,
    sayings,
    codes,
    revoked,
    lent: lent.asked,
    stop: place.stop,
  }
}

function requestOf(method: string, given: Ask): RequestInit {
  const { person, form } = given
  const secret = given.key === undefined && person === undefined ? keys.acme : (given.key ?? null)
  const json = given.body === undefined ? undefined : JSON.stringify(given.body)
  const body = form ? new URLSearchParams(form).toString() : (given.raw ?? json)
  const type = form ? 'application/x-www-form-urlencoded' : 'application/json'
  return {
    method,
    headers: {
      ...(secret === null ? {} : { authorization: `Bearer ${secret}` }),
      ...(person ? { cookie: `person=${person}`, origin: 'http://esonar.test' } : {}),
      ...(body === undefined ? {} : { 'content-type': type }),
      ...given.headers,
    },
    ...(body === undefined ? {} : { body }),
  }
}

const answer200: SendOutcome = {
  kind: 'answered',
  status: 200,
  body: '{"id":"taken"}',
  retryAfterSeconds: null,
  ms: 1,
}

/** The code that this shard takes. */
export const rightCode = '007123'

/** A shard that holds configurations and knows nothing else. */
function doorOf(
  configs: Map<string, WorkspaceConfig>,
  heard: [string, Heard][],
  sayings: [string, Saying][],
  places: EchoPlaces,
  codes: string[],
): ShardDoor {
  const ports = lookPorts(places)
  const channelOf = (workspace: string, id: string) =>
    configs.get(workspace)?.channels.find((one) => one.id === id)
  return {
    configure: async (config) => {
      configs.set(config.workspace, structuredClone(config))
      return { version: config.version }
    },
    forget: async () => undefined,
    leave: async () => 'moved',
    takeParcel: async () => undefined,
    arrive: async () => undefined,
    versions: async () => ({}),
    wake: async () => health,
    health: async () => health,
    views: async () => [],
    places: async () => [],
    view: async () => null,
    recent: async () => [],
    incidents: async () => [],
    incident: async () => null,
    suspicions: async () => [],
    deliveries: async () => [],
    acknowledge: async () => null,
    resolve: async () => null,
    note: async () => null,
    startDrill: async () => null,
    drills: async () => [],
    tapped: async () => null,
    tap: async () => null,
    sendTest: async (workspace, id) =>
      channelOf(workspace, id) ? testDelivery(workspace, id) : null,
    sendCode: async (workspace, id) => {
      codes.push(id)
      return channelOf(workspace, id) ? { kind: 'sent' } : { kind: 'unknown' }
    },
    typeCode: async (_workspace, id, code) => {
      if (!codes.includes(id)) return 'none'
      return code === rightCode ? 'right' : 'wrong'
    },
    receipt: async () => false,
    key: async () => null,
    acknowledgeTold: async () => 'Acknowledged.',
    used: async () => ({
      segments: 37,
      credits: 40,
      allowance: 100,
      bought: { credits: 100, used: 12 },
      left: 148,
      low: null,
      countries: [{ country: 'Germany', segments: 37, credits: 40 }],
    }),
    lowTold: async () => undefined,
    takeTexts: async () => true,
    status: async (workspace) => `All checks of ${workspace} are well.`,
    checkNow: async () => true,
    ping: async (_workspace, check, one) => {
      heard.push([check, one])
      return 'ok'
    },
    pingSlug: async (workspace, slug, one) => {
      const checks = configs.get(workspace)?.checks ?? []
      const named = checks.filter((it) => it.type === 'heartbeat' && it.heartbeat.slug === slug)
      if (named.length > 1) return 'ambiguous'
      if (named[0]) heard.push([named[0].id, one])
      return named[0] ? 'ok' : 'unknown'
    },
    pings: async (_workspace, check) =>
      heard.filter(([id]) => id === check).map(([, one]) => ({ v: 1, at: 1, ...one })),
    hostReport: async () => true,
    hostGoodbye: async () => undefined,
    hosts: async () => [],
    hostMetrics: async () => [],
    say: async (_workspace, check, saying) => {
      sayings.push([check, saying])
      return true
    },
    lookNow: async (workspace, id, locations) => {
      const check = configs.get(workspace)?.checks.find((one) => one.id === id)
      return check ? look(ports, newBook(), check, locations ?? ['one', 'two']) : null
    },
    look: (_workspace, check, locations) => look(ports, newBook(), check, locations),
  }
}

const vault = makeVault(JSON.stringify({ current: 'k1', keys: { k1: btoa('k'.repeat(32)) } }))

/** What a look needs of a shard: places, a clock, the vault. */
function lookPorts(locations: EchoPlaces): ShardPorts {
  return {
    clock: { now: () => Date.now(), sleep: async () => undefined },
    locations,
    vault,
    log: { info: () => undefined, error: () => undefined },
    random: (bytes: number) => '7'.repeat(bytes * 2),
    settings: { baseUrl: 'http://esonar.test', flushSeconds: 300, controls: [] },
  } as unknown as ShardPorts
}

const health = {
  checks: 0,
  lagMs: 0,
  lastWakeAt: null,
  backlog: 0,
  backlogSince: null,
  pendingDeliveries: 0,
  overdue: null,
  unwellLocations: [],
}

function testDelivery(workspace: string, channel: string): Delivery {
  return freshDelivery({
    id: `dlv_${workspace}_test`,
    workspace,
    channel,
    channelType: 'webhook',
    event: 'test',
    level: 'info',
    state: 'sent',
    createdAt: 1,
    settledAt: 2,
    attempts: [{ at: 1, ms: 5, status: 204, answer: 'ok', said: '' }],
    begun: 1,
    payload: {},
  })
}
