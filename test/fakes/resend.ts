// Resend on loopback: mails with its bodies and error names, its idempotency for a day, its limit.
import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Mishap } from './twilio.ts'

export interface SentMail {
  id: string
  key: string
  from: string
  to: string[]
  subject: string
  text: string
  html: string
  headers: Record<string, string>
}

export interface FakeResend {
  url: string
  key: string
  /** Mails that were really sent. */
  sent: SentMail[]
  /** Requests in all. */
  asked: number
  fail(...mishaps: Mishap[]): void
  /** A day later: keys and mails are forgotten. */
  forget(): void
  close(): Promise<void>
}

export async function startResend(): Promise<FakeResend> {
  const key = 're_test_key'
  const sent: SentMail[] = []
  const mishaps: Mishap[] = []
  const known = new Map<string, { body: string; id: string }>()

  const server = createServer((request, response) => {
    response.on('error', () => undefined)
    void read(request).then((body) => serve(request, response, body))
  })
  function serve(request: IncomingMessage, response: ServerResponse, body: string) {
    fake.asked += 1
    if (request.headers.authorization !== `Bearer ${key}`)
      return refuse(response, 401, 'invalid_api_key', 'API key is invalid')
    if (request.method !== 'POST' || request.url !== '/emails')
      return refuse(response, 404, 'not_found', 'The requested endpoint does not exist')
    const next = mishaps.shift()
    if (next?.kind === 'plain' || next?.kind === 'error') return mishap(response, next)
    const idempotency = String(request.headers['idempotency-key'] ?? '')
    const before = known.get(idempotency)
    if (before && before.body !== body)
      return refuse(response, 409, 'invalid_idempotent_request', 'Another payload had this key')
    const mail = JSON.parse(body) as SentMail
    if (!mail.from || !mail.to?.every((one) => one.includes('@')))
      return refuse(response, 422, 'validation_error', 'Invalid `to` field.')
    const id = before?.id ?? randomUUID()
    if (!before) sent.push({ ...mail, id, key: idempotency })
    if (idempotency) known.set(idempotency, { body, id })
    if (next) return mishap(response, next)
    say(response, 200, { id })
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const fake: FakeResend = {
    url: `http://127.0.0.1:${port}`,
    key,
    sent,
    asked: 0,
    fail: (...next) => void mishaps.push(...next),
    forget: () => {
      known.clear()
      sent.length = 0
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
  return fake
}

function mishap(response: ServerResponse, one: Mishap): void {
  switch (one.kind) {
    case 'plain':
      response.writeHead(one.status, one.headers ?? {}).end(one.body ?? '')
      return
    case 'error':
      refuse(response, one.status, 'application_error', one.message)
      return
    case 'lostWith':
      response.writeHead(one.status).end('<html>upstream</html>')
      return
    case 'lost':
      response.socket?.resetAndDestroy()
      return
    case 'unanswered':
      return
  }
}

function refuse(response: ServerResponse, statusCode: number, name: string, message: string) {
  say(response, statusCode, { statusCode, name, message })
}

function say(response: ServerResponse, status: number, body: unknown) {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

async function read(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  return Buffer.concat(parts).toString('utf8')
}
