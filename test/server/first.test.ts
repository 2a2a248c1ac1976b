// A first start, with a person before the screen and without one; what the hub lets in; and which
// certificate authorities its probes trust.
import { writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { networkInterfaces } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { privateAuthority } from '../fakes/certificate.ts'
import { makeClient, until } from '../fakes/client.ts'
import { endAll, freshFolder, type Program, start } from './program.ts'
import { apiKey, type Outside, openOutside, owner, type State, stateOf } from './watching.ts'

afterAll(endAll)

const headless = {
  ESONAR_OWNER_EMAIL: owner.email,
  ESONAR_OWNER_PASSWORD: owner.password,
  ESONAR_API_KEY: apiKey,
}

/** Signs in as a browser would: 303 when address and password are right. Three times in ten
 *  seconds at most, the program's own at a start with an owner included. */
function signIn(url: string, email: string, password: string): Promise<Response> {
  return fetch(`${url}/sign-in`, {
    method: 'POST',
    headers: { origin: url },
    body: new URLSearchParams({ email, password }),
    redirect: 'manual',
  })
}

describe('a first start without a person', () => {
  const dataDir = freshFolder()

  it('has the owner and the key that were given, and prints no link', async () => {
    const program = await start({ ...headless, ESONAR_DATA: dataDir })
    expect(program.setupUrl).toBeNull()
    expect(program.said()).not.toContain(owner.password)
    expect(program.said()).not.toContain(apiKey)
    const api = makeClient(program.url, apiKey)
    expect((await api.get<{ data: [] }>('/api/checks')).data).toEqual([])
    const rows = await api.get<{ data: { name: string }[] }>('/api/keys')
    expect(rows.data).toMatchObject([{ name: 'first start', role: 'owner' }])
    program.kill('SIGTERM')
    await program.ended
  })

  it('said again with the same values changes nothing', async () => {
    const program = await start({ ...headless, ESONAR_DATA: dataDir })
    expect(program.setupUrl).toBeNull()
    const keys = await makeClient(program.url, apiKey).get<{ data: [] }>('/api/keys')
    expect(keys.data).toHaveLength(1)
    program.kill('SIGTERM')
    await program.ended
  })

  it('with another password neither changes it nor fails', async () => {
    const other = { ...headless, ESONAR_OWNER_PASSWORD: 'another password' }
    const program = await start({ ...other, ESONAR_DATA: dataDir })
    expect((await signIn(program.url, owner.email, owner.password)).status).toBe(303)
    program.kill('SIGTERM')
    await program.ended
  })
})

describe('a first start with a person', () => {
  const dataDir = freshFolder()
  let program: Program

  const setUp = (link: string) =>
    fetch(link, {
      method: 'POST',
      headers: { origin: program.url },
      body: new URLSearchParams({ name: 'Ann', email: owner.email, password: owner.password }),
      redirect: 'manual',
    })

  it('prints a link that makes one account, once', async () => {
    program = await start({ ESONAR_DATA: dataDir })
    const link = program.setupUrl ?? ''
    expect(link).toMatch(/\/setup\/[a-z0-9]{40}$/)
    expect((await fetch(link)).status).toBe(200)
    expect((await setUp(link.replace(/.$/, '_'))).status).toBe(403)
    const first = await setUp(link)
    expect(first.status).toBe(303)
    expect(first.headers.get('set-cookie')).toBeTruthy()
    expect((await fetch(link)).status).toBe(410)
    expect((await setUp(link)).status).toBe(403)
    expect((await signIn(program.url, owner.email, owner.password)).status).toBe(303)
    program.kill('SIGTERM')
    await program.ended
  })

  it('prints none when there is an account', async () => {
    program = await start({ ESONAR_DATA: dataDir })
    expect(program.setupUrl).toBeNull()
    expect(program.said()).not.toContain('/setup/')
  })

  it('is well, and says its version', async () => {
    const response = await fetch(`${program.url}/healthz`)
    expect(response.status).toBe(200)
    expect(await response.json()).toMatchObject({ ok: true, problems: [], version: '0.1.0' })
  })

  it('listens on loopback alone', async () => {
    const others = Object.values(networkInterfaces())
      .flatMap((list) => list ?? [])
      .filter((one) => !one.internal && one.family === 'IPv4')
    for (const { address } of others) {
      const asked = fetch(`http://${address}:${program.port}/healthz`)
      await expect(asked).rejects.toThrow()
    }
    expect(program.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
  })

  it.each(['cron', 'owner', 'setup-link'])('hides /internal/%s from strangers', async (name) => {
    const ask = (headers: Record<string, string>) =>
      fetch(`${program.url}/internal/${name}`, { method: 'POST', headers, body: '{}' })
    expect((await ask({})).status).toBe(404)
    expect((await ask({ authorization: 'Bearer guess' })).status).toBe(404)
    expect((await ask({ authorization: 'Bearer ' })).status).toBe(404)
    expect((await ask({ authorization: `Bearer ${apiKey}` })).status).toBe(404)
  })
})

describe('an address of IPv6', () => {
  it('is listened on, and printed as an address', async () => {
    const program = await start({ ESONAR_HOST: '::1' })
    expect(program.url).toMatch(/^http:\/\/\[::1\]:\d+$/)
    expect((await fetch(`${program.url}/healthz`)).status).toBe(200)
    program.kill('SIGTERM')
    await program.ended
  })
})

describe('a target with a certificate of a private authority', () => {
  const dayMs = 86_400_000
  const [from, to] = [Date.now() - dayMs, Date.now() + dayMs]
  const authority = privateAuthority('Private Test Authority', from, to)
  const file = join(freshFolder(), 'authority.crt')
  let outside: Outside
  let program: Program
  let server: Server
  let check = ''

  beforeAll(async () => {
    writeFileSync(file, authority.cert)
    server = createServer(authority.issue('127.0.0.1', from, to), (_request, response) => {
      response.end('ok')
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    outside = await openOutside()
  })
  afterAll(async () => {
    server.closeAllConnections()
    server.close()
    await outside.close()
  })

  /** All three locations' answers after an instant. */
  const answers = (since: number): Promise<State['latest'][string][]> =>
    until('three answers', 30_000, async () => {
      const { latest } = await stateOf(outside.api(), check)
      const all = Object.values(latest).filter((one) => one.at > since)
      return all.length === 3 && all
    })

  it('fails while nobody vouches for it', async () => {
    program = await outside.start()
    const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}/`
    const body = { type: 'http', url, name: 'private', intervalSeconds: 10 }
    check = (await outside.api().post<{ id: string }>('/api/checks', body)).id
    const seen = await answers(0)
    expect(seen.map((one) => one.kind)).toEqual(['fail', 'fail', 'fail'])
    expect(seen.map((one) => one.reason).join()).toContain('tls')
  })

  it.each(['NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE'])('passes by %s', async (name) => {
    program.kill('SIGTERM')
    await program.ended
    program = await outside.start({ [name]: file })
    const since = Date.now()
    await outside.api().post(`/api/checks/${check}/probes`, {})
    const seen = await answers(since)
    expect(seen.map((one) => one.kind)).toEqual(['pass', 'pass', 'pass'])
  })
})
