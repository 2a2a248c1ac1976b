// PostgreSQL, primary and standby: the link cut, the link dead, replay paused, a slot that fills.
import pg from 'pg'
import { begin, folderIn, freePort, postgresBin, runToEnd, until, Wire } from './program.ts'
import { Watch } from './watch.ts'

const limits = { warning: 4, critical: 8, forSeconds: 20 }

/** One statement by a connection of its own. */
export async function sql(at: string, query: string): Promise<void> {
  const client = new pg.Client({ connectionString: at })
  client.on('error', () => undefined)
  await client.connect()
  await client.query(query).finally(() => client.end())
}

export async function provePostgres(base: string): Promise<void> {
  const bin = postgresBin()
  const [port, standbyPort] = [await freePort(), await freePort()]
  const wire = await new Wire().lay(port)
  const [primary, standby] = [folderIn(base, 'pg1'), folderIn(base, 'pg2')]
  runToEnd([`${bin}/initdb`, '-D', primary, '-U', 'esonar', '--auth=trust', '-N', '-E', 'UTF8'])
  const options = ['-c', 'listen_addresses=127.0.0.1', '-k', '', '-c', 'fsync=off']
  begin([`${bin}/postgres`, '-D', primary, '-p', String(port), ...options])
  const url = `postgres://esonar@127.0.0.1:${port}/postgres`
  await until(() => sql(url, 'select 1'))
  runToEnd([`${bin}/pg_basebackup`, '-d', url, '-D', standby, '-R', '-N', '-c', 'fast'])
  const from = `host=127.0.0.1 port=${wire.port} user=esonar`
  const more = [
    '-c',
    `primary_conninfo=${from}`,
    '-c',
    'wal_retrieve_retry_interval=500ms',
    '-c',
    'wal_receiver_timeout=0',
  ]
  begin([`${bin}/postgres`, '-D', standby, '-p', String(standbyPort), ...options, ...more])
  const replicaUrl = `postgres://esonar@127.0.0.1:${standbyPort}/postgres`
  await until(() => sql(replicaUrl, 'select 1'))
  const engine = { engine: 'postgresql' }
  const watch = new Watch({
    databases: [
      { ...engine, name: 'main', url, slotBytes: { warning: 20e6, critical: 1e12 } },
      {
        ...engine,
        name: 'copy',
        url: replicaUrl,
        replica: true,
        primaryUrl: url,
        lagSeconds: limits,
      },
    ],
  })
  const link = 'replication:copy'
  await watch.sees('standby follows', link, 'ok', /receives and applies/)
  wire.cut()
  await watch.sees('link cut', link, 'critical', /link to its primary is down/)
  wire.mend()
  await watch.sees('link back', link, 'ok')
  await watch.sees('nothing behind', `${link}:seconds`, 'ok')
  wire.die()
  await watch.sees('link dead, still "streaming"', `${link}:seconds`, 'critical', /behind/)
  await watch.sees('and the receiver believes in it', link, 'ok')
  wire.mend()
  await watch.sees('caught up', `${link}:seconds`, 'ok')
  await sql(replicaUrl, 'select pg_wal_replay_pause()')
  await watch.sees('replay paused', link, 'critical', /replay is paused/)
  await sql(replicaUrl, 'select pg_wal_replay_resume()')
  await watch.sees('replay goes on', link, 'ok')
  await sql(url, "select pg_create_physical_replication_slot('lost', true)")
  await sql(url, "create table fill as select repeat('x', 900) from generate_series(1, 40000)")
  await watch.sees('slot fills', 'database:main:slot:lost', 'warning', /nobody fetches it/)
  await sql(replicaUrl, 'select pg_promote()')
  await watch.sees('promoted', link, 'critical', /no replica any more/)
  await watch.close()
  wire.close()
}
