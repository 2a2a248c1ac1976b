// The database falls while eSonar watches: it says so, watches and pages on, and history is in
// Postgres after the next start. And a database of one's own instead of the embedded one.
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { startEndpoint } from '../../server/endpoint.ts'
import { until } from '../fakes/client.ts'
import { endAll, type Program } from './program.ts'
import { incidentsOf, isAbout, type Outside, openOutside, stateOf } from './watching.ts'

const own = `own_${process.pid}_${Date.now()}`
const ownUrl = inject('postgresUrl').replace(/\/[^/]*$/, `/${own}`)

beforeAll(() => query(inject('postgresUrl'), `create database ${own}`))
afterAll(async () => {
  await endAll()
  await query(inject('postgresUrl'), `drop database if exists ${own} with (force)`)
})

describe('kill -9 of the embedded database', () => {
  let outside: Outside
  let program: Program
  let check = ''
  let incident = ''

  beforeAll(async () => {
    outside = await openOutside()
    program = await outside.start()
    check = await outside.watch('/shop')
  })
  afterAll(() => outside.close())

  it('is said by /healthz', async () => {
    process.kill(program.kin('postgres').pid, 'SIGKILL')
    const problems = await until('503', 15_000, async () => {
      const response = await fetch(`${program.url}/healthz`)
      const said = (await response.json()) as { ok: boolean; problems: string[] }
      return response.status === 503 && !said.ok && said.problems
    })
    expect(problems.join()).toContain('database')
  })

  it('does not hold back a page', async () => {
    outside.target.set('/shop', { kind: 'status', status: 503 })
    const page = await outside.receiver.waitFor(
      (one) => isAbout(one, check, 'incident.opened'),
      40_000,
    )
    expect(page.verified).toBe(true)
    incident = (page.json?.data.incident as { id: string } | undefined)?.id ?? ''
    expect(incident).toMatch(/^inc_/)
  })

  it('leaves what is open to be seen', async () => {
    expect(await stateOf(outside.api(), check)).toMatchObject({ health: 'down', incident })
    expect(await incidentsOf(outside.api(), check)).toMatchObject([{ id: incident }])
  })

  it('leaves the launcher alive, which ends in order', async () => {
    program.kill('SIGTERM')
    expect(await program.ended).toEqual({ code: 0, signal: null })
    expect(program.said()).not.toMatch(/^ +at /m)
  })

  it('loses no history: after the next start it is in Postgres', async () => {
    program = await outside.start()
    const rows = await until('incident and delivery in Postgres', 30_000, async () => {
      const found = await query(
        program.databaseUrl(),
        `select (select count(*) from incidents where id = '${incident}') as incidents,
          (select count(*) from deliveries where incident = '${incident}') as deliveries`,
      )
      return found[0]?.incidents === '1' && found[0].deliveries === '1' && found
    })
    expect(rows).toHaveLength(1)
    expect(await incidentsOf(outside.api(), check)).toMatchObject([{ id: incident }])
    expect((await stateOf(outside.api(), check)).health).toBe('down')
    expect(outside.told(check, 'incident.opened')).toHaveLength(1)
  })
})

describe('a database of one’s own', () => {
  it('is used instead of the embedded one, and keeps what is made', async () => {
    const outside = await openOutside({ DATABASE_URL: ownUrl })
    const program = await outside.start()
    expect(program.family().map((one) => one.name)).not.toContain('postgres')
    const check = await outside.watch('/shop')
    expect(await query(ownUrl, 'select id from checks')).toEqual([{ id: check }])
    const response = await fetch(`${program.url}/healthz`)
    expect(response.status).toBe(200)
    await outside.close()
  })
})

describe('the endpoint before the database', () => {
  const ask = (url: string, sql: string) =>
    fetch(url, {
      method: 'POST',
      headers: { 'neon-connection-string': ownUrl, 'content-type': 'application/json' },
      body: JSON.stringify({ query: sql, params: [] }),
    })

  it('survives a database that is gone under a running query', async () => {
    const cable = await openCable(Number(new URL(ownUrl).port))
    const url = new URL(ownUrl)
    url.port = String(cable.port)
    const endpoint = await startEndpoint(url.href)
    const hanging = ask(endpoint.url, 'select pg_sleep(20)')
    await until('the query running', 5_000, async () => {
      const running = await query(
        inject('postgresUrl'),
        `select 1 from pg_stat_activity where datname = '${own}' and query = 'select pg_sleep(20)'`,
      )
      return running.length > 0
    })
    cable.cut()
    expect((await hanging).status).toBe(500)
    const next = (await (await ask(endpoint.url, 'select 1 as one')).json()) as { rows: unknown }
    expect(next.rows).toEqual([['1']])
    await endpoint.stop()
    cable.close()
  })

  it('takes no query without the password', async () => {
    const endpoint = await startEndpoint(ownUrl)
    const url = new URL(ownUrl)
    url.password = 'guessed'
    const response = await fetch(endpoint.url, {
      method: 'POST',
      headers: { 'neon-connection-string': url.href },
      body: '{"query":"select 1"}',
    })
    expect(response.status).toBe(400)
    await endpoint.stop()
  })
})

/** A wire to a port on loopback that can be cut. */
async function openCable(to: number) {
  const sockets = new Set<Socket>()
  const server = createServer((near) => {
    const far = connect(to, '127.0.0.1')
    for (const socket of [near, far]) {
      sockets.add(socket)
      socket.on('error', () => undefined)
    }
    near.pipe(far)
    far.pipe(near)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const cut = () => {
    for (const socket of sockets) socket.destroy()
    sockets.clear()
  }
  return {
    port: (server.address() as AddressInfo).port,
    cut,
    close: () => {
      cut()
      server.close()
    },
  }
}

async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  return (await client.query(sql).finally(() => client.end())).rows as Record<string, unknown>[]
}
