// What the hub's flow needs to know of loans: their rows with the meter, and the places that are lent.
import type { Loan, LoanLine } from './domain/loan.ts'
import type { Location } from './domain/location.ts'
import type { ProbeEvent, ProbeOrder } from './domain/measurement.ts'
import type { Audit } from './hub-ports.ts'

/** A loan as its door needs it. */
export interface LoanAtDoor extends Loan {
  /** Its key, sealed. */
  secret: string
  /** Of its workspace. */
  plan: string
}

/** A loan just made: `key` and `line` are shown this once. */
export interface MadeLoan {
  loan: LoanLine
  key: string
  /** What the borrower writes into its settings. */
  line: string
}

/** What came of counting one look. */
export type Taken = 'taken' | 'again' | 'spent'

/** Loans of record. `changeLoan` answers false when its version is not `expected` any more. */
export interface LoanStore {
  /** In the order they were made; those revoked too. Days are UTC's, `now` says which. */
  loans(workspace: string, now: number): Promise<LoanLine[]>
  loanAtDoor(id: string): Promise<LoanAtDoor | null>
  addLoan(workspace: string, loan: Loan, sealedKey: string, audit: Audit): Promise<void>
  changeLoan(workspace: string, loan: Loan, expected: number, audit: Audit): Promise<boolean>
  dropLoan(workspace: string, id: string, audit: Audit): Promise<boolean>
  /** Counts one look if the day has one left and the nonce is new: one statement, so that two at
   *  once cannot share the last one. */
  take(loan: Loan, nonce: string, most: number, now: number): Promise<Taken>
}

/** Places of the installation that can be lent: they reach what is public, and nothing else. */
export interface Lending {
  list(): Location[]
  ask(location: string, order: ProbeOrder): AsyncIterable<ProbeEvent>
}
