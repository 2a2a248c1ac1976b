// What a workspace costs whoever runs the installation: its last thirty days, counted, times the
// dated prices.
import { usesInstallation } from '../channel/index.ts'
import { type CostLine, costOf } from '../domain/cost/tenant.ts'
import { tariffOf } from '../domain/sms-price.ts'
import type { HubPorts } from '../hub-ports.ts'

export const costDays = 30

/** One line for each thing that costs. A text or a call by an account of the workspace costs us
 *  nothing, and of one by a channel that is gone nobody knows where it went: it is among the others. */
export async function tenantCost(hub: HubPorts, workspace: string): Promise<CostLine[]> {
  const since = hub.now() - costDays * 86_400_000
  const [{ messages, ...counts }, channels] = await Promise.all([
    hub.operator.use(workspace, since),
    hub.config.channels(workspace),
  ])
  const use = { ...counts, days: costDays, mails: 0, parts: 0, partsDollars: 0, others: 0 }
  for (const { channel: id, type, count, parts } of messages) {
    const channel = channels.find((one) => one.id === id)
    if (type === 'email') use.mails += count
    else if (channel && usesInstallation(channel)) {
      use.parts += parts
      use.partsDollars += parts * tariffOf(channel.settings.to ?? '').dollars
    } else use.others += count
  }
  return costOf(use)
}
