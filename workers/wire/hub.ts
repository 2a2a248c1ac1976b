// The hub's wiring: Env → HubPorts. Reads and checks every variable; chooses every adapter.
import type { Auth } from '../account-ports.ts'
import type { AgentDoor } from '../agent-ports.ts'
import { makeAuth } from '../auth/index.ts'
import { carriersOf } from '../channel/carrier.ts'
import { type AddressPolicy, refusal } from '../domain/address.ts'
import type { ControlTarget } from '../domain/measurement.ts'
import type { Env, LenderSetting, LocationSetting } from '../env.ts'
import type { HubPorts } from '../hub-ports.ts'
import type { Lending } from '../loan-ports.ts'
import { type LocationsSettings, makeLocations, placesOf } from '../locations/index.ts'
import { makeLog } from '../log.ts'
import { exchange } from '../probe/doh.ts'
import { makeSender } from '../send.ts'
import type { ShardDoor } from '../shard-door.ts'
import { makeSigner } from '../signer.ts'
import { makeSnapshots } from '../snapshots.ts'
import { type DatabaseSettings, openStores, type Stores } from '../store/index.ts'
import { stripeTill } from '../till/index.ts'
import { makeVault } from '../vault.ts'
import { addressesOf } from './addresses.ts'
import { deskOf, teller } from './desk.ts'
import { withConfigKept } from './kept-config.ts'
import { withSparksKept } from './kept-sparks.ts'
import { textsOf as pagesOf } from './texts.ts'

interface Wired {
  hub: HubPorts
  auth: Auth
}

let wired: { env: Env; made: Wired } | null = null

/** Ports and auth of this isolate; made once. */
export function wireHub(env: Env): Wired {
  if (wired?.env !== env) wired = { env, made: make(env) }
  return wired.made
}

function make(env: Env): Wired {
  for (const name of [
    'DATABASE_URL',
    'BASE_URL',
    'AUTH_SECRET',
    'SEAL_KEYS',
    'LOCATIONS',
  ] as const) {
    if (!env[name]) throw new Error(`the variable ${name} is missing`)
  }
  const log = makeLog()
  const desk = deskOf(env)
  const database = { url: env.DATABASE_URL, fetchEndpoint: env.NEON_FETCH_ENDPOINT }
  const stores = storesOf({ ...database, asked: teller(desk, Date.now, log) })
  const quiet = storesOf(database)
  const snapshots = makeSnapshots(env.PAGES)
  const locations = JSON.parse(env.LOCATIONS) as LocationSetting[]
  const places = placesOf(locations, JSON.parse(env.LENDERS || '[]') as LenderSetting[])
  const shardByName = (shard: string) => doorOf(env, shard)
  const shardNameOf = async (workspace: string) => {
    const known = await snapshots.get<{ shard: string }>(`dir:${workspace}`)
    return known?.shard ?? stores.directory.assign(workspace)
  }
  const policy: AddressPolicy = {
    privateTargets: env.PRIVATE_TARGETS === 'allow' ? 'allow' : 'deny',
    ownPorts: JSON.parse(env.OWN_PORTS) as number[],
  }
  const hub: HubPorts = {
    ...stores,
    desk,
    quiet: () => quiet,
    now: () => Date.now(),
    randomId,
    agentDoor: (agent) => env.AGENT.get(env.AGENT.idFromName(agent)) as unknown as AgentDoor,
    snapshots,
    texts: pagesOf(env.ASSETS),
    regions: regionsOf(env, locations),
    lending: lendingOf(env, locations),
    vault: makeVault(env.SEAL_KEYS),
    signer: makeSigner(env.SIGNING_SECRET),
    till: stripeTill(env),
    txt: (name) => textsOf(name, env.DOH_URL),
    outward: makeSender({
      aboutUrl: `${env.BASE_URL}/about/prober`,
      refuse: (host, port) => refusal(host, port, policy),
      resolve: policy.privateTargets === 'allow' ? null : (host) => addressesOf(host, env.DOH_URL),
      ...(env.MAIL_DOOR_URL ? { own: env.MAIL_DOOR_URL } : {}),
    }),
    // Addresses the operator set: wherever they lead.
    sender: makeSender({
      aboutUrl: `${env.BASE_URL}/about/prober`,
      refuse: () => null,
      resolve: null,
    }),
    log,
    shardByName,
    shard: async (workspace) => shardByName(await shardNameOf(workspace)),
    live: async (workspace, request) => stubOf(env, await shardNameOf(workspace)).fetch(request),
    locations: () => places,
    settings: settingsOf(env),
  }
  return { hub, auth: makeAuth(env) }
}

