// The text message: 160 characters through Twilio, once in effect.
import { smsOf } from '../domain/brief.ts'
import { segmentsOf } from '../domain/gsm.ts'
import { accountFields, callbackUrl, isE164, refuseAccount, toField, twilioOf } from './account.ts'
import type { ChannelKind, Errand, Exchanged } from './channel.ts'
import { withoutCarrier } from './lost.ts'
import { refOf } from './ref.ts'
import { textOnce } from './text-once.ts'

export const sms = {
  label: 'Text message (SMS)',
  help: 'A text message of 160 characters to one phone; answer ACK or STATUS to it.',
  audience: 'person',
  levels: ['critical'],
  fields: [toField, ...accountFields],
  confirms: ['to', 'accountSid', 'server'],
  nameOf: ({ to }) => `SMS ${to}`,
  refuse: (settings, carriers) => refuseAccount(settings, carriers, 'sender'),
  exchange,
} satisfies ChannelKind

async function exchange(errand: Errand): Promise<Exchanged> {
  const { message, settings, ticket, carriers, send } = errand
  const account = twilioOf(settings, carriers)
  if (!account) return withoutCarrier('TWILIO_ACCOUNT_SID')
  const ref = refOf(ticket.id)
  const to = settings.to!
  const back = callbackUrl(carriers, account, `/in/twilio/status/${ticket.id}`)
  const canReply = back !== null && (account.from === null || isE164(account.from))
  const body = smsOf(message, ref, canReply)
  const segments = segmentsOf(body)
  const statusCallback = errand.isUnseen ? null : back
  const made = await textOnce(send, account, { to, body, ref, ticket, statusCallback })
  // Of one that could not be looked for, nothing is known: nothing is counted.
  return 'sid' in made || made.heard.answer !== 'retry' ? { ...made, segments } : made
}
