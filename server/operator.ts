// Settings about whoever runs this installation: how they are told, how the legal pages name them,
// and whether strangers sign up.
import { isMailAddress } from '../workers/channel/email.ts'
import { isSecret } from '../workers/channel/sign.ts'
import { operatorFacts, variableOf } from '../workers/domain/text-page.ts'
import { Refusal } from './refusal.ts'

type Environment = Record<string, string | undefined>

/** Variables of the hub. `PLAN` is what a new workspace gets; with `free` strangers sign up. */
export function readOperator(env: Environment): Record<string, string> {
  const plan = env.ESONAR_PLAN || 'self-hosted'
  if (plan !== 'self-hosted' && plan !== 'free') {
    throw new Refusal(`ESONAR_PLAN is "${plan}"; give self-hosted or free.`)
  }
  const names = [...operatorFacts.map(variableOf), 'OPERATOR_PEOPLE']
  const facts = names.flatMap((name) => {
    const text = env[`ESONAR_${name}`]
    return text ? [[name, text]] : []
  })
  return { PLAN: plan, ...Object.fromEntries(facts) }
}

export function webhookSecretOf({ ESONAR_OPERATOR_SECRET: secret }: Environment) {
  if (!secret) return null
  if (isSecret(secret)) return secret
  throw new Refusal('ESONAR_OPERATOR_SECRET is not whsec_ and base64 of 24 to 64 bytes.')
}

export function operatorMailOf(env: Environment): string | null {
  const to = env.ESONAR_OPERATOR_MAIL
  if (!to) return null
  if (!isMailAddress(to)) throw new Refusal(`ESONAR_OPERATOR_MAIL: "${to}" is no e-mail address.`)
  if (env.RESEND_API_KEY || env.SMTP_URL) return to
  throw new Refusal('ESONAR_OPERATOR_MAIL needs something to send mail by: SMTP_URL, or Resend.')
}
