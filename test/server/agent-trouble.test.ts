// What goes wrong around an agent, and must not end it or be passed over in silence: a disk that takes
// nothing, a proxy that asks for a password, a file that cannot be read, joining twice.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bundleAgent } from '../../agent/build.ts'
import { until } from '../fakes/client.ts'
import { agent, endAgents } from './agent-program.ts'
import { askApi, endAll, freshFolder, type Program, start } from './program.ts'

const apiKey = `esn_${'a'.repeat(32)}`
const waitMs = 20_000

let program: Program
const doors: Server[] = []

beforeAll(async () => {
  const owner = {
    ESONAR_OWNER_EMAIL: 'ana@example.com',
    ESONAR_OWNER_PASSWORD: 'long enough for this',
    ESONAR_API_KEY: apiKey,
    ESONAR_OWN_AGENT: 'off',
  }
  ;[program] = await Promise.all([start(owner), bundleAgent()])
}, 60_000)
afterAll(async () => {
  endAgents()
  for (const door of doors) door.close()
  await endAll()
})

const api = async (method: string, path: string, body?: object) =>
  (await askApi(program, apiKey, method, path, body)).json

async function joins(home: string, name: string, url = program.url) {
  const { token } = await api('POST', '/api/agents/tokens')
  const ran = agent(home, 'join', url, token, '--name', name, '--network', 'isp')
  expect([await ran.code, ran.said()]).toEqual([0, expect.stringContaining('Joined')])
  return { said: ran.said(), list: mastersIn(home) }
}

const mastersIn = (home: string): { id: string; name: string; revoked?: boolean }[] =>
  JSON.parse(readFileSync(join(home, 'masters.json'), 'utf8')).masters

const linkIs = (id: string, link: string) =>
  until(`the agent to be ${link}`, waitMs, async () => {
    const found = await api('GET', `/api/agents/${id}`)
    return found.link === link && found
  })

/** A proxy that asks everybody for a password, until it is told to let them through. */
async function lockedDoor(): Promise<{ url: string; unlock(): void }> {
  const { hostname, port } = new URL(program.url)
  let isLocked = true
  const door = createServer((_asked, answer) => {
    answer.writeHead(401, { 'www-authenticate': 'Basic realm="staff"' }).end('<h1>Who?</h1>')
  })
  door.on('upgrade', (asked, socket) => {
    if (isLocked) {
      return socket.end(
        'HTTP/1.1 401 Unauthorized\r\ncontent-length: 0\r\nconnection: close\r\n\r\n',
      )
    }
    const onward = connect(Number(port), hostname)
    const lines = asked.rawHeaders.flatMap((one, at, all) =>
      at % 2 ? [] : `${one}: ${all[at + 1]}`,
    )
    onward.write(`GET ${asked.url} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`)
    onward.pipe(socket).pipe(onward)
  })
  doors.push(door)
  await new Promise<void>((resolve) => door.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(door.address() as AddressInfo).port}`
  return { url, unlock: () => (isLocked = false) }
}

describe('an agent', () => {
  it('goes on, and reports, on a disk that takes nothing', async () => {
    const home = freshFolder()
    const { list } = await joins(home, 'full')
    const { id } = list[0]!
    // Names that are taken, which stops root as well.
    const spool = join(home, 'spool', id)
    for (let seq = 1; seq < 20; seq += 1) mkdirSync(join(spool, `${seq}.json`), { recursive: true })
    mkdirSync(join(spool, 'mark.json.new'))
    mkdirSync(join(home, 'status.json.new'))
    const ran = agent(home, 'run')
    await linkIs(id, 'socket')
    await until('its figures', waitMs, async () => {
      const { data } = await api('GET', `/api/agents/${id}/figures`)
      return data?.length > 0
    })
    expect(ran.said()).toContain('reports are held in memory, the spool cannot be written: ')
    ran.child.kill('SIGTERM')
    expect(await ran.code).toBe(0)
  }, 60_000)

  it('takes a password that a proxy asks for as no revocation, and says what it is', async () => {
    const home = freshFolder()
    const { list } = await joins(home, 'behind')
    const { url, unlock } = await lockedDoor()
    const masters = list.map((one) => ({ ...one, url }))
    writeFileSync(join(home, 'masters.json'), JSON.stringify({ v: 1, masters }))
    const ran = agent(home, 'run')
    await until('its word', waitMs, async () => ran.said().includes('status 401 from something'))
    expect(mastersIn(home)[0]?.revoked).toBeUndefined()
    ran.child.kill('SIGTERM')
    expect(await ran.code).toBe(0)
    unlock()
    const again = agent(home, 'run')
    await linkIs(list[0]!.id, 'socket')
    again.child.kill('SIGTERM')
    await again.code
  }, 60_000)

  it('refuses a file of its own that it cannot read, by name, and keeps it', async () => {
    const home = freshFolder()
    const { list } = await joins(home, 'files')
    writeFileSync(join(home, 'host.json'), '{"fileSystems": {')
    const looks = agent(home, 'run')
    expect([await looks.code, looks.said()]).toEqual([
      1,
      expect.stringMatching(/host\.json is no JSON/),
    ])
    writeFileSync(join(home, 'masters.json'), JSON.stringify(list).slice(0, 20))
    for (const words of [['run'], ['status'], ['join', program.url, 'esj_x']]) {
      const ran = agent(home, ...words)
      expect([await ran.code, ran.said()]).toEqual([
        1,
        expect.stringContaining('masters.json is no JSON'),
      ])
    }
  })

  it('that joins again takes its own place, and says so', async () => {
    const home = freshFolder()
    const first = await joins(home, 'old')
    const second = await joins(home, 'new')
    expect(second.list.map((one) => one.name)).toEqual(['new'])
    expect(second.said).toContain(
      `It takes the place of old (${first.list[0]!.id}); remove that one`,
    )
    const ran = agent(home, 'run')
    await linkIs(second.list[0]!.id, 'socket')
    await until('its status', waitMs, async () => {
      const status = agent(home, 'status')
      await status.code
      return /connected\n {2}as new/.test(status.said())
    })
    const left = agent(home, 'leave', program.url)
    expect([await left.code, left.said()]).toEqual([0, expect.stringContaining('still serves it')])
    ran.child.kill('SIGTERM')
    await ran.code
  }, 60_000)
})
