// What the operator says about an installation: `deployments/<environment>.toml`. A value that
// cannot be used is a Refusal that names file, field and remedy.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { plans } from '../../workers/domain/plan.ts'
import { Refusal } from '../refusal.ts'
import { readToml, type TomlTable } from '../toml.ts'
import { publicResolver } from '../workerd-config.ts'
import { placesOnEarth } from './places.ts'
import { plainVariables, secrets } from './variables.ts'

export type Environment = 'staging' | 'production'
export const environments: readonly Environment[] = ['staging', 'production']

export interface DeploySettings {
  environment: Environment
  /** The hub's name at Cloudflare; regions are `<name>-region-<location>`. */
  name: string
  baseUrl: string
  /** Null: the only account of who is signed in. */
  accountId: string | null
  /** The zone whose every host name is answered: status pages under names of customers. */
  zone: string | null
  /** Locations are asked by `https://<name>.<this>`; null: by service binding. */
  regionsAt: string | null
  plan: string
  locations: string[]
  controls: string[]
  dohUrl: string
  flushSeconds: number
  /** Optional plain variables of the hub. */
  variables: Record<string, string>
}

const controlsOfOurs = [
  'https://www.google.com/generate_204',
  'https://www.wikipedia.org/static/favicon/wikipedia.ico',
  'https://www.debian.org/favicon.ico',
  'https://aws.amazon.com/favicon.ico',
]

const fields = [
  'name',
  'base_url',
  'account_id',
  'zone',
  'regions_at',
  'plan',
  'locations',
  'controls',
  'doh_url',
  'flush_seconds',
  'variables',
]

/** Reads the file of an environment in a folder; throws a Refusal. */
export function readDeploySettings(folder: string, environment: Environment): DeploySettings {
  const file = join(folder, `${environment}.toml`)
  if (!existsSync(file)) {
    throw new Refusal(
      `${file} is not there; copy deployments/example.toml to it and write your values into it.`,
    )
  }
  return settingsOf(readFileSync(file, 'utf8'), file, environment)
}

/** The same from a text; `file` is how refusals call it. */
export function settingsOf(text: string, file: string, environment: Environment): DeploySettings {
  const table = readToml(text, file)
  const refuse = (field: string, remedy: string): never => {
    throw new Refusal(`${file}: ${field} ${remedy}.`)
  }
  for (const key of Object.keys(table)) {
    if (!fields.includes(key)) refuse(key, `is no setting; there are ${fields.join(', ')}`)
  }
  const word = (field: string, otherwise: string) => {
    const value = table[field] ?? otherwise
    return typeof value === 'string' ? value.trim() : refuse(field, 'is a text in "quotes"')
  }
  const list = (field: string, otherwise: string[]) => {
    const value = table[field] ?? otherwise
    return Array.isArray(value) ? value : refuse(field, 'is a list like ["one", "two"]')
  }
  const name = word('name', environment === 'production' ? 'esonar' : `esonar-${environment}`)
  if (!/^[a-z0-9][a-z0-9-]{0,40}$/.test(name))
    refuse('name', 'is small letters, digits and hyphens, 41 at most')
  const accountId = word('account_id', '') || null
  if (accountId && !/^[0-9a-f]{32}$/.test(accountId))
    refuse('account_id', 'is 32 digits and letters a to f, as the dashboard of Cloudflare shows it')
  const plan = word('plan', 'free')
  if (!Object.hasOwn(plans, plan)) refuse('plan', `is one of ${Object.keys(plans).join(', ')}`)
  return {
    environment,
    name,
    baseUrl: baseUrlOf(word('base_url', ''), refuse),
    accountId,
    zone: zoneOf(word('zone', ''), 'zone', refuse),
    regionsAt: zoneOf(word('regions_at', ''), 'regions_at', refuse),
    plan,
    locations: locationsOf(list('locations', Object.keys(placesOnEarth)), refuse),
    controls: list('controls', controlsOfOurs).map((url) => httpsOf(url, 'controls', refuse)),
    dohUrl: httpsOf(word('doh_url', publicResolver), 'doh_url', refuse),
    flushSeconds: secondsOf(table.flush_seconds, refuse),
    variables: variablesOf(table.variables, refuse),
  }
}

type Refuse = (field: string, remedy: string) => never

function baseUrlOf(value: string, refuse: Refuse): string {
  if (value === '') refuse('base_url', 'is missing; give the public address, https://…')
  const url = httpsOf(value, 'base_url', refuse)
  const { pathname, search, hash } = new URL(url)
  if (pathname !== '/' || search !== '' || hash !== '')
    refuse('base_url', 'is an address without a path, like https://status.example.com')
  return url.replace(/\/$/, '')
}

/** Plain HTTP only to this machine, where a rehearsal runs. */
function httpsOf(value: string, field: string, refuse: Refuse): string {
  const url = URL.parse(value)
  const isHere = url?.protocol === 'http:' && url.hostname === '127.0.0.1'
  if (url?.protocol !== 'https:' && !isHere)
    refuse(field, `is an address that begins with https://, not "${value}"`)
  return value
}

function zoneOf(value: string, field: string, refuse: Refuse): string | null {
  if (value !== '' && !/^[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(value))
    refuse(field, 'is a domain of your account, like example.com or you.workers.dev')
  return value || null
}

/** Fewer than three could not verify a failure. */
function locationsOf(list: string[], refuse: Refuse): string[] {
  const unknown = list.find((one) => !Object.hasOwn(placesOnEarth, one))
  if (unknown !== undefined)
    refuse('locations', `has "${unknown}"; there are ${Object.keys(placesOnEarth).join(', ')}`)
  const once = [...new Set(list)]
  return once.length < 3 ? refuse('locations', 'are three or more: a failure is verified') : once
}

function secondsOf(value: unknown, refuse: Refuse): number {
  const seconds = value ?? 3_600
  if (typeof seconds === 'number' && seconds >= 60 && seconds <= 86_400) return seconds
  return refuse('flush_seconds', 'is a number from 60 to 86400')
}

function variablesOf(value: TomlTable[string] | undefined, refuse: Refuse) {
  if (value === undefined) return {}
  if (typeof value !== 'object' || Array.isArray(value))
    return refuse('variables', 'is a table, [variables]')
  return Object.fromEntries(
    Object.entries(value).map(([name, given]) => {
      if (Object.hasOwn(secrets, name))
        refuse(
          `${name} in [variables]`,
          'is a secret: take it out; it is asked for, or is given in the environment',
        )
      if (!(plainVariables as readonly string[]).includes(name))
        refuse(`${name} in [variables]`, `is no variable; there are ${plainVariables.join(', ')}`)
      if (typeof given !== 'string' && typeof given !== 'number')
        refuse(`${name} in [variables]`, 'is a text in "quotes"')
      return [name, String(given)]
    }),
  )
}
