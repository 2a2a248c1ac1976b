// Sign-in, passwords and sessions by better-auth over our own tables. Built once per isolate: that
// costs milliseconds. Nobody signs up here: accounts are made by one-time links (`flow/sign-up.ts`).
// Attempts are counted by our own flow, so that every door is counted alike.
import type { BetterAuthPlugin } from 'better-auth'
import { drizzleAdapter } from 'better-auth/adapters/drizzle'
import { betterAuth } from 'better-auth/minimal'
import { twoFactor } from 'better-auth/plugins/two-factor'
import type { Account, Auth, Caller } from '../account-ports.ts'
import type { Env } from '../env.ts'
import { authDatabase } from '../store/index.ts'
import { ownDoor } from './door.ts'
import { passkeyPlugin, passkeysOf } from './passkeys.ts'
import { type ProviderSettings, providersOf } from './providers.ts'
import { secondFactorsOf } from './second-factor.ts'
import { sessionsOf } from './sessions.ts'
import { personOf, signedIn } from './signed-in.ts'
import { usedCodes } from './used-codes.ts'

export type AuthSettings = Pick<
  Env,
  'DATABASE_URL' | 'NEON_FETCH_ENDPOINT' | 'BASE_URL' | 'AUTH_SECRET'
>

/** Sessions end after so long without a visit. */
const sessionSeconds = 14 * 86_400
/** A visit is noted at most so often. */
const visitSeconds = 600
/** A passkey is added by whoever signed in, or proved it again, so lately. */
const freshSeconds = 600
/** What a browser says about its session is believed for so long: a session that was ended lives
 *  on no longer than this. */
const cookieCacheSeconds = 60

const addressHeader = 'x-esonar-address'
const placeHeader = 'x-esonar-place'

/** What one instance has beside what all have. */
interface More {
  basePath?: string
  plugins?: BetterAuthPlugin[]
}

/** No token of a provider is kept: nothing here is done in anybody's name. */
const withoutTokens = async <T extends object>(account: T) => ({
  data: { ...account, accessToken: null, refreshToken: null, idToken: null },
})

/** better-auth as this installation has it. */
export function openAuth(env: AuthSettings, more: More = {}) {
  const { db, schema } = authDatabase({
    url: env.DATABASE_URL,
    fetchEndpoint: env.NEON_FETCH_ENDPOINT,
  })
  const secure = env.BASE_URL.startsWith('https:')
  return betterAuth({
    appName: 'eSonar',
    baseURL: env.BASE_URL,
    ...(more.basePath ? { basePath: more.basePath } : {}),
    secret: env.AUTH_SECRET,
    database: drizzleAdapter(db, { provider: 'pg', schema, transaction: false }),
    emailAndPassword: {
      enabled: true,
      autoSignIn: false,
      minPasswordLength: 10,
      maxPasswordLength: 200,
    },
    session: {
      expiresIn: sessionSeconds,
      updateAge: visitSeconds,
      freshAge: freshSeconds,
      cookieCache: { enabled: true, maxAge: cookieCacheSeconds },
      additionalFields: { place: { type: 'string', required: false, input: false } },
    },
    account: { accountLinking: { allowDifferentEmails: true } },
    databaseHooks: {
      account: { create: { before: withoutTokens }, update: { before: withoutTokens } },
      session: {
        create: {
          before: async (session, ctx) => ({
            data: { ...session, place: ctx?.headers?.get(placeHeader) || null },
          }),
        },
      },
    },
    advanced: {
      useSecureCookies: secure,
      cookiePrefix: 'esonar',
      defaultCookieAttributes: { httpOnly: true, sameSite: 'lax', secure, path: '/' },
      ipAddress: { ipAddressHeaders: [addressHeader] },
    },
    rateLimit: { enabled: false },
    // Who has no password proves an account by a fresh sign-in (`flow/own-account.ts`).
    plugins: [
      twoFactor({ allowPasswordless: true }),
      usedCodes,
      passkeyPlugin(env.BASE_URL),
      ownDoor,
      ...(more.plugins ?? []),
    ],
    telemetry: { enabled: false },
    logger: { disabled: true },
  })
}

