// Starts all of eSonar on this machine, in order, and ends it in the opposite order:
// folder → database → migrations → endpoint and resolver → workerd → owner → cron.
import pg from 'pg'
import type { ShardWork } from '../workers/shard-door.ts'
import { buildAll } from './build.ts'
import { startCron } from './cron.ts'
import { type Endpoint, startEndpoint } from './endpoint.ts'
import { openFolder } from './folder.ts'
import { hubClient } from './hub-client.ts'
import { type MailDoor, openMailDoor } from './mail-door.ts'
import { directUrl, migrate } from './migrate.ts'
import { startOwnAgent } from './own-agent.ts'
import { freePort, type HeldPort, holdPort, reachable } from './port.ts'
import { startPostgres } from './postgres.ts'
import { Refusal } from './refusal.ts'
import { startResolver } from './resolver.ts'
import type { Settings } from './settings.ts'
import { trustEnv } from './trust.ts'
import { hubVariables, regionVariables } from './variables.ts'
import { startWorkerd, type Workerd } from './workerd.ts'
import { workerdConfig } from './workerd-config.ts'

export interface Esonar {
  url: string
  /** A one-time link that makes the first account; null when there is one. */
  setupUrl: string | null
  databaseUrl: string
  workerd: Workerd
  /** The hub's cron at once, beside the one each minute. */
  tick(): Promise<void>
  /** What each shard has done so far. */
  work(): Promise<ShardWork[]>
  stop(): Promise<void>
}

const readyMsMax = 60_000

/** Starts everything and resolves when `/healthz` says 200. Throws a Refusal that says why not. */
export async function startEsonar(
  settings: Settings,
  onLine: (line: string) => void = () => undefined,
): Promise<Esonar> {
  const folder = openFolder(settings.dataDir)
  const undo: (() => Promise<void> | void)[] = [folder.unlock]
  const stop = async () => {
    for (let step = undo.pop(); step; step = undo.pop()) await step()
  }
  try {
    const held = await claim(settings)
    undo.push(held.release)
    const { port } = held
    const { tls } = settings
    const { innerPort, inner, url } = await addressesOf(settings, port)
    const building = buildAll()
    building.catch(() => undefined)
    const databaseUrl =
      settings.databaseUrl ?? (await embedded(folder.sub('postgres'), undo, onLine))
    await migrated(databaseUrl)
    const endpoint = await endpointFor(databaseUrl, undo)
    const resolver = await startResolver()
    undo.push(resolver.stop)
    await building
    const launcherSecret = folder.secret('launcher', () => crypto.randomUUID())
    const mailDoor = await mailDoorFor(settings, launcherSecret, undo)
    const inside = [innerPort, resolver.port, mailDoor?.port, endpoint?.port]
    const ownPorts = [port, ...inside.filter((one) => !!one), ...portOf(databaseUrl)] as number[]
    const hub = hubVariables({
      settings,
      folder,
      url,
      databaseUrl,
      endpoint,
      resolver,
      mailDoor,
      launcherSecret,
      ownPorts,
    })
    const region = regionVariables({ settings, folder, resolver, ownPorts })
    const workerd = startWorkerd({
      folder: folder.sub('workerd'),
      held,
      config: workerdConfig({
        host: settings.host,
        port,
        hubVariables: Object.keys(hub),
        regionVariables: Object.keys(region),
        locations: settings.locations,
        privateTargets: settings.privateTargets,
        hasAssets: true,
        innerPort,
      }),
      tls,
      env: {
        PATH: process.env.PATH,
        ...trustEnv(folder.path, settings.trustFiles),
        ...region,
        ...hub,
      },
      onLine,
      onRestart: (code) => onLine(`workerd ended (${code ?? 'signal'}); started again`),
    })
    undo.push(workerd.stop)
    const client = hubClient(inner, launcherSecret)
    await answering(client, workerd)
    if (settings.owner) await client.owner(settings.owner)
    undo.push(startCron(client, onLine))
    await client.cron()
    await ready(client)
    const ownAgent = settings.ownAgent
      ? startOwnAgent({ settings, folder, client, url: inner, ownPorts, onLine })
      : null
    if (ownAgent) undo.push(ownAgent.stop)
    const token = await client.setupToken()
    const setupUrl = token ? `${url}/setup/${token}` : null
    return { url, setupUrl, databaseUrl, workerd, tick: client.cron, work: client.work, stop }
  } catch (fault) {
    await stop()
    throw fault
  }
}

