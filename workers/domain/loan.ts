// A loan: another master may ask from places of this one, so many times a day, with a key of its own.

export const looksPerDayMax = 100_000
/** In a workspace, those that are revoked and not removed too. */
export const loansMax = 20

export interface Loan {
  v: 1
  id: string
  workspace: string
  version: number
  name: string
  /** Ids of places of the installation. */
  locations: string[]
  perDay: number
  createdAt: string
  /** Its key works no more since. */
  revokedAt: string | null
  lastUsedAt: string | null
}

/** A loan with what was taken of it. */
export interface LoanLine extends Loan {
  usedToday: number
  usedThisMonth: number
}

const idShape = /^lon_([a-z0-9]{4,32})_([a-z0-9]{12})$/
const keyShape = /^esl_([a-z0-9]{4,32})_([a-z0-9]{12})_[a-z0-9]{40}$/

/** The key of a loan: it names the loan, so that whoever has it needs nothing else. */
export function keyOf({ id }: Pick<Loan, 'id'>, secret: string): string {
  return `${id.replace(/^lon/, 'esl')}_${secret}`
}

/** The id of the loan of a key; null: it is no such key. */
export function loanOfKey(key: string): string | null {
  const [, workspace, rest] = keyShape.exec(key) ?? []
  return workspace ? `lon_${workspace}_${rest}` : null
}

export const isLoanId = (text: string) => idShape.test(text)

/** What the borrower writes into its settings: a line for each place. */
export function lendersLine(
  places: { id: string; network: string }[],
  baseUrl: string,
  key: string,
): string {
  const entries = places.map(({ id, network }) => {
    const name = `lent-${id.toLowerCase().replace(/[^a-z0-9-]/g, '-')}`.slice(0, 31)
    const carrier = network.replace(/[^A-Za-z0-9._-]/g, '-').slice(0, 40)
    return `${name}@${carrier}=${baseUrl}/${id}#${key}`
  })
  return `ESONAR_LENDERS=${entries.join(',')}`
}

/** Seconds until the next day begins, and with it the next allowance (UTC). */
export function secondsToNextDay(now: number): number {
  const dayMs = 86_400_000
  return Math.ceil((dayMs - (now % dayMs)) / 1000)
}
