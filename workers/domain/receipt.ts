// What a carrier says of a message after it has taken it: how far it came, and whether that is the
// end. Statuses are Twilio's, of messages and of calls.

export type ReceiptState = 'underWay' | 'arrived' | 'lost'

const states: Readonly<Record<string, ReceiptState>> = {
  delivered: 'arrived',
  read: 'arrived',
  completed: 'arrived',
  undelivered: 'lost',
  failed: 'lost',
  busy: 'lost',
  'no-answer': 'lost',
  canceled: 'lost',
}

/** What a status means; one that is not known is on its way. */
export function receiptState(status: string): ReceiptState {
  return Object.hasOwn(states, status) ? states[status]! : 'underWay'
}

/** Whether a status is news after another one: receipts come twice and out of order, and an end is
 *  the end. */
export function isNewer(before: string | null, status: string): boolean {
  if (before === null) return true
  return receiptState(before) === 'underWay' && before !== status
}
