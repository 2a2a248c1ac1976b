// What the hub's flow needs to be paid: the payment provider (`Till`), and what is kept of it.
import type { Named } from './domain/plan.ts'
import type { Offer } from './domain/price.ts'
import type { Subscription } from './domain/subscription.ts'
import type { Audit } from './hub-ports.ts'

/** What is kept of a workspace's payment. */
export interface Billing {
  workspace: string
  /** Counts up with each change. */
  version: number
  /** Its id as a customer of the provider. */
  customer: string
  /** As the provider last told; null: it has none. */
  subscription: Subscription | null
  owingSince: number | null
  /** The day of the last letter about the payment that is owed; 0: none was sent. */
  told: number
  trialUsedAt: number | null
  /** When to ask the provider again of itself. */
  lookAt: number
}

export interface BillingStore {
  billing(workspace: string): Promise<Billing | null>
  billingOf(customer: string): Promise<Billing | null>
  /** Notes whose customer a workspace is; one that is noted stays, unless it is `instead`'s. */
  beginBilling(workspace: string, customer: string, instead: string | null): Promise<void>
  /** False: its version is not `one.version` any more, and nothing was written. */
  putBilling(one: Billing, audit: Audit | null): Promise<boolean>
  /** Workspaces to ask the provider about, the longest due first. */
  dueBillings(now: number, limit: number): Promise<string[]>
  isEventKnown(id: string): Promise<boolean>
  keepEvent(id: string, type: string, at: number): Promise<void>
}

export interface Invoice {
  id: string
  number: string | null
  /** ms since the epoch. */
  at: number
  cents: number
  currency: string
  /** `draft`, `open`, `paid`, `uncollectible`, `void`. */
  status: string
  /** Where it is seen and paid, and as a document. */
  url: string | null
  pdf: string | null
}

/** What a change would cost. */
export interface Preview {
  /** Due at once; negative: to one's credit, taken off what comes. */
  cents: number
  currency: string
  lines: { text: string; cents: number }[]
}

export interface ChangePreview extends Preview {
  /** The change costs this if it is made with this instant, within an hour. */
  at: number
  /** Checks that would be paused. */
  pauses: Named[]
}

/** How a workspace pays, as people are shown it. */
export interface Payment {
  plan: string
  /** Whether anything is sold on this installation. */
  isSold: boolean
  subscription: Subscription | null
  owingSince: number | null
  graceEndsAt: number | null
  /** Days of trial a subscription would begin with; null: none. */
  trialDays: number | null
}

/** Something that was bought once. */
export interface Purchase {
  /** The checkout's id: what it is credited under, once. */
  session: string
  workspace: string
  /** What it is, as `buy` was given it. */
  facts: Record<string, string>
  /** In all, with tax. */
  cents: number
  currency: string
  isPaid: boolean
  /** Of the cents, what was given back so far. */
  refundedCents: number
}

/** What the provider told of, as far as it matters: whom, and which checkout. */
export interface TillEvent {
  id: string
  type: string
  customer: string | null
  /** A checkout of something bought once. */
  purchase: string | null
  /** A payment of which something was given back. */
  refunded: string | null
}

/** Where the browser goes from the provider's page. */
export interface Back {
  done: string
  left: string
}

/** The payment provider. Each throws `Problem`: `unavailable` when it cannot be asked. */
export interface Till {
  /** A new customer; the same one when asked again for the same workspace and `turn`. */
  customer(ask: { workspace: string; name: string; email: string; turn: string }): Promise<string>
  /** `unknown`: it never was one of this account. */
  seeCustomer(customer: string): Promise<'there' | 'deleted' | 'unknown'>
  /** Begins a subscription: where the browser goes to pay. Checkouts left open before are closed. */
  subscribe(ask: {
    customer: string
    workspace: string
    offer: Offer
    trialDays: number | null
    back: Back
  }): Promise<string>
  /** Sells something once: where the browser goes to pay. */
  buy(ask: {
    customer: string
    workspace: string
    name: string
    cents: number
    facts: Record<string, string>
    back: Back
  }): Promise<string>
  /** What became of it; null: there is none of this id, or it is of another kind. */
  purchase(session: string): Promise<Purchase | null>
  /** The same, found by its payment. */
  purchasePaidBy(payment: string): Promise<Purchase | null>
  /** Where the customer sees to cards, address and invoices. */
  portal(customer: string, back: string): Promise<string>
  /** All the customer has and had. */
  subscriptions(customer: string): Promise<Subscription[]>
  invoices(customer: string): Promise<Invoice[]>
  /** What comes next; null: nothing does. */
  upcoming(customer: string, subscription: Subscription): Promise<Preview | null>
  preview(customer: string, one: Subscription, to: Offer, at: number): Promise<Preview>
  /** Changes plan or period as previewed at `at`, ms. A card that is declined changes nothing. */
  change(subscription: Subscription, to: Offer, at: number): Promise<void>
  /** Whether it ends with what is paid for. */
  setEnding(subscription: Subscription, isEnding: boolean): Promise<void>
  /** Ends all at once, open checkouts too. */
  endAll(customer: string): Promise<void>
  /** What a call of the provider says; null: it is not signed by it. */
  event(raw: string, signature: string): Promise<TillEvent | null>
}
