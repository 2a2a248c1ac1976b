// The door of an agent in real workerd: of one whose key was ended, or whose workspace was deleted, it
// keeps nothing but that it is closed.
import { runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { expect, it } from 'vitest'
import type { AgentDoor } from '../../workers/objects/agent-door.ts'
import { until } from './shard-world.ts'

it('keeps nothing of an agent that was revoked, however its link ended', async () => {
  const stub = env.AGENT.get(env.AGENT.idFromName('agt_acme00000001_desk'))
  const door = stub as unknown as Pick<AgentDoor, 'revoke' | 'state'>
  const kept = () =>
    runInDurableObject(stub, async (_door, { storage }) =>
      Object.fromEntries((await storage.list()) as Map<string, unknown>),
    )
  await runInDurableObject(stub, (_door, { storage }) =>
    storage.put({ seenAt: 1, goodbye: true, capabilities: ['host'] }),
  )
  const headers = { upgrade: 'websocket', 'x-esonar-agent': 'a', 'x-esonar-workspace': 'w' }
  const { webSocket } = await stub.fetch('http://door/link', { headers })
  webSocket!.accept()
  const ended = new Promise<number>((resolve) =>
    webSocket!.addEventListener('close', ({ code }) => {
      webSocket!.close()
      resolve(code)
    }),
  )
  await door.revoke()
  expect(await ended).toBeGreaterThan(1000)
  await until('the end of the link', async () => (await door.state()).road === null)
  expect(await kept()).toEqual({ revoked: true })
  expect((await stub.fetch('http://door/link', { headers })).status).toBe(401)
  await stub.fetch('http://door/poll', { method: 'POST', body: '{"frames":[]}', headers: {} })
  expect(await kept()).toEqual({ revoked: true })
})
