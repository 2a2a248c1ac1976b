// The configuration file: settings of docs/self-hosting.md in TOML or JSON, under the names of their
// variables in small letters without `esonar_`. The environment wins.
import { readFileSync } from 'node:fs'
import { nearTo } from './near.ts'
import { Refusal } from './refusal.ts'
import { readToml } from './toml.ts'

type Environment = Record<string, string | undefined>

const own = [
  ...['DATA', 'PORT', 'HOST', 'BASE_URL', 'TLS_CERT', 'TLS_KEY', 'LOCATIONS'],
  'LENDERS',
  ...['CONTROLS', 'PRIVATE_CONTROLS', 'PRIVATE_TARGETS', 'PROBES_PER_HOST', 'RDAP_URL'],
  'WAVES',
  ...['OPERATOR_URL', 'OPERATOR_SECRET', 'OPERATOR_MAIL', 'WATCHDOG_URL', 'FLUSH_SECONDS'],
  ...['PLAN', 'OPERATOR_NAME', 'OPERATOR_ADDRESS', 'OPERATOR_CONTACT', 'OPERATOR_LAW'],
  ...['OWN_AGENT', 'OPERATOR_PEOPLE', 'CANARY_TOKEN'],
  ...['OWNER_EMAIL', 'OWNER_PASSWORD', 'API_KEY', 'AUTH_SECRET', 'SEAL_KEY', 'SIGNING_SECRET'],
].map((name) => `ESONAR_${name}`)
const others = [
  ...['DATABASE_URL', 'NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE', 'SMTP_URL', 'MAIL_FROM'],
  ...['TWILIO_ACCOUNT_SID', 'TWILIO_AUTH_TOKEN', 'TWILIO_FROM', 'TWILIO_MESSAGING_SERVICE_SID'],
  ...['TWILIO_URL', 'SMS_PER_MONTH', 'RESEND_API_KEY', 'RESEND_FROM', 'RESEND_URL'],
  ...['STRIPE_SECRET_KEY', 'STRIPE_WEBHOOK_SECRET', 'STRIPE_URL'],
  ...['GITHUB_CLIENT_ID', 'GITHUB_CLIENT_SECRET', 'GITHUB_URL', 'GITHUB_API_URL'],
  ...['GOOGLE_CLIENT_ID', 'GOOGLE_CLIENT_SECRET', 'GOOGLE_ISSUER'],
  ...['OIDC_ISSUER', 'OIDC_CLIENT_ID', 'OIDC_CLIENT_SECRET', 'OIDC_NAME', 'OIDC_EMAILS'],
]

/** Every variable that a configuration file may set, by its name in the file. */
export const settingNames: ReadonlyMap<string, string> = new Map(
  [...own, ...others].map((name) => [name.replace(/^ESONAR_/, '').toLowerCase(), name]),
)

/** The environment with what the file says beneath it; null: no file. Throws a Refusal that names
 *  file and key. */
export function withConfigFile(env: Environment, path: string | null): Environment {
  const file = path ?? env.ESONAR_CONFIG ?? null
  if (!file) return env
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (fault) {
    const { code } = fault as NodeJS.ErrnoException
    throw new Refusal(`The configuration file ${file} cannot be read (${code}).`)
  }
  const given = Object.entries(env).filter(([, value]) => value !== undefined)
  return { ...readConfig(text, file), ...Object.fromEntries(given) }
}

/** The variables that a file's text sets. */
export function readConfig(text: string, file: string): Record<string, string> {
  const found: Record<string, string> = {}
  for (const [key, value] of flat(treeOf(text, file))) {
    const name = settingNames.get(key)
    if (!name) throw new Refusal(`${file}: there is no setting "${key}"${near(key)}.`)
    found[name] = textOf(value, key, file)
  }
  return found
}

function treeOf(text: string, file: string): object {
  if (!file.endsWith('.json')) return readToml(text, file)
  try {
    const tree: unknown = JSON.parse(text)
    if (typeof tree === 'object' && tree !== null && !Array.isArray(tree)) return tree
  } catch (fault) {
    throw new Refusal(`${file} is not JSON (${(fault as Error).message}).`)
  }
  throw new Refusal(`${file} must hold one JSON object.`)
}

/** `{smtp: {url}}` as `smtp_url`. */
function flat(tree: object, prefix = ''): [key: string, value: unknown][] {
  return Object.entries(tree).flatMap(([key, value]): [string, unknown][] =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? flat(value, `${prefix}${key}_`)
      : [[`${prefix}${key}`, value]],
  )
}

function textOf(value: unknown, key: string, file: string): string {
  if (typeof value === 'string') return value
  if (typeof value === 'number') return String(value)
  const texts = Array.isArray(value) && value.every((one) => typeof one === 'string')
  if (texts && !value.some((one) => one.includes(','))) return value.join(',')
  throw new Refusal(`${file}: "${key}" must be a text, a number or a list of texts.`)
}

/** The known name that shares most of its beginning or end, as a hint. */
function near(key: string): string {
  const names = [...settingNames.keys()]
  const close =
    nearTo(key, names) ?? names.find((one) => one.endsWith(`_${key}`) || key.endsWith(`_${one}`))
  return close ? `; did you mean "${close}"` : '; docs/self-hosting.md has them all'
}
