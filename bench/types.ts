// What one probe costs a region Worker in CPU, by the type of the check: the order as it comes, the
// probe on real sockets, the measurement as it goes. Beside nothing else: verdict and storing are in
// `npm run bench cost`.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer as createHttps, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { heard, orderOf, type PlaceProcess, startPlace } from '../test/contract/probe-world.ts'
import { privateAuthority } from '../test/fakes/certificate.ts'
import { addressOf, startDoh } from '../test/fakes/doh.ts'
import { domainObject, startRdap } from '../test/fakes/rdap.ts'
import { startSpeaker } from '../test/fakes/speaker.ts'
import { startTarget } from '../test/fakes/target.ts'
import { startWebsocket } from '../test/fakes/websocket.ts'
import {
  type CheckInput,
  evaluate,
  orderTarget,
  resolveCheck,
} from '../workers/domain/check/index.ts'
import type { Measurement } from '../workers/domain/measurement.ts'
import { printFigures, quantile } from './print.ts'
import { cpuByName } from './process.ts'

const probesPerBatch = 60
const batches = 20
const warmUpBatches = 3
const goalMs = 3
const host = '127.0.0.1'
const day = 86_400_000

/** Prints CPU and wall milliseconds per probe. True when no type costs over 3 ms of CPU. */
export async function benchTypes(): Promise<boolean> {
  const folder = mkdtempSync(join(tmpdir(), 'esonar-types-'))
  const { place, checks, close } = await openAll(folder)
  const rows: Parameters<typeof printFigures>[1] = []
  let worstMs = 0
  try {
    for (const [name, input] of checks) {
      const { cpuMs, wallMs } = await cost(place, input)
      worstMs = Math.max(worstMs, cpuMs)
      const note = `${wallMs.toFixed(1)} ms for the median server`
      rows.push({ name, value: cpuMs, unit: 'ms CPU', note })
    }
  } finally {
    await close()
    rmSync(folder, { recursive: true, force: true })
  }
  printFigures(`Cost of a probe by type, ${probesPerBatch * batches} each`, rows)
  return worstMs <= goalMs
}

/** A place, and a target of each type that is well. */
async function openAll(folder: string) {
  const now = Date.now()
  const root = privateAuthority('Root', now - day, now + 60 * day)
  const { key, cert } = root.issue(host, now - day, now + 40 * day)
  const file = join(folder, 'ca.crt')
  writeFileSync(file, root.cert)
  const before = process.env.SSL_CERT_FILE
  process.env.SSL_CERT_FILE = file
  const [target, speaker, talker, resolver, registry, secured] = await Promise.all([
    startTarget(),
    startSpeaker({ greeting: '220 ready\r\n', answers: smtp }),
    startWebsocket(),
    startDoh(() => ({ records: [addressOf('192.0.2.1')] })),
    startRdap((name) => ({ body: domainObject(name, { expires: '2099-01-01T00:00:00Z' }) })),
    listening(createHttps({ key, cert: cert + root.cert }, (_request, answer) => answer.end('ok'))),
  ])
  talker.set('/', { kind: 'open', says: '{"type":"hello"}' })
  const place = await startPlace('service binding', {
    folder,
    dohUrl: resolver.url,
    rdapUrl: registry.listUrl,
  })
  const { port } = secured.address() as AddressInfo
  const wanted = ['body contains o', 'header date exists']
  const checks: [string, CheckInput][] = [
    ['http', { type: 'http', url: `${target.url}/` }],
    ['http, with expectations', { type: 'http', url: `${target.url}/`, expect: wanted }],
    ['https', { type: 'http', url: `https://${host}:${port}/` }],
    ['tcp', { type: 'tcp', host, port: target.port }],
    ['tcp that speaks smtp', { type: 'tcp', host, port: speaker.port, speaks: 'smtp' }],
    ['tls', { type: 'tls', host, port }],
    ['websocket', { type: 'websocket', url: `ws://${host}:${talker.port}/`, awaitMessage: true }],
    ['dns', { type: 'dns', host: 'www.shop.test' }],
    ['domain', { type: 'domain', domain: 'shop.test' }],
  ]
  const close = async () => {
    if (before === undefined) delete process.env.SSL_CERT_FILE
    else process.env.SSL_CERT_FILE = before
    await place.stop()
    secured.closeAllConnections()
    secured.close()
    await Promise.all([target, speaker, talker, resolver, registry].map((one) => one.close()))
  }
  return { place, checks, close }
}

const smtp: [string, string][] = [
  ['EHLO', '250 probe\r\n'],
  ['QUIT', '221 bye\r\n'],
]

async function listening(server: Server): Promise<Server> {
  await new Promise<void>((resolve) => server.listen(0, host, resolve))
  return server
}

/** CPU of workerd per probe, and the median time of one. A probe that does not pass is an error. */
async function cost({ locations }: PlaceProcess, input: CheckInput) {
  const facts = { id: 'chk_acme_1', workspace: 'acme', nowIso: new Date().toISOString() }
  const check = resolveCheck(input, facts)
  const orders = Array.from({ length: probesPerBatch }, (_, index) =>
    orderOf(orderTarget(check), { id: `probe-${index}` }),
  )
  const ask = async () => {
    const events = (await heard(locations, orders)) as Measurement[]
    const bad = events.find((one) => evaluate(check, one, Date.now()).kind !== 'pass')
    if (bad) throw new Error(`does not pass: ${JSON.stringify(bad)}`)
    return events.map((one) => ('totalMs' in one ? one.totalMs : Number.NaN))
  }
  const spent = () => (cpuByName(process.pid).get('workerd') ?? 0) * 1_000
  for (let batch = 0; batch < warmUpBatches; batch += 1) await ask()
  const before = spent()
  const times: number[] = []
  for (let batch = 0; batch < batches; batch += 1) times.push(...(await ask()))
  return { cpuMs: (spent() - before) / (probesPerBatch * batches), wallMs: quantile(times, 0.5) }
}
