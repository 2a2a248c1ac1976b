// The lender's door: one signed request is one look from one place. It is verified before anything
// of it is read, counted before anything is asked, and never leads to a private address.
import {
  type LentAsk,
  type LentState,
  lentClockOff,
  lentOrder,
  lentToleranceMs,
  privateField,
} from '../domain/lending.ts'
import { isLoanId, secondsToNextDay } from '../domain/loan.ts'
import type { Location } from '../domain/location.ts'
import type { ProbeEvent } from '../domain/measurement.ts'
import { limits } from '../domain/plan.ts'
import { Problem } from '../domain/problem.ts'
import { signedText } from '../domain/signature.ts'
import type { HubPorts } from '../hub-ports.ts'
import type { LoanAtDoor } from '../loan-ports.ts'
import { isBudgetSpent } from './budgets.ts'
import { verifyProbing } from './stop.ts'

/** What a request carries beside its body. */
export interface Signed {
  loan: string
  atMs: number
  signature: string
}

/** The loan that signed this body; its key must work still. */
export async function loanOfRequest(
  hub: HubPorts,
  { loan: id, atMs, signature }: Signed,
  body: string,
): Promise<LoanAtDoor> {
  const found = isLoanId(id) ? await hub.loans.loanAtDoor(id) : null
  const key = found && (await hub.vault.open(found.secret))
  if (!found || !key || !(await isSignedWith(key, signature, signedText(atMs, body)))) {
    throw new Problem('unauthenticated', 'This loan or its signature is not known here.')
  }
  if (!(Math.abs(hub.now() - atMs) <= lentToleranceMs)) {
    throw new Problem('unauthenticated', lentClockOff)
  }
  if (found.revokedAt === null) return found
  throw new Problem('forbidden', 'This loan was revoked by its lender.')
}

/** Counts the look and begins it. */
export async function lend(
  hub: HubPorts,
  loan: LoanAtDoor,
  ask: LentAsk,
): Promise<AsyncIterable<ProbeEvent>> {
  lentPlace(hub, loan, ask.location)
  const field = privateField(ask)
  if (field !== null) {
    throw new Problem('invalid', 'is a private address; only what is public is lent', field)
  }
  await verifyProbing(hub, loan.workspace)
  const now = hub.now()
  if (await isBudgetSpent(hub)) {
    const detail = 'The lender has made as many probes today as its operator allows.'
    throw new Problem('too_many_requests', detail, undefined, secondsToNextDay(now))
  }
  const most = mostOf(loan)
  const taken = await hub.loans.take(loan, ask.nonce, most, now)
  if (taken === 'again') {
    throw new Problem('conflict', 'This request was taken before; sign another.', 'nonce')
  }
  if (taken === 'spent') {
    const detail = `All ${most} looks of this loan are taken for today.`
    throw new Problem('too_many_requests', detail, undefined, secondsToNextDay(now))
  }
  return hub.lending.ask(ask.location, lentOrder(ask))
}

/** How a place of the loan stands; no look is taken for it. */
export async function lentState(
  hub: HubPorts,
  loan: LoanAtDoor,
  location: string,
): Promise<LentState> {
  const { network } = lentPlace(hub, loan, location)
  await verifyProbing(hub, loan.workspace)
  const all = await hub.loans.loans(loan.workspace, hub.now())
  const used = all.find((one) => one.id === loan.id)?.usedToday ?? 0
  const perDay = mostOf(loan)
  const left = (await isBudgetSpent(hub)) ? 0 : Math.max(0, perDay - used)
  return { v: 1, network, perDay, left }
}

function lentPlace(hub: HubPorts, loan: LoanAtDoor, id: string): Location {
  const places = hub.lending.list().filter((one) => loan.locations.includes(one.id))
  const found = places.find((one) => one.id === id)
  if (found) return found
  const known = places.map((one) => one.id).join(', ') || 'none'
  throw new Problem('invalid', `is not lent; of this loan there are ${known}`, 'location')
}

const mostOf = (loan: LoanAtDoor) => Math.min(loan.perDay, limits(loan.plan).looksLentPerDay)

async function isSignedWith(key: string, signature: string, text: string): Promise<boolean> {
  const encoder = new TextEncoder()
  const hmac = { name: 'HMAC', hash: 'SHA-256' }
  const secret = await crypto.subtle.importKey('raw', encoder.encode(key), hmac, false, ['verify'])
  try {
    const bytes = Uint8Array.from(atob(signature), (letter) => letter.charCodeAt(0))
    return await crypto.subtle.verify('HMAC', secret, bytes, encoder.encode(text))
  } catch {
    return false
  }
}
