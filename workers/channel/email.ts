// The mail: by Resend, or through the launcher's door, which speaks SMTP. Both keep the delivery's
// id against doubles.
import { Resend } from 'resend'
import type { OutgoingRequest, SendOutcome } from '../ports.ts'
import type { MailCarrier } from './carrier.ts'
import type { ChannelKind, Errand, Exchanged, Heard, Send } from './channel.ts'
import { heardHttp } from './heard.ts'
import { withoutCarrier } from './lost.ts'
import { type Mail, mailOf } from './mail.ts'

export const email = {
  label: 'E-mail',
  help: 'A mail to one address; all mails of an incident are one thread.',
  audience: 'person',
  fields: [
    {
      name: 'to',
      label: 'Address',
      help: 'One e-mail address. A code is sent there first.',
      kind: 'text',
      required: true,
      placeholder: 'oncall@example.com',
      maxChars: 254,
      refuse: (text) =>
        isMailAddress(text) ? null : 'must be one e-mail address, like oncall@example.com',
    },
  ],
  confirms: ['to'],
  // Five a second for a team on one page of Resend's, two on another.
  carrierPace: ({ mail }) => (mail?.kind === 'resend' ? { burst: 4, perMinute: 120 } : null),
  nameOf: ({ to }) => to!,
  refuse: (_, { mail, missing }) =>
    mail
      ? null
      : {
          field: 'to',
          detail: `cannot be reached: this installation lacks ${missing.mail.join(' and ')} (or, self-hosted, SMTP_URL and MAIL_FROM)`,
        },
  exchange,
} satisfies ChannelKind

/** One address without a name; what SMTP takes (RFC 5321) within what people have. */
export function isMailAddress(text: string): boolean {
  return (
    text.length <= 254 &&
    /^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)*[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/.test(
      text,
    )
  )
}

async function exchange({ message, settings, ticket, carriers, send }: Errand): Promise<Exchanged> {
  const { mail: carrier, baseUrl } = carriers
  if (!carrier) return withoutCarrier('RESEND_API_KEY or SMTP_URL')
  const mail = mailOf(message, { id: ticket.id, baseUrl })
  return carry(send, carrier, settings.to!, mail, ticket.id)
}

/** Hands a mail to the carrier. Repeated under its id, it is sent once. */
export function carry(
  send: Send,
  carrier: MailCarrier,
  to: string,
  mail: Mail,
  id: string,
): Promise<Exchanged> {
  return carrier.kind === 'resend'
    ? byResend(send, carrier, to, mail, id)
    : byDoor(send, carrier, to, mail, id)
}

/** Resend's own client, its one `fetch` replaced by our sender. */
class Client extends Resend {
  outcome: SendOutcome = { kind: 'fault', fault: 'network', ms: 0 }
  private readonly send: Send
  private readonly url: string

  constructor(key: string, url: string, send: Send) {
    super(key, { baseUrl: url })
    this.url = url
    this.send = send
  }

  override async fetchRequest<T>(path: string, options: RequestInit = {}) {
    this.outcome = await this.send({
      method: options.method ?? 'POST',
      url: `${this.url}${path}`,
      headers: [...new Headers(options.headers)].filter(([name]) => name !== 'user-agent'),
      body: String(options.body ?? ''),
    })
    return { data: jsonOf(this.outcome) as T & {}, error: null, headers: null }
  }
}

async function byResend(
  send: Send,
  { key, url, from }: Extract<MailCarrier, { kind: 'resend' }>,
  to: string,
  { subject, text, html, headers }: Mail,
  id: string,
): Promise<Exchanged> {
  const client = new Client(key, url, send)
  const mail = { from, to: [to], subject, text, html, headers }
  const { data } = await client.emails.send(mail, { idempotencyKey: id })
  const { outcome } = client
  const isTaken = outcome.kind === 'answered' && outcome.status < 300 && data?.id
  return { outcome, heard: heardResend(outcome), ...(isTaken ? { sid: data.id } : {}) }
}

/** 4xx but 429 are for good (resend.com/docs/api-reference/errors), so that another road is taken
 *  at once. The same key under way says 409, and heals. */
function heardResend(outcome: SendOutcome): Heard {
  const base = heardHttp(outcome)
  if (outcome.kind === 'fault') return base
  const { status, body } = outcome
  const isBusy = status === 409 && body.includes('concurrent_idempotent_requests')
  const isForGood = status >= 400 && status < 500 && status !== 429 && status !== 408 && !isBusy
  return isForGood ? { ...base, answer: 'permanent', disable: null } : base
}

/** The launcher's door: 422 is the mail server's no for good. */
async function byDoor(
  send: Send,
  { url, secret, from }: Extract<MailCarrier, { kind: 'door' }>,
  to: string,
  mail: Mail,
  id: string,
): Promise<Exchanged> {
  const request: OutgoingRequest = {
    method: 'POST',
    url,
    headers: [
      ['content-type', 'application/json'],
      ['authorization', `Bearer ${secret}`],
    ],
    body: JSON.stringify({ id, from, to, ...mail }),
  }
  const outcome = await send(request)
  const heard = heardHttp(outcome)
  const isForGood = outcome.kind === 'answered' && outcome.status === 422
  return { outcome, heard: isForGood ? { ...heard, answer: 'permanent' } : heard }
}

function jsonOf(outcome: SendOutcome): unknown {
  if (outcome.kind === 'fault') return {}
  try {
    return JSON.parse(outcome.body) ?? {}
  } catch {
    return {}
  }
}
