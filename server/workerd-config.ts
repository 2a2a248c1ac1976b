// The configuration of plain workerd: the hub, one region Worker per location on this machine,
// Durable Objects, KV and assets on disk, and networks that cannot reach link-local addresses.
import type { LocationChoice } from './settings.ts'

export interface WorkerdFacts {
  host: string
  port: number
  /** Names of environment variables handed to the hub, and to regions. */
  hubVariables: string[]
  regionVariables: string[]
  locations: LocationChoice[]
  privateTargets: 'allow' | 'deny'
  hasAssets: boolean
  /** A plain port of loopback for the launcher, beside one that speaks TLS; null: no TLS. */
  innerPort: number | null
}

/** Newest date the pinned workerd knows is 2026-10-30; what is deployed has the same. */
export const compatibilityDate = '2026-10-20'

/** Name of a location's service binding, and of its service. */
export function bindingOf(location: string): string {
  return `REGION_${location.toUpperCase().replaceAll('-', '_')}`
}

function lentBindingOf(location: string): string {
  return bindingOf(location).replace(/^REGION_/, 'LENT_')
}

/** Asked where the launcher's own resolver, on loopback, is out of reach. */
export const publicResolver = 'https://cloudflare-dns.com/dns-query'

/** The text of `config.capnp`; paths are relative to the folder it lies in. */
export function workerdConfig(facts: WorkerdFacts): string {
  const local = facts.locations.filter((one) => one.url === null)
  // What is lent to other masters has no road to this network, whatever a name leads to.
  const lent = facts.privateTargets === 'allow' ? local : []
  const services = [
    '(name = "hub", worker = .hub)',
    ...local.map((one) => `(name = "${serviceOf(one.id)}", worker = .${workerOf(one.id)})`),
    ...lent.map((one) => `(name = "lent-${one.id}", worker = .${workerOf(one.id)}Lent)`),
    '(name = "objects", disk = (path = "objects", writable = true))',
    '(name = "kv", disk = (path = "kv", writable = true, allowDotfiles = true))',
    ...(facts.hasAssets ? ['(name = "assets", disk = (path = "assets"))'] : []),
    `(name = "internet", network = (allow = ["public", "private"], deny = [${metadata}], tlsOptions = (trustBrowserCas = true)))`,
    '(name = "public", network = (allow = ["public"], tlsOptions = (trustBrowserCas = true)))',
  ]
  return `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    ${services.join(',\n    ')}
  ],
  sockets = [${sockets(facts)}]
);
${hub(facts, local, lent)}
${local.map((one) => region(one, facts)).join('\n')}
${lent.map(lentRegion(facts)).join('\n')}
`
}

const plain = 'http = ()'
const overTls =
  'https = (options = (), tlsOptions = (keypair = (privateKey = embed "tls.key", certificateChain = embed "tls.crt")))'

function sockets(facts: WorkerdFacts): string {
  const { innerPort } = facts
  const socket = (name: string, address: string, how: string) =>
    `(name = "${name}", address = "${address}", ${how}, service = "hub")`
  if (innerPort === null) return socket('http', addressOf(facts), plain)
  const inner = socket('inner', `127.0.0.1:${innerPort}`, plain)
  return `${socket('http', addressOf(facts), overTls)}, ${inner}`
}

export interface RegionFacts {
  host: string
  port: number
  variables: string[]
  /** What it may reach: `public`, `private`, or addresses in CIDR form. */
  allow: string[]
}

/** The configuration of a region Worker on its own, for a location elsewhere. */
export function regionConfig({ variables, allow, ...at }: RegionFacts): string {
  return `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "region", worker = .region),
    (name = "internet", network = (allow = [${quoted(allow)}], deny = [${metadata}], tlsOptions = (trustBrowserCas = true)))
  ],
  sockets = [(name = "http", address = "${addressOf(at)}", http = (), service = "region")]
);
const region :Workerd.Worker = (
  modules = [(name = "index.js", esModule = embed "region.js")],
  compatibilityDate = "${compatibilityDate}",
  globalOutbound = "internet",
  bindings = [${variables.map(fromEnvironment).join(', ')}]
);
`
}

