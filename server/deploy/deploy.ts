// One deployment, in an order in which each step is safe when the next one fails: database before
// code, secrets before the code that reads them, regions before the hub that asks them. Run it
// again and it goes on where it stopped.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { stripeClient } from '../../workers/till/index.ts'
import { directUrl, migrate, migrationNames } from '../migrate.ts'
import { Refusal } from '../refusal.ts'
import { makePrices } from '../stripe-prices.ts'
import { version } from '../variables.ts'
import type { Ask } from './ask.ts'
import { objectsNow } from './base.ts'
import { kvTitle, nameOf, type WorkerPlan, writeConfigs } from './configs.ts'
import { type ProofTimes, proveHub, proveRegion } from './proof.ts'
import { type Keychain, madeSecret, openKeychain, refuseShared } from './secrets.ts'
import type { DeploySettings } from './settings.ts'
import { keepDeployment, openState, type StateFile } from './state.ts'
import { inTwos } from './twos.ts'
import { regionSecret, secrets } from './variables.ts'
import type { Wrangler } from './wrangler.ts'

export interface DeployRoom {
  /** Where settings, state and secrets lie. */
  folder: string
  env: NodeJS.ProcessEnv
  wrangler: Wrangler
  /** Null: nobody can be asked. */
  ask: Ask | null
  out(line: string): void
  commit: string | null
  /** Makes `dist/`; answers whether it had to. */
  build(): Promise<boolean>
  times: ProofTimes
}

export interface Scope {
  /** `database`, `regions`, `hub`, ids of locations; null: all. */
  only: string[] | null
  /** Deploys also what is there as it is. */
  force: boolean
}

/** Deploys; throws a Refusal at the first step that fails. */
export async function deploy(room: DeployRoom, settings: DeploySettings, scope: Scope) {
  const stateFile = openState(room.folder, settings.environment)
  const keys = openKeychain(room.folder, settings.environment, settings.variables, room.env)
  const wants = (part: string) => scope.only === null || scope.only.includes(part)
  room.out(`Deploying ${settings.name} to ${settings.baseUrl}`)
  room.out((await room.build()) ? '  build      done' : '  build      up to date')
  const kv = await readyKv(room, settings, stateFile)
  const plans = writeConfigs(settings, kv)
  const hub = plans.at(-1)!
  await gather(room, keys, hub)
  refuseShared(room.folder, settings.environment, keys.values().DATABASE_URL!)
  if (wants('database')) await readyDatabase(room, keys)
  const regions = plans.filter(
    ({ location }) => location !== null && (wants('regions') || wants(location)),
  )
  const deployOne = (plan: WorkerPlan) => deployWorker(room, stateFile, keys, plan, scope.force)
  await inTwos(regions, deployOne)
  if (wants('hub')) {
    await readyPrices(room, keys, settings)
    await deployOne(hub)
  }
  await prove(room, settings, stateFile, [...regions, ...(wants('hub') ? [hub] : [])])
  const kept = keepDeployment(stateFile.state, {
    at: new Date().toISOString(),
    commit: room.commit,
    objects: objectsNow,
    migration: migrationNames().at(-1)![1],
  })
  stateFile.save()
  sayUnused(room, settings, stateFile)
  room.out(`Deployment ${kept.id} is live at ${settings.baseUrl}`)
}

async function readyKv(
  { wrangler, out }: DeployRoom,
  settings: DeploySettings,
  { state, save }: StateFile,
): Promise<string> {
  const title = kvTitle(settings)
  if (state.kv !== null) {
    out(`  kv         ${title}, as it is`)
    return state.kv
  }
  const { config } = writeConfigs(settings, null).at(-1)!
  let id = await wrangler.findKv(config, title)
  const isNew = id === null
  if (isNew) {
    await wrangler.createKv(config, title)
    id = await wrangler.findKv(config, title)
  }
  if (id === null)
    throw new Refusal(`The KV namespace ${title} was made and is not listed; run this again.`)
  state.kv = id
  save()
  out(`  kv         ${title}, ${isNew ? 'made' : 'found'}`)
  return id
}

