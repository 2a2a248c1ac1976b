// Twilio's API over our own sender: messages, calls, the text it wants as an answer, the check of
// its signature. Deep imports of its package, because the whole of it is eight times as large;
// `test/contract/phone.test.ts` keeps them honest.
import domainModule from 'twilio/lib/base/Domain.js'
import versionModule from 'twilio/lib/base/Version.js'
import { CallListInstance } from 'twilio/lib/rest/api/v2010/account/call.js'
import { MessageListInstance } from 'twilio/lib/rest/api/v2010/account/message.js'
import { validateRequest } from 'twilio/lib/webhooks/webhooks.js'
import type { OffWhy } from '../domain/config.ts'
import type { OutgoingRequest, SendOutcome } from '../ports.ts'
import type { TwilioAccount } from './carrier.ts'
import type { Exchanged, Heard, Send } from './channel.ts'
import { heardHttp, saidOf } from './heard.ts'

/** A page of fifty messages. */
const listBytesMax = 262_144
const listedMax = 50
/** Its clock tells whole seconds, and is not ours. */
const skewMs = 3_000

/** Errors after which this number is not tried again, and why it is switched off
 *  (twilio.com/docs/api/errors). */
const goneCodes: Readonly<Record<number, OffWhy>> = {
  21211: 'no_recipient',
  21214: 'no_recipient',
  21217: 'no_recipient',
  21610: 'stopped',
  21614: 'no_recipient',
  30004: 'stopped',
  30005: 'no_recipient',
  30006: 'no_recipient',
}

/** Why a number is no good any more; null: the fault may pass. */
export function goneBy(code: number | null): OffWhy | null {
  return code === null ? null : (goneCodes[code] ?? null)
}

/** Whether a request was signed with the account's token. `url` as Twilio called it. */
export function isSigned(
  authToken: string,
  signature: string,
  url: string,
  parameters: Record<string, string>,
): boolean {
  return signature !== '' && validateRequest(authToken, signature, url, parameters)
}

export interface TextMessage {
  to: string
  body: string
  statusCallback: string | null
}

/** Asks for a message; what Twilio made of it. */
export function sendText(send: Send, account: TwilioAccount, text: TextMessage) {
  const { to, body, statusCallback } = text
  const by = account.messagingServiceSid
    ? { messagingServiceSid: account.messagingServiceSid }
    : { from: account.from! }
  return asked(send, account, (version) =>
    MessageListInstance(version, account.accountSid).create({
      to,
      body,
      ...by,
      ...(statusCallback ? { statusCallback } : {}),
    }),
  )
}

/** Asks for a call that speaks `twiml`. */
export function placeCall(
  send: Send,
  account: TwilioAccount,
  call: { to: string; twiml: string; statusCallback: string | null },
) {
  const { to, twiml, statusCallback } = call
  return asked(send, account, (version) =>
    CallListInstance(version, account.accountSid).create({
      to,
      from: account.from!,
      twiml,
      timeout: 40,
      ...(statusCallback ? { statusCallback, statusCallbackMethod: 'POST' } : {}),
    } as Parameters<ReturnType<typeof CallListInstance>['create']>[0]),
  )
}

/** The message to this number whose text carries `ref`, among the latest: its id and status; null
 *  when there is none; or what kept us from knowing. Not asked by `DateSent`: a message that still
 *  waits in a queue has none. */
export async function findText(
  send: Send,
  account: TwilioAccount,
  to: string,
  ref: string,
): Promise<{ found: Made | null } | Exchanged> {
  const wide: Send = (request) => send({ ...request, answerBytesMax: listBytesMax })
  let read: { found: Made | null } | null = null
  const said = await asked(wide, account, async (version) => {
    const { accountSid } = account
    const page = await MessageListInstance(version, accountSid).page({ to, pageSize: listedMax })
    const mark = new RegExp(`#${ref}\\b`)
    const one = page.instances.find(({ body }) => mark.test(body))
    read = { found: one ? { sid: one.sid, status: one.status } : null }
    return { sid: '', status: '' }
  })
  return read ?? { ...said, heard: { ...said.heard, answer: 'retry', disable: null } }
}

