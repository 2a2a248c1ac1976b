// Sign-in, passwords and sessions by better-auth over our own tables. Built once per isolate: that
// costs milliseconds. Nobody signs up by themselves: the first account is made by a one-time link.
import { drizzleAdapter } from 'better-auth/adapters/drizzle'
import { betterAuth } from 'better-auth/minimal'
import type { Env } from './env.ts'
import type { Person } from './hub-ports.ts'
import { authDatabase } from './store/index.ts'

export interface Auth {
  /** Makes an account. Throws what better-auth throws when the address is taken. */
  signUp(email: string, name: string, password: string): Promise<Person>
  /** Signs in; answers the cookies to set, or null when address or password is wrong. */
  signIn(email: string, password: string, headers: Headers): Promise<SignedIn>
  /** Ends the session of these headers; answers the cookies that clear it. */
  signOut(headers: Headers): Promise<string[]>
  /** Who the session belongs to, or null. */
  session(headers: Headers): Promise<Person | null>
}
export type SignedIn =
  | { kind: 'in'; cookies: string[]; person: Person }
  | { kind: 'wrong' }
  | { kind: 'throttled'; retryAfterSeconds: number }

/** Sessions end after so long without a visit. */
const sessionSeconds = 14 * 86_400
const cookieCacheSeconds = 300

/** The auth of this installation. */
export function makeAuth(env: Env): Auth {
  const { db, schema } = authDatabase({
    url: env.DATABASE_URL,
    fetchEndpoint: env.NEON_FETCH_ENDPOINT,
  })
  const secure = env.BASE_URL.startsWith('https:')
  const auth = betterAuth({
    baseURL: env.BASE_URL,
    secret: env.AUTH_SECRET,
    database: drizzleAdapter(db, { provider: 'pg', schema, transaction: false }),
    emailAndPassword: { enabled: true, minPasswordLength: 10, maxPasswordLength: 200 },
    session: {
      expiresIn: sessionSeconds,
      updateAge: 86_400,
      cookieCache: { enabled: true, maxAge: cookieCacheSeconds },
    },
    advanced: {
      useSecureCookies: secure,
      cookiePrefix: 'esonar',
      defaultCookieAttributes: { httpOnly: true, sameSite: 'lax', secure, path: '/' },
    },
    rateLimit: { enabled: true, storage: 'database', window: 60, max: 100 },
    telemetry: { enabled: false },
    logger: { disabled: true },
  })
  return {
    signUp: async (email, name, password) => {
      const { user } = await auth.api.signUpEmail({ body: { email, name, password } })
      return personOf(user)
    },
    signIn: (email, password, headers) =>
      signIn(auth.handler, env.BASE_URL, email, password, headers),
    signOut: async (headers) => {
      const response = await auth.api.signOut({ headers, asResponse: true })
      return response.headers.getSetCookie()
    },
    session: async (headers) => {
      const found = await auth.api.getSession({ headers })
      return found ? personOf(found.user) : null
    },
  }
}

/** Through the handler, not the API: only there are attempts counted. */
async function signIn(
  handler: (request: Request) => Promise<Response>,
  baseUrl: string,
  email: string,
  password: string,
  headers: Headers,
): Promise<SignedIn> {
  const response = await handler(
    new Request(`${baseUrl}/api/auth/sign-in/email`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        origin: new URL(baseUrl).origin,
        'x-forwarded-for': headers.get('cf-connecting-ip') ?? '127.0.0.1',
        'user-agent': headers.get('user-agent') ?? '',
      },
      body: JSON.stringify({ email, password }),
    }),
  )
  if (response.status === 429) {
    return {
      kind: 'throttled',
      retryAfterSeconds: Number(response.headers.get('x-retry-after')) || 60,
    }
  }
  if (!response.ok) return { kind: 'wrong' }
  const { user } = (await response.json()) as { user: Person }
  return { kind: 'in', cookies: response.headers.getSetCookie(), person: personOf(user) }
}

function personOf({ id, name, email }: Person): Person {
  return { id, name, email }
}
