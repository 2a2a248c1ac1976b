// What this installation sends by, from the environment: its account at Twilio, Resend, or a mail
// server. Names are the hub's (`workers/env.ts`) and go there as they are; all but SMTP.
import { Refusal } from './refusal.ts'

export interface SmtpChoice {
  /** `smtp://user:password@host:587` or `smtps://…:465`. */
  url: string
  /** Whom mail comes from. */
  from: string
}

export interface CarrierChoice {
  /** Handed to the hub. */
  variables: Record<string, string>
  /** Null: no mail server. */
  smtp: SmtpChoice | null
}

type Environment = Record<string, string | undefined>

const twilio = [
  'TWILIO_ACCOUNT_SID',
  'TWILIO_AUTH_TOKEN',
  'TWILIO_FROM',
  'TWILIO_MESSAGING_SERVICE_SID',
  'TWILIO_URL',
  'SMS_PER_MONTH',
] as const
const resend = ['RESEND_API_KEY', 'RESEND_FROM', 'RESEND_URL'] as const

/** Reads them; throws a Refusal that names the setting. Values are not repeated: they are secrets. */
export function readCarriers(env: Environment): CarrierChoice {
  together(env, ['TWILIO_ACCOUNT_SID', 'TWILIO_AUTH_TOKEN'])
  together(env, ['RESEND_API_KEY', 'RESEND_FROM'])
  together(env, ['SMTP_URL', 'MAIL_FROM'])
  const { TWILIO_ACCOUNT_SID: sid, TWILIO_FROM: from, TWILIO_MESSAGING_SERVICE_SID: service } = env
  if (sid && !from && !service) {
    throw new Refusal(
      'TWILIO_FROM is missing: whom messages come from; or set TWILIO_MESSAGING_SERVICE_SID.',
    )
  }
  if (from && !/^\+[1-9]\d{7,14}$/.test(from) && !/^(?=.*[A-Za-z])[A-Za-z0-9 ]{1,11}$/.test(from)) {
    throw new Refusal('TWILIO_FROM must be a number like +15005550006, or a sender name.')
  }
  for (const name of ['TWILIO_URL', 'RESEND_URL'] as const) isUrl(env, name, /^https?:$/, 'https')
  if (env.SMS_PER_MONTH && !/^\d{1,9}$/.test(env.SMS_PER_MONTH)) {
    throw new Refusal('SMS_PER_MONTH must be a whole number of text messages.')
  }
  isUrl(env, 'SMTP_URL', /^smtps?:$/, 'smtp or smtps')
  for (const name of ['MAIL_FROM', 'RESEND_FROM'] as const) isSender(env, name)
  const given = [...twilio, ...resend].flatMap((name) => (env[name] ? [[name, env[name]]] : []))
  return {
    variables: Object.fromEntries(given),
    smtp: env.SMTP_URL ? { url: env.SMTP_URL, from: env.MAIL_FROM! } : null,
  }
}

function together(env: Environment, names: string[]): void {
  const missing = names.filter((name) => !env[name])
  if (missing.length === 0 || missing.length === names.length) return
  throw new Refusal(`${names.join(' and ')} belong together; ${missing.join(', ')} is missing.`)
}

function isUrl(env: Environment, name: string, protocol: RegExp, says: string): void {
  const text = env[name]
  if (!text) return
  if (URL.canParse(text) && protocol.test(new URL(text).protocol) && new URL(text).hostname) return
  throw new Refusal(`${name} must be an address that begins with ${says}.`)
}

function isSender(env: Environment, name: string): void {
  const text = env[name]
  if (!text || /^(?:[^<>@\r\n]*<[^\s<>@]+@[^\s<>@]+>|[^\s<>@]+@[^\s<>@]+)$/.test(text)) return
  throw new Refusal(`${name} must be an address, or a name with one: eSonar <esonar@example.com>.`)
}
