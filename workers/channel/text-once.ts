// One text message through an account at Twilio, which takes no key against doubles: the text carries
// a short mark, and after an answer that was lost the mark is looked for before anything is sent again.
import type { TwilioAccount } from './carrier.ts'
import type { Exchanged, Send, Ticket } from './channel.ts'
import { adopted, blindFrom, lostAnswer } from './lost.ts'
import { findText, sendText } from './twilio.ts'

export interface MarkedText {
  to: string
  /** With the mark in it. */
  body: string
  ref: string
  ticket: Ticket
  statusCallback: string | null
}

/** One attempt; what came of it. */
export async function textOnce(
  send: Send,
  account: TwilioAccount,
  { to, body, ref, ticket, statusCallback }: MarkedText,
): Promise<Exchanged> {
  if (ticket.attempt > 1) {
    const known = await findText(send, account, to, ref)
    if ('outcome' in known) {
      if (ticket.attempt < blindFrom) return known
    } else if (known.found && !hasFailed(known.found.status)) {
      return adopted(known.found)
    }
  }
  return lostAnswer(await sendText(send, account, { to, body, statusCallback }), ticket)
}

const hasFailed = (status: string) => status === 'failed' || status === 'undelivered'
