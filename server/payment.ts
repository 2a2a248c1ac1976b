// The account at Stripe that plans are sold by, from the environment. Names are the hub's
// (`workers/env.ts`) and go there as they are; values are not repeated: they are secrets.
import { Refusal } from './refusal.ts'

type Environment = Record<string, string | undefined>

const names = ['STRIPE_SECRET_KEY', 'STRIPE_WEBHOOK_SECRET', 'STRIPE_URL'] as const

/** Variables of the hub; none where nothing is sold. Throws a Refusal that names the setting. */
export function readPayment(env: Environment): Record<string, string> {
  const { STRIPE_SECRET_KEY: key, STRIPE_WEBHOOK_SECRET: secret, STRIPE_URL: url } = env
  if (!key !== !secret) {
    const missing = key ? 'STRIPE_WEBHOOK_SECRET' : 'STRIPE_SECRET_KEY'
    throw new Refusal(
      `STRIPE_SECRET_KEY and STRIPE_WEBHOOK_SECRET belong together; ${missing} is missing.`,
    )
  }
  if (key && !/^[rs]k_/.test(key)) {
    throw new Refusal('STRIPE_SECRET_KEY must be a secret or restricted key: sk_… or rk_….')
  }
  if (secret && !secret.startsWith('whsec_')) {
    throw new Refusal('STRIPE_WEBHOOK_SECRET must be the signing secret of the endpoint: whsec_….')
  }
  if (url && !(URL.canParse(url) && /^https?:$/.test(new URL(url).protocol))) {
    throw new Refusal('STRIPE_URL must be an address that begins with https.')
  }
  return Object.fromEntries(names.flatMap((name) => (env[name] ? [[name, env[name]]] : [])))
}
