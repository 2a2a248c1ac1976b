// MariaDB, primary and replica: the link cut, the SQL thread stopped.
import { createConnection } from 'mysql2/promise'
import { begin, folderIn, freePort, runToEnd, until, Wire } from './program.ts'
import { Watch } from './watch.ts'

export async function proveMariadb(base: string): Promise<void> {
  const ports = [await freePort(), await freePort()]
  const wire = await new Wire().lay(ports[0]!)
  const urls = ports.map((port) => `mysql://esonar:proof@127.0.0.1:${port}/esonar`)
  ports.forEach((port, index) => {
    const data = folderIn(base, `maria${index}`)
    const common = ['--no-defaults', `--datadir=${data}`]
    runToEnd([
      'mariadb-install-db',
      ...common,
      '--auth-root-authentication-method=normal',
      '--skip-test-db',
    ])
    const boot = folderIn(base, `boot${index}`)
    const network = [
      `--port=${port}`,
      '--bind-address=127.0.0.1',
      '--skip-name-resolve',
      `--socket=${boot}/s`,
    ]
    const role = [`--server-id=${index + 1}`, '--log-bin=log', `--pid-file=${boot}/pid`]
    begin(['mariadbd', ...common, ...network, ...role])
  })
  const root = (index: number) => ({ socketPath: `${base}/boot${index}/s`, user: 'root' })
  const sql = async (index: number, ...queries: string[]) => {
    const connection = await createConnection(root(index))
    try {
      for (const query of queries) await connection.query(query)
    } finally {
      connection.destroy()
    }
  }
  const make = [
    'create database if not exists esonar',
    "create user if not exists esonar@'%' identified by 'proof'",
    "grant all on *.* to esonar@'%'",
  ]
  for (const index of [0, 1]) await until(() => sql(index, 'set sql_log_bin = 0', ...make))
  const to = `master_host = '127.0.0.1', master_port = ${wire.port}`
  const as = "master_user = 'esonar', master_password = 'proof', master_use_gtid = slave_pos"
  await sql(1, `change master to ${to}, ${as}, master_connect_retry = 1`, 'start slave')
  const lagSeconds = { warning: 4, critical: 8, forSeconds: 20 }
  const lagTransactions = { warning: 2, critical: 100, forSeconds: 0 }
  const replica = {
    replica: true,
    url: urls[1],
    primaryUrl: urls[0],
    lagSeconds,
    lagTransactions,
  }
  const watch = new Watch({ databases: [{ name: 'maria', engine: 'mysql', ...replica }] })
  const link = 'replication:maria'
  await watch.sees('MariaDB follows', link, 'ok')
  await watch.sees('its row arrives', `${link}:seconds`, 'ok')
  wire.cut()
  await watch.sees('MariaDB, link cut', link, 'critical', /link to its primary is down/)
  wire.mend()
  await watch.sees('MariaDB, link back', link, 'ok')
  await sql(1, 'stop slave sql_thread')
  await watch.sees('MariaDB, SQL thread stopped', link, 'critical', /does not apply/)
  const transactions = `${link}:transactions`
  await watch.sees('MariaDB, transactions wait', transactions, 'warning', /lacks \d+ transactions/)
  await sql(1, 'start slave sql_thread')
  await watch.sees('MariaDB, none waits', transactions, 'ok')
  await watch.sees('MariaDB applies again', link, 'ok')
  await watch.close()
  wire.close()
}
