// Credits for text messages and calls: bought in packs, and told of when few are left.
import { planOf } from '../domain/plan.ts'
import { type PackName, packs } from '../domain/sms-price.ts'
import type { Actor, HubPorts } from '../hub-ports.ts'
import type { LowCredits } from '../shard-door.ts'
import { post } from './letters.ts'
import { startPurchase } from './purchases.ts'

/** Where a purchase comes back to. */
const path = '/usage'

/** Begins to buy a pack; answers where the browser goes to pay. */
export async function buyCredits(hub: HubPorts, actor: Actor, pack: PackName): Promise<string> {
  const { credits, cents } = packs[pack]
  const name = `${credits.toLocaleString('en')} credits for text messages and calls`
  return startPurchase(hub, actor, { kind: 'credits', name, cents, facts: { pack } }, path)
}

/** Tells the owners of workspaces that few credits are left, once each time it comes to that: first
 *  the letter, then the mark, so that a crash between doubles a letter rather than losing it. */
export async function tellLow(hub: HubPorts, shard: string, all: LowCredits[]): Promise<void> {
  for (const one of all) {
    await tellOwners(hub, one).then(
      () => hub.shardByName(shard).lowTold(one.workspace, one.low),
      (fault: unknown) => hub.log.error('credits.low', fault, { ...one }),
    )
  }
}

async function tellOwners(hub: HubPorts, { workspace, low, left }: LowCredits): Promise<void> {
  const found = await hub.accounts.workspace(workspace)
  if (!found || !hub.settings.carriers.mail) return
  const owners = (await hub.accounts.members(workspace)).filter((one) => one.role === 'owner')
  const { label } = planOf(found.plan)
  const headline =
    low === 'out'
      ? `the text messages of ${found.name} are used up`
      : `few text messages are left for ${found.name}`
  const lines = [
    low === 'out'
      ? 'No credits for text messages and calls are left. Alarms go by mail or another channel instead, and say so.'
      : `${left} credits for text messages and calls are left. When they are used up, alarms go by mail or another channel instead, and say so.`,
    `What the plan ${label} includes begins anew with the month; what is bought does not end.`,
  ]
  const link = { label: 'See what was used', url: `${hub.settings.baseUrl}${path}` }
  for (const { email } of owners) await post(hub, email, { headline, lines, link })
}
