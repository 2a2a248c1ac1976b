// The agent as people run it, against the real program: it joins, is a place that votes, comes back
// when its master does, stops when it is revoked, and is not held up by a master that is dead.
import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bundleAgent } from '../../agent/build.ts'
import { until } from '../fakes/client.ts'
import { startTarget, type Target } from '../fakes/target.ts'
import { agent, endAgents } from './agent-program.ts'
import { askApi, endAll, freshFolder, type Program, start } from './program.ts'

const apiKey = `esn_${'a'.repeat(32)}`
const owner = {
  ESONAR_OWNER_EMAIL: 'ana@example.com',
  ESONAR_OWNER_PASSWORD: 'long enough for this',
  ESONAR_API_KEY: apiKey,
  ESONAR_CONTROLS: '',
}
const waitMs = 20_000

let program: Program
let target: Target
const doors: Server[] = []

beforeAll(async () => {
  ;[program, target] = await Promise.all([start(owner), startTarget(), bundleAgent()])
}, 60_000)
afterAll(async () => {
  endAgents()
  for (const door of doors) door.close()
  await target?.close()
  await endAll()
})

const api = async (method: string, path: string, body?: object) =>
  (await askApi(program, apiKey, method, path, body)).json

async function joined(url = program.url): Promise<{ home: string; id: string }> {
  const home = freshFolder()
  const { token } = await api('POST', '/api/agents/tokens')
  const names = ['--name', 'home', '--network', 'isp']
  const ran = agent(home, 'join', url, token, ...names)
  expect([await ran.code, ran.said()]).toEqual([0, expect.stringContaining('Joined')])
  const { masters } = JSON.parse(readFileSync(join(home, 'masters.json'), 'utf8'))
  return { home, id: masters[0].id }
}

const linkIs = (id: string, link: string) =>
  until(`the agent to be ${link}`, waitMs, async () => {
    const found = await api('GET', `/api/agents/${id}`)
    return found.link === link && found
  })

/** A proxy that lets no WebSocket through. */
async function narrowDoor(): Promise<string> {
  const pass = async (asked: IncomingMessage, answer: ServerResponse) => {
    const parts: Buffer[] = []
    for await (const part of asked as AsyncIterable<Buffer>) parts.push(part)
    const said = await fetch(`${program.url}${asked.url}`, {
      method: asked.method ?? 'GET',
      headers: asked.headers as Record<string, string>,
      ...(parts.length > 0 ? { body: Buffer.concat(parts) } : {}),
    })
    answer.writeHead(said.status, { 'content-type': 'application/json' })
    answer.end(await said.text())
  }
  const door = createServer(
    (asked, answer) => void pass(asked, answer).catch(() => answer.destroy()),
  )
  door.on('upgrade', (_asked, socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'))
  doors.push(door)
  await new Promise<void>((resolve) => door.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(door.address() as AddressInfo).port}`
}

describe('an agent', () => {
  it('keeps its key from others, and answers as a voter of its own network', async () => {
    const { home, id } = await joined()
    expect(statSync(join(home, 'masters.json')).mode & 0o777).toBe(0o600)
    const ran = agent(home, 'run')
    await linkIs(id, 'socket')
    const check = await api('POST', '/api/checks', {
      type: 'http',
      url: `${target.url}/seen`,
      locations: [id],
      intervalSeconds: 30,
    })
    const state = await until('a verdict', waitMs, async () => {
      const found = await api('GET', `/api/checks/${check.id}/state`)
      return found.latest?.[id] && found
    })
    expect(state).toMatchObject({ health: 'up', latest: { [id]: { kind: 'pass' } } })
    expect(target.headers('/seen')?.['user-agent']).toContain(`location=${id}`)
    const { data } = await api('POST', '/api/probes', {
      type: 'http',
      url: `${target.url}/phases`,
      locations: [id],
    })
    expect(data[0]).toMatchObject({
      kind: 'pass',
      network: 'isp',
      measurement: { phases: { connect: expect.any(Number), headers: expect.any(Number) } },
    })
    const echoes = await api('POST', '/api/probes', {
      type: 'ping',
      host: '127.0.0.1',
      locations: [id],
    })
    expect(echoes.data[0]).toMatchObject({
      kind: 'pass',
      measurement: { echoes: { sent: 5, received: 5, maxMs: expect.any(Number) } },
    })
    // Stopped: its word is missing, which is no failure.
    ran.child.kill('SIGTERM')
    expect(await ran.code).toBe(0)
    const after = await linkIs(id, 'none')
    expect(after.lastSeenAt).not.toBeNull()
    await api('PUT', `/api/checks/${check.id}/pause`)
  }, 60_000)

  it('polls where a proxy lets no WebSocket through', async () => {
    const { home, id } = await joined(await narrowDoor())
    const ran = agent(home, 'run')
    await linkIs(id, 'poll')
    const probe = { type: 'http', url: `${target.url}/polled`, locations: [id] }
    const { data } = await api('POST', '/api/probes', probe)
    expect(data[0]).toMatchObject({ kind: 'pass' })
    ran.child.kill('SIGTERM')
    await ran.code
  }, 60_000)

  it('stops by itself when it is revoked, says so, and is not let in again', async () => {
    const { home, id } = await joined()
    const ran = agent(home, 'run')
    await linkIs(id, 'socket')
    await api('PUT', `/api/agents/${id}/revocation`)
    expect(await ran.code).toBe(3)
    expect(ran.said()).toContain('was revoked')
    const again = agent(home, 'run')
    expect([await again.code, again.said()]).toEqual([
      1,
      expect.stringContaining('This agent was revoked at'),
    ])
    const file = join(home, 'masters.json')
    const held = JSON.parse(readFileSync(file, 'utf8'))
    delete held.masters[0].revoked
    writeFileSync(file, JSON.stringify(held))
    expect(await agent(home, 'run').code).toBe(3)
  }, 60_000)

  it('serves one master while another is dead, and keeps what it owes that one', async () => {
    const { home, id } = await joined()
    const file = join(home, 'masters.json')
    const held = JSON.parse(readFileSync(file, 'utf8'))
    const dead = { ...held.masters[0], id: 'agt_elsewhere_dead', url: 'http://127.0.0.1:9' }
    writeFileSync(file, JSON.stringify({ v: 1, masters: [dead, ...held.masters] }))
    const ran = agent(home, 'run')
    await linkIs(id, 'socket')
    const status = await until('a report that waits for the dead one alone', waitMs, async () => {
      const found = JSON.parse(readFileSync(join(home, 'status.json'), 'utf8'))
      const [first, second] = found.masters
      return first.waiting > 0 && second.waiting === 0 && found
    })
    expect(status.masters.map((one: { state: string }) => one.state)).toEqual(['away', 'connected'])
    ran.child.kill('SIGTERM')
    await ran.code
  }, 60_000)

  it('comes back when its master does, whoever was killed', async () => {
    const { home, id } = await joined()
    const ran = agent(home, 'run')
    await linkIs(id, 'socket')
    process.kill(program.kin('workerd').pid, 'SIGKILL')
    await until('the link to be lost', waitMs, async () => ran.said().includes('away'))
    await until('the link to be held again', waitMs, async () => {
      const found = await api('GET', `/api/agents/${id}`).catch(() => null)
      return found?.link === 'socket' && ran.said().match(/: connected/g)?.length === 2
    })
    ran.child.kill('SIGTERM')
    expect(await ran.code).toBe(0)
  }, 60_000)
})
