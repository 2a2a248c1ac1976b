// Containers by a socket that speaks Docker's Engine API (GET /containers/json), as it answers and as it fails.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer, type RequestListener, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { hostFields } from '../../workers/domain/host/settings.ts'
import { containers } from './containers.ts'

const folder = mkdtempSync(join(tmpdir(), 'esonar-docker-'))
const socket = join(folder, 'docker.sock')
let server: Server | null = null
afterEach(() => {
  server?.closeAllConnections()
  server?.close()
  server = null
  rmSync(folder, { recursive: true, force: true })
})

/** What the engine answers of one container; more fields than are read. */
const one = (name: string, State: string, Status: string) => ({
  Id: name.repeat(8),
  Names: [`/${name}`],
  Image: `${name}:latest`,
  Command: '/entrypoint.sh',
  Created: 1_795_000_000,
  Ports: [{ IP: '0.0.0.0', PrivatePort: 80, PublicPort: 8080, Type: 'tcp' }],
  Labels: { 'com.docker.compose.project': 'shop' },
  State,
  Status,
  HostConfig: { NetworkMode: 'bridge' },
})

async function look(answer: RequestListener, given: object = {}) {
  mkdirSync(folder, { recursive: true })
  server = createServer(answer)
  await new Promise<void>((resolve) => server!.listen(socket, resolve))
  return found(given)
}
const found = (given: object) =>
  containers()(hostFields.parse({ containers: { socket, ...given } }), 0)

describe('containers by the socket of their engine', () => {
  it('are asked for, those that ended too, and told by name', async () => {
    const asked: string[] = []
    const all = [
      one('web', 'running', 'Up 3 hours'),
      one('db', 'running', 'Up 3 hours (unhealthy)'),
      one('queue', 'restarting', 'Restarting (1) 4 seconds ago'),
      one('once', 'exited', 'Exited (0) 2 days ago'),
      one('mail', 'exited', 'Exited (137) 5 minutes ago'),
    ]
    const readings = await look(
      ({ method, url }, answer) => {
        asked.push(`${method} ${url}`)
        if (url !== '/containers/json?all=1') return void answer.writeHead(404).end('{}')
        answer.setHeader('content-type', 'application/json')
        const text = JSON.stringify(all)
        // In two parts, as a long list comes.
        answer.write(text.slice(0, 100))
        answer.end(text.slice(100))
      },
      { wanted: ['mail', 'cache'] },
    )
    expect(asked).toEqual([
      'GET /containers/json?all=1',
      'GET /containers/json?filters=%7B%22health%22%3A%5B%22unhealthy%22%5D%7D',
    ])
    expect(readings).toMatchObject([
      { key: 'container:web', level: 'ok' },
      { key: 'container:db', level: 'warning', text: 'db: Up 3 hours (unhealthy)' },
      { key: 'container:queue', level: 'critical' },
      { key: 'container:mail', level: 'critical', text: 'mail: Exited (137) 5 minutes ago' },
      { key: 'container:cache', level: 'critical', text: expect.stringContaining('no such') },
    ])
  })

  it('are asked one by one what the list of Podman does not say: restarts, and ill health', async () => {
    const [web, queue, db] = [
      one('web', 'running', 'Up 3 hours'),
      one('queue', 'running', 'Up Less than a second'),
      one('db', 'running', 'Up 2 days'),
    ]
    let count = 7
    const engine: RequestListener = ({ url }, answer) => {
      if (url?.startsWith('/containers/queue/')) answer.end(JSON.stringify({ RestartCount: count }))
      else answer.end(JSON.stringify(url?.includes('filters') ? [db] : [web, queue, db]))
    }
    const collect = containers()
    const settings = hostFields.parse({ containers: { socket } })
    await look(engine)
    const before = await collect(settings, 0)
    count = 60
    const after = await collect(settings, 31_000)
    expect(before).toMatchObject([{ level: 'ok' }, { level: 'ok' }, { level: 'warning' }])
    expect(after[1]).toMatchObject({
      level: 'critical',
      text: 'queue: Up Less than a second, restarts since the last look: 53',
    })
    expect(after[2]).toMatchObject({ text: 'db: Up 2 days (unhealthy)' })
  })

  it('are not taken for restarted when a count could not be had once', async () => {
    let isAway = true
    const engine: RequestListener = ({ url }, answer) => {
      if (url?.startsWith('/containers/queue/')) {
        if (isAway) return void answer.writeHead(500).end('{}')
        return void answer.end(JSON.stringify({ RestartCount: 60 }))
      }
      const found = one('queue', 'running', 'Up Less than a second')
      answer.end(JSON.stringify(url?.includes('filters') ? [] : [found]))
    }
    const collect = containers()
    const settings = hostFields.parse({ containers: { socket } })
    await look(engine)
    await collect(settings, 0)
    isAway = false
    expect(await collect(settings, 31_000)).toMatchObject([{ level: 'ok' }])
  })

  it.each<[string, RequestListener, RegExp]>([
    [
      'a refusal',
      (_, answer) => answer.writeHead(500).end('{"message":"daemon is not ready"}'),
      /it answers 500/,
    ],
    ['what is no JSON', (_, answer) => answer.end('<html>'), /Docker at .*docker\.sock/],
    ['a cut', (_, answer) => answer.socket?.destroy(), /Docker at .*docker\.sock/],
  ])('are unknown after %s, never missing', async (_what, answer, says) => {
    const readings = await look(answer, { wanted: ['web'] })
    expect(readings).toMatchObject([
      { key: 'containers', level: 'unknown', text: expect.stringMatching(says) },
    ])
  })

  it('are no finding where there is no engine, unless some are wanted', async () => {
    expect(await found({})).toEqual([])
    expect(await found({ wanted: ['web'] })).toMatchObject([
      { level: 'unknown', text: expect.stringContaining('is not there') },
    ])
  })
})