/** Where others find the hub, and where the launcher does: not over TLS. */
async function addressesOf({ tls, host, baseUrl }: Settings, port: number) {
  const innerPort = tls ? await freePort() : null
  const at = `${reachable(host)}:${port}`
  return {
    innerPort,
    inner: innerPort === null ? `http://${at}` : `http://127.0.0.1:${innerPort}`,
    url: baseUrl || `${tls ? 'https' : 'http'}://${at}`,
  }
}

/** The port, or a free one for 0, ours from now on; or a clear sentence now, not an error of
 *  workerd's later. */
function claim({ host, port }: Settings): Promise<HeldPort> {
  return holdPort(host, port).catch((fault: NodeJS.ErrnoException) => {
    throw new Refusal(`${whyNot(fault.code ?? '', host, port)}.`)
  })
}

function whyNot(code: string, host: string, port: number): string {
  const where = `Port ${port} on ${host}`
  if (code === 'EADDRINUSE')
    return `${where} is taken by another program; give another in ESONAR_PORT`
  if (code === 'EACCES') return `${where} is not allowed to you; give one from 1024 in ESONAR_PORT`
  return `ESONAR_HOST: this machine cannot listen on ${host} (${code}); give an address of its own`
}

async function embedded(
  dataDir: string,
  undo: (() => Promise<void> | void)[],
  onLine: (line: string) => void,
): Promise<string> {
  const postgres = await startPostgres({ dataDir, onLine })
  undo.push(postgres.stop)
  return postgres.url
}

async function migrated(databaseUrl: string): Promise<void> {
  const direct = directUrl(databaseUrl)
  const client = new pg.Client({ connectionString: direct, connectionTimeoutMillis: 10_000 })
  client.on('error', () => undefined)
  try {
    await client.connect()
  } catch (fault) {
    const why =
      fault instanceof Error && fault.message
        ? fault.message
        : String((fault as { code?: string }).code)
    throw new Refusal(
      `The database at ${withoutPassword(databaseUrl)} cannot be reached (${why}); correct DATABASE_URL or start the database.`,
    )
  } finally {
    await client.end().catch(() => undefined)
  }
  await migrate(direct)
}

/** Neon speaks for itself; every other PostgreSQL gets our endpoint. */
async function endpointFor(
  databaseUrl: string,
  undo: (() => Promise<void> | void)[],
): Promise<Endpoint | null> {
  if (new URL(databaseUrl).hostname.endsWith('.neon.tech')) return null
  const endpoint = await startEndpoint(databaseUrl)
  undo.push(endpoint.stop)
  return endpoint
}

/** Where a mail server is configured, the door through which the hub sends by it. */
async function mailDoorFor(
  { carriers }: Settings,
  secret: string,
  undo: (() => Promise<void> | void)[],
): Promise<MailDoor | null> {
  if (!carriers.smtp) return null
  const door = await openMailDoor(carriers.smtp, secret)
  undo.push(door.stop)
  return door
}

function portOf(databaseUrl: string): number[] {
  const url = new URL(databaseUrl)
  return ['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname)
    ? [Number(url.port || 5432)]
    : []
}

function withoutPassword(text: string): string {
  const url = new URL(text)
  return `${url.protocol}//${url.username}@${url.host}${url.pathname}`
}

async function answering(client: ReturnType<typeof hubClient>, workerd: Workerd): Promise<void> {
  const end = Date.now() + readyMsMax
  for (;;) {
    const there = await client.health().then(
      () => true,
      () => false,
    )
    if (there) return
    if (Date.now() > end) {
      throw new Refusal(
        `The hub does not answer (workerd process ${workerd.child().pid}); see what it said above.`,
      )
    }
    await new Promise((resolve) => setTimeout(resolve, 40))
  }
}

async function ready(client: ReturnType<typeof hubClient>): Promise<void> {
  const end = Date.now() + readyMsMax
  for (;;) {
    const { ok, problems } = await client
      .health()
      .catch(() => ({ ok: false, problems: ['no answer'] }))
    if (ok) return
    if (Date.now() > end) throw new Refusal(`Not everything works: ${problems.join('; ')}`)
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}
