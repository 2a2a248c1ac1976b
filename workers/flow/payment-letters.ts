// Letters to the owners of a workspace about its payment: one that failed, and what a smaller plan
// paused.
import { carry } from '../channel/email.ts'
import { type Letter, letterOf } from '../channel/letter.ts'
import { type Named, planOf } from '../domain/plan.ts'
import { money } from '../domain/price.ts'
import { dayMs, graceEndsAt, type Subscription } from '../domain/subscription.ts'
import { utc } from '../domain/words/index.ts'
import type { HubPorts } from '../hub-ports.ts'
import { planPath } from './customer.ts'

const namedMax = 20
const dateOf = (ms: number) => utc(ms).slice(0, 10)

/** A payment failed: until when all goes on, and where to pay. */
export function owingLetter(
  name: string,
  plan: string,
  { since, day, baseUrl }: { since: number; day: number; baseUrl: string },
): Letter {
  const end = graceEndsAt(since)
  const left = Math.ceil((end - (since + (day - 1) * dayMs)) / dayMs)
  const { label } = planOf(plan)
  return {
    headline: `a payment for ${name} did not go through`,
    lines: [
      `The payment of ${dateOf(since)} for the plan ${label} did not go through, most often because a card ran out.`,
      `Everything goes on as before until ${dateOf(end)}, ${left === 1 ? 'one more day' : `${left} more days`}. If nothing is paid by then, the workspace goes to Free, and checks that Free has no room for are paused. Nothing is deleted.`,
      'To set another card, open “Cards and invoices” there.',
    ],
    link: { label: 'See to the payment', url: `${baseUrl}${planPath}` },
  }
}

/** A trial ends soon: when, what is paid then, and how to end it before. */
export function trialLetter(name: string, trial: Subscription, baseUrl: string): Letter {
  const { plan, period, cents, currency, trialEndsAt } = trial
  const { label } = planOf(plan ?? '')
  const price = `${money(cents, currency)} a ${period === 'yearly' ? 'year' : 'month'}, tax apart`
  return {
    headline: `the trial of ${label} for ${name} ends on ${dateOf(trialEndsAt ?? 0)}`,
    lines: [
      `It goes on by itself then, and the card is charged ${price}. There is nothing to do.`,
      'If you would rather end it, press “Cancel at the end of the period” before; the workspace goes to Free, and nothing is charged.',
    ],
    link: { label: 'See the plan', url: `${baseUrl}${planPath}` },
  }
}

/** The plan became smaller: why, and which checks do not run any more. */
export function smallerLetter(
  name: string,
  moved: { plan: string; why: string; paused: Named[] },
  baseUrl: string,
): Letter {
  const { plan, why, paused } = moved
  const { label, limits } = planOf(plan)
  const rest = paused.length - namedMax
  const named = paused
    .slice(0, namedMax)
    .map((one) => one.name)
    .join(', ')
  const which =
    paused.length === 0
      ? 'All your checks run on.'
      : `It runs ${limits.checks} checks. The newest of yours are paused: ${named}${rest > 0 ? ` and ${rest} more` : ''}. Nothing of them is deleted; a larger plan runs them again by itself.`
  return {
    headline: `${name} is on the plan ${label} now`,
    lines: [why, which, 'Alarms that were already owed are still sent.'],
    link: { label: 'See the plans', url: `${baseUrl}${planPath}` },
  }
}

/** Sends a letter to each owner. `id` makes it the same letter when it is sent again. Throws when one
 *  of them did not leave. */
export async function mailOwners(
  hub: HubPorts,
  workspace: string,
  letter: Letter,
  id: string,
): Promise<void> {
  const { carriers, baseUrl } = hub.settings
  if (!carriers.mail) return
  const owners = (await hub.accounts.members(workspace)).filter((one) => one.role === 'owner')
  for (const owner of owners) {
    const own = `${id}-${owner.id}`
    const mail = letterOf(letter, own, baseUrl)
    const send = (request: Parameters<HubPorts['sender']['send']>[0]) => hub.sender.send(request)
    const { heard } = await carry(send, carriers.mail, owner.email, mail, own)
    // An address that takes nothing is not asked again.
    if (heard.answer === 'permanent') hub.log.error('billing.mail', new Error(heard.said), {})
    else if (heard.answer !== 'ok') throw new Error(`the mail carrier said: ${heard.said}`)
  }
}
