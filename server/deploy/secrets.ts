// The secrets of an installation: asked once, made by chance where they can be, kept in
// `deployments/<environment>.secrets.json` for its owner's eyes only, and put to Cloudflare when
// they changed. The environment goes before the file.
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { isSecret } from '../../workers/channel/sign.ts'
import { randomSecret } from '../folder.ts'
import { directUrl } from '../migrate.ts'
import { Refusal } from '../refusal.ts'
import { sealKeys } from '../variables.ts'
import { type Environment, environments } from './settings.ts'
import { type SecretSource, secrets } from './variables.ts'

interface SecretsFile {
  values: Record<string, string>
  /** What each Worker was given, as a hash. */
  put: Record<string, string>
}

export interface Keychain {
  path: string
  /** Those that are needed and not there. */
  missing(): string[]
  /** All that there are. */
  values(): Record<string, string>
  set(name: string, value: string): void
  /** Writes them down. */
  keep(): void
  /** Those of a Worker, or null when it has them already. */
  changed(worker: string, names: readonly string[]): Record<string, string> | null
  /** A Worker has these now. */
  wasPut(worker: string, given: Record<string, string>): void
}

/** Opens the file of an environment, and takes in what the outer environment gives. */
export function openKeychain(
  folder: string,
  environment: Environment,
  variables: Record<string, string>,
  env: NodeJS.ProcessEnv,
): Keychain {
  const path = join(folder, `${environment}.secrets.json`)
  const file = existsSync(path) ? read(path) : { values: {}, put: {} }
  for (const name of Object.keys(secrets)) {
    const given = env[name]?.trim()
    if (!given) continue
    checkSecret(name, given)
    file.values[name] = given
  }
  const valuesOf = (names: readonly string[]) =>
    Object.fromEntries(
      names.flatMap((name) => (file.values[name] ? [[name, file.values[name]]] : [])),
    )
  const save = () => {
    writeFileSync(`${path}.new`, `${JSON.stringify(file, null, 2)}\n`, { mode: 0o600 })
    renameSync(`${path}.new`, path)
  }
  return {
    path,
    missing: () =>
      Object.entries(secrets)
        .filter(([name, { from }]) => isNeeded(from, variables) && !file.values[name])
        .map(([name]) => name),
    values: () => ({ ...file.values }),
    keep: save,
    set: (name, value) => {
      checkSecret(name, value)
      file.values[name] = value
      save()
    },
    changed: (worker, names) => {
      const given = valuesOf(names)
      return file.put[worker] === printOf(given) ? null : given
    },
    wasPut: (worker, given) => {
      file.put[worker] = printOf(given)
      save()
    },
  }
}

/** Refuses a database that another environment has: two hubs over one would watch the same targets, each
 *  a second time, and tell everybody twice. */
export function refuseShared(folder: string, environment: Environment, url: string): void {
  for (const other of environments.filter((one) => one !== environment)) {
    const path = join(folder, `${other}.secrets.json`)
    const theirs = existsSync(path) ? read(path).values.DATABASE_URL : undefined
    if (!theirs || placeOf(theirs) !== placeOf(url)) continue
    throw new Refusal(
      `DATABASE_URL is that of ${other}; give ${environment} a database of its own.`,
    )
  }
}

/** Pooled or not, whoever asks: host, port and database. */
function placeOf(url: string): string {
  const { host, pathname } = new URL(directUrl(url))
  return `${host}${pathname}`
}

/** A secret made by chance, in the form that its reader wants. */
export function madeSecret(name: string): string {
  return name === 'SEAL_KEYS' ? sealKeys(randomSecret()) : randomSecret()
}

function isNeeded(from: SecretSource, variables: Record<string, string>): boolean {
  if (from === 'made' || from === 'asked') return true
  return from !== 'environment' && variables[from.with] !== undefined
}

/** Refuses a value that the hub would refuse; the value itself is never said. */
export function checkSecret(name: string, value: string): void {
  const refuse = (remedy: string): never => {
    throw new Refusal(`${name} ${remedy}.`)
  }
  if (name === 'DATABASE_URL' && !/^postgres(ql)?:\/\/[^/]+\/.+/.test(value))
    refuse('is an address like postgres://user:password@host/database')
  if (['AUTH_SECRET', 'SIGNING_SECRET', 'CANARY_TOKEN'].includes(name) && value.length < 32)
    refuse('has 32 characters or more; leave it out and it is made by chance')
  if (name === 'SEAL_KEYS' && !isSealKeys(value))
    refuse('is {"current":"k1","keys":{"k1":"<base64 of 32 bytes>"}}; leave it out and it is made')
  if (name === 'OPERATOR_SECRET' && !isSecret(value))
    refuse('is whsec_ and base64 of 24 to 64 bytes')
  if (/_URL$/.test(name) && name !== 'DATABASE_URL' && !/^https?:\/\/./.test(value))
    refuse('is an address that begins with https://')
}

function isSealKeys(value: string): boolean {
  try {
    const { current, keys } = JSON.parse(value) as { current: string; keys: Record<string, string> }
    const all = Object.values(keys)
    return (
      keys[current] !== undefined && all.every((key) => Buffer.from(key, 'base64').length === 32)
    )
  } catch {
    return false
  }
}

function read(path: string): SecretsFile {
  if ((statSync(path).mode & 0o077) !== 0) {
    throw new Refusal(`${path} can be read by others; run: chmod 600 ${path}`)
  }
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as SecretsFile
  } catch {
    throw new Refusal(`${path} cannot be read; take it from where you keep your secrets.`)
  }
}

function printOf(given: Record<string, string>): string {
  const sorted = Object.entries(given).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return createHash('sha256').update(JSON.stringify(sorted)).digest('hex')
}
