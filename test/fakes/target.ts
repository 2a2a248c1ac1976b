// A target on real sockets that misbehaves on request, path by path: what probes are tried against,
// and what the demo breaks and mends. Remembers when each path was asked.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export type Fault =
  | { kind: 'ok'; body?: string }
  | { kind: 'status'; status: number; headers?: Record<string, string>; body?: string }
  | { kind: 'redirect'; to: string; status?: number }
  /** Answers GET well, and HEAD with this status. */
  | { kind: 'noHead'; status: number }
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

export interface Target {
  url: string
  port: number
  set(path: string, fault: Fault): void
  /** Instants at which a path was asked, ms since the epoch. */
  seen(path: string): number[]
  /** Highest number of requests held open at once. */
  inFlightMax(): number
  /** Stops listening: new connections are refused, old ones are cut. */
  refuse(): Promise<void>
  /** Listens again on the same port. */
  accept(): Promise<void>
  close(): Promise<void>
}

/** Starts a target on loopback; every path answers 200 until told otherwise. */
export async function startTarget(port = 0): Promise<Target> {
  const faults = new Map<string, Fault>()
  const seen = new Map<string, number[]>()
  let inFlight = 0
  let inFlightMax = 0
  const server = createServer((request, response) => {
    const path = (request.url ?? '/').split('?')[0] ?? '/'
    seen.set(path, [...(seen.get(path) ?? []), Date.now()])
    inFlight += 1
    inFlightMax = Math.max(inFlightMax, inFlight)
    response.once('close', () => {
      inFlight -= 1
    })
    response.on('error', () => undefined)
    request.resume()
    misbehave(faults.get(path) ?? { kind: 'ok' }, request, response)
  })
  const listen = (at: number) =>
    new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(at, '127.0.0.1', () => resolve())
    })
  await listen(port)
  const own = (server.address() as AddressInfo).port
  const stop = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  return {
    url: `http://127.0.0.1:${own}`,
    port: own,
    set: (path, fault) => void faults.set(path, fault),
    seen: (path) => seen.get(path) ?? [],
    inFlightMax: () => inFlightMax,
    refuse: stop,
    accept: () => listen(own),
    close: stop,
  }
}

function misbehave(fault: Fault, request: IncomingMessage, response: ServerResponse): void {
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
