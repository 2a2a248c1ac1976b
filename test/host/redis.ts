// Redis, primary and replica: the link cut, and the replica made a primary.
import { createClient } from 'redis'
import { begin, folderIn, freePort, until, Wire } from './program.ts'
import { Watch } from './watch.ts'

export async function proveRedis(base: string): Promise<void> {
  const [port, replicaPort] = [await freePort(), await freePort()]
  const wire = await new Wire().lay(port)
  const common = ['--bind', '127.0.0.1', '--save', '', '--repl-diskless-sync-delay', '0']
  begin(['redis-server', '--port', String(port), '--dir', folderIn(base, 'redis1'), ...common])
  const follow = ['--replicaof', `127.0.0.1 ${wire.port}`]
  const own = ['--port', String(replicaPort), '--dir', folderIn(base, 'redis2')]
  begin(['redis-server', ...own, ...common, ...follow])
  const [primaryUrl, url] = [`redis://127.0.0.1:${port}`, `redis://127.0.0.1:${replicaPort}`]
  const ask = async (command: string[]) => {
    const client = createClient({ url, socket: { reconnectStrategy: false } })
    client.on('error', () => undefined)
    await client.connect()
    await client.sendCommand(command).finally(() => client.destroy())
  }
  await until(() => ask(['PING']))
  const lagSeconds = { warning: 4, critical: 8, forSeconds: 20 }
  const one = { name: 'redis', engine: 'redis', url, primaryUrl, replica: true, lagSeconds }
  const watch = new Watch({ databases: [one] })
  const link = 'replication:redis'
  await watch.sees('Redis follows', link, 'ok')
  wire.cut()
  await watch.sees('Redis, link cut', link, 'critical', /link to its primary is down/)
  wire.mend()
  await watch.sees('Redis, link back', link, 'ok')
  await ask(['REPLICAOF', 'NO', 'ONE'])
  await watch.sees('Redis, made a primary', link, 'critical', /no replica any more/)
  await watch.close()
  wire.close()
}
