// A webhook receiver on loopback for tests and the demo: records what arrives, verifies Standard
// Webhooks signatures with code of its own, and answers as told, badly too.
import { createHmac, timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export type Behaviour =
  | { kind: 'status'; status: number; body?: string; headers?: Record<string, string> }
  /** Takes the request and never answers. */
  | { kind: 'hang' }
  /** Headers with this status, then a body that never ends. */
  | { kind: 'hangBody'; status: number }
  /** Ends the connection when the request has arrived. */
  | { kind: 'reset' }
  /** Promises a long body and ends the connection in the middle of it. */
  | { kind: 'cut'; status: number }
  /** Goes on sending until the reader leaves. */
  | { kind: 'endless'; status: number }
  /** Answers with something that is not HTTP. */
  | { kind: 'garbage' }

export interface Received {
  at: number
  method: string
  path: string
  headers: Record<string, string>
  body: string
  /** The body as JSON, or null. */
  json: { type: string; timestamp: string; data: Record<string, unknown> } | null
  /** `webhook-id`, and whether the signature is right under the receiver's secret. */
  id: string
  verified: boolean
}

export interface Receiver {
  url: string
  port: number
  received: Received[]
  /** How it answers from now on; `script` is used up first, one behaviour a request. */
  answer(behaviour: Behaviour, ...script: Behaviour[]): void
  /** The first message that fits, past or coming; rejects after `timeoutMs`. */
  waitFor(fits: (one: Received) => boolean, timeoutMs: number): Promise<Received>
  /** Signatures are checked with this one from now on. */
  useSecret(secret: string): void
  close(): Promise<void>
}

export interface ReceiverSettings {
  secret?: string
  port?: number
  onReceived?: (one: Received) => void
}

const toleranceSeconds = 300

/** Starts a receiver on 127.0.0.1; it answers 204 until told otherwise. */
export async function startReceiver(settings: ReceiverSettings = {}): Promise<Receiver> {
  let secret = settings.secret ?? ''
  let standing: Behaviour = { kind: 'status', status: 204 }
  let script: Behaviour[] = []
  const received: Received[] = []
  const listeners = new Set<(one: Received) => void>()

  const server = createServer((request, response) => {
    response.on('error', () => undefined)
    readBody(request).then(
      (body) => {
        const one = recordOf(request, body, secret)
        received.push(one)
        settings.onReceived?.(one)
        for (const listener of [...listeners]) listener(one)
        behave(script.shift() ?? standing, response)
      },
      () => response.destroy(),
    )
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(settings.port ?? 0, '127.0.0.1', resolve)
  })
  const { port } = server.address() as AddressInfo

  return {
    url: `http://127.0.0.1:${port}/hook`,
    port,
    received,
    answer(behaviour, ...rest) {
      script = rest
      standing = behaviour
    },
    useSecret(next) {
      secret = next
    },
    waitFor: (fits, timeoutMs) => waitFor(received, listeners, fits, timeoutMs),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** Whether a Standard Webhooks signature is right and fresh; written apart from the code that
 *  signs, by the text of the specification. */
export function verify(
  secret: string,
  headers: Record<string, string>,
  body: string,
  nowSeconds: number,
): boolean {
  const id = headers['webhook-id']
  const timestamp = headers['webhook-timestamp']
  const signatures = headers['webhook-signature']
  if (!id || id.includes('.') || !timestamp || !signatures) return false
  if (!/^\d+$/.test(timestamp)) return false
  if (Math.abs(nowSeconds - Number(timestamp)) > toleranceSeconds) return false
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64')
  const wanted = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest()
  return signatures.split(' ').some((entry) => {
    const [version, text] = entry.split(',')
    const given = Buffer.from(text ?? '', 'base64')
    return version === 'v1' && given.length === wanted.length && timingSafeEqual(given, wanted)
  })
}

function recordOf(request: IncomingMessage, body: string, secret: string): Received {
  const headers: Record<string, string> = {}
  for (const [name, value] of Object.entries(request.headers)) headers[name] = String(value)
  const at = Date.now()
  return {
    at,
    method: request.method ?? '',
    path: request.url ?? '',
    headers,
    body,
    json: jsonOf(body),
    id: headers['webhook-id'] ?? '',
    verified: verify(secret, headers, body, at / 1000),
  }
}

function jsonOf(body: string): Received['json'] {
  try {
    return JSON.parse(body)
  } catch {
    return null
  }
}

async function readBody(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  return Buffer.concat(parts).toString('utf8')
}

function behave(behaviour: Behaviour, response: ServerResponse): void {
  switch (behaviour.kind) {
    case 'status':
      response.writeHead(behaviour.status, behaviour.headers ?? {}).end(behaviour.body ?? '')
      return
    case 'hang':
      return
    case 'hangBody':
      response.writeHead(behaviour.status).write('{"part":')
      return
    case 'reset':
      response.socket?.resetAndDestroy()
      return
    case 'cut':
      response.writeHead(behaviour.status, { 'content-length': '5000' }).write('half')
      setImmediate(() => response.socket?.destroy())
      return
    case 'endless':
      response.writeHead(behaviour.status)
      pour(response)
      return
    case 'garbage':
      response.socket?.end('220 mail.example ESMTP\r\n')
      return
  }
}

function pour(response: ServerResponse): void {
  const part = 'x'.repeat(65_536)
  while (!response.destroyed && response.write(part)) {
    // Until the socket is full; the next part follows when it has drained.
  }
  if (!response.destroyed) response.once('drain', () => pour(response))
}

function waitFor(
  received: Received[],
  listeners: Set<(one: Received) => void>,
  fits: (one: Received) => boolean,
  timeoutMs: number,
): Promise<Received> {
  const past = received.find(fits)
  if (past) return Promise.resolve(past)
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      listeners.delete(listener)
      reject(new Error(`no such message in ${timeoutMs} ms; ${received.length} others came`))
    }, timeoutMs)
    const listener = (one: Received) => {
      if (!fits(one)) return
      clearTimeout(timer)
      listeners.delete(listener)
      resolve(one)
    }
    listeners.add(listener)
  })
}
