// Twilio on loopback: messages and calls with its bodies, error codes and signatures, and its
// habit of taking a message whose answer never arrives. It takes no key against doubles.
import { createHmac, randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What happens to the next request, instead of being answered as it should be. `lost`: it is
 *  taken, then the connection breaks. `unanswered`: it is taken and never answered. */
export type Mishap =
  | { kind: 'error'; status: number; code: number; message: string }
  | { kind: 'plain'; status: number; body?: string; headers?: Record<string, string> }
  | { kind: 'lost' }
  | { kind: 'unanswered' }
  | { kind: 'lostWith'; status: number }

export interface Taken {
  sid: string
  kind: 'message' | 'call'
  to: string
  from: string
  /** Of a message. */
  body: string
  /** Of a call. */
  twiml: string
  statusCallback: string | null
  status: string
  /** When it was taken. */
  at: number
}

export interface Asked {
  method: string
  path: string
  form: Record<string, string>
  authorization: string
}

export interface FakeTwilio {
  url: string
  accountSid: string
  authToken: string
  taken: Taken[]
  asked: Asked[]
  /** The next requests that make something go wrong so. */
  fail(...mishaps: Mishap[]): void
  /** The next lists go wrong so. */
  failList(...mishaps: Mishap[]): void
  /** Posts a signed receipt; `signature` another one. */
  receipt(one: Taken, status: string, errorCode?: number, token?: string): Promise<Response>
  /** Posts a signed text message as from a phone. */
  text(url: string, from: string, body: string, token?: string): Promise<Response>
  /** Posts the key somebody pressed in a call. */
  press(one: Taken, digits: string, token?: string): Promise<Response>
  close(): Promise<void>
}

export const testAccount = 'AC00000000000000000000000000000001'
export const testToken = 'twilio-auth-token-of-tests'
export const testFrom = '+15005550006'

export async function startTwilio(
  facts: { accountSid?: string; authToken?: string; port?: number } = {},
): Promise<FakeTwilio> {
  const accountSid = facts.accountSid ?? testAccount
  const authToken = facts.authToken ?? testToken
  const taken: Taken[] = []
  const asked: Asked[] = []
  const mishaps: Mishap[] = []
  const listMishaps: Mishap[] = []

  const server = createServer((request, response) => {
    response.on('error', () => undefined)
    void read(request).then((body) => serve(request, response, body))
  })
  function serve(request: IncomingMessage, response: ServerResponse, body: string) {
    const url = new URL(request.url ?? '/', 'http://twilio')
    const form = Object.fromEntries(new URLSearchParams(body))
    const authorization = request.headers.authorization ?? ''
    asked.push({ method: request.method ?? '', path: request.url ?? '', form, authorization })
    const wanted = `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`
    if (authorization !== wanted) {
      return refuse(response, 401, 20003, 'Authenticate')
    }
    const noun = /^\/2010-04-01\/Accounts\/(AC\w+)\/(Messages|Calls)\.json$/.exec(url.pathname)
    if (noun?.[1] !== accountSid) return refuse(response, 404, 20404, 'The resource was not found')
    if (request.method === 'GET') {
      if (mishap(response, listMishaps.shift())) return
      const to = url.searchParams.get('To')
      const isCall = noun[2] === 'Calls'
      const kind = isCall ? 'call' : 'message'
      const found = taken.filter((one) => one.kind === kind && (!to || one.to === to))
      const size = Number(url.searchParams.get('PageSize') ?? 50)
      return say(response, 200, {
        [isCall ? 'calls' : 'messages']: found.toReversed().slice(0, size).map(resource),
        page: 0,
        page_size: size,
        uri: request.url,
        first_page_uri: request.url,
        next_page_uri: null,
        previous_page_uri: null,
      })
    }
    const next = mishaps.shift()
    if (next && !next.kind.startsWith('lost') && next.kind !== 'unanswered') {
      mishap(response, next)
      return
    }
    const fault = faultOf(form, noun[2] === 'Calls')
    if (fault) return refuse(response, 400, ...fault)
    const one = take(form, noun[2] === 'Calls' ? 'call' : 'message')
    if (mishap(response, next)) return
    say(response, 201, resource(one))
  }

  function take(form: Record<string, string>, kind: Taken['kind']): Taken {
    const one: Taken = {
      sid: `${kind === 'call' ? 'CA' : 'SM'}${randomBytes(16).toString('hex')}`,
      kind,
      to: form.To ?? '',
      from: form.From ?? form.MessagingServiceSid ?? '',
      body: form.Body ?? '',
      twiml: form.Twiml ?? '',
      statusCallback: form.StatusCallback ?? null,
      status: 'queued',
      at: Date.now(),
    }
    taken.push(one)
    return one
  }

  /** A message as the API shows it: one that still waits has no `date_sent`. */
  function resource(one: Taken) {
    const now = new Date(one.at).toUTCString()
    return {
      account_sid: accountSid,
      api_version: '2010-04-01',
      body: one.body,
      date_created: now,
      date_sent: one.status === 'queued' ? null : now,
      date_updated: now,
      direction: 'outbound-api',
      error_code: null,
      error_message: null,
      from: one.from,
      messaging_service_sid: null,
      num_media: '0',
      num_segments: '1',
      price: null,
      price_unit: null,
      sid: one.sid,
      status: one.status,
      subresource_uris: { media: `/2010-04-01/Accounts/${accountSid}/Messages/${one.sid}/Media` },
      to: one.to,
      uri: `/2010-04-01/Accounts/${accountSid}/Messages/${one.sid}.json`,
    }
  }

  const post = (url: string, form: Record<string, string>, token = authToken) =>
    fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        'x-twilio-signature': signatureOf(token, url, form),
      },
      body: new URLSearchParams(form).toString(),
    })

  await new Promise<void>((resolve) => server.listen(facts.port ?? 0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    accountSid,
    authToken,
    taken,
    asked,
    fail: (...next) => void mishaps.push(...next),
    failList: (...next) => void listMishaps.push(...next),
    receipt(one, status, errorCode, token) {
      one.status = status
      const isCall = one.kind === 'call'
      const form = {
        AccountSid: accountSid,
        From: one.from,
        To: one.to,
        ...(isCall
          ? { CallSid: one.sid, CallStatus: status }
          : { MessageSid: one.sid, SmsSid: one.sid, MessageStatus: status, SmsStatus: status }),
        ...(errorCode ? { ErrorCode: String(errorCode) } : {}),
      }
      return post(one.statusCallback ?? '', form, token)
    },
    text: (url, from, body, token) =>
      post(
        url,
        {
          AccountSid: accountSid,
          MessageSid: `SM${randomBytes(16).toString('hex')}`,
          From: from,
          To: testFrom,
          Body: body,
          NumMedia: '0',
          NumSegments: '1',
        },
        token,
      ),
    press(one, digits, token) {
      const url = /action="([^"]+)"/.exec(one.twiml)?.[1]?.replaceAll('&amp;', '&') ?? ''
      return post(
        url,
        { AccountSid: accountSid, CallSid: one.sid, To: one.to, From: one.from, Digits: digits },
        token,
      )
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** What the API refuses, by the form's fields. */
function faultOf(form: Record<string, string>, isCall: boolean): [number, string] | null {
  if (!/^\+\d{8,15}$/.test(form.To ?? ''))
    return [21211, `The 'To' number ${form.To} is not a valid phone number.`]
  if (!form.From && !form.MessagingServiceSid) return [21603, "A 'From' phone number is required."]
  if (isCall) return form.Twiml ? null : [21205, 'Url or Twiml is required.']
  if (!form.Body) return [21602, 'Message body is required.']
  return form.Body.length > 1600 ? [21617, 'The concatenated message body is too long'] : null
}

function mishap(response: ServerResponse, one: Mishap | undefined): boolean {
  if (!one) return false
  switch (one.kind) {
    case 'error':
      refuse(response, one.status, one.code, one.message)
      return true
    case 'plain':
      response.writeHead(one.status, one.headers ?? {}).end(one.body ?? '')
      return true
    case 'lost':
      response.socket?.resetAndDestroy()
      return true
    case 'lostWith':
      response.writeHead(one.status).end('<html>upstream</html>')
      return true
    case 'unanswered':
      return true
  }
}

function refuse(response: ServerResponse, status: number, code: number, message: string) {
  say(response, status, {
    code,
    message,
    more_info: `https://www.twilio.com/docs/errors/${code}`,
    status,
  })
}

function say(response: ServerResponse, status: number, body: unknown) {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

/** base64 HMAC-SHA1 over the address and the sorted pairs; written apart from the code that
 *  checks, by twilio.com/docs/usage/security. */
export function signatureOf(token: string, url: string, form: Record<string, string>): string {
  const pairs = Object.keys(form)
    .toSorted()
    .map((name) => `${name}${form[name]}`)
    .join('')
  return createHmac('sha1', token).update(`${url}${pairs}`).digest('base64')
}

async function read(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  return Buffer.concat(parts).toString('utf8')
}
