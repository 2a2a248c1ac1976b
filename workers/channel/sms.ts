// The text message: 160 characters through Twilio. Twilio takes no key against doubles: each text
// carries a short mark, and after an answer that was lost the mark is looked for before anything
// is sent again.
import { smsOf } from '../domain/brief.ts'
import { segmentsOf } from '../domain/gsm.ts'
import { accountFields, callbackUrl, isE164, refuseAccount, toField, twilioOf } from './account.ts'
import type { ChannelKind, Errand, Exchanged } from './channel.ts'
import { adopted, blindFrom, lostAnswer, withoutCarrier } from './lost.ts'
import { refOf } from './ref.ts'
import { findText, sendText } from './twilio.ts'

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
  if (ticket.attempt > 1) {
    const known = await findText(send, account, to, ref)
    if ('outcome' in known) {
      if (ticket.attempt < blindFrom) return known
    } else if (known.found && !hasFailed(known.found.status)) {
      return { ...adopted(known.found), segments }
    }
  }
  const statusCallback = errand.isUnseen ? null : back
  const made = await sendText(send, account, { to, body, statusCallback })
  return { ...lostAnswer(made, ticket), segments }
}

const hasFailed = (status: string) => status === 'failed' || status === 'undelivered'