function storesOf(settings: DatabaseSettings): Stores {
  const stores = openStores(settings)
  return {
    ...stores,
    config: withConfigKept(stores.config),
    history: withSparksKept(stores.history, () => Date.now()),
  }
}

function settingsOf(env: Env): HubPorts['settings'] {
  return {
    baseUrl: env.BASE_URL,
    plan: env.PLAN,
    privateTargets: env.PRIVATE_TARGETS === 'allow' ? 'allow' : 'deny',
    ownPorts: JSON.parse(env.OWN_PORTS) as number[],
    version: env.VERSION,
    flushSeconds: Number(env.FLUSH_SECONDS),
    database: databaseOf(env.DATABASE_URL),
    operator: env.OPERATOR_URL
      ? { url: env.OPERATOR_URL, secret: env.OPERATOR_SECRET || null }
      : null,
    operatorMail: env.OPERATOR_MAIL || null,
    legal: {
      name: env.OPERATOR_NAME ?? '',
      address: env.OPERATOR_ADDRESS ?? '',
      contact: env.OPERATOR_CONTACT ?? '',
      law: env.OPERATOR_LAW ?? '',
    },
    operators: (env.OPERATOR_PEOPLE ?? '')
      .toLowerCase()
      .split(',')
      .map((one) => one.trim())
      .filter(Boolean),
    watchdogUrl: env.WATCHDOG_URL || null,
    carriers: carriersOf(env, env.BASE_URL),
  }
}

function databaseOf(url: string): string {
  const { host, pathname } = new URL(url)
  return `${host}${pathname}`
}

/** The installation's own locations, asked by the hub itself. */
function regionsOf(env: Env, locations: LocationSetting[]): HubPorts['regions'] {
  return makeLocations(regionSettings(env, locations))
}

function regionSettings(env: Env, locations: LocationSetting[]): LocationsSettings {
  return {
    locations,
    lenders: [],
    binding: (name) => env[name as `REGION_${string}`] ?? null,
    signingSecret: env.SIGNING_SECRET,
    aboutUrl: `${env.BASE_URL}/about/prober`,
    controls: [],
    now: () => Date.now(),
    random: randomId,
    // Agents are their workspaces' own: the hub asks none of them.
    agent: () => ({ fetch: async () => new Response(null, { status: 404 }) }),
  }
}

/** The same for other masters: by roads that lead to nothing private. What is borrowed is not lent on. */
function lendingOf(env: Env, locations: LocationSetting[]): Lending {
  const regions = makeLocations({
    ...regionSettings(env, locations),
    binding: (name) => {
      const lent = name.replace(/^REGION_/, 'LENT_') as `LENT_${string}`
      return env[lent] ?? env[name as `REGION_${string}`] ?? null
    },
  })
  const controls = (JSON.parse(env.CONTROLS) as ControlTarget[]).filter((one) => !one.private)
  return {
    list: regions.list,
    ask: (location, order) =>
      regions.ask(location, {
        v: 1,
        location,
        deadlineMs: order.budgetMs + lentGraceMs,
        controls,
        aboutUrl: `${env.BASE_URL}/about/prober`,
        ...(env.PROBES_PER_HOST ? { perHost: Number(env.PROBES_PER_HOST) } : {}),
        publicOnly: true,
        orders: [order],
      }),
  }
}
const lentGraceMs = 4_000

const resolveMsMax = 5_000

async function textsOf(name: string, dohUrl: string): Promise<string[]> {
  const said = await exchange({ name, type: 'TXT' }, dohUrl, resolveMsMax)
  if (said.kind !== 'message') return []
  return said.message.answers.filter((one) => one.type === 'TXT').map((one) => one.data)
}

/** The shard's RPC stub answers every method of ShardDoor; the runtime types it by class only. */
function doorOf(env: Env, shard: string): ShardDoor {
  return stubOf(env, shard) as unknown as ShardDoor
}

function stubOf(env: Env, shard: string): DurableObjectStub {
  return env.SHARD.get(env.SHARD.idFromName(shard))
}

const letters = 'abcdefghijklmnopqrstuvwxyz0123456789'
function randomId(length: number): string {
  const bytes = crypto.getRandomValues(new Uint8Array(length))
  return [...bytes].map((byte) => letters[byte % letters.length]).join('')
}
