// The built-in agent of a master: it is there without a word, asks what only agents can, is begun
// again, and ends with its launcher.
import { createSocket } from 'node:dgram'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { until } from '../fakes/client.ts'
import { startTarget } from '../fakes/target.ts'
import { alive, askApi, endAll, freshFolder, type Kin, type Program, start } from './program.ts'

const apiKey = `esn_${'b'.repeat(32)}`
const dataDir = freshFolder()
const settings = {
  ESONAR_DATA: dataDir,
  ESONAR_OWNER_EMAIL: 'ana@example.com',
  ESONAR_OWNER_PASSWORD: 'long enough for this',
  ESONAR_API_KEY: apiKey,
  ESONAR_LOCATIONS: 'one@fibre,two@fibre,three@fibre',
}
const waitMs = 20_000

let program: Program
beforeAll(async () => {
  program = await start({ ...settings, ESONAR_OWN_AGENT: 'on' })
}, 60_000)
afterAll(endAll)

const api = (method: string, path: string, body?: object) =>
  askApi(program, apiKey, method, path, body)

const linked = (link: string) =>
  until(`the built-in agent to be ${link}`, waitMs, async () => {
    const { json } = await api('GET', '/api/agents')
    return json.data.length === 1 && json.data[0].link === link && json.data[0]
  })

/** The agent's own process: the only one of Node's below the launcher. */
const processOf = (of: Program): Kin | undefined =>
  of.family().find((one) => one.parent === of.pid && /^(node|MainThread)$/.test(one.name))

/** The owner's session. */
async function cookieOf(): Promise<string> {
  const signedIn = await fetch(`${program.url}/sign-in`, {
    method: 'POST',
    headers: { origin: program.url },
    body: new URLSearchParams({
      email: settings.ESONAR_OWNER_EMAIL,
      password: settings.ESONAR_OWNER_PASSWORD,
    }),
    redirect: 'manual',
  })
  const cookies = signedIn.headers.getSetCookie().map((one) => one.split(';')[0])
  return cookies.join('; ')
}

const spoolOf = (id: string) => join(dataDir, 'agent', 'spool', id)
const fileOf = (name: string) => JSON.parse(readFileSync(join(dataDir, 'agent', name), 'utf8'))

