// The subscription of a workspace as its owners see and change it. Money is spent at the provider's
// own pages; what changed there is asked for afterwards (`settle`).
import type { Billing, ChangePreview, Invoice, Payment, Preview } from '../billing-ports.ts'
import { limits, type Named } from '../domain/plan.ts'
import type { Offer } from '../domain/price.ts'
import { Problem } from '../domain/problem.ts'
import { graceEndsAt, isLive, type Subscription, trialDays } from '../domain/subscription.ts'
import type { Actor, HubPorts } from '../hub-ports.ts'
import { allow, auditOf, record } from './change.ts'
import { customerOf, planPath, tillOf, verifyPayer } from './customer.ts'
import { planNameOf } from './plan.ts'
import { settle } from './settle.ts'

const hourMs = 3_600_000

/** How a workspace pays. */
export async function getPayment(hub: HubPorts, actor: Actor): Promise<Payment> {
  allow(actor, 'read', 'workspace')
  const { workspace } = actor
  const plan = await planNameOf(hub, workspace)
  return paymentOf(hub, plan, await hub.billing.billing(workspace))
}

function paymentOf(hub: HubPorts, plan: string, known: Billing | null): Payment {
  const since = known?.owingSince ?? null
  return {
    plan,
    isSold: hub.till !== null && plan !== 'self-hosted',
    subscription: known?.subscription ?? null,
    owingSince: since,
    graceEndsAt: since === null ? null : graceEndsAt(since),
    trialDays: known?.trialUsedAt == null ? trialDays : null,
  }
}

/** Begins a subscription; answers where the browser goes to pay. */
export async function beginCheckout(hub: HubPorts, actor: Actor, offer: Offer): Promise<string> {
  verifyPayer(actor)
  const { workspace } = actor
  await customerOf(hub, workspace)
  const known = (await settle(hub, workspace))!
  if (known.subscription && isLive(known.subscription)) {
    throw new Problem('conflict', 'There is a subscription already; change that one instead.')
  }
  const { baseUrl } = hub.settings
  const url = await tillOf(hub).subscribe({
    customer: known.customer,
    workspace,
    offer,
    trialDays: known.trialUsedAt === null ? trialDays : null,
    back: { done: `${baseUrl}${planPath}/paid`, left: `${baseUrl}${planPath}` },
  })
  // Should the provider's call be lost, it is asked.
  await hub.billing.putBilling({ ...known, lookAt: hub.now() + hourMs }, null)
  await record(hub, workspace, auditOf(actor, 'start', 'checkout', workspace, null, offer))
  return url
}

/** Asks the provider now: somebody has just come back from there. */
export async function refreshPayment(hub: HubPorts, actor: Actor): Promise<Payment> {
  verifyPayer(actor)
  const known = await settle(hub, actor.workspace)
  return paymentOf(hub, await planNameOf(hub, actor.workspace), known)
}

/** Where cards, address and tax id are changed, and invoices are. */
export async function openPortal(hub: HubPorts, actor: Actor): Promise<string> {
  verifyPayer(actor)
  const till = tillOf(hub)
  const known = await hub.billing.billing(actor.workspace)
  if (!known) throw new Problem('conflict', 'Nothing was bought yet; choose a plan first.')
  return till.portal(known.customer, `${hub.settings.baseUrl}${planPath}/paid`)
}

/** Newest first; empty where nothing was bought. */
export async function listInvoices(hub: HubPorts, actor: Actor): Promise<Invoice[]> {
  verifyPayer(actor)
  const known = hub.till && (await hub.billing.billing(actor.workspace))
  return known ? tillOf(hub).invoices(known.customer) : []
}

/** What is paid next and when; null: nothing is. */
export async function nextInvoice(
  hub: HubPorts,
  actor: Actor,
): Promise<(Preview & { at: number }) | null> {
  verifyPayer(actor)
  const known = hub.till && (await hub.billing.billing(actor.workspace))
  const subscription = known?.subscription
  if (!known || !subscription || subscription.endsAt !== null) return null
  if (subscription.status !== 'trialing' && subscription.status !== 'active') return null
  const found = await tillOf(hub).upcoming(known.customer, subscription)
  return found && { ...found, at: subscription.periodEndsAt }
}

/** What another plan or period would cost now, and which checks it would pause. */
export async function previewChange(
  hub: HubPorts,
  actor: Actor,
  to: Offer,
): Promise<ChangePreview> {
  const { known, subscription } = await changeable(hub, actor, to)
  // In whole seconds, as the provider counts.
  const at = Math.floor(hub.now() / 1000) * 1000
  const preview = await tillOf(hub).preview(known.customer, subscription, to, at)
  return { ...preview, at, pauses: await wouldPause(hub, actor.workspace, to) }
}

/** The newest running checks that a plan has no room for. */
async function wouldPause(hub: HubPorts, workspace: string, { plan }: Offer): Promise<Named[]> {
  const config = await hub.config.whole(workspace)
  const running = (config?.checks ?? []).filter((one) => !one.paused)
  const order = (one: (typeof running)[number]) => `${one.createdAt} ${one.id}`
  return running
    .toSorted((a, b) => (order(a) < order(b) ? -1 : 1))
    .slice(limits(plan).checks)
    .map(({ id, name }) => ({ id, name }))
}

/** Takes another plan or period, at the price of the preview made at `previewedAt`. */
export async function changeSubscription(
  hub: HubPorts,
  actor: Actor,
  to: Offer,
  previewedAt: number | null,
): Promise<Payment> {
  const { subscription } = await changeable(hub, actor, to)
  const now = hub.now()
  const at = previewedAt ?? now
  if (!(at > now - hourMs && at <= now)) {
    throw new Problem('invalid', 'is no preview of the last hour; look at it again', 'previewedAt')
  }
  await tillOf(hub).change(subscription, to, at)
  const { plan, period } = subscription
  const audit = auditOf(actor, 'change', 'subscription', actor.workspace, { plan, period }, to)
  await record(hub, actor.workspace, audit)
  return refreshPayment(hub, actor)
}

async function changeable(
  hub: HubPorts,
  actor: Actor,
  to: Offer,
): Promise<{ known: Billing; subscription: Subscription }> {
  const { known, subscription } = await running(hub, actor)
  if (subscription.status !== 'trialing' && subscription.status !== 'active') {
    throw new Problem('conflict', 'A payment is owed. Pay it first; then the plan can be changed.')
  }
  if (subscription.plan === to.plan && subscription.period === to.period) {
    throw new Problem('conflict', 'This is what the workspace has; nothing would change.')
  }
  return { known, subscription }
}

/** Ends the subscription with what is paid for, or lets it go on after all. */
export async function setEnding(hub: HubPorts, actor: Actor, isEnding: boolean): Promise<Payment> {
  const { subscription } = await running(hub, actor)
  await tillOf(hub).setEnding(subscription, isEnding)
  const { plan, period } = subscription
  const verb = isEnding ? 'end' : 'resume'
  const facts = { plan, period }
  await record(
    hub,
    actor.workspace,
    auditOf(actor, verb, 'subscription', actor.workspace, facts, facts),
  )
  return refreshPayment(hub, actor)
}

async function running(
  hub: HubPorts,
  actor: Actor,
): Promise<{ known: Billing; subscription: Subscription }> {
  verifyPayer(actor)
  tillOf(hub)
  const known = await settle(hub, actor.workspace)
  const subscription = known?.subscription
  if (known && subscription && isLive(subscription)) return { known, subscription }
  throw new Problem('conflict', 'There is no subscription; choose a plan first.')
}
