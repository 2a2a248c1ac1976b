// What is bought once, by a checkout of its own, and handed on to whoever credits it when it is paid.
import type { Purchase } from '../billing-ports.ts'
import type { Actor, HubPorts } from '../hub-ports.ts'
import { record } from './change.ts'
import { takeCredits, takeCreditsBack } from './credit.ts'
import { customerOf, tillOf, verifyPayer } from './customer.ts'

/** Something to buy. `kind` is whose it is (`takers`); `facts` come back with the purchase. */
export interface Article {
  kind: string
  name: string
  /** In cents of the currency of the plans, tax apart. */
  cents: number
  facts: Record<string, string>
}

/** Credits a purchase that is paid. It may be called again for the same one: `session` is what makes
 *  it one. Throws when it could not; the provider then tells of it again. */
export type Taker = (hub: HubPorts, purchase: Purchase) => Promise<void>

/** Who takes in which kind. */
export const takers: Record<string, Taker> = { credits: takeCredits }

/** Begins the checkout; answers where the browser goes to pay. `path`: where it comes back to. */
export async function startPurchase(
  hub: HubPorts,
  actor: Actor,
  article: Article,
  path: string,
): Promise<string> {
  verifyPayer(actor)
  const { workspace } = actor
  const { customer } = await customerOf(hub, workspace)
  const { kind, name, cents } = article
  const url = await tillOf(hub).buy({
    customer,
    workspace,
    name,
    cents,
    facts: { ...article.facts, kind },
    back: {
      done: `${hub.settings.baseUrl}${path}?session={CHECKOUT_SESSION_ID}`,
      left: `${hub.settings.baseUrl}${path}`,
    },
  })
  await record(hub, workspace, {
    actor: actor.id,
    actorName: actor.name,
    verb: 'start',
    noun: 'checkout',
    subject: workspace,
    before: null,
    after: { name, cents },
  })
  return url
}

/** Asks the provider what became of a checkout, and hands it on when it is paid. Whether it was. */
export async function takePurchase(
  hub: HubPorts,
  session: string,
  given: Record<string, Taker> = takers,
): Promise<boolean> {
  const purchase = await tillOf(hub).purchase(session)
  if (!purchase?.isPaid) return false
  const { workspace, facts } = purchase
  const take = Object.hasOwn(given, facts.kind ?? '') ? given[facts.kind!] : undefined
  const isThere = (await hub.accounts.workspace(workspace)) !== null
  if (!take || !isThere) {
    const fault = new Error('something was paid for that nobody credits')
    hub.log.error('billing.purchase', fault, { session, workspace, kind: facts.kind })
    return false
  }
  await take(hub, purchase)
  return true
}

/** Whoever credited a purchase takes as much of it back as was given back. False: it is nothing that
 *  was bought once; a plan goes on until its subscription ends. */
export async function takeRefund(hub: HubPorts, payment: string): Promise<boolean> {
  const purchase = await tillOf(hub).purchasePaidBy(payment)
  if (purchase?.facts.kind !== 'credits') return false
  // The refund may be told of before the payment.
  await takePurchase(hub, purchase.session)
  await takeCreditsBack(hub, purchase)
  return true
}
