// What the payment provider says now, made true here: asked anew each time, whatever an event said, so
// that events may be lost, doubled, late or out of order. All of it may be repeated.
import type { Billing } from '../billing-ports.ts'
import { type PlanName, planOf } from '../domain/plan.ts'
import { isLarger, isSold } from '../domain/price.ts'
import { Problem } from '../domain/problem.ts'
import {
  factsOf,
  gone,
  isLive,
  isOwing,
  isTrialLetterDue,
  letterDay,
  nextLook,
  owingSince,
  planAt,
  type Subscription,
  theOne,
} from '../domain/subscription.ts'
import type { Audit, HubPorts } from '../hub-ports.ts'
import { tillOf } from './customer.ts'
import { mailOwners, owingLetter, smallerLetter, trialLetter } from './payment-letters.ts'
import { changePlan } from './plan-change.ts'

/** Each that is lost is somebody else's that is written: a crowd passes. */
const triesMax = 20
const hourMs = 3_600_000
/** What is over is still asked for now and then. */
const overMs = 7 * 24 * hourMs
const workspacesPerCall = 500

/** Brings a workspace to what the provider says; null: it is no customer. */
export async function settle(hub: HubPorts, workspace: string): Promise<Billing | null> {
  const till = tillOf(hub)
  for (let attempt = 0; attempt < triesMax; attempt += 1) {
    const before = await hub.billing.billing(workspace)
    if (!before) return null
    const found = theOne(await till.subscriptions(before.customer))
    const now = hub.now()
    const after = learned(before, found ?? gone(before.subscription, now), now)
    if (isKnown(before, after) && (await isDone(hub, before))) return before
    // Somebody else was told something at the same moment: what they wrote may be later.
    if (!(await hub.billing.putBilling(after, auditOf(before, after)))) continue
    return act(hub, { ...after, version: after.version + 1 })
  }
  throw new Problem('unavailable', 'The subscription changes at this very moment; try again.')
}

function learned(before: Billing, subscription: Subscription | null, now: number): Billing {
  const since = subscription && owingSince(before.owingSince, subscription, now)
  const isTrial = subscription?.trialEndsAt != null
  const trialTold = before.subscription?.trialTold
  return {
    ...before,
    subscription: subscription && trialTold ? { ...subscription, trialTold } : subscription,
    owingSince: since,
    told: since === null ? 0 : before.told,
    trialUsedAt: before.trialUsedAt ?? (isTrial ? now : null),
    // Until all that follows from it is done.
    lookAt: now,
  }
}

/** Nothing is new: a crowd of events that say what is known stands in nobody's way. */
function isKnown(before: Billing, after: Billing): boolean {
  const [was, is] = [before, after].map(({ subscription, lookAt: _, ...rest }) =>
    JSON.stringify(Object.entries({ ...rest, ...subscription }).toSorted()),
  )
  return was === is
}

/** All that follows from it was done: its moment is ahead, and the workspace has the plan. */
async function isDone(hub: HubPorts, { workspace, lookAt, ...known }: Billing): Promise<boolean> {
  const now = hub.now()
  if (lookAt <= now) return false
  if (!known.subscription) return true
  const plan = (await hub.accounts.workspace(workspace))?.plan
  const own = planAt(known.subscription, known.owingSince, now)
  return plan === undefined || plan === own || plan === 'self-hosted'
}

function auditOf(before: Billing, after: Billing): Audit | null {
  const [was, is] = [factsOf(before.subscription), factsOf(after.subscription)]
  if (JSON.stringify(was) === JSON.stringify(is)) return null
  return {
    actor: 'stripe',
    actorName: 'Stripe',
    verb: was === null ? 'create' : 'update',
    noun: 'subscription',
    subject: after.workspace,
    before: was,
    after: is,
  }
}

