// The variables of hub and region Workers on this machine: same names as on Cloudflare
// (`workers/env.ts`), values from settings and from secrets kept in the data folder.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { LocationSetting } from '../workers/env.ts'
import type { Endpoint } from './endpoint.ts'
import { type Folder, randomSecret } from './folder.ts'
import type { MailDoor } from './mail-door.ts'
import type { Resolver } from './resolver.ts'
import type { Settings } from './settings.ts'
import { bindingOf, publicResolver } from './workerd-config.ts'

interface Facts {
  settings: Settings
  folder: Folder
  url: string
  databaseUrl: string
  endpoint: Endpoint | null
  resolver: Resolver
  /** Null: no mail server. */
  mailDoor: MailDoor | null
  launcherSecret: string
  ownPorts: number[]
}

/** The hub's variables. */
export function hubVariables(facts: Facts): Record<string, string> {
  const { settings, folder } = facts
  return {
    ...shared(facts),
    DATABASE_URL: facts.databaseUrl,
    ...(facts.endpoint ? { NEON_FETCH_ENDPOINT: facts.endpoint.url } : {}),
    BASE_URL: facts.url,
    AUTH_SECRET: settings.authSecret ?? folder.secret('auth', randomSecret),
    SEAL_KEYS: settings.sealKey
      ? sealKeys(settings.sealKey)
      : folder.secret('seal', () => sealKeys(randomSecret())),
    LAUNCHER_SECRET: facts.launcherSecret,
    LOCATIONS: JSON.stringify(settings.locations.map(locationSetting)),
    ...(settings.lenders.length > 0 ? { LENDERS: JSON.stringify(settings.lenders) } : {}),
    CONTROLS: JSON.stringify(settings.controls),
    ...settings.operator,
    FLUSH_SECONDS: String(settings.flushSeconds),
    // Nobody bills the wakes of one's own machine, which has no room for a thousand probes at once.
    WAVES: String(settings.waves),
    PROBES_PER_HOST: String(settings.probesPerHost),
    ...(settings.operatorUrl ? { OPERATOR_URL: settings.operatorUrl } : {}),
    ...(settings.operatorSecret ? { OPERATOR_SECRET: settings.operatorSecret } : {}),
    ...(settings.operatorMail ? { OPERATOR_MAIL: settings.operatorMail } : {}),
    ...(settings.watchdogUrl ? { WATCHDOG_URL: settings.watchdogUrl } : {}),
    ...(settings.canaryToken ? { CANARY_TOKEN: settings.canaryToken } : {}),
    VERSION: version(),
    ...settings.carriers.variables,
    ...settings.payment,
    ...settings.providers,
    ...mailVariables(facts),
  }
}

function mailVariables({ settings, mailDoor }: Facts): Record<string, string> {
  const { smtp } = settings.carriers
  return mailDoor && smtp ? { MAIL_DOOR_URL: mailDoor.url, MAIL_FROM: smtp.from } : {}
}

/** The variables every region Worker on this machine has; `LOCATION` is its own. */
export function regionVariables(
  facts: Pick<Facts, 'settings' | 'folder' | 'resolver' | 'ownPorts'>,
): Record<string, string> {
  return shared(facts)
}

function shared({
  settings,
  folder,
  resolver,
  ownPorts,
}: Pick<Facts, 'settings' | 'folder' | 'resolver' | 'ownPorts'>): Record<string, string> {
  return {
    SIGNING_SECRET: settings.signingSecret ?? folder.secret('signing', randomSecret),
    PRIVATE_TARGETS: settings.privateTargets,
    OWN_PORTS: JSON.stringify(ownPorts),
    // A region kept from private addresses cannot reach a resolver on loopback.
    DOH_URL: settings.privateTargets === 'allow' ? resolver.url : publicResolver,
    RDAP_URL: settings.rdapUrl,
  }
}

function locationSetting(one: Settings['locations'][number]): LocationSetting {
  return {
    id: one.id,
    network: one.network,
    label: one.id,
    binding: one.url === null ? bindingOf(one.id) : null,
    url: one.url,
    default: !one.spare,
  }
}

/** `SEAL_KEYS` of one key: 32 bytes in base64; any other text of an owner's is hashed to 32. */
export function sealKeys(key: string): string {
  const isKey = /^[A-Za-z0-9+/]{43}=$/.test(key)
  const k1 = isKey ? key : createHash('sha256').update(key).digest('base64')
  return JSON.stringify({ current: 'k1', keys: { k1 } })
}

/** This version of eSonar. */
export function version(): string {
  const file = join(import.meta.dirname, '..', 'package.json')
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version
}
