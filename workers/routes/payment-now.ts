// How a workspace pays, as whoever looks is told. What the provider said is written down a moment before
// the plan follows it (`flow/settle.ts`); in between, the plan is already the one that follows.
import type { Payment } from '../billing-ports.ts'
import { planAt } from '../domain/subscription.ts'
import { getPayment } from '../flow/subscription.ts'
import type { Actor, HubPorts } from '../hub-ports.ts'

/** The payment of the actor's workspace, with the plan that its subscription gives it now. */
export async function paymentNow(hub: HubPorts, actor: Actor): Promise<Payment> {
  const payment = await getPayment(hub, actor)
  const { plan, subscription, owingSince } = payment
  if (!subscription || plan === 'self-hosted') return payment
  return { ...payment, plan: planAt(subscription, owingSince, hub.now()) }
}
