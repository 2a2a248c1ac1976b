// The launcher's settings, read once from the environment. Every variable is documented in
// docs/self-hosting.md; a value that cannot be used is a Refusal that names it.
import { isIP } from 'node:net'
import { join, resolve } from 'node:path'
import type { ControlTarget } from '../workers/domain/measurement.ts'
import type { LenderSetting } from '../workers/env.ts'
import { type CarrierChoice, readCarriers } from './carriers.ts'
import { type FirstAccount, readFirstAccount } from './first-account.ts'
import { readLenders } from './lenders.ts'
import { operatorMailOf, readOperator, webhookSecretOf } from './operator.ts'
import { readPayment } from './payment.ts'
import { readProviders } from './providers.ts'
import { Refusal } from './refusal.ts'
import { readTls, type TlsChoice } from './tls.ts'

/** One location of this installation. `url` null: a region Worker on this machine. */
export interface LocationChoice {
  id: string
  network: string
  url: string | null
  spare: boolean
}

export interface Settings {
  dataDir: string
  host: string
  port: number
  baseUrl: string
  /** Null: plain HTTP. */
  tls: TlsChoice | null
  /** Null: the embedded PostgreSQL. */
  databaseUrl: string | null
  locations: LocationChoice[]
  /** Places that other masters lend. */
  lenders: LenderSetting[]
  controls: ControlTarget[]
  privateTargets: 'allow' | 'deny'
  /** The list of registries (RFC 9224). */
  rdapUrl: string
  flushSeconds: number
  probesPerHost: number
  /** In how many waves of an interval a shard asks its checks. */
  waves: number
  /** Where faults of eSonar itself are posted, and what signs them. */
  operatorUrl: string | null
  operatorSecret: string | null
  operatorMail: string | null
  /** Variables of the hub: who runs this, and whether strangers sign up. */
  operator: Record<string, string>
  /** Pinged each minute when all is well. */
  watchdogUrl: string | null
  owner: FirstAccount | null
  authSecret: string | null
  sealKey: string | null
  signingSecret: string | null
  canaryToken: string | null
  /** Files with more certificate authorities to trust. */
  trustFiles: string[]
  /** Whether an agent of its own runs beside the hub. */
  ownAgent: boolean
  carriers: CarrierChoice
  /** Variables of the hub: who else's word is taken at sign-in. */
  providers: Record<string, string>
  /** Variables of the hub: the account at Stripe. */
  payment: Record<string, string>
}

/** What a location on another machine (`npm run region`) is told. */
export interface RegionSettings {
  dataDir: string
  host: string
  port: number
  location: string
  signingSecret: string
  privateTargets: 'allow' | 'deny'
  rdapUrl: string
  trustFiles: string[]
}

const defaultControls = [
  'https://cloudflare.com/cdn-cgi/trace',
  'https://www.google.com/generate_204',
  'https://www.wikipedia.org/static/favicon/wikipedia.ico',
  'https://www.debian.org/favicon.ico',
]

/** Reads settings; throws a Refusal that names the variable at fault. */
export function readSettings(env: Record<string, string | undefined>): Settings {
  const locations = locationsOf(env.ESONAR_LOCATIONS || 'one,two,three')
  const port = wholeNumber(env, 'ESONAR_PORT', 8840, 0, 65_535)
  const host = hostOf(env.ESONAR_HOST || '127.0.0.1')
  return {
    dataDir: resolve(env.ESONAR_DATA || join(process.cwd(), '.esonar')),
    host,
    port,
    baseUrl: env.ESONAR_BASE_URL ? baseUrlOf(env.ESONAR_BASE_URL) : '',
    tls: readTls(env),
    databaseUrl: env.DATABASE_URL ? databaseUrlOf(env.DATABASE_URL) : null,
    locations,
    lenders: readLenders(
      env,
      locations.map((one) => one.id),
    ),
    controls: [
      ...urlsOf(env, 'ESONAR_CONTROLS', defaultControls).map((url) => ({ url, private: false })),
      ...urlsOf(env, 'ESONAR_PRIVATE_CONTROLS', []).map((url) => ({ url, private: true })),
    ],
    privateTargets: oneOf(env, 'ESONAR_PRIVATE_TARGETS', ['allow', 'deny']),
    rdapUrl: rdapUrlOf(env),
    flushSeconds: wholeNumber(env, 'ESONAR_FLUSH_SECONDS', 300, 1, 86_400),
    probesPerHost: wholeNumber(env, 'ESONAR_PROBES_PER_HOST', 2, 1, 6),
    waves: wholeNumber(env, 'ESONAR_WAVES', 10, 1, 60),
    operatorUrl: urlsOf(env, 'ESONAR_OPERATOR_URL', [])[0] ?? null,
    operatorSecret: webhookSecretOf(env),
    operatorMail: operatorMailOf(env),
    operator: readOperator(env),
    watchdogUrl: urlsOf(env, 'ESONAR_WATCHDOG_URL', [])[0] ?? null,
    owner: readFirstAccount(env),
    authSecret: secretOf(env, 'ESONAR_AUTH_SECRET', 32),
    sealKey: secretOf(env, 'ESONAR_SEAL_KEY', 32),
    signingSecret: secretOf(env, 'ESONAR_SIGNING_SECRET', 32),
    canaryToken: secretOf(env, 'ESONAR_CANARY_TOKEN', 32),
    trustFiles: trustFilesOf(env),
    ownAgent: oneOf(env, 'ESONAR_OWN_AGENT', ['on', 'off']) === 'on',
    carriers: readCarriers(env),
    payment: readPayment(env),
    providers: readProviders(env),
  }
}

