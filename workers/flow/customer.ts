// Who pays: only an owner may, and the workspace is a customer of the payment provider from the first
// time on that something is bought.
import type { Billing, Till } from '../billing-ports.ts'
import { Problem } from '../domain/problem.ts'
import { isLive } from '../domain/subscription.ts'
import type { Actor, HubPorts } from '../hub-ports.ts'
import { allow } from './change.ts'

/** Where people see to their plan. */
export const planPath = '/plan'

/** The provider; throws where nothing is sold. */
export function tillOf({ till }: HubPorts): Till {
  if (till) return till
  throw new Problem('conflict', 'Nothing is sold on this installation; its plan has no price.')
}

/** Throws unless the actor may spend the workspace's money. */
export function verifyPayer(actor: Actor): void {
  if (actor.role !== 'owner') {
    throw new Problem('forbidden', 'Only an owner can change the plan and pay; ask one of them.')
  }
  allow(actor, 'write', 'workspace')
}

/** The workspace as a customer; it becomes one when it is none yet, or none any more. */
export async function customerOf(hub: HubPorts, workspace: string): Promise<Billing> {
  const till = tillOf(hub)
  const known = await hub.billing.billing(workspace)
  if (known) {
    const seen = await till.seeCustomer(known.customer)
    // Whoever is subscribed at another account must not be subscribed twice.
    const isElsewhere =
      seen === 'unknown' && known.subscription !== null && isLive(known.subscription)
    if (seen === 'there' || isElsewhere) return known
  }
  const found = await hub.accounts.workspace(workspace)
  const owner = (await hub.accounts.members(workspace)).find((one) => one.role === 'owner')
  if (!found || !owner) throw new Problem('not_found', 'There is no such workspace.')
  if (found.plan === 'self-hosted') {
    throw new Problem('conflict', 'This workspace runs on a machine of its own; nothing is sold.')
  }
  const { name } = found
  const turn = known?.customer ?? 'first'
  const customer = await till.customer({ workspace, name, email: owner.email, turn })
  await hub.billing.beginBilling(workspace, customer, known?.customer ?? null)
  return (await hub.billing.billing(workspace))!
}

/** Before a workspace goes: nobody pays for what is gone. Throws when the provider cannot be asked. */
export async function endPayment(hub: HubPorts, workspace: string): Promise<void> {
  const known = await hub.billing.billing(workspace)
  if (!known) return
  if (hub.till) await hub.till.endAll(known.customer)
  else hub.log.error('billing.end', new Error('there is no payment provider'), { workspace })
}
