// The hub's variables on Cloudflare: which are secrets, where each comes from. Every variable of
// `workers/env.ts` is in one of these lists (variables.test.ts).

/** Plain ones that `[variables]` of the settings may give. */
export const plainVariables = [
  'GITHUB_API_URL',
  'GITHUB_CLIENT_ID',
  'GITHUB_URL',
  'GOOGLE_CLIENT_ID',
  'GOOGLE_ISSUER',
  'OIDC_CLIENT_ID',
  'OIDC_EMAILS',
  'OIDC_ISSUER',
  'OIDC_NAME',
  'OPERATOR_ADDRESS',
  'OPERATOR_CONTACT',
  'OPERATOR_LAW',
  'OPERATOR_MAIL',
  'OPERATOR_NAME',
  'OPERATOR_PEOPLE',
  'PROBES_PER_HOST',
  'RESEND_FROM',
  'RESEND_URL',
  'SMS_PER_MONTH',
  'STRIPE_URL',
  'TWILIO_ACCOUNT_SID',
  'TWILIO_FROM',
  'TWILIO_MESSAGING_SERVICE_SID',
  'TWILIO_URL',
] as const

/** Those that deploying sets by itself. */
export const ownVariables = [
  'BASE_URL',
  'CONTROLS',
  'DOH_URL',
  'FLUSH_SECONDS',
  'LOCATIONS',
  'OWN_PORTS',
  'PLAN',
  'PRIVATE_TARGETS',
  'VERSION',
] as const

/** Only on a machine of one's own: the launcher sets them. */
export const launcherVariables = [
  'LAUNCHER_SECRET',
  'LENDERS',
  'MAIL_DOOR_SECRET',
  'MAIL_DOOR_URL',
  'MAIL_FROM',
  'NEON_FETCH_ENDPOINT',
  'WAVES',
] as const

/** `made`: by chance, once. `asked`: always needed. `with`: needed when that plain variable is
 *  given. `environment`: taken from there, or not at all. */
export type SecretSource = 'made' | 'asked' | 'environment' | { with: string }

export const secrets: Record<string, { from: SecretSource; what: string }> = {
  DATABASE_URL: { from: 'asked', what: 'the address of the database, postgres://…' },
  AUTH_SECRET: { from: 'made', what: 'signs sessions' },
  SEAL_KEYS: { from: 'made', what: 'seals secrets at rest' },
  SIGNING_SECRET: { from: 'made', what: 'signs what the hub asks its locations' },
  RESEND_API_KEY: { from: { with: 'RESEND_FROM' }, what: "the key of Resend's API" },
  TWILIO_AUTH_TOKEN: { from: { with: 'TWILIO_ACCOUNT_SID' }, what: 'the token of the account' },
  GITHUB_CLIENT_SECRET: { from: { with: 'GITHUB_CLIENT_ID' }, what: 'of the app at GitHub' },
  GOOGLE_CLIENT_SECRET: { from: { with: 'GOOGLE_CLIENT_ID' }, what: 'of the client at Google' },
  OIDC_CLIENT_SECRET: { from: { with: 'OIDC_CLIENT_ID' }, what: 'of the client at the provider' },
  CANARY_TOKEN: { from: 'environment', what: 'opens /canary/* to npm run canary' },
  OPERATOR_URL: { from: 'environment', what: 'where faults of eSonar itself are posted' },
  OPERATOR_SECRET: { from: 'environment', what: 'signs those posts' },
  STRIPE_SECRET_KEY: { from: 'environment', what: 'the key of Stripe: plans are sold' },
  STRIPE_WEBHOOK_SECRET: { from: 'environment', what: 'proves what Stripe posts' },
  WATCHDOG_URL: { from: 'environment', what: "an outside dead man's switch" },
}

/** The one secret that regions have, too. */
export const regionSecret = 'SIGNING_SECRET'
