// An OpenID Connect provider on loopback that speaks the protocol: discovery, keys, codes bound to
// PKCE and redirect address, signed id_tokens with the nonce; and GitHub's way beside it.
import {
  createHash,
  createPrivateKey,
  generateKeyPairSync,
  randomUUID,
  sign as signBytes,
} from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Identity {
  sub: string
  email: string
  email_verified: boolean
  name: string
}

export interface FakeOidc {
  url: string
  clientId: string
  clientSecret: string
  /** Who is signed in there. */
  who: Identity
  /** What is wrong with the next id_tokens. */
  lie: 'none' | 'other-key' | 'other-nonce' | 'other-audience' | 'other-issuer'
  /** Why codes were refused. */
  refusals: string[]
  /** As a browser that is signed in there: from the address to the one it is sent back to. */
  visit(address: string): string
  close(): Promise<void>
}

interface Code {
  challenge: string
  nonce: string
  redirect: string
}

const base64 = (bytes: Buffer | string) => Buffer.from(bytes).toString('base64url')

export async function startOidc(): Promise<FakeOidc> {
  const keys = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const strange = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const codes = new Map<string, Code>()
  const tokens = new Map<string, Identity>()
  const server = createServer((request, response) => {
    void read(request).then((body) => answer(request, response, new URLSearchParams(body)))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const fake: FakeOidc = {
    url,
    clientId: 'esonar',
    clientSecret: 'a secret of the provider',
    who: { sub: 'u-1', email: 'ana@example.com', email_verified: true, name: 'Ana' },
    lie: 'none',
    refusals: [],
    visit(address) {
      const { origin, searchParams: asked } = new URL(address)
      if (origin !== url || asked.get('client_id') !== fake.clientId) throw new Error(address)
      if (asked.get('code_challenge_method') !== 'S256') throw new Error('no PKCE')
      const redirect = asked.get('redirect_uri')!
      const code = randomUUID()
      const challenge = asked.get('code_challenge')!
      codes.set(code, { challenge, nonce: asked.get('nonce') ?? '', redirect })
      const back = new URL(redirect)
      back.searchParams.set('code', code)
      back.searchParams.set('state', asked.get('state')!)
      return back.href
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }

  function idToken(nonce: string): string {
    const now = Math.floor(Date.now() / 1000)
    const claims = {
      ...fake.who,
      iss: fake.lie === 'other-issuer' ? 'https://evil.example' : url,
      aud: fake.lie === 'other-audience' ? 'another program' : fake.clientId,
      nonce: fake.lie === 'other-nonce' ? 'another' : nonce,
      iat: now,
      exp: now + 300,
    }
    const head = base64(JSON.stringify({ alg: 'RS256', kid: 'k1' }))
    const text = `${head}.${base64(JSON.stringify(claims))}`
    const { privateKey } = fake.lie === 'other-key' ? strange : keys
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' })
    return `${text}.${base64(signBytes('sha256', Buffer.from(text), createPrivateKey(pem)))}`
  }

  function exchange(request: IncomingMessage, body: URLSearchParams): object | string {
    const [id, secret] = basicOf(request) ?? [body.get('client_id'), body.get('client_secret')]
    if (id !== fake.clientId || secret !== fake.clientSecret) return 'invalid_client'
    const code = codes.get(body.get('code') ?? '')
    codes.delete(body.get('code') ?? '')
    if (!code || code.redirect !== body.get('redirect_uri')) return 'invalid_grant'
    const verifier = createHash('sha256').update(body.get('code_verifier') ?? '')
    if (verifier.digest('base64url') !== code.challenge) return 'invalid_grant'
    const token = randomUUID()
    tokens.set(token, fake.who)
    const more = request.url?.startsWith('/login') ? {} : { id_token: idToken(code.nonce) }
    return { access_token: token, token_type: 'Bearer', expires_in: 300, ...more }
  }

  function answer(request: IncomingMessage, response: ServerResponse, body: URLSearchParams) {
    const path = (request.url ?? '').split('?')[0]
    const bearer = tokens.get((request.headers.authorization ?? '').replace('Bearer ', ''))
    if (path === '/.well-known/openid-configuration') return say(response, 200, discovery(url))
    if (path === '/authorize') {
      response.writeHead(302, { location: fake.visit(`${url}${request.url}`) }).end()
      return
    }
    if (path === '/keys') {
      const key = {
        ...keys.publicKey.export({ format: 'jwk' }),
        kid: 'k1',
        alg: 'RS256',
        use: 'sig',
      }
      return say(response, 200, { keys: [key] })
    }
    if (path === '/token' || path === '/login/oauth/access_token') {
      const said = exchange(request, body)
      if (typeof said === 'object') return say(response, 200, said)
      fake.refusals.push(said)
      return say(response, 400, { error: said })
    }
    if (!bearer) return say(response, 401, { error: 'invalid_token' })
    if (path === '/userinfo') return say(response, 200, bearer)
    if (path === '/user') return say(response, 200, { id: 4711, login: 'ana', name: bearer.name })
    const { email, email_verified: verified } = bearer
    return say(response, 200, [
      { email: 'other@example.com', primary: false, verified: true },
      { email, primary: true, verified },
    ])
  }
  return fake
}

function discovery(url: string) {
  return {
    issuer: url,
    authorization_endpoint: `${url}/authorize`,
    token_endpoint: `${url}/token`,
    userinfo_endpoint: `${url}/userinfo`,
    jwks_uri: `${url}/keys`,
    id_token_signing_alg_values_supported: ['RS256'],
    code_challenge_methods_supported: ['S256'],
  }
}

function basicOf(request: IncomingMessage): string[] | null {
  const given = /^Basic (.+)$/.exec(request.headers.authorization ?? '')?.[1]
  if (!given) return null
  return Buffer.from(given, 'base64').toString().split(':').map(decodeURIComponent)
}

function say(response: ServerResponse, status: number, body: unknown) {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

async function read(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  return Buffer.concat(parts).toString('utf8')
}
