// The call: a voice says twice what is wrong, and the key 1 acknowledges it. A call has no text to
// find it by after a lost answer: it is known by its receipt, or else by its number and its time.
import { spokenOf } from '../domain/brief.ts'
import { accountFields, callbackUrl, refuseAccount, toField, twilioOf } from './account.ts'
import type { TwilioAccount } from './carrier.ts'
import type { ChannelKind, Errand, Exchanged } from './channel.ts'
import { adopted, blindFrom, lostAnswer, withoutCarrier } from './lost.ts'
import { findCall, placeCall } from './twilio.ts'
import { callScript } from './twiml.ts'

export const voice = {
  label: 'Phone call',
  help: 'Calls one phone, says what is wrong, and takes the key 1 as an acknowledgement.',
  audience: 'person',
  levels: ['critical'],
  fields: [toField, ...accountFields.filter(({ name }) => name !== 'messagingServiceSid')],
  confirms: ['to', 'accountSid', 'server'],
  nameOf: ({ to }) => `Call ${to}`,
  refuse: (settings, carriers) => refuseAccount(settings, carriers, 'from'),
  exchange,
} satisfies ChannelKind

async function exchange(errand: Errand): Promise<Exchanged> {
  const { message, settings, ticket, carriers, send } = errand
  const account = twilioOf(settings, carriers)
  if (!account?.from) return withoutCarrier('TWILIO_FROM')
  const at = (path: string) => callbackUrl(carriers, account, `/in/twilio/${path}/${ticket.id}`)
  if (ticket.attempt > 1) {
    const known = await knownCall(errand, account)
    if ('outcome' in known) {
      if (ticket.attempt < blindFrom) return known
    } else if (known.found && !hasFailed(known.found.status)) {
      return { ...adopted(known.found), segments: 1 }
    }
  }
  const isOpen = message.incident !== null && message.incident.resolvedAt === null
  const made = await placeCall(send, account, {
    to: settings.to!,
    twiml: callScript(spokenOf(message), isOpen ? at('voice') : null),
    statusCallback: errand.isUnseen ? null : at('status'),
  })
  return { ...lostAnswer(made, ticket), segments: 1 }
}

/** What became of it, by its receipt or by the carrier's list. */
function knownCall(errand: Errand, account: TwilioAccount): ReturnType<typeof findCall> {
  const { ticket, settings, others = new Set(), send } = errand
  const { carrierId, sinceMs = ticket.timestampSeconds * 1_000 } = ticket
  if (carrierId) return Promise.resolve({ found: { sid: carrierId, status: 'called' } })
  return findCall(send, account, { to: settings.to!, sinceMs, others })
}

/** It never rang. */
const hasFailed = (status: string) => status === 'failed' || status === 'canceled'
