// The outside eye of docs/agent.md on real programs: one agent, a voter of the hub, watches that
// hub's own health for a second master, which tells when the first one is gone, and when it is back.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { bundleAgent } from '../../agent/build.ts'
import { makeClient, until } from '../fakes/client.ts'
import { type Receiver, startReceiver } from '../fakes/receiver.ts'
import { agent, endAgents } from './agent-program.ts'
import { endAll, freshFolder, type Program, start } from './program.ts'

const keyOf = (letter: string) => `esn_${letter.repeat(32)}`
const ownerOf = (letter: string) => ({
  ESONAR_OWNER_EMAIL: `${letter}@example.com`,
  ESONAR_OWNER_PASSWORD: 'long enough for this',
  ESONAR_API_KEY: keyOf(letter),
  ESONAR_OWN_AGENT: 'off',
})
const waitMs = 25_000

let hub: Program
let second: Program
let receiver: Receiver

beforeAll(async () => {
  ;[hub, second, receiver] = await Promise.all([
    start(ownerOf('a')),
    start(ownerOf('b')),
    startReceiver(),
    bundleAgent(),
  ])
}, 60_000)
afterAll(async () => {
  endAgents()
  await receiver?.close()
  await endAll()
})

it('is a voter of the hub, and tells by another master that the hub is down, and back', async () => {
  const home = freshFolder()
  const ids: string[] = []
  for (const [program, letter] of [
    [hub, 'a'],
    [second, 'b'],
  ] as const) {
    const api = makeClient(program.url, keyOf(letter))
    const { token } = await api.post<{ token: string }>('/api/agents/tokens', {})
    const ran = agent(home, 'join', program.url, token, '--name', 'eye', '--network', 'elsewhere')
    expect(await ran.code).toBe(0)
    const { data } = await api.get<{ data: { id: string; role: string }[] }>('/api/agents')
    expect(data.map((one) => one.role)).toEqual(['voter'])
    ids.push(data[0]!.id)
  }
  agent(home, 'run')
  const api = makeClient(second.url, keyOf('b'))
  const { secret } = await api.post<{ secret: string }>('/api/channels', {
    type: 'webhook',
    url: `${receiver.url}/hook`,
  })
  receiver.useSecret(secret)
  const check = await api.post<{ id: string }>('/api/checks', {
    type: 'http',
    name: 'our hub',
    url: `${hub.url}/healthz`,
    expectText: '"ok":true',
    locations: [ids[1]],
    intervalSeconds: 10,
    confirmSeconds: 0,
    recoverSeconds: 0,
  })
  const healthIs = (health: string) =>
    until(`the hub to be ${health}`, waitMs, async () => {
      const state = await api.get<{ health: string }>(`/api/checks/${check.id}/state`)
      return state.health === health
    })
  await healthIs('up')
  const port = String(hub.port)
  hub.kill('SIGTERM')
  await hub.ended
  await healthIs('down')
  const told = (event: string) =>
    receiver.waitFor((one) => one.json?.type === `incident.${event}` && one.verified, waitMs)
  expect(JSON.stringify(await told('opened'))).toContain('our hub')
  hub = await start({ ...ownerOf('a'), ESONAR_DATA: hub.dataDir, ESONAR_PORT: port })
  await healthIs('up')
  expect(JSON.stringify(await told('resolved'))).toContain('our hub')
}, 120_000)
