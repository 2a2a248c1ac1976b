// The first account of a master, made without a browser, as the environment names it.
import { Refusal } from './refusal.ts'

export interface FirstAccount {
  email: string
  password: string
  /** A key of one's own making, for scripts. */
  apiKey: string | null
}

/** Null: it is made in a browser. Throws a Refusal that names the variable at fault. */
export function readFirstAccount(env: Record<string, string | undefined>): FirstAccount | null {
  const email = env.ESONAR_OWNER_EMAIL
  const password = env.ESONAR_OWNER_PASSWORD
  const apiKey = env.ESONAR_API_KEY || null
  if (!email && !password && !apiKey) return null
  if (!email && !password) {
    throw new Refusal(
      'ESONAR_API_KEY belongs together with ESONAR_OWNER_EMAIL and ESONAR_OWNER_PASSWORD: all three make the first account; set them, or unset it.',
    )
  }
  if (!email || !password) {
    throw new Refusal('ESONAR_OWNER_EMAIL and ESONAR_OWNER_PASSWORD belong together; set both.')
  }
  if (!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email)) {
    throw new Refusal(`ESONAR_OWNER_EMAIL: "${email}" is not an e-mail address.`)
  }
  if (password.length < 10) {
    throw new Refusal('ESONAR_OWNER_PASSWORD is too short; use at least 10 characters.')
  }
  if (password.length > 200) {
    throw new Refusal('ESONAR_OWNER_PASSWORD is too long; use at most 200 characters.')
  }
  if (apiKey && !/^esn_[A-Za-z0-9_-]{24,120}$/.test(apiKey)) {
    throw new Refusal('ESONAR_API_KEY must be esn_ and 24 to 120 letters, digits, _ or -.')
  }
  return { email, password, apiKey }
}