/** IPv6 addresses stand in brackets. */
function addressOf({ host, port }: { host: string; port: number }): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
}

const metadata = '"169.254.0.0/16", "fe80::/10"'

function hub(facts: WorkerdFacts, local: LocationChoice[], lent: LocationChoice[]): string {
  const bindings = [
    '(name = "SHARD", durableObjectNamespace = "Shard")',
    '(name = "AGENT", durableObjectNamespace = "AgentDoor")',
    '(name = "COURIER", durableObjectNamespace = "Courier")',
    '(name = "DESK", durableObjectNamespace = "Desk")',
    '(name = "PAGES", kvNamespace = "kv")',
    ...(facts.hasAssets ? ['(name = "ASSETS", service = "assets")'] : []),
    ...local.map((one) => `(name = "${bindingOf(one.id)}", service = "${serviceOf(one.id)}")`),
    ...lent.map((one) => `(name = "${lentBindingOf(one.id)}", service = "lent-${one.id}")`),
    ...facts.hubVariables.map(fromEnvironment),
  ]
  return `const hub :Workerd.Worker = (
  modules = [(name = "index.js", esModule = embed "hub.js")],
  compatibilityDate = "${compatibilityDate}",
  globalOutbound = "internet",
  durableObjectNamespaces = [
    (className = "Shard", uniqueKey = "hub-Shard", enableSql = true),
    (className = "AgentDoor", uniqueKey = "hub-AgentDoor", enableSql = true),
    (className = "Courier", uniqueKey = "hub-Courier", enableSql = true),
    (className = "Desk", uniqueKey = "hub-Desk", enableSql = true)
  ],
  durableObjectStorage = (localDisk = "objects"),
  bindings = [
    ${bindings.join(',\n    ')}
  ]
);`
}

function region(location: LocationChoice, facts: WorkerdFacts): string {
  const outbound = facts.privateTargets === 'allow' ? 'internet' : 'public'
  const own = facts.regionVariables.map(fromEnvironment)
  return regionWorker(workerOf(location.id), location, outbound, own)
}

/** The same place for others: by the public resolver, and to public addresses alone. */
const lentRegion =
  ({ regionVariables }: WorkerdFacts) =>
  (location: LocationChoice): string => {
    const fixed = [text('PRIVATE_TARGETS', 'deny'), text('DOH_URL', publicResolver)]
    const others = regionVariables.filter(
      (name) => name !== 'PRIVATE_TARGETS' && name !== 'DOH_URL',
    )
    const variables = [...fixed, ...others.map(fromEnvironment)]
    return regionWorker(`${workerOf(location.id)}Lent`, location, 'public', variables)
  }

function regionWorker(
  name: string,
  location: LocationChoice,
  outbound: 'internet' | 'public',
  variables: string[],
): string {
  return `const ${name} :Workerd.Worker = (
  modules = [(name = "index.js", esModule = embed "region.js")],
  compatibilityDate = "${compatibilityDate}",
  globalOutbound = "${outbound}",
  bindings = [${[text('LOCATION', location.id), ...variables].join(', ')}]
);`
}

function text(name: string, value: string): string {
  return `(name = "${name}", text = "${value}")`
}

function serviceOf(location: string): string {
  return `region-${location}`
}

function workerOf(location: string): string {
  return `region${location
    .split('-')
    .map((part) => part.charAt(0).toUpperCase() + part.slice(1))
    .join('')}`
}

function fromEnvironment(name: string): string {
  return `(name = "${name}", fromEnvironment = "${name}")`
}

function quoted(words: string[]): string {
  return words.map((word) => `"${word}"`).join(', ')
}
