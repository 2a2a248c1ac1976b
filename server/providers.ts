// Who else's word is taken at sign-in, from the environment: GitHub, Google, any OpenID Connect
// provider. Names are the hub's (`workers/env.ts`) and go there as they are.
import { Refusal } from './refusal.ts'

const sets = [
  ['GITHUB_CLIENT_ID', 'GITHUB_CLIENT_SECRET'],
  ['GOOGLE_CLIENT_ID', 'GOOGLE_CLIENT_SECRET'],
  ['OIDC_ISSUER', 'OIDC_CLIENT_ID', 'OIDC_CLIENT_SECRET'],
] as const
const addresses = ['GITHUB_URL', 'GITHUB_API_URL', 'GOOGLE_ISSUER', 'OIDC_ISSUER'] as const
const others = ['OIDC_NAME', 'OIDC_EMAILS'] as const

/** Reads them; throws a Refusal that names the setting. Values are not repeated. */
export function readProviders(env: Record<string, string | undefined>): Record<string, string> {
  for (const names of sets) {
    const missing = names.filter((name) => !env[name])
    if (missing.length > 0 && missing.length < names.length) {
      throw new Refusal(`${names.join(' and ')} belong together; ${missing.join(', ')} is missing.`)
    }
  }
  for (const name of addresses) {
    const text = env[name]
    if (text && !(URL.canParse(text) && /^https?:$/.test(new URL(text).protocol))) {
      throw new Refusal(`${name} must be an address that begins with https.`)
    }
  }
  if (env.OIDC_EMAILS && env.OIDC_EMAILS !== 'confirmed') {
    throw new Refusal('OIDC_EMAILS must be "confirmed", or left out.')
  }
  const names = [...new Set([...sets.flat(), ...addresses, ...others])]
  return Object.fromEntries(names.flatMap((name) => (env[name] ? [[name, env[name]]] : [])))
}
