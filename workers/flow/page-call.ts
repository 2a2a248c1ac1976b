// One call of a subscriber's webhook.
import { signed } from '../channel/sign.ts'
import type { Subscriber } from '../domain/page/subscriber.ts'
import type { HubPorts } from '../hub-ports.ts'

/** A webhook's request by Standard Webhooks, within the address policy. */
export async function callSigned(
  hub: HubPorts,
  { address, secret }: Pick<Subscriber, 'address' | 'secret'>,
  id: string,
  body: object,
) {
  const request = {
    method: 'POST',
    url: address,
    headers: [['content-type', 'application/json']] as [string, string][],
    body: JSON.stringify(body),
    signing: { scheme: 'standard-webhooks' as const, secret: await hub.vault.open(secret ?? '') },
  }
  const ticket = { id, timestampSeconds: Math.floor(hub.now() / 1_000), attempt: 1 }
  return hub.outward.send(await signed(request, ticket))
}
