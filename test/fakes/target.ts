// A target on real sockets that misbehaves on request, path by path: what probes are tried against,
// and what the demo breaks and mends. Remembers when each path was asked.
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http'
import type { AddressInfo } from 'node:net'

export type Fault =
  | { kind: 'ok'; body?: string }
  | { kind: 'status'; status: number; headers?: Record<string, string>; body?: string | Buffer }
  | { kind: 'redirect'; to: string; status?: number }
  /** Answers GET well, and HEAD with this status. */
  | { kind: 'noHead'; status: number }
  /** Answers HEAD well, and GET with this status. */
  | { kind: 'getFails'; status: number }
  /** Answers well, but only after so long. */
  | { kind: 'slow'; ms: number }
  /** Takes the request and never answers. */
  | { kind: 'hang' }
  | { kind: 'hangInHeaders' }
  | { kind: 'hangInBody' }
  | { kind: 'reset' }
  /** Ends the connection without a byte. */
  | { kind: 'empty' }
  | { kind: 'garbage' }
  | { kind: 'truncated' }
  | { kind: 'badGzip' }
  | { kind: 'gzipBomb' }
  /** A body without end, as fast as it is read. */
  | { kind: 'endless' }
  /** Headers at once, then a byte a second. */
  | { kind: 'drip' }
  /** Goes wrong only for these locations (by the User-Agent of a probe). */
  | { kind: 'seenFrom'; locations: string[]; fault: Fault }
  /** Goes wrong for one request in so many, in an order that looks like chance. */
  | { kind: 'oneIn'; many: number; fault: Fault }

export interface Target {
  url: string
  port: number
  set(path: string, fault: Fault): void
  /** Instants at which a path was asked, ms since the epoch. */
  seen(path: string): number[]
  /** Instants at which it was answered as a fault says. */
  faulty(path: string): number[]
  /** Headers of the last request of a path. */
  headers(path: string): IncomingHttpHeaders
  /** Highest number of requests held open at once. */
  inFlightMax(): number
  /** Stops listening: new connections are refused, old ones are cut. */
  refuse(): Promise<void>
  /** Listens again on the same port. */
  accept(): Promise<void>
  close(): Promise<void>
}

export interface TargetSettings {
  /** Where it listens; loopback when left out. */
  host?: string
  /** How long an idle connection is held open. */
  keepAliveMs?: number
}

/** Starts a target on loopback; every path answers 200 until told otherwise. */
export async function startTarget(port = 0, settings: TargetSettings = {}): Promise<Target> {
  const { host = '127.0.0.1', keepAliveMs = 5_000 } = settings
  const faults = new Map<string, Fault>()
  const seen = new Map<string, number[]>()
  const faulty = new Map<string, number[]>()
  const headers = new Map<string, IncomingHttpHeaders>()
  let inFlight = 0
  let inFlightMax = 0
  const server = createServer((request, response) => {
    const path = (request.url ?? '/').split('?')[0] ?? '/'
    headers.set(path, request.headers)
    seen.set(path, [...(seen.get(path) ?? []), Date.now()])
    inFlight += 1
    inFlightMax = Math.max(inFlightMax, inFlight)
    response.once('close', () => {
      inFlight -= 1
    })
    response.on('error', () => undefined)
    request.resume()
    const fault = faultFor(faults.get(path) ?? { kind: 'ok' }, request)
    if (fault.kind !== 'ok') faulty.set(path, [...(faulty.get(path) ?? []), Date.now()])
    misbehave(fault, request, response)
  })
  server.keepAliveTimeout = keepAliveMs
  const listen = (at: number) =>
    new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(at, host, () => resolve())
    })
  await listen(port)
  const own = (server.address() as AddressInfo).port
  const stop = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  return {
    url: `http://${host}:${own}`,
    port: own,
    set: (path, fault) => void faults.set(path, fault),
    headers: (path) => headers.get(path) ?? {},
    seen: (path) => seen.get(path) ?? [],
    faulty: (path) => faulty.get(path) ?? [],
    inFlightMax: () => inFlightMax,
    refuse: stop,
    accept: () => listen(own),
    close: stop,
  }
}

type Plain = Exclude<Fault, { kind: 'seenFrom' | 'oneIn' }>

let drawn = 1
/** A small generator with a fixed start (Park and Miller), so that two runs see the same chance. */
function chance(many: number): boolean {
  drawn = (drawn * 48_271) % 2_147_483_647
  return drawn % many === 0
}

/** What this request meets. */
function faultFor(fault: Fault, request: IncomingMessage): Plain {
  if (fault.kind === 'seenFrom') {
    const location = /location=([^)]*)\)/.exec(request.headers['user-agent'] ?? '')?.[1] ?? ''
    return fault.locations.includes(location) ? faultFor(fault.fault, request) : { kind: 'ok' }
  }
  if (fault.kind !== 'oneIn') return fault
  return chance(fault.many) ? faultFor(fault.fault, request) : { kind: 'ok' }
}

function misbehave(fault: Plain, request: IncomingMessage, response: ServerResponse): void {
  const { socket } = request
  switch (fault.kind) {
    case 'ok':
      response.end(fault.body ?? 'ok')
      return
    case 'status':
      response.writeHead(fault.status, fault.headers).end(fault.body ?? `status ${fault.status}`)
      return
    case 'redirect':
      response.writeHead(fault.status ?? 302, { location: fault.to }).end()
      return
    case 'noHead':
      response.writeHead(request.method === 'HEAD' ? fault.status : 200).end('ready')
      return
    case 'getFails':
      response.writeHead(request.method === 'HEAD' ? 200 : fault.status).end('ready')
      return
    case 'slow':
      setTimeout(() => response.end('late'), fault.ms)
      return
    case 'hang':
      return
    case 'hangInHeaders':
      socket.write('HTTP/1.1 200 OK\r\nServer: slow')
      return
    case 'hangInBody':
      response.writeHead(200, { 'content-length': '100' }).write('half')
      return
    case 'reset':
      socket.resetAndDestroy()
      return
    case 'empty':
      socket.end()
      return
    case 'garbage':
      socket.end('SSH-2.0-OpenSSH_9.2\r\n')
      return
    case 'truncated':
      socket.end('HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nhello')
      return
    case 'badGzip':
      response.writeHead(200, { 'content-encoding': 'gzip' }).end('this is not gzip')
      return
    case 'gzipBomb':
      bomb(response)
      return
    case 'endless':
      response.writeHead(200)
      pour(response)
      return
    case 'drip':
      drip(response)
      return
  }
}

function bomb(response: ServerResponse): void {
  void import('node:zlib').then(({ gzipSync }) => {
    response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(Buffer.alloc(50_000_000)))
  })
}

function pour(response: ServerResponse): void {
  const chunk = Buffer.alloc(65_536, 'x')
  const more = () => {
    while (!response.destroyed && response.write(chunk));
    if (!response.destroyed) response.once('drain', more)
  }
  more()
}

function drip(response: ServerResponse): void {
  response.writeHead(200).flushHeaders()
  const timer = setInterval(() => response.write('.'), 1_000)
  response.once('close', () => clearInterval(timer))
}
