// Signing in by somebody else's word: GitHub, Google, or any OpenID Connect provider, as the
// operator set them. A better-auth of its own for each request: it asks the provider for its
// addresses when it is made, and a provider that is away must keep nobody else from signing in.
// Nobody signs up by this, and no token of the provider is kept.
import { genericOAuth } from 'better-auth/plugins/generic-oauth'
import type { Provider, Providers } from '../account-ports.ts'
import type { Env } from '../env.ts'
import { githubProfile } from './github.ts'
import { type AuthSettings, headersOf, type OpenAuth, openAuth } from './index.ts'

export type ProviderSettings = Pick<
  Env,
  | 'GITHUB_CLIENT_ID'
  | 'GITHUB_CLIENT_SECRET'
  | 'GITHUB_URL'
  | 'GITHUB_API_URL'
  | 'GOOGLE_CLIENT_ID'
  | 'GOOGLE_CLIENT_SECRET'
  | 'GOOGLE_ISSUER'
  | 'OIDC_ISSUER'
  | 'OIDC_CLIENT_ID'
  | 'OIDC_CLIENT_SECRET'
  | 'OIDC_NAME'
  | 'OIDC_EMAILS'
>
type Config = Parameters<typeof genericOAuth>[0]['config'][number]

/** A provider that has not answered by then is away. */
const patienceMs = 10_000
/** Where providers send people back to: below this, `/callback/<id>`. */
export const providersPath = '/auth'

export function providersOf(settings: AuthSettings & ProviderSettings): Providers {
  const configs = configsOf(settings)
  const named = configs.map(({ providerId, name }) => ({ id: providerId, name: name ?? '' }))
  const open = (id: string) => {
    const config = configs.find(({ providerId }) => providerId === id)
    if (!config) return null
    const plugin = genericOAuth({ config: [config] })
    return openAuth(settings, { basePath: providersPath, plugins: [plugin] }) as OpenAuth
  }
  const asked = async (response: Response) => {
    if (!response.ok) return null
    const { url } = (await response.json()) as { url: string }
    return { url, cookies: response.headers.getSetCookie() }
  }
  const bodyOf = (provider: string, path: string) => ({
    provider,
    callbackURL: `${settings.BASE_URL}${path}`,
    disableRedirect: true,
  })
  return {
    providers: named satisfies Provider[],
    async askProvider(caller, id, path) {
      const auth = open(id)
      const back = `/sign-in?note=provider&then=${encodeURIComponent(path)}`
      const body = { ...bodyOf(id, path), errorCallbackURL: `${settings.BASE_URL}${back}` }
      const ask = { body, headers: headersOf(caller), asResponse: true } as const
      return auth && soon(() => auth.api.signInSocial(ask).then(asked))
    },
    async linkProvider(caller, id) {
      const auth = open(id)
      const errorCallbackURL = `${settings.BASE_URL}/account?note=not-linked`
      const body = { ...bodyOf(id, '/account?note=linked'), errorCallbackURL }
      const ask = { body, headers: headersOf(caller), asResponse: true } as const
      return auth && soon(() => auth.api.linkSocialAccount(ask).then(asked))
    },
    async returned(caller, id, query) {
      const auth = open(id)
      const url = `${settings.BASE_URL}${providersPath}/callback/${encodeURIComponent(id)}${query}`
      const request = new Request(url, { headers: headersOf(caller) })
      return auth && soon(() => auth.handler(request).then(onward))
    },
  }
}

/** Where better-auth sends the browser. Its own page of errors is not ours. */
function onward(response: Response): { path: string; cookies: string[] } {
  const to = response.headers.get('location') ?? ''
  const url = URL.canParse(to) ? new URL(to) : null
  const isOwnPage = url !== null && !url.pathname.startsWith(`${providersPath}/`)
  return {
    path: isOwnPage ? `${url.pathname}${url.search}` : '/sign-in?note=provider',
    cookies: response.headers.getSetCookie(),
  }
}

/** Null: the provider did not answer, or not with what is needed. */
async function soon<T>(ask: () => Promise<T>): Promise<T | null> {
  const late = new Promise<null>((resolve) => setTimeout(() => resolve(null), patienceMs))
  return Promise.race([ask().catch(() => null), late])
}

function configsOf(env: ProviderSettings): Config[] {
  const { GITHUB_CLIENT_ID: github, GOOGLE_CLIENT_ID: google, OIDC_CLIENT_ID: oidc } = env
  const configs: Config[] = []
  if (github && env.GITHUB_CLIENT_SECRET) {
    configs.push(githubConfig(env, github, env.GITHUB_CLIENT_SECRET))
  }
  if (google && env.GOOGLE_CLIENT_SECRET) {
    const issuer = env.GOOGLE_ISSUER || 'https://accounts.google.com'
    configs.push(openIdConfig('google', 'Google', issuer, google, env.GOOGLE_CLIENT_SECRET))
  }
  if (oidc && env.OIDC_CLIENT_SECRET && env.OIDC_ISSUER) {
    const name = env.OIDC_NAME || 'single sign-on'
    const config = openIdConfig('oidc', name, env.OIDC_ISSUER, oidc, env.OIDC_CLIENT_SECRET)
    // Some confirm all addresses and do not say so.
    const trusts = env.OIDC_EMAILS === 'confirmed'
    configs.push(trusts ? { ...config, mapProfileToUser: () => ({ emailVerified: true }) } : config)
  }
  return configs
}

/** By discovery; an id_token that its keys did not sign is refused. PKCE and a nonce always. */
function openIdConfig(
  providerId: string,
  name: string,
  issuer: string,
  clientId: string,
  clientSecret: string,
): Config {
  return {
    providerId,
    name,
    discoveryUrl: `${issuer.replace(/\/+$/, '')}/.well-known/openid-configuration`,
    clientId,
    clientSecret,
    scopes: ['openid', 'email', 'profile'],
    pkce: true,
    requireIdTokenVerification: true,
    disableSignUp: true,
  }
}

/** GitHub speaks OAuth, not OpenID Connect: who it is, and confirmed addresses, by its API. */
function githubConfig(env: ProviderSettings, clientId: string, clientSecret: string): Config {
  const site = (env.GITHUB_URL || 'https://github.com').replace(/\/+$/, '')
  const api = (env.GITHUB_API_URL || 'https://api.github.com').replace(/\/+$/, '')
  return {
    providerId: 'github',
    name: 'GitHub',
    authorizationUrl: `${site}/login/oauth/authorize`,
    tokenUrl: `${site}/login/oauth/access_token`,
    clientId,
    clientSecret,
    scopes: ['read:user', 'user:email'],
    pkce: true,
    disableSignUp: true,
    getUserInfo: ({ accessToken }) => githubProfile(api, accessToken ?? ''),
  }
}
