// What reading a certificate costs a region Worker in CPU: a connection, our half of a handshake,
// X.509 and all; and with the strict handshake that a tls check adds to know of trust.
import { createServer, type SecureVersion, type TlsOptions } from 'node:tls'
import { heard, orderOf, startWorld, type World } from '../test/contract/probe-world.ts'
import { privateAuthority } from '../test/fakes/certificate.ts'
import type { Measurement } from '../workers/domain/measurement.ts'
import { printFigures, quantile } from './print.ts'
import { cpuByName } from './process.ts'

const readsPerBatch = 60
const batches = 20
const warmUpBatches = 3
const goalMs = 3
const host = '127.0.0.1'
const name = 'shop.example'

/** Prints CPU and wall milliseconds per read. True when no kind of read costs over 3 ms of CPU. */
export async function benchCertificate(): Promise<boolean> {
  const world = await startWorld('service binding')
  const now = Date.now()
  const root = privateAuthority('Root', now - 86_400_000, now + 86_400_000)
  const issued = (key: 'P-256' | 'rsa') =>
    root.issue(name, now - 3_600_000, now + 80_000_000, { key })
  const kinds: [string, TlsOptions][] = [
    ['TLS 1.3, EC', { ...issued('P-256'), ...only('TLSv1.3') }],
    ['TLS 1.3, RSA', { ...issued('rsa'), ...only('TLSv1.3') }],
    ['TLS 1.2, EC', { ...issued('P-256'), ...only('TLSv1.2') }],
    ['TLS 1.2, RSA', { ...issued('rsa'), ...only('TLSv1.2') }],
  ]
  const rows: Parameters<typeof printFigures>[1] = []
  let worstMs = 0
  try {
    for (const [kind, options] of kinds) {
      const chain = { ...options, cert: `${options.cert}${root.cert}` }
      const read = await cost(world, chain, name)
      const whole = await cost(world, chain, null)
      worstMs = Math.max(worstMs, read.cpuMs)
      const note = `${read.wallMs.toFixed(1)} ms for the median server; with trust ${whole.cpuMs.toFixed(2)} ms CPU`
      rows.push({ name: `${kind}, read`, value: read.cpuMs, unit: 'ms CPU', note })
    }
  } finally {
    await world.close()
  }
  printFigures(`Cost of reading a certificate, ${readsPerBatch * batches} reads each`, rows)
  return worstMs <= goalMs
}

const only = (version: SecureVersion): TlsOptions => ({ minVersion: version, maxVersion: version })

/** CPU of workerd per read, and the median time of one. `serverName`: read alone, without trust. */
async function cost(world: World, options: TlsOptions, serverName: string | null) {
  const server = createServer(options)
  server.on('tlsClientError', () => undefined)
  server.on('secureConnection', (socket) => socket.on('error', () => undefined))
  await new Promise<void>((resolve) => server.listen(0, host, resolve))
  const { port } = server.address() as { port: number }
  const asked = serverName === null ? {} : { serverName }
  const orders = Array.from({ length: readsPerBatch }, (_, index) =>
    orderOf({ type: 'tls', tls: { host, port, ...asked } }, { id: `read-${index}` }),
  )
  const ask = async () => {
    const events = (await heard(world.locations, orders)) as Measurement[]
    const unread = events.find((one) => one.kind !== 'answered' || !one.certificate)
    if (unread) throw new Error(`not read: ${JSON.stringify(unread)}`)
    return events.map((one) => one.totalMs ?? Number.NaN)
  }
  const spent = () => (cpuByName(process.pid).get('workerd') ?? 0) * 1_000
  for (let batch = 0; batch < warmUpBatches; batch += 1) await ask()
  const before = spent()
  const times: number[] = []
  for (let batch = 0; batch < batches; batch += 1) times.push(...(await ask()))
  const cpuMs = (spent() - before) / (readsPerBatch * batches)
  server.close()
  return { cpuMs, wallMs: quantile(times, 0.5) }
}
