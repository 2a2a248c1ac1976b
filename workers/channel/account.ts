// Whose account at Twilio a channel sends by: the fields of one of its own, the installation's
// otherwise, and what is wrong when there is neither.
import { refusal } from '../domain/address.ts'
import type { ChannelSettings } from '../domain/config.ts'
import { type Carriers, type TwilioAccount, twilioUrl } from './carrier.ts'
import type { ChannelField } from './channel.ts'

/** The fields of a channel that may have an account of its own. */
export const accountFields: readonly ChannelField[] = [
  {
    name: 'accountSid',
    label: 'Twilio account SID',
    help: 'Only for an account of your own: AC and 32 characters. Empty: the installation’s.',
    kind: 'text',
    refuse: (text) =>
      /^AC[0-9a-f]{32}$/i.test(text) ? null : 'must be AC and 32 hexadecimal characters',
  },
  {
    name: 'authToken',
    label: 'Twilio auth token',
    help: 'Belongs to the account SID; it also checks that receipts come from Twilio.',
    kind: 'secret',
    maxChars: 200,
  },
  {
    name: 'from',
    label: 'From',
    help: 'The number or sender name of that account which messages come from.',
    kind: 'text',
    refuse: (text) =>
      isE164(text) || /^(?=.*[A-Za-z])[A-Za-z0-9 ]{1,11}$/.test(text)
        ? null
        : 'must be a number like +15005550006, or a sender name of up to 11 letters and digits',
  },
  {
    name: 'messagingServiceSid',
    label: 'Messaging service SID',
    help: 'Instead of From: MG and 32 characters.',
    kind: 'text',
    refuse: (text) =>
      /^MG[0-9a-f]{32}$/i.test(text) ? null : 'must be MG and 32 hexadecimal characters',
  },
  {
    name: 'server',
    label: 'Twilio API address',
    help: `Only where it is not ${twilioUrl}.`,
    kind: 'url',
  },
]

/** E.164: a plus sign and 8 to 15 digits, the first not 0. */
export const isE164 = (text: string) => /^\+[1-9]\d{7,14}$/.test(text)

export const toField: ChannelField = {
  name: 'to',
  label: 'Phone number',
  help: 'In full with its country code, like +15005550006. A code is sent there first.',
  kind: 'text',
  required: true,
  placeholder: '+15005550006',
  refuse: (text) =>
    isE164(text)
      ? null
      : 'must be a number in full: +, country code and digits without spaces, like +15005550006',
}

/** The account a channel sends by: its own, or the installation's. */
export function twilioOf(settings: ChannelSettings, carriers: Carriers): TwilioAccount | null {
  const { accountSid, authToken, from, messagingServiceSid, server } = settings
  if (!accountSid || !authToken) return carriers.twilio
  return {
    accountSid,
    authToken,
    from: from ?? null,
    messagingServiceSid: messagingServiceSid ?? null,
    url: (server ?? twilioUrl).replace(/\/+$/, ''),
  }
}

/** The account a channel sends by, if it is the one that calls. */
export function accountFrom(
  accountSid: string,
  settings: ChannelSettings,
  carriers: Carriers,
): TwilioAccount | null {
  const account = twilioOf(settings, carriers)
  return account?.accountSid === accountSid ? account : null
}

/** What is wrong with the settings as a whole, by field. */
export function refuseAccount(
  settings: ChannelSettings,
  carriers: Carriers,
  needs: 'from' | 'sender',
): { field: string; detail: string } | null {
  const { accountSid, authToken, from, messagingServiceSid, server } = settings
  if (accountSid || authToken || from || messagingServiceSid || server) {
    if (!accountSid) return { field: 'accountSid', detail: 'is missing for an account of your own' }
    if (!authToken) return { field: 'authToken', detail: 'is missing for an account of your own' }
    if (!from && (needs === 'from' || !messagingServiceSid)) {
      const or = needs === 'from' ? '' : ', or messagingServiceSid'
      return { field: 'from', detail: `is missing for an account of your own${or}` }
    }
    return null
  }
  const { twilio, missing } = carriers
  if (!twilio) {
    const detail =
      `cannot be reached: this installation lacks ${missing.twilio.join(' and ')}; ` +
      'set them, or give accountSid, authToken and from of an account of your own'
    return { field: 'to', detail }
  }
  if (needs === 'from' && !twilio.from) {
    const detail = 'cannot be called: this installation lacks TWILIO_FROM, a number that calls'
    return { field: 'to', detail }
  }
  return null
}

/** Where Twilio can call this installation; null: it is not on the internet. */
export function callbackUrl(carriers: Carriers, account: TwilioAccount, path: string) {
  const { baseUrl } = carriers
  if (baseUrl === '') return null
  const { hostname } = new URL(baseUrl)
  const isPrivate = refusal(hostname, 443, { privateTargets: 'deny', ownPorts: [] }) !== null
  // Twilio itself refuses such an address; a server on our own network can call it.
  return isPrivate && account.url === twilioUrl ? null : `${baseUrl}${path}`
}