/** Reads the settings of a location on its own; throws a Refusal that names the variable. */
export function readRegionSettings(env: Record<string, string | undefined>): RegionSettings {
  const signingSecret = secretOf(env, 'ESONAR_SIGNING_SECRET', 32)
  if (!signingSecret) {
    throw new Refusal("ESONAR_SIGNING_SECRET is missing; give this location the hub's.")
  }
  const location = env.ESONAR_LOCATION || 'elsewhere'
  if (!/^[a-z][a-z0-9-]{0,30}$/.test(location)) {
    throw new Refusal(`ESONAR_LOCATION: "${location}" is not a name like frankfurt-1.`)
  }
  return {
    dataDir: resolve(env.ESONAR_DATA || join(process.cwd(), '.esonar-region')),
    host: hostOf(env.ESONAR_HOST || '127.0.0.1'),
    port: wholeNumber(env, 'ESONAR_PORT', 8841, 0, 65_535),
    location,
    signingSecret,
    privateTargets: oneOf(env, 'ESONAR_PRIVATE_TARGETS', ['allow', 'deny']),
    rdapUrl: rdapUrlOf(env),
    trustFiles: trustFilesOf(env),
  }
}

function rdapUrlOf(env: Record<string, string | undefined>): string {
  return urlsOf(env, 'ESONAR_RDAP_URL', [])[0] ?? 'https://data.iana.org/rdap/dns.json'
}

function trustFilesOf(env: Record<string, string | undefined>): string[] {
  return [env.NODE_EXTRA_CA_CERTS, env.SSL_CERT_FILE].filter((file) => !!file) as string[]
}

/** Parses `one,two@net,three@net=https://host,four?`. */
export function locationsOf(text: string): LocationChoice[] {
  const list = text.split(',').map((part) => locationOf(part.trim()))
  const ids = new Set(list.map((one) => one.id))
  if (ids.size !== list.length)
    throw new Refusal('ESONAR_LOCATIONS names a location twice; give each its own name.')
  if (list.every((one) => one.spare))
    throw new Refusal(
      'ESONAR_LOCATIONS has only spares (?); leave the question mark off at least one.',
    )
  return list
}

function locationOf(part: string): LocationChoice {
  const match =
    /^([a-z][a-z0-9-]{0,30})(?:@([A-Za-z0-9._-]{1,40}))?(?:=(https?:\/\/[^\s?]+))?(\?)?$/.exec(part)
  if (!match) {
    throw new Refusal(
      `ESONAR_LOCATIONS: "${part}" is not a location; write name, name@network or name@network=https://host, separated by commas.`,
    )
  }
  return {
    id: match[1]!,
    network: match[2] ?? 'this-host',
    url: match[3]?.replace(/\/$/, '') ?? null,
    spare: match[4] === '?',
  }
}

function urlsOf(
  env: Record<string, string | undefined>,
  name: string,
  fallback: string[],
): string[] {
  const text = env[name]
  if (text === undefined) return fallback
  const list = text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
  const wrong = list.find((url) => !/^https?:$/.test(protocolOf(url)))
  if (wrong) throw new Refusal(`${name}: "${wrong}" is not an http or https address.`)
  return list
}

function protocolOf(url: string): string {
  return URL.canParse(url) ? new URL(url).protocol : ''
}

function baseUrlOf(text: string): string {
  if (!/^https?:$/.test(protocolOf(text))) {
    throw new Refusal(`ESONAR_BASE_URL: "${text}" is not an http or https address.`)
  }
  return text.replace(/\/$/, '')
}

function hostOf(text: string): string {
  if (isIP(text) === 0 && !/^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$/.test(text)) {
    throw new Refusal(`ESONAR_HOST: "${text}" is not an address of this machine, like 0.0.0.0.`)
  }
  return text
}

/** Address and password are never repeated: what is wrong may stand in the password. */
function databaseUrlOf(text: string): string {
  if (!isDatabase(text)) {
    throw new Refusal('DATABASE_URL must look like postgres://user:password@host:5432/name.')
  }
  return text
}

function isDatabase(text: string): boolean {
  if (!/^postgres(ql)?:$/.test(protocolOf(text))) return false
  const { username, password, hostname, pathname } = new URL(text)
  try {
    decodeURIComponent(`${username}${password}${pathname}`)
  } catch {
    return false
  }
  return username !== '' && hostname !== '' && pathname.length > 1
}

function wholeNumber(
  env: Record<string, string | undefined>,
  name: string,
  fallback: number,
  least: number,
  most: number,
): number {
  const text = env[name]
  if (text === undefined || text === '') return fallback
  const value = Number(text)
  if (!Number.isInteger(value) || value < least || value > most) {
    throw new Refusal(`${name} is "${text}"; give a whole number from ${least} to ${most}.`)
  }
  return value
}

function oneOf<T extends string>(
  env: Record<string, string | undefined>,
  name: string,
  choices: [T, ...T[]],
): T {
  const text = env[name] || choices[0]
  const choice = choices.find((one) => one === text)
  if (!choice) throw new Refusal(`${name} is "${text}"; give ${choices.join(' or ')}.`)
  return choice
}

function secretOf(
  env: Record<string, string | undefined>,
  name: string,
  charsMin: number,
): string | null {
  const text = env[name]
  if (!text) return null
  if (text.length < charsMin)
    throw new Refusal(`${name} is too short; use at least ${charsMin} characters.`)
  return text
}
