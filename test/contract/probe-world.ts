// A real region Worker in workerd, and around it all it may meet: targets that misbehave, servers
// that only pretend, and a resolver that answers as it is told.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer as createHttp, type Server as HttpServer } from 'node:http'
import { createRequire } from 'node:module'
import { type AddressInfo, createServer as createTcp, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createServer as createTls, getCACertificates, setDefaultCACertificates } from 'node:tls'
import { bundleAgent } from '../../agent/build.ts'
import type { Prober, startProber } from '../../agent/probe/index.ts'
import { freePort } from '../../server/port.ts'
import { startRegion } from '../../server/region-process.ts'
import type { Batch, ProbeEvent, ProbeOrder, Target } from '../../workers/domain/measurement.ts'
import type { LocationSetting } from '../../workers/env.ts'
import { makeLocations } from '../../workers/locations/index.ts'
import type { Locations } from '../../workers/ports.ts'
import { selfSigned } from '../fakes/certificate.ts'
import { type Target as FakeTarget, startTarget } from '../fakes/target.ts'

export const secret = 'shared between hub and region, long enough'

/** How the hub reaches a location: its host name, a binding that goes to the same Worker, or the
 *  prober of an agent, in this process. */
export type Road = 'signed request' | 'service binding' | 'agent'

/** One of the two that ask through workerd, and the one on Node: what each suite runs by. */
export const ways = ['service binding', 'agent'] as const satisfies Road[]

export interface World {
  target: FakeTarget
  /** Refuses connections. */
  closedPort: number
  /** The region's own port list: never a target. */
  ownPort: number
  /** Accepts and never says a word. */
  mutePort: number
  /** Speaks TLS with certificates that nobody trusts. */
  selfSignedPort: number
  expiredPort: number
  locations: Locations
  /** The same road with other settings. */
  roadTo(url: string, signingSecret?: string): Locations
  regionUrl: string
  close(): Promise<void>
}

/** Starts everything; a second or two when the region has to be built. */
export async function startWorld(way: Road): Promise<World> {
  const folder = mkdtempSync(join(tmpdir(), 'esonar-probe-'))
  const [target, own, closedPort] = await Promise.all([startTarget(), startTarget(), freePort()])
  const mute = await listening(createTcp())
  const bad = await listening(secure(Date.now() - 86_400_000, Date.now() + 86_400_000))
  const expired = await listening(secure(Date.UTC(2020, 0, 1), Date.UTC(2021, 0, 1)))
  const resolver = await listening(resolverWith({ gone: 3, broken: 2, closed: 5 }))
  const dohUrl = `http://127.0.0.1:${resolver.port}/dns-query`
  const region = await startPlace(way, { folder, dohUrl, ownPorts: [own.port] })
  const roadTo = (url: string, signingSecret = secret) => road(way, url, signingSecret)
  return {
    target,
    closedPort,
    ownPort: own.port,
    mutePort: mute.port,
    selfSignedPort: bad.port,
    expiredPort: expired.port,
    locations: region.locations,
    roadTo,
    regionUrl: region.url,
    close: async () => {
      await region.stop()
      await Promise.all([target, own, mute, bad, expired, resolver].map((one) => one.close()))
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

export interface PlaceFacts {
  folder: string
  dohUrl: string
  rdapUrl?: string
  ownPorts?: number[]
}

export interface PlaceProcess {
  /** '' where there is none. */
  url: string
  locations: Locations
  stop(): Promise<void>
}

/** Starts one place, reached by this road. Authorities of SSL_CERT_FILE are trusted. */
export async function startPlace(way: Road, facts: PlaceFacts): Promise<PlaceProcess> {
  const { folder, dohUrl, rdapUrl, ownPorts = [] } = facts
  const names = { dohUrl, ...(rdapUrl ? { rdapUrl } : {}) }
  if (way === 'agent') {
    const distrust = trustFile()
    const prober = await (await bundledProber(folder))({ ...names, ownPorts })
    const stop = async () => {
      await prober.stop()
      distrust()
    }
    return { url: '', locations: placeOf(prober), stop }
  }
  const allow = ['public', 'private']
  const own = { folder, port: 0, location: 'here', signingSecret: secret }
  const region = await startRegion({ ...own, ...names, allow, ownPorts })
  return { url: region.url, locations: road(way, region.url, secret), stop: region.stop }
}

/** What NODE_EXTRA_CA_CERTS does for a process that begins. */
function trustFile(): () => void {
  const file = process.env.SSL_CERT_FILE
  if (!file) return () => undefined
  const before = getCACertificates('default')
  setDefaultCACertificates([...before, readFileSync(file, 'utf8')])
  return () => setDefaultCACertificates(before)
}

/** The agent's probes as they are shipped: bundled, with Node's parts in place of Workers'. */
export async function bundledProber(folder: string): Promise<typeof startProber> {
  const file = join(folder, 'prober.cjs')
  await bundleAgent('agent/probe/index.ts', file)
  return (createRequire(import.meta.url)(file) as { startProber: typeof startProber }).startProber
}

/** An agent's prober as a location, `here` alone. */
export function placeOf(prober: Prober): Locations {
  async function* ask(location: string, batch: Batch): AsyncGenerator<ProbeEvent> {
    if (location !== 'here') return
    const events: ProbeEvent[] = []
    let wake: () => void = () => undefined
    let isOver = false
    const said = (event?: ProbeEvent) => {
      if (event) events.push(event)
      else isOver = true
      wake()
    }
    void prober.measure(batch, said).then(() => said())
    for (;;) {
      yield* events.splice(0)
      if (isOver) return
      await new Promise<void>((resolve) => {
        wake = resolve
      })
    }
  }
  return { list: () => [], ask, controls: async () => [] }
}

/** Locations reached by this road: `here` alone. */
export function road(way: Road, url: string, signingSecret: string): Locations {
  const isBound = way === 'service binding'
  const here: LocationSetting = {
    id: 'here',
    network: 'n1',
    label: 'Here',
    binding: isBound ? 'REGION_HERE' : null,
    url: isBound ? null : url,
    default: true,
  }
  return makeLocations({
    locations: [here],
    lenders: [],
    // A binding knows no host name: only the path says what is wanted.
    binding: () => ({
      fetch: (address, init) =>
        fetch(`${url}${new URL(String(address)).pathname}`, { ...init, redirect: 'manual' }),
    }),
    signingSecret,
    aboutUrl: 'https://esonar.example/about',
    controls: [],
    now: () => Date.now(),
    random: () => 'a'.repeat(32),
    agent: () => ({ fetch: async () => new Response(null, { status: 503 }) }),
  })
}

async function listening(server: Server | HttpServer) {
  const open = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    open.add(socket)
    socket.on('error', () => undefined)
    socket.once('close', () => open.delete(socket))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        for (const socket of open) socket.destroy()
      }),
  }
}

