// What an installation itself can send by: its account at Twilio, its way to send mail. Read from
// the environment by the wiring; a channel may have an account of its own instead.

export interface TwilioAccount {
  accountSid: string
  authToken: string
  /** One of these two says who it comes from. */
  from: string | null
  messagingServiceSid: string | null
  /** Where the API is, no trailing slash. */
  url: string
}

/** `resend`: Resend's API. `door`: the launcher's, which speaks SMTP. */
export type MailCarrier =
  | { kind: 'resend'; key: string; from: string; url: string }
  | { kind: 'door'; secret: string; from: string; url: string }

export interface Carriers {
  twilio: TwilioAccount | null
  mail: MailCarrier | null
  /** Names of the settings without which there is no carrier; empty when there is one. */
  missing: { twilio: string[]; mail: string[] }
  /** Text messages and calls of a workspace in a month by the account above; null: as its plan
   *  says. */
  smsPerMonth: number | null
  /** Public address of this installation, no trailing slash: receipts are sent there. */
  baseUrl: string
}

/** An installation that can send nothing by itself. */
export const noCarriers: Carriers = {
  twilio: null,
  mail: null,
  missing: {
    twilio: ['TWILIO_ACCOUNT_SID', 'TWILIO_AUTH_TOKEN', 'TWILIO_FROM'],
    mail: ['RESEND_API_KEY', 'RESEND_FROM'],
  },
  smsPerMonth: null,
  baseUrl: '',
}

export const twilioUrl = 'https://api.twilio.com'
export const resendUrl = 'https://api.resend.com'

/** Variables of the installation's carriers, by their names. */
export interface CarrierVariables {
  /** The installation's account at Twilio: SMS and voice. One of FROM and MESSAGING_SERVICE_SID. */
  TWILIO_ACCOUNT_SID?: string
  TWILIO_AUTH_TOKEN?: string
  TWILIO_FROM?: string
  TWILIO_MESSAGING_SERVICE_SID?: string
  /** https://api.twilio.com when absent. */
  TWILIO_URL?: string
  /** Text messages and calls of a workspace in a month; absent: as its plan says. */
  SMS_PER_MONTH?: string
  /** Mail by Resend. */
  RESEND_API_KEY?: string
  RESEND_FROM?: string
  /** https://api.resend.com when absent. */
  RESEND_URL?: string
  /** Set by the launcher where a mail server is configured: its door, and whom mail comes from. */
  MAIL_DOOR_URL?: string
  MAIL_FROM?: string
  /** The launcher's word for `/internal/*` and for its mail door; absent on Cloudflare. */
  LAUNCHER_SECRET?: string
}

/** The carriers of an installation. Resend wins where SMTP is configured, too. */
export function carriersOf(env: CarrierVariables, baseUrl: string): Carriers {
  const lacks = (names: (keyof CarrierVariables)[]) => names.filter((name) => !env[name])
  const sender = env.TWILIO_MESSAGING_SERVICE_SID
    ? []
    : lacks(['TWILIO_FROM']).map((name) => `${name} (or TWILIO_MESSAGING_SERVICE_SID)`)
  const twilio = [...lacks(['TWILIO_ACCOUNT_SID', 'TWILIO_AUTH_TOKEN']), ...sender]
  const mail = mailOf(env)
  return {
    twilio: twilio.length > 0 ? null : accountOf(env),
    mail,
    missing: { twilio, mail: mail ? [] : lacks(['RESEND_API_KEY', 'RESEND_FROM']) },
    smsPerMonth: env.SMS_PER_MONTH ? Number(env.SMS_PER_MONTH) : null,
    baseUrl,
  }
}

function accountOf(env: CarrierVariables): TwilioAccount {
  return {
    accountSid: env.TWILIO_ACCOUNT_SID!,
    authToken: env.TWILIO_AUTH_TOKEN!,
    from: env.TWILIO_FROM || null,
    messagingServiceSid: env.TWILIO_MESSAGING_SERVICE_SID || null,
    url: plain(env.TWILIO_URL || twilioUrl),
  }
}

function mailOf(env: CarrierVariables): MailCarrier | null {
  const { RESEND_API_KEY: key, RESEND_FROM: from } = env
  if (key && from) return { kind: 'resend', key, from, url: plain(env.RESEND_URL || resendUrl) }
  const { MAIL_DOOR_URL: url, MAIL_FROM: sender, LAUNCHER_SECRET: secret } = env
  return url && sender && secret ? { kind: 'door', secret, from: sender, url } : null
}

const plain = (url: string) => url.replace(/\/+$/, '')
