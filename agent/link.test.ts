// The link's words about versions: a newer master is told of, and nothing else follows from it.
import { mkdtempSync, rmSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { WebSocketServer } from 'ws'
import { isNewer, Link } from './link.ts'
import { openSpool } from './spool.ts'

it.each([
  ['0.2.0', '0.1.9', true],
  ['0.10.0', '0.9.0', true],
  ['1.0', '1.0.0', false],
  ['1.0.1', '1.0', true],
  ['0.1.0', '0.1.0', false],
  ['0.1.0', '0.2.0', false],
])('%s is newer than %s: %s', (version, than, is) => {
  expect(isNewer(version, than)).toBe(is)
})

it('tells of a newer version once, and goes on', async () => {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
  const folder = mkdtempSync(join(tmpdir(), 'esonar-link-'))
  server.on('connection', (socket) => {
    const welcome = { kind: 'welcome', v: 1, agent: 'agt_a_b', now: Date.now(), version: '9.0.0' }
    socket.on('message', (text) => {
      if (String(text).includes('"hello"'))
        for (let times = 0; times < 2; times += 1) socket.send(JSON.stringify(welcome))
    })
  })
  await new Promise((resolve) => server.once('listening', resolve))
  const said: string[] = []
  const link = new Link({
    master: {
      url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      id: 'agt_a_b',
      name: 'a',
      network: 'own',
      key: 'k',
    },
    spool: openSpool(join(folder, 'spool')),
    prober: { measure: async () => undefined },
    program: '0.1.0',
    capabilities: [],
    say: (line) => said.push(line),
    revoked: () => undefined,
  })
  await expect.poll(() => link.status().version).toBe('9.0.0')
  await new Promise((resolve) => setTimeout(resolve, 100))
  expect(said.filter((line) => line.includes('has version 9.0.0'))).toEqual([
    expect.stringContaining('this agent is 0.1.0; upgrade it when it suits you'),
  ])
  expect(link.status().state).toBe('connected')
  await link.stop()
  server.close()
  rmSync(folder, { recursive: true, force: true })
})