function secure(validFrom: number, validTo: number): Server {
  const server = createTls(selfSigned('127.0.0.1', validFrom, validTo), (socket) => {
    socket.end('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok')
  })
  server.on('tlsClientError', () => undefined)
  return server
}

/** Answers each question with the code (RFC 1035 §4.1.1) of its first label. */
function resolverWith(codes: Record<string, number>): HttpServer {
  return createHttp((request, response) => {
    request.once('data', (message: Buffer) => {
      const label = message.subarray(13, 13 + (message[12] ?? 0)).toString('latin1')
      message.writeUInt16BE(0x8180 | (codes[label] ?? 0), 2)
      response.writeHead(200, { 'content-type': 'application/dns-message' }).end(message)
    })
  })
}

/** A GET of an address as an order. */
export function getOf(url: string, facts: Partial<ProbeOrder> = {}): ProbeOrder {
  return orderOf(
    {
      type: 'http',
      http: {
        url,
        method: 'GET',
        headers: [],
        follow: true,
        bodyBytesMax: 65_536,
        bodyWanted: true,
        headersWanted: ['x-age', 'x-gone'],
      },
    },
    { id: url, ...facts },
  )
}

/** An order that asks for no controls; what hangs shall be given a smaller budget. */
export function orderOf(target: Target, facts: Partial<ProbeOrder> = {}): ProbeOrder {
  return {
    v: 1,
    id: 'one',
    target,
    budgetMs: 5_000,
    fresh: false,
    controls: 'never',
    slowLane: false,
    ...facts,
  }
}

/** Everything a location says about a batch, in order of arrival. */
export async function heard(
  locations: Locations,
  orders: ProbeOrder[],
  facts: Partial<Batch> = {},
): Promise<ProbeEvent[]> {
  const batch: Batch = {
    v: 1,
    location: 'here',
    deadlineMs: 20_000,
    controls: [],
    aboutUrl: 'https://esonar.example/about',
    orders,
    ...facts,
  }
  const events: ProbeEvent[] = []
  for await (const event of locations.ask(batch.location, batch)) events.push(event)
  return events
}
