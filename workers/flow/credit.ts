// A pack of credits that was paid for: credited once, however often it is told.
import type { Purchase } from '../billing-ports.ts'
import { Problem } from '../domain/problem.ts'
import { isPack, type PackName, packs } from '../domain/sms-price.ts'
import type { HubPorts } from '../hub-ports.ts'
import { push } from './change.ts'

/** Credits a pack under a reference of its payment, once however often it is told. False: it was. */
export async function credit(
  hub: HubPorts,
  workspace: string,
  pack: PackName,
  ref: string,
): Promise<boolean> {
  const { credits, cents } = packs[pack]
  const audit = {
    actor: 'esonar',
    actorName: 'eSonar',
    verb: 'credit',
    noun: 'plan' as const,
    subject: workspace,
    before: null,
    after: { pack, credits, cents },
  }
  const isNew = await hub.plans.credit(workspace, { ref, pack, credits, cents }, audit)
  await push(hub, workspace)
  return isNew
}

/** What a paid checkout is handed to. */
export async function takeCredits(hub: HubPorts, { workspace, facts, session }: Purchase) {
  const { pack = '' } = facts
  if (!isPack(pack)) throw new Problem('internal', `There is no pack ${pack}.`)
  await credit(hub, workspace, pack, session)
}

/** What is given back of its price is taken back of its credits, in the same share, rounded up; what
 *  was used of it already is not asked for again. */
export async function takeCreditsBack(
  hub: HubPorts,
  { workspace, facts, session, cents, refundedCents }: Purchase,
): Promise<void> {
  const { pack = '' } = facts
  if (!isPack(pack) || refundedCents <= 0) return
  const { credits } = packs[pack]
  const share = cents > 0 ? Math.min(1, refundedCents / cents) : 1
  const refunded = Math.ceil(credits * share - 1e-9)
  await hub.plans.refund(workspace, session, refunded, {
    actor: 'stripe',
    actorName: 'Stripe',
    verb: 'refund',
    noun: 'plan',
    subject: workspace,
    before: null,
    after: { pack, credits, refunded },
  })
  await push(hub, workspace)
}