/** What follows: the plan, letters, and when to look again. */
async function act(hub: HubPorts, known: Billing): Promise<Billing> {
  const now = hub.now()
  const { workspace, subscription, owingSince: since } = known
  if (!subscription) return finish(hub, { ...known, lookAt: now + overMs })
  const plan = planAt(subscription, since, now)
  await move(hub, known, plan)
  const lookAt =
    isLive(subscription) || since !== null ? nextLook(subscription, since, now) : now + overMs
  const day = letterDay(since, now)
  if (isTrialLetterDue(subscription, now)) return tellTrial(hub, { ...known, lookAt }, subscription)
  if (since === null || day <= known.told) return finish(hub, { ...known, lookAt })
  // Claimed first, so that two that settle at once send one letter.
  const claimed = await finish(hub, { ...known, told: day, lookAt })
  if (claimed.version === known.version) return claimed
  const name = (await hub.accounts.workspace(workspace))?.name ?? ''
  const letter = owingLetter(name, plan, { since, day, baseUrl: hub.settings.baseUrl })
  try {
    await mailOwners(hub, workspace, letter, `payment-${workspace}-${since}-${day}`)
    return claimed
  } catch (fault) {
    hub.log.error('billing.mail', fault, { workspace })
    return finish(hub, { ...claimed, told: known.told, lookAt: now + hourMs })
  }
}

/** The trial ends in three days: claimed first, so that two that settle at once send one letter. */
async function tellTrial(hub: HubPorts, known: Billing, trial: Subscription): Promise<Billing> {
  const { workspace } = known
  const trialTold = trial.trialEndsAt ?? 0
  const claimed = await finish(hub, { ...known, subscription: { ...trial, trialTold } })
  if (claimed.version === known.version) return claimed
  const name = (await hub.accounts.workspace(workspace))?.name ?? ''
  try {
    const letter = trialLetter(name, trial, hub.settings.baseUrl)
    await mailOwners(hub, workspace, letter, `trial-${workspace}-${trialTold}`)
    return claimed
  } catch (fault) {
    hub.log.error('billing.mail', fault, { workspace })
    return finish(hub, { ...claimed, subscription: trial, lookAt: hub.now() + hourMs })
  }
}

/** Writes it down, unless somebody settled meanwhile: then that one did. */
async function finish(hub: HubPorts, known: Billing): Promise<Billing> {
  const isPut = await hub.billing.putBilling(known, null)
  return isPut ? { ...known, version: known.version + 1 } : known
}

async function move(hub: HubPorts, known: Billing, plan: PlanName): Promise<void> {
  const { workspace } = known
  const found = await hub.accounts.workspace(workspace)
  if (!found || found.plan === plan || found.plan === 'self-hosted') return
  const why = whyOf(known, plan)
  const { before, paused } = await changePlan(hub, workspace, plan, why)
  hub.log.info('plan.changed', { workspace, before, plan, paused: paused.length })
  const isSmaller = isSold(before) && (!isSold(plan) || isLarger(before, plan))
  if (!isSmaller && paused.length === 0) return
  const letter = smallerLetter(found.name, { plan, why, paused }, hub.settings.baseUrl)
  await mailOwners(hub, workspace, letter, `plan-${workspace}-${known.version}`).catch((fault) =>
    hub.log.error('billing.mail', fault, { workspace }),
  )
}

/** Why the plan is what it is, as a sentence. */
function whyOf({ subscription }: Billing, plan: PlanName): string {
  if (plan !== 'free') return `The subscription is to ${planOf(plan).label}.`
  if (!subscription) return 'There is no subscription.'
  if (isOwing(subscription)) return 'A payment was owed for 14 days.'
  if (subscription.status === 'paused') return 'The trial ended, and no card was given.'
  if (subscription.status.startsWith('incomplete')) return 'The first payment did not go through.'
  if (subscription.plan === null) return 'The subscription is to none of the plans.'
  return 'The subscription ended.'
}

/** The cron's part, each hour: asks about those whose time has come, one after another. Answers whether
 *  there were any. */
export async function settleDue(hub: HubPorts): Promise<boolean> {
  if (!hub.till) return false
  const due = await hub.billing.dueBillings(hub.now(), workspacesPerCall)
  for (const workspace of due) {
    try {
      await settle(hub, workspace)
    } catch (fault) {
      hub.log.error('billing.settle', fault, { workspace })
      await later(hub, workspace)
    }
  }
  return due.length > 0
}

/** One that cannot be settled does not hold up the others. */
async function later(hub: HubPorts, workspace: string): Promise<void> {
  const known = await hub.billing.billing(workspace)
  if (known) await finish(hub, { ...known, lookAt: hub.now() + hourMs })
}
