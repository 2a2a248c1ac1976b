// What a carrier says of a message after it has taken it: how far it came, and whether that is the
// end. Statuses are Twilio's, of messages and of calls.

export type ReceiptState = 'underWay' | 'arrived' | 'lost'

/** The way of a message and of a call, in the order of going. */
const way = [
  'accepted',
  'scheduled',
  'queued',
  'initiated',
  'sending',
  'ringing',
  'sent',
  'in-progress',
]

const ends: Readonly<Record<string, ReceiptState>> = {
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
  return Object.hasOwn(ends, status) ? ends[status]! : 'underWay'
}

/** Whether a status is news after another one: receipts come twice and out of order, and an end is
 *  the end. */
export function isNewer(before: string | null, status: string): boolean {
  if (before === null) return true
  if (receiptState(before) !== 'underWay') return false
  return receiptState(status) !== 'underWay' || way.indexOf(status) > way.indexOf(before)
}
