// An agent and a master that speaks TLS by itself, with a certificate of a private authority: joined
// and linked by both roads where that authority was named, refused where it was not.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer, request, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bundleAgent } from '../../agent/build.ts'
import { post } from '../../agent/post.ts'
import { privateAuthority } from '../fakes/certificate.ts'
import { until } from '../fakes/client.ts'
import { agent, endAgents } from './agent-program.ts'
import { endAll, freshFolder, type Program, start } from './program.ts'

const [from, to] = [Date.now() - 86_400_000, Date.now() + 86_400_000]
const folder = mkdtempSync(join(tmpdir(), 'esonar-agent-tls-'))
const authority = privateAuthority('Own authority', from, to)
const stranger = privateAuthority('Own authority', from, to)
const pair = authority.issue('127.0.0.1', from, to)
const file = (name: string, text: string) => {
  writeFileSync(join(folder, name), text)
  return join(folder, name)
}
const own = file('ca.pem', authority.cert)
const apiKey = `esn_${'c'.repeat(32)}`
const waitMs = 20_000

let program: Program
const doors: Server[] = []
beforeAll(async () => {
  const settings = {
    ESONAR_TLS_CERT: file('tls.crt', pair.cert),
    ESONAR_TLS_KEY: file('tls.key', pair.key),
    ESONAR_OWNER_EMAIL: 'ana@example.com',
    ESONAR_OWNER_PASSWORD: 'long enough for this',
    ESONAR_API_KEY: apiKey,
  }
  ;[program] = await Promise.all([start(settings), bundleAgent()])
}, 60_000)
afterAll(async () => {
  endAgents()
  for (const door of doors) door.close()
  await endAll()
  rmSync(folder, { recursive: true, force: true })
})

const authorization = `Bearer ${apiKey}`
/** Asked by the agent's own means: they know the authority. */
const asked = (path: string, body: object) =>
  post(`${program.url}${path}`, {
    headers: { authorization },
    body,
    ca: authority.cert,
    signal: AbortSignal.timeout(waitMs),
    // biome-ignore lint/suspicious/noExplicitAny: an answer is looked into field by field
  }).then(({ json }) => json as any)
const token = async () => (await asked('/api/agents/tokens', {})).token as string

/** A proxy that speaks TLS and lets no WebSocket through. */
async function narrowDoor(): Promise<string> {
  const pass = (came: IncomingMessage, answer: ServerResponse) => {
    const { method, headers, url } = came
    const options = { method, headers, ca: authority.cert }
    const onward = request(`${program.url}${url}`, options, (said) => {
      answer.writeHead(said.statusCode ?? 502, said.headers)
      said.pipe(answer)
    })
    onward.on('error', () => answer.destroy())
    came.pipe(onward)
  }
  const door = createServer(pair, pass)
  door.on('upgrade', (_asked, socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'))
  doors.push(door)
  await new Promise<void>((resolve) => door.listen(0, '127.0.0.1', resolve))
  return `https://127.0.0.1:${(door.address() as AddressInfo).port}`
}

async function linked(url: string, state: string) {
  const home = freshFolder()
  const ran = agent(home, 'join', url, await token(), '--name', 'home', '--ca', own)
  expect([await ran.code, ran.said()]).toEqual([0, expect.stringContaining('Joined')])
  const running = agent(home, 'run')
  await until(`the link: ${state}`, waitMs, async () => running.said().includes(state))
  const { masters } = JSON.parse(readFileSync(join(home, 'masters.json'), 'utf8'))
  const probe = { type: 'udp', host: '127.0.0.1', port: 9, locations: [masters[0].id] }
  const { data } = await asked('/api/probes', probe)
  expect(data).toMatchObject([{ reasons: ['connection_refused'] }])
  return { home, running, masters }
}

describe('a master with a certificate of a private authority', () => {
  it('is joined and linked where that authority was named', async () => {
    const { running } = await linked(program.url, ': connected')
    running.child.kill('SIGTERM')
    expect(await running.code).toBe(0)
  }, 60_000)

  it('is polled over TLS, too', async () => {
    const { running } = await linked(await narrowDoor(), 'connected, by polling')
    running.child.kill('SIGTERM')
    expect(await running.code).toBe(0)
  }, 60_000)

  it.each([
    ['no authority was named', []],
    ['another one of the same name was', ['--ca', file('stranger.pem', stranger.cert)]],
  ])(
    'is refused where %s, and the token is still good',
    async (_what, words) => {
      const given = await token()
      const refused = agent(freshFolder(), 'join', program.url, given, ...words)
      expect(await refused.code).toBe(1)
      expect(refused.said()).toMatch(/certificate is not trusted.*--ca FILE/)
      const again = agent(freshFolder(), 'join', program.url, given, '--ca', own)
      expect(await again.code).toBe(0)
    },
    60_000,
  )

  it('that shows another certificate later is sent no key, and the log says why', async () => {
    const { home, running, masters } = await linked(program.url, ': connected')
    running.child.kill('SIGTERM')
    await running.code
    const asks: string[] = []
    const other = createServer(stranger.issue('127.0.0.1', from, to), ({ headers }, answer) => {
      asks.push(String(headers.authorization))
      answer.end()
    })
    doors.push(other)
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
    const url = `https://127.0.0.1:${(other.address() as AddressInfo).port}`
    const list = { v: 1, masters: [{ ...masters[0], url }] }
    writeFileSync(join(home, 'masters.json'), JSON.stringify(list))
    const later = agent(home, 'run')
    await until('its word', waitMs, async () => later.said().includes('not trusted'))
    expect(asks).toEqual([])
    later.child.kill('SIGTERM')
    await later.code
  }, 60_000)

  it('asks for a file that holds one', async () => {
    const none = file('none.pem', 'nothing')
    const ran = agent(freshFolder(), 'join', program.url, 'esj_x', '--ca', none)
    expect([await ran.code, ran.said()]).toEqual([1, expect.stringContaining('none.pem holds no')])
  })
})