/** Every secret that is needed: made, or asked for once. */
async function gather({ wrangler, ask, out }: DeployRoom, keys: Keychain, hub: WorkerPlan) {
  keys.keep()
  const missing = keys.missing()
  if (missing.length === 0) return
  const there = await wrangler.secretNames(hub.config)
  for (const name of missing) {
    const { from, what } = secrets[name]!
    if (from === 'made') {
      if (there.includes(name)) throw new Refusal(lostWords(name, keys.path))
      keys.set(name, madeSecret(name))
      out(`  secret     ${name}, made by chance`)
    } else if (from === 'asked' || !there.includes(name)) {
      if (!ask) throw new Refusal(`${name} is missing (${what}); give it in the environment.`)
      keys.set(name, await ask(`  secret     ${name}, ${what}`))
    }
  }
}

function lostWords(name: string, path: string): string {
  return `${name} is at Cloudflare already and cannot be read from there; put ${path} back, or give ${name} in the environment as it is.`
}

/** Forward only, and before the code: the version that runs still works with it. */
async function readyDatabase({ out }: DeployRoom, keys: Keychain): Promise<void> {
  const applied = await migrate(directUrl(keys.values().DATABASE_URL!)).catch((fault: Error) => {
    if (fault instanceof Refusal) throw fault
    const cause = fault.cause instanceof Error ? `: ${fault.cause.message}` : ''
    throw new Refusal(`The database could not be brought up to date: ${fault.message}${cause}`)
  })
  const words = applied.length === 0 ? 'up to date' : `applied ${applied.join(', ')}`
  out(`  database   ${words}`)
}

const lackOfProof =
  '  price      nothing is sold until STRIPE_WEBHOOK_SECRET is given, too: docs/billing.md'

/** Where plans are sold, the prices at Stripe are what the plans say before the hub sells by them. */
async function readyPrices({ out }: DeployRoom, keys: Keychain, settings: DeploySettings) {
  const { STRIPE_SECRET_KEY: key, STRIPE_WEBHOOK_SECRET: proof } = keys.values()
  if (!key) return
  if (!proof) out(lackOfProof)
  const say = (line: string) => out(`  price      ${line}`)
  await makePrices(stripeClient(key, settings.variables.STRIPE_URL), say).catch((fault: Error) => {
    throw new Refusal(`The prices at Stripe could not be made: ${fault.message}`)
  })
}

async function deployWorker(
  { wrangler, out, commit }: DeployRoom,
  { state, save }: StateFile,
  keys: Keychain,
  plan: WorkerPlan,
  force: boolean,
): Promise<void> {
  const kind = plan.location === null ? 'hub   ' : 'region'
  const given = keys.changed(
    plan.name,
    plan.location === null ? Object.keys(secrets) : [regionSecret],
  )
  if (given) {
    await wrangler.putSecrets(plan.config, given)
    keys.wasPut(plan.name, given)
  }
  const print = printOf(plan)
  if (!force && !given && state.workers[plan.name]?.print === print) {
    out(`  ${kind}     ${plan.name}, as it is`)
    return
  }
  const { version: made, urls } = await wrangler.deploy(plan.config, commit ?? 'npm run deploy')
  state.workers[plan.name] = { version: made, print, urls }
  save()
  out(`  ${kind}     ${plan.name}, version ${made}`)
}

/** Of all that a Worker is made of. */
export function printOf({ bundle, text }: WorkerPlan): string {
  return createHash('sha256').update(readFileSync(bundle)).update(text).digest('hex')
}

async function prove(
  { out, times }: DeployRoom,
  settings: DeploySettings,
  { state }: StateFile,
  plans: WorkerPlan[],
): Promise<void> {
  await inTwos(plans, async ({ name, location }) => {
    if (location === null) {
      await proveHub(settings.baseUrl, version(), times)
      return out(`  answers    ${settings.baseUrl}/healthz`)
    }
    const url = state.workers[name]?.urls[0]
    if (!url) return out(`  answers    ${name}: it has no address of its own, so it was not asked`)
    await proveRegion(location, url, times)
    out(`  answers    ${name}`)
  })
}

/** A location taken out of the settings leaves its Worker behind. */
function sayUnused({ out }: DeployRoom, settings: DeploySettings, { state }: StateFile): void {
  const used = new Set([null, ...settings.locations].map((one) => nameOf(settings, one)))
  for (const name of Object.keys(state.workers).filter((one) => !used.has(one)))
    out(`  not used   ${name}; remove it with: npx wrangler delete --name ${name}`)
}
