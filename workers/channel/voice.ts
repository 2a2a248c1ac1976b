// The call: a voice says twice what is wrong, and the key 1 acknowledges it. A call has no text to
// find it by after a lost answer, so it is made again: a phone that rings twice is better than one
// that does not ring.
import { spokenOf } from '../domain/brief.ts'
import { accountFields, callbackUrl, refuseAccount, toField, twilioOf } from './account.ts'
import type { ChannelKind, Errand, Exchanged } from './channel.ts'
import { lostAnswer, withoutCarrier } from './lost.ts'
import { placeCall } from './twilio.ts'
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
  const isOpen = message.incident !== null && message.incident.resolvedAt === null
  const made = await placeCall(send, account, {
    to: settings.to!,
    twiml: callScript(spokenOf(message), isOpen ? at('voice') : null),
    statusCallback: errand.isUnseen ? null : at('status'),
  })
  return { ...lostAnswer(made, ticket), segments: 1 }
}