/** The call to this number from ours that was asked for since `sinceMs` and is none of `others`: the
 *  latest one. A call carries no mark, so its time must do. */
export async function findCall(
  send: Send,
  account: TwilioAccount,
  { to, sinceMs, others }: { to: string; sinceMs: number; others: ReadonlySet<string> },
): Promise<{ found: Made | null } | Exchanged> {
  const wide: Send = (request) => send({ ...request, answerBytesMax: listBytesMax })
  let read: { found: Made | null } | null = null
  const said = await asked(wide, account, async (version) => {
    const { accountSid } = account
    const page = await CallListInstance(version, accountSid).page({ to, pageSize: listedMax })
    const one = page.instances.find(
      ({ sid, from, dateCreated }) =>
        from === account.from &&
        !others.has(sid) &&
        (dateCreated?.getTime() ?? 0) >= sinceMs - skewMs,
    )
    read = { found: one ? { sid: one.sid, status: one.status } : null }
    return { sid: '', status: '' }
  })
  return read ?? { ...said, heard: { ...said.heard, answer: 'retry', disable: null } }
}

interface Made {
  sid: string
  status: string
}

/** One call of the API through the sender. The status is believed before the body: what was taken
 *  is not sent again because its answer was cut off. */
async function asked(
  send: Send,
  account: TwilioAccount,
  call: (version: never) => Promise<Made>,
): Promise<Exchanged> {
  let outcome: SendOutcome = { kind: 'fault', fault: 'network', ms: 0 }
  const transport = {
    accountSid: account.accountSid,
    request: async (options: TwilioRequest) => {
      outcome = await send(requestOf(options, account))
      if (outcome.kind === 'fault') throw new Error(outcome.fault)
      return { statusCode: outcome.status, body: outcome.body, headers: {} }
    },
  }
  const domain = new Domain(transport as never, account.url)
  try {
    const { sid, status } = await call(new Version(domain, '2010-04-01') as never)
    return { outcome, heard: { ...heardHttp(outcome), said: `${sid} ${status}`.trim() }, sid }
  } catch (fault) {
    return { outcome, heard: heardTwilio(outcome, codeOf(fault), fault) }
  }
}

/** What an answer means that was no success, or whose body could not be read. */
function heardTwilio(outcome: SendOutcome, code: number | null, fault: unknown): Heard {
  const base = heardHttp(outcome)
  // 410 would speak of the API's version, not of this number.
  const heard = base.disable ? { ...base, answer: 'retry' as const, disable: null } : base
  if (code === null) return heard
  const said = `${code} ${fault instanceof Error ? fault.message : saidOf(outcome)}`.slice(0, 200)
  const disable = goneBy(code)
  return disable ? { ...heard, answer: 'permanent', disable, said } : { ...heard, said }
}

function codeOf(fault: unknown): number | null {
  const code = (fault as { code?: unknown }).code
  return typeof code === 'number' ? code : null
}

interface TwilioRequest {
  method: string
  uri: string
  params?: Record<string, unknown>
  data?: Record<string, unknown>
}

function requestOf(
  { method, uri, params, data }: TwilioRequest,
  account: TwilioAccount,
): OutgoingRequest {
  const url = new URL(uri)
  for (const [name, value] of entriesOf(params)) url.searchParams.append(name, value)
  return {
    method: method.toUpperCase(),
    url: url.toString(),
    headers: [
      ['authorization', `Basic ${btoa(`${account.accountSid}:${account.authToken}`)}`],
      ['accept', 'application/json'],
      ...(data
        ? ([['content-type', 'application/x-www-form-urlencoded']] as [string, string][])
        : []),
    ],
    body: data ? new URLSearchParams(entriesOf(data)).toString() : '',
  }
}

function entriesOf(values: Record<string, unknown> | undefined): [string, string][] {
  return Object.entries(values ?? {})
    .filter(([, value]) => value !== undefined && value !== null)
    .map(([name, value]) => [name, String(value)])
}

/** The package is CommonJS: what `default` is depends on who bundles it. */
const Domain = classOf(domainModule)
const Version = classOf(versionModule)

function classOf<T>(module: T | { default: T }): T {
  return typeof module === 'function' ? (module as T) : (module as { default: T }).default
}