/** The auth of this installation. */
export function makeAuth(env: AuthSettings & ProviderSettings): Auth {
  const auth = openAuth(env)
  return {
    signUp: async (email, name, password) => {
      const { user } = await auth.api.signUpEmail({ body: { email, name, password } })
      return personOf(user)
    },
    signIn: async (email, password, caller) => {
      const body = { email, password }
      return signedIn(await auth.api.signInEmail({ body, headers: headersOf(caller), ...whole }))
    },
    open: async (user, caller, proof) => {
      const headers = headersOf({ ...caller, cookie: '' })
      const said = await signedIn(
        await auth.api.openSession({ body: { user, proof }, headers, ...whole }),
      )
      return said.kind === 'wrong' ? null : said
    },
    signOut: async (caller) => {
      const response = await auth.api.signOut({ headers: headersOf(caller), ...whole })
      return response.headers.getSetCookie()
    },
    session: async (caller) => {
      const found = await auth.api.getSession({ headers: headersOf(caller) })
      return found ? personOf(found.user) : null
    },
    account: (caller) => accountOf(auth, caller),
    rename: async (caller, name) => {
      const answer = { headers: headersOf(caller), ...whole }
      const response = await auth.api.updateUser({ body: { name }, ...answer })
      return response.headers.getSetCookie()
    },
    isPassword: async (caller, password) => {
      const answer = { headers: headersOf(caller), ...whole }
      return (await auth.api.verifyPassword({ body: { password }, ...answer })).ok
    },
    disconnect: async (person, provider) => {
      const { internalAdapter } = await auth.$context
      const accounts = await internalAdapter.findAccounts(person)
      const those = accounts.filter((one) => one.providerId === provider)
      for (const { id } of those) await internalAdapter.deleteAccount(id)
    },
    setPassword: async (person, password) => {
      const { internalAdapter, password: hasher } = await auth.$context
      const hash = await hasher.hash(password)
      if (await internalAdapter.findCredentialAccount(person)) {
        await internalAdapter.updatePassword(person, hash)
      } else {
        const account = { userId: person, providerId: 'credential', accountId: person }
        await internalAdapter.createAccount({ ...account, password: hash })
      }
      await internalAdapter.deleteUserSessions(person)
    },
    ...sessionsOf(auth, headersOf),
    ...secondFactorsOf(auth, headersOf),
    ...passkeysOf(auth, headersOf, env.BASE_URL),
    ...providersOf(env),
  }
}

export type OpenAuth = ReturnType<typeof openAuth>

/** The whole answer, with its cookies and its status. */
const whole = { asResponse: true } as const

/** What better-auth is told of a caller: nothing that a stranger could have written for another. */
export function headersOf({ cookie, userAgent, address, place }: Caller): Headers {
  const headers = new Headers({ 'user-agent': userAgent.slice(0, 500), [addressHeader]: address })
  if (cookie) headers.set('cookie', cookie)
  if (place) headers.set(placeHeader, encodeURIComponent(place))
  return headers
}

async function accountOf(auth: OpenAuth, caller: Caller): Promise<Account | null> {
  const found = await auth.api.getSession({
    headers: headersOf(caller),
    query: { disableCookieCache: true },
  })
  if (!found) return null
  const { internalAdapter } = await auth.$context
  const accounts = await internalAdapter.findAccounts(found.user.id)
  return {
    ...personOf(found.user),
    emailVerified: found.user.emailVerified,
    hasPassword: accounts.some((one) => one.providerId === 'credential' && !!one.password),
    connected: accounts.map((one) => one.providerId).filter((id) => id !== 'credential'),
    hasSecondFactor: found.user.twoFactorEnabled === true,
    session: found.session.id,
    signedInAt: found.session.createdAt.getTime(),
  }
}
