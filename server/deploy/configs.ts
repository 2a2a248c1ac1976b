// What wrangler is given for each Worker, written anew for every run: the hub as wrangler.toml has it,
// with its KV, assets and locations; one region Worker per location with its placement. The bundles are
// those that the launcher runs, so what was tested is what is deployed.
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { LocationSetting } from '../../workers/env.ts'
import { dist } from '../build.ts'
import { version } from '../variables.ts'
import { bindingOf } from '../workerd-config.ts'
import { base } from './base.ts'
import { placesOnEarth } from './places.ts'
import type { DeploySettings } from './settings.ts'

export interface WorkerPlan {
  /** As Cloudflare calls it. */
  name: string
  /** Null: the hub. */
  location: string | null
  /** The bundle, and the configuration beside it, as paths. */
  bundle: string
  config: string
  /** The configuration's text. */
  text: string
}

/** Where a KV id stands that is not known yet. */
const noId = '0'.repeat(32)

/** Writes the configurations into a folder of their own; regions first, the hub last. */
export function writeConfigs(settings: DeploySettings, kv: string | null): WorkerPlan[] {
  const folder = join(dist, 'deploy', settings.environment)
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  // Only what browsers get: the bundles of the Workers stay out of the assets.
  cpSync(join(dist, 'assets'), join(folder, 'public', 'assets'), { recursive: true })
  const plan = (location: string | null, config: object): WorkerPlan => {
    const file = join(folder, `${location ?? 'hub'}.json`)
    const text = `${JSON.stringify(config, null, 2)}\n`
    writeFileSync(file, text)
    const bundle = join(dist, location === null ? 'hub' : 'region', 'index.js')
    return { name: nameOf(settings, location), location, bundle, config: file, text }
  }
  return [
    ...settings.locations.map((location) => plan(location, regionConfig(settings, location))),
    plan(null, hubConfig(settings, kv)),
  ]
}

/** A Worker's name; the hub's for null. */
export function nameOf({ name }: DeploySettings, location: string | null): string {
  return location === null ? name : `${name}-region-${location}`
}

/** Title of the KV namespace. */
export function kvTitle({ name }: DeploySettings): string {
  return `${name}-pages`
}

function shared(settings: DeploySettings, location: string | null) {
  return {
    name: nameOf(settings, location),
    main: `../../${location === null ? 'hub' : 'region'}/index.js`,
    no_bundle: true,
    compatibility_date: base.compatibility_date,
    send_metrics: false,
    preview_urls: false,
    ...(settings.accountId ? { account_id: settings.accountId } : {}),
  }
}

function regionConfig(settings: DeploySettings, location: string): object {
  return {
    ...shared(settings, location),
    // Our own zones go through the front door, private origins are not reached.
    compatibility_flags: ['global_fetch_strictly_public'],
    workers_dev: true,
    placement: { region: placesOnEarth[location]!.region },
    vars: { LOCATION: location, ...guard, DOH_URL: settings.dohUrl, TRACE_URL: traceUrl },
  }
}

/** Answers in which data centre it was asked. */
const traceUrl = 'https://cloudflare.com/cdn-cgi/trace'

const guard = { PRIVATE_TARGETS: 'deny', OWN_PORTS: '[]' }

function hubConfig(settings: DeploySettings, kv: string | null): object {
  const { hostname } = new URL(settings.baseUrl)
  const isOnWorkersDev = hostname.endsWith('.workers.dev')
  const routes = [
    ...(isOnWorkersDev ? [] : [{ pattern: hostname, custom_domain: true }]),
    ...(settings.zone ? [{ pattern: '*/*', zone_name: settings.zone }] : []),
  ]
  return {
    ...base,
    ...shared(settings, null),
    workers_dev: isOnWorkersDev,
    ...(routes.length > 0 ? { routes } : {}),
    assets: { ...base.assets, directory: 'public' },
    kv_namespaces: [{ binding: 'PAGES', id: kv ?? noId }],
    services: settings.locations.map((location) => ({
      binding: bindingOf(location),
      service: nameOf(settings, location),
    })),
    vars: {
      ...settings.variables,
      ...guard,
      BASE_URL: settings.baseUrl,
      PLAN: settings.plan,
      FLUSH_SECONDS: String(settings.flushSeconds),
      DOH_URL: settings.dohUrl,
      VERSION: version(),
      CONTROLS: JSON.stringify(settings.controls.map((url) => ({ url, private: false }))),
      LOCATIONS: JSON.stringify(locationSettings(settings)),
    },
  }
}

/** As the hub reads them. Every place of Cloudflare is one network, with one fate. */
function locationSettings(settings: DeploySettings): LocationSetting[] {
  const { locations, regionsAt } = settings
  const defaults = locations.filter((id) => placesOnEarth[id]!.default)
  const asked = defaults.length >= 3 ? defaults : locations.slice(0, 3)
  return locations.map((id) => ({
    id,
    network: 'cloudflare',
    label: placesOnEarth[id]!.label,
    binding: regionsAt ? null : bindingOf(id),
    url: regionsAt ? `https://${nameOf(settings, id)}.${regionsAt}` : null,
    default: asked.includes(id),
  }))
}
