// Variables and bindings of the hub and of a region Worker, as the platform hands them over.
// `wire.ts` reads and checks them; nothing else does.

import type { CarrierVariables } from './channel/carrier.ts'

/** Bindings of the hub Worker (server/deploy/configs.ts; the launcher gives the same by capnp). */
export interface Env extends CarrierVariables {
  SHARD: DurableObjectNamespace
  /** The doors of agents. */
  AGENT: DurableObjectNamespace
  /** Objects that send messages where a shard has too many at once. */
  COURIER: DurableObjectNamespace
  /** One object: what the cron knows without Postgres. */
  DESK: DurableObjectNamespace
  /** Status snapshots, the directory, key hashes: flat keys without `/`. */
  PAGES: KVNamespace
  ASSETS: Fetcher
  DATABASE_URL: string
  /** Set by the launcher: where the Neon-compatible endpoint listens. */
  NEON_FETCH_ENDPOINT?: string
  /** Public address of this installation, no trailing slash. */
  BASE_URL: string
  /** Sessions are signed with it; at least 32 characters. */
  AUTH_SECRET: string
  /** JSON `{"current":"k1","keys":{"k1":"<base64 of 32 bytes>"}}`: seals secrets at rest. */
  SEAL_KEYS: string
  /** Shared with the region Workers: signs calls to their host name. */
  SIGNING_SECRET: string
  /** JSON `LocationSetting[]`. */
  LOCATIONS: string
  /** JSON `LenderSetting[]`, a secret; absent: nothing is borrowed. */
  LENDERS?: string
  /** JSON `ControlTarget[]`. */
  CONTROLS: string
  /** The plan new workspaces get: `self-hosted`, or `free` where strangers sign up. */
  PLAN: string
  /** In how many waves of an interval a shard asks its checks; absent: 1, the cheapest. */
  WAVES?: string
  /** `allow` or `deny`: probes and webhooks to private addresses. */
  PRIVATE_TARGETS: string
  /** JSON `number[]`: loopback ports that are ours and never a target. */
  OWN_PORTS: string
  /** Seconds between uploads of samples to Postgres; over 300, it may sleep between. */
  FLUSH_SECONDS: string
  /** Connections to one host at once, from one location in one call; 2 when absent. */
  PROBES_PER_HOST?: string
  /** RFC 8484 resolver for diagnosis and the address guard. */
  DOH_URL: string
  /** Where faults of eSonar itself are posted, and the Standard Webhooks secret that signs them. */
  OPERATOR_URL?: string
  OPERATOR_SECRET?: string
  /** And mailed to, by the installation's carrier of mail. */
  OPERATOR_MAIL?: string
  /** Whoever runs the installation, as the legal pages name them (docs/site.md). */
  OPERATOR_NAME?: string
  OPERATOR_ADDRESS?: string
  OPERATOR_CONTACT?: string
  OPERATOR_LAW?: string
  /** Addresses, apart by commas, of those who may use the operator console (docs/operator.md). */
  OPERATOR_PEOPLE?: string
  /** An outside dead man's switch: pinged each minute when all is well. */
  WATCHDOG_URL?: string
  /** Payment by Stripe; nothing is sold without a key. docs/billing.md. */
  STRIPE_SECRET_KEY?: string
  STRIPE_WEBHOOK_SECRET?: string
  /** https://api.stripe.com when absent. */
  STRIPE_URL?: string
  /** Opens /canary/* to `npm run canary`; nothing is there without it. */
  CANARY_TOKEN?: string
  VERSION: string
  /** Signing in by GitHub, Google or any OpenID Connect provider; docs/self-hosting.md. */
  GITHUB_CLIENT_ID?: string
  GITHUB_CLIENT_SECRET?: string
  GITHUB_URL?: string
  GITHUB_API_URL?: string
  GOOGLE_CLIENT_ID?: string
  GOOGLE_CLIENT_SECRET?: string
  GOOGLE_ISSUER?: string
  OIDC_ISSUER?: string
  OIDC_CLIENT_ID?: string
  OIDC_CLIENT_SECRET?: string
  /** As people call it; "single sign-on" when absent. */
  OIDC_NAME?: string
  /** `confirmed`: it confirms every address, and does not say so. */
  OIDC_EMAILS?: string
  [region: `REGION_${string}`]: Fetcher
  /** The same locations without a way to private addresses, where the first have one. */
  [lent: `LENT_${string}`]: Fetcher
}

/** One location as configured: how it is called and how it is reached. */
export interface LocationSetting {
  id: string
  network: string
  label: string
  /** Name of the service binding, or null: signed requests to `url`. */
  binding: string | null
  url: string | null
  /** Asked each slot by default; false: a spare. */
  default: boolean
}

/** A place that another master lends. */
export interface LenderSetting {
  id: string
  network: string
  label: string
  /** The other master, and what it calls the place. */
  url: string
  place: string
  key: string
}

/** Bindings of a region Worker (server/deploy/configs.ts). */
export interface RegionEnv {
  LOCATION: string
  SIGNING_SECRET: string
  PRIVATE_TARGETS: string
  OWN_PORTS: string
  DOH_URL: string
  /** Says in which data centre it is asked (`colo=…`); absent: this place stands in none. */
  TRACE_URL?: string
  /** Where the list of registries is (RFC 9224); IANA's own when left out. */
  RDAP_URL?: string
}