describe('the built-in agent', () => {
  it('joins by itself, on the network of the places beside it', async () => {
    const agent = await linked('socket')
    expect(agent).toMatchObject({ builtIn: true, network: 'fibre', role: 'voter' })
    const { json } = await api('POST', '/api/checks', { type: 'ping', host: '127.0.0.1' })
    expect(json).toMatchObject({ locations: null })
    const state = await until('a verdict', waitMs, async () => {
      const found = (await api('GET', `/api/checks/${json.id}/state`)).json
      return found.latest?.[agent.id] && found
    })
    expect(Object.keys(state.latest)).toEqual([agent.id])
    expect(state).toMatchObject({ health: 'up' })
    expect((await api('DELETE', `/api/checks/${json.id}`)).status).toBe(204)
  }, 60_000)

  it('asks over one family of addresses, which the places beside it cannot', async () => {
    const six = await startTarget(0, { host: '::1' })
    const asked = { type: 'http', url: `http://[::1]:${six.port}/`, addressFamily: 'ipv6' }
    const { json } = await api('POST', '/api/probes', asked)
    expect(json.data).toMatchObject([{ kind: 'pass', measurement: { family: 'ipv6' } }])
    six.set('/', { kind: 'status', status: 503 })
    const again = await api('POST', '/api/probes', asked)
    expect(again.json.data).toMatchObject([{ kind: 'fail', reasons: ['status'] }])
    expect(JSON.stringify(again.json)).toContain('IPv6')
    const refused = await api('POST', '/api/probes', { ...asked, locations: ['one'] })
    expect(refused).toMatchObject({ status: 422, json: { field: 'locations' } })
    await six.close()
  }, 60_000)

  it('sends a datagram, and keeps what it sent to itself', async () => {
    const service = createSocket('udp4')
    service.on('message', (bytes, { port, address }) => service.send(bytes, port, address))
    await new Promise<void>((resolve) => service.bind(0, '127.0.0.1', resolve))
    const udp = { type: 'udp', host: '127.0.0.1', port: service.address().port, send: 'hunter2-x' }
    const { json } = await api('POST', '/api/probes', { ...udp, expect: ['contains hunter2'] })
    service.close()
    expect(json.data).toMatchObject([{ kind: 'pass' }])
    expect(JSON.stringify(json)).not.toContain('hunter2-x')
  }, 60_000)

  it('looks at its own machine', async () => {
    const { id } = await linked('socket')
    const cookie = await cookieOf()
    const shown = await until('a report', waitMs, async () => {
      const page = await fetch(`${program.url}/agents/${id}`, {
        headers: { cookie },
      })
      const text = await page.text()
      return text.includes('memory is') && text
    })
    expect(shown).toContain('built in')
  }, 60_000)

  it('keeps from the ports of eSonar itself', async () => {
    const { id } = await linked('socket')
    const own = { type: 'tcp', host: '127.0.0.1', port: program.port, locations: [id] }
    expect((await api('POST', '/api/probes', own)).status).toBe(422)
    const named = await api('POST', '/api/probes', { ...own, host: 'localhost' })
    expect(JSON.stringify(named.json)).not.toContain('"pass"')
  }, 60_000)

  it('is neither revoked nor removed while it runs, nor given another network', async () => {
    const { id } = await linked('socket')
    expect(await api('PUT', `/api/agents/${id}/revocation`)).toMatchObject({
      status: 409,
      json: { detail: expect.stringContaining('ESONAR_OWN_AGENT=off') },
    })
    expect((await api('DELETE', `/api/agents/${id}`)).status).toBe(409)
    expect(await api('PATCH', `/api/agents/${id}`, { network: 'another' })).toMatchObject({
      status: 422,
      json: { field: 'network' },
    })
    expect((await api('PATCH', `/api/agents/${id}`, { name: 'the cellar' })).status).toBe(200)
  }, 60_000)

  it('is begun again when it is killed, and gone when its launcher is', async () => {
    const before = processOf(program)!
    process.kill(before.pid, 'SIGKILL')
    const after = await until('another process', waitMs, async () => {
      const found = processOf(program)
      return found && found.pid !== before.pid && found
    })
    await until('the link', waitMs, async () => {
      const { lastSeenAt, link } = await linked('socket')
      return link === 'socket' && lastSeenAt
    })
    program.kill('SIGKILL')
    await program.ended
    await until('no orphan', 5_000, async () => alive([after]).length === 0)
  }, 60_000)

  it('is a place of another workspace, too, and reports to the first alone', async () => {
    program = await start({ ...settings, ESONAR_OWN_AGENT: 'on' })
    await linked('socket')
    const made = await fetch(`${program.url}/workspaces`, {
      method: 'POST',
      headers: { origin: program.url, cookie: await cookieOf() },
      body: new URLSearchParams({ name: 'Clients' }),
      redirect: 'manual',
    })
    expect(made.status).toBe(303)
    await until('a link to each', 90_000, async () => {
      const said = fileOf('status.json')?.masters ?? []
      return said.length === 2 && said.every((one: { state: string }) => one.state === 'connected')
    })
    const { masters } = fileOf('masters.json')
    expect(masters.map((one: { reports: boolean }) => one.reports)).toEqual([true, false])
    await until('a report', waitMs, async () => existsSync(spoolOf(masters[0].id)))
    expect(readdirSync(spoolOf(masters[1].id))).toEqual(['mark.json'])
    program.kill('SIGTERM')
    await program.ended
  }, 120_000)

  it('is the same one after a restart, its list of masters torn, and switched off by a setting', async () => {
    writeFileSync(join(dataDir, 'agent', 'masters.json'), '{"v":1,"mas')
    program = await start({ ...settings, ESONAR_OWN_AGENT: 'on' })
    expect(await linked('socket')).toMatchObject({ name: 'the cellar' })
    program.kill('SIGTERM')
    await program.ended
    program = await start({ ...settings, ESONAR_OWN_AGENT: 'off' })
    const { id } = await linked('none')
    expect(processOf(program)).toBeUndefined()
    expect((await api('DELETE', `/api/agents/${id}`)).status).toBe(204)
  }, 60_000)
})
