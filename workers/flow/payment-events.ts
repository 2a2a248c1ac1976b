// What the payment provider calls to tell. An event only says about whom to ask: what is true is then
// asked for (`settle`). One that cannot be taken in is refused, so that it comes again.
import type { HubPorts } from '../hub-ports.ts'
import { tillOf } from './customer.ts'
import { takePurchase, takeRefund } from './purchases.ts'
import { settle } from './settle.ts'

/** Events after which a subscription may be another. */
const telling = /^(customer\.subscription|invoice|checkout\.session)\./

/** Takes an event in, once; false: it is not signed by the provider. */
export async function takeEvent(hub: HubPorts, raw: string, signature: string): Promise<boolean> {
  const event = await tillOf(hub).event(raw, signature)
  if (!event) return false
  const { id, type, customer, purchase, refunded } = event
  if (await hub.billing.isEventKnown(id)) return true
  const known = customer && telling.test(type) ? await hub.billing.billingOf(customer) : null
  if (purchase) await takePurchase(hub, purchase)
  else if (refunded) await takeRefund(hub, refunded)
  else if (known) await settle(hub, known.workspace)
  else hub.log.info('billing.event', { type, id })
  await hub.billing.keepEvent(id, type, hub.now())
  return true
}
