// A door on loopback through which the hub sends mail by SMTP: a Worker cannot speak it. It opens
// to the launcher's secret only, and a mail that was taken is not sent again under its id.
import { timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createTransport } from 'nodemailer'
import type { SmtpChoice } from './carriers.ts'

export interface MailDoor {
  port: number
  url: string
  stop(): Promise<void>
}

interface Mail {
  id: string
  from: string
  to: string
  subject: string
  text: string
  html: string
  headers: Record<string, string>
}

/** `permanent`: the mail server's no for good. */
type Said = { kind: 'sent' | 'failed' | 'permanent'; text: string }

const bodyBytesMax = 1_048_576
const knownMax = 2_000
/** Below the sender's own deadline of 15 s. */
const timeoutMs = 12_000

/** Opens the door. `timeoutMs` bounds each step with the mail server. */
export async function openMailDoor(smtp: SmtpChoice, secret: string): Promise<MailDoor> {
  const transport = createTransport({
    url: smtp.url,
    pool: true,
    maxConnections: 3,
    connectionTimeout: timeoutMs / 2,
    greetingTimeout: timeoutMs / 2,
    socketTimeout: timeoutMs,
  } as Parameters<typeof createTransport>[0])
  /** Under way, or sent: a repeat waits for the same answer. */
  const known = new Map<string, Promise<Said>>()
  const send = (mail: Mail): Promise<Said> => {
    const before = known.get(mail.id)
    if (before) return before
    const going = sendOne(transport, mail)
    known.set(mail.id, going)
    if (known.size > knownMax) known.delete(known.keys().next().value!)
    void going.then(({ kind }) => kind !== 'sent' && known.delete(mail.id))
    return going
  }
  const server = createServer((request, response) => {
    serve(request, secret, send).then(
      ([status, text]) => answer(response, status, text),
      (fault: unknown) => answer(response, 500, String(fault)),
    )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    port,
    url: `http://127.0.0.1:${port}/mail`,
    stop: async () => {
      server.closeAllConnections()
      transport.close()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}

async function serve(
  request: IncomingMessage,
  secret: string,
  send: (mail: Mail) => Promise<Said>,
): Promise<[status: number, text: string]> {
  if (request.method !== 'POST' || request.url !== '/mail') return [404, 'not here']
  if (!isSame(request.headers.authorization ?? '', `Bearer ${secret}`)) return [401, 'not you']
  const text = await bodyOf(request)
  if (text === null) return [413, 'the mail is larger than 1 MB']
  const mail = mailOf(text)
  if (!mail) return [400, 'this is no mail']
  const said = await send(mail)
  const status = { sent: 200, permanent: 422, failed: 503 }[said.kind]
  return [status, said.text]
}

async function sendOne(
  transport: ReturnType<typeof createTransport>,
  { id, from, to, subject, text, html, headers }: Mail,
): Promise<Said> {
  const { 'Message-ID': messageId, 'In-Reply-To': inReplyTo, References, ...rest } = headers
  try {
    const sent = (await transport.sendMail({
      from,
      to,
      subject,
      text,
      html,
      messageId: messageId ?? `<${id}@esonar.invalid>`,
      ...(inReplyTo ? { inReplyTo } : {}),
      ...(References ? { references: References } : {}),
      headers: rest,
      disableFileAccess: true,
      disableUrlAccess: true,
    })) as { response?: string }
    return { kind: 'sent', text: sent.response ?? 'sent' }
  } catch (fault) {
    const { responseCode, message } = fault as { responseCode?: number; message: string }
    // 5xx of a recipient is for good (RFC 5321, 4.2.1); of a sign-in it is ours and may be mended.
    const isForGood = (responseCode ?? 0) >= 500 && responseCode !== 535 && responseCode !== 530
    return { kind: isForGood ? 'permanent' : 'failed', text: message }
  }
}

function mailOf(text: string): Mail | null {
  try {
    const mail = JSON.parse(text) as Mail
    const texts = [mail.id, mail.from, mail.to, mail.subject, mail.text, mail.html]
    const isMail = texts.every((one) => typeof one === 'string' && one !== '')
    return isMail ? { ...mail, headers: mail.headers ?? {} } : null
  } catch {
    return null
  }
}

async function bodyOf(request: IncomingMessage): Promise<string | null> {
  const parts: Buffer[] = []
  let bytes = 0
  for await (const part of request as AsyncIterable<Buffer>) {
    bytes += part.length
    if (bytes > bodyBytesMax) return null
    parts.push(part)
  }
  return Buffer.concat(parts).toString('utf8')
}

function isSame(given: string, wanted: string): boolean {
  const a = Buffer.from(given)
  const b = Buffer.from(wanted)
  return a.length === b.length && timingSafeEqual(a, b)
}

function answer(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(text)
}
