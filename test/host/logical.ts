// PostgreSQL, publisher and subscriber: the link cut, the link dead, the subscription switched off, its
// worker held up by a lock, its slot that fills, and the subscription gone.
import pg from 'pg'
import { sql } from './postgres.ts'
import { begin, folderIn, freePort, postgresBin, runToEnd, until, Wire } from './program.ts'
import { Watch } from './watch.ts'

const limits = { warning: 4, critical: 8, forSeconds: 20 }
const heartbeatTable = `create table esonar_heartbeat (
  name text primary key, beat bigint not null, at timestamptz not null default now())`

export async function proveLogical(base: string): Promise<void> {
  const bin = postgresBin()
  const [port, copyPort] = [await freePort(), await freePort()]
  const wire = await new Wire().lay(port)
  for (const [name, own] of [['pub', port] as const, ['sub', copyPort] as const]) {
    const data = folderIn(base, name)
    runToEnd([`${bin}/initdb`, '-D', data, '-U', 'esonar', '--auth=trust', '-N', '-E', 'UTF8'])
    const options = ['listen_addresses=127.0.0.1', 'fsync=off', 'wal_level=logical']
    const settings = [...options, 'wal_retrieve_retry_interval=500ms', 'wal_receiver_timeout=0']
    const words = settings.flatMap((one) => ['-c', one])
    begin([`${bin}/postgres`, '-D', data, '-p', String(own), '-k', '', ...words])
  }
  const urlOf = (own: number) => `postgres://esonar@127.0.0.1:${own}/postgres`
  const [url, copyUrl] = [urlOf(port), urlOf(copyPort)]
  for (const one of [url, copyUrl]) {
    await until(() => sql(one, 'select 1'))
    await sql(one, heartbeatTable)
    await sql(one, 'create table orders (id int primary key, what text)')
  }
  await sql(url, 'create publication shop for all tables')
  const from = `host=127.0.0.1 port=${wire.port} user=esonar dbname=postgres`
  await sql(copyUrl, `create subscription shop connection '${from}' publication shop`)
  const engine = { engine: 'postgresql' }
  const watch = new Watch({
    databases: [
      { ...engine, name: 'main', url, slotBytes: { warning: 20e6, critical: 1e12 } },
      { ...engine, name: 'copy', url: copyUrl, replica: true, primaryUrl: url, lagSeconds: limits },
    ],
  })
  await faults(watch, wire, url, copyUrl)
  await watch.close()
  wire.close()
}

async function faults(watch: Watch, wire: Wire, url: string, copyUrl: string): Promise<void> {
  const link = 'replication:copy'
  await watch.sees('subscriber follows', link, 'ok', /receives and applies/)
  await watch.sees('its row arrives', `${link}:seconds`, 'ok')
  wire.cut()
  await watch.sees('link cut', link, 'critical', /nobody works for subscription shop/)
  wire.mend()
  await watch.sees('link back', link, 'ok')
  await watch.sees('nothing behind', `${link}:seconds`, 'ok')
  wire.die()
  await watch.sees('link dead, its worker waits', `${link}:seconds`, 'critical', /behind/)
  await watch.sees('and the worker believes in it', link, 'ok')
  wire.mend()
  await watch.sees('caught up', `${link}:seconds`, 'ok')
  const holder = new pg.Client({ connectionString: copyUrl })
  holder.on('error', () => undefined)
  await holder.connect()
  await holder.query('begin; lock table orders in exclusive mode')
  await sql(url, "insert into orders values (1, 'boots')")
  await watch.sees('worker held up by a lock', `${link}:seconds`, 'critical', /behind/)
  await holder.end()
  await watch.sees('the lock is gone', `${link}:seconds`, 'ok')
  await sql(copyUrl, 'alter subscription shop disable')
  await watch.sees('switched off', link, 'critical', /subscription shop is switched off/)
  await sql(url, "insert into orders select n, repeat('x', 900) from generate_series(2, 40000) n")
  await watch.sees('its slot fills', 'database:main:slot:shop', 'warning', /nobody fetches it/)
  await sql(copyUrl, 'alter subscription shop enable')
  await watch.sees('switched on', link, 'ok')
  await watch.sees('the slot is emptied', 'database:main:slot:shop', 'ok')
  await sql(copyUrl, 'drop subscription shop')
  await watch.sees('the subscription is gone', link, 'critical', /no replica any more/)
}
