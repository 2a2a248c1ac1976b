// Whether a workspace's plan has room for one more, and how much of it is used. The one place where
// what is counted meets its limit.
import { usesInstallation } from '../channel/index.ts'
import type { Channel } from '../domain/config.ts'
import { fitted } from '../domain/fit.ts'
import {
  type Counted,
  counted,
  limits,
  type Named,
  noCalls,
  noRoom,
  noRunning,
} from '../domain/plan.ts'
import { Problem } from '../domain/problem.ts'
import type { Actor, HubPorts } from '../hub-ports.ts'
import type { Usage } from '../plan-ports.ts'
import { allow } from './change.ts'

/** The name of the plan a workspace has. */
export async function planNameOf(hub: HubPorts, workspace: string): Promise<string> {
  return (await hub.accounts.workspace(workspace))?.plan ?? ''
}

/** Throws `limit_reached`, with the limit and what to do, where there is no room for `more`. */
export async function verifyRoom(
  hub: HubPorts,
  workspace: string,
  what: Counted,
  more = 1,
): Promise<void> {
  const plan = await planNameOf(hub, workspace)
  const most = limits(plan)[what]
  if (!Number.isFinite(most)) return
  if ((await counts[what](hub, workspace)) + more > most)
    throw new Problem('limit_reached', noRoom(plan, what))
}

/** Throws the same where the plan runs no more checks: after a smaller plan there may be more of them
 *  than run. */
export async function verifyRunning(hub: HubPorts, workspace: string): Promise<void> {
  const plan = await planNameOf(hub, workspace)
  const { checks: most } = limits(plan)
  if (!Number.isFinite(most)) return
  if ((await hub.plans.countRunning(workspace)) >= most)
    throw new Problem('limit_reached', noRunning(plan))
}

/** Throws the same for a channel that calls by the installation's account, where the plan does not. */
export async function verifyCalls(hub: HubPorts, channel: Channel): Promise<void> {
  if (channel.type !== 'voice' || !usesInstallation(channel)) return
  const plan = await planNameOf(hub, channel.workspace)
  if (!limits(plan).calls) throw new Problem('limit_reached', noCalls(plan))
}

const counts: Record<Counted, (hub: HubPorts, workspace: string) => Promise<number>> = {
  checks: (hub, workspace) => hub.config.countChecks(workspace),
  channels: async (hub, workspace) => (await hub.config.channels(workspace)).length,
  pages: async (hub, workspace) => (await hub.config.pages(workspace)).length,
  hosts: async (hub, workspace) =>
    (await hub.config.pages(workspace)).filter((one) => one.domain).length,
  // Who is invited has a seat already.
  members: async (hub, workspace) =>
    (await hub.accounts.members(workspace)).length +
    (await hub.accounts.invitations(workspace, hub.now())).length,
  schedules: async (hub, workspace) => (await hub.config.schedules(workspace)).length,
  keys: async (hub, workspace) => (await hub.accounts.keys(workspace)).length,
  // One that was sent away is only remembered; the installation's own costs nobody anything.
  agents: async (hub, workspace) =>
    (await hub.agents.agents(workspace)).filter((one) => !one.builtIn && one.revokedAt === null)
      .length,
}

/** What of its plan a workspace uses. */
export async function usageOf(hub: HubPorts, actor: Actor): Promise<Usage> {
  allow(actor, 'read', 'workspace')
  const { workspace } = actor
  const plan = await planNameOf(hub, workspace)
  const door = await hub.shard(workspace)
  const [sms, bought, paused, narrowed, ...numbers] = await Promise.all([
    door.used(workspace),
    hub.plans.credits(workspace),
    hub.plans.pausedByPlan(workspace),
    narrowedIn(hub, workspace),
    ...counted.map((what) => counts[what](hub, workspace)),
  ])
  const used = counted.map((what, index) => {
    const most = limits(plan)[what]
    return { what, used: numbers[index]!, most: Number.isFinite(most) ? most : null }
  })
  const mayBuy = hub.till !== null && plan !== 'self-hosted' && actor.role === 'owner'
  return { plan, used, sms, bought, mayBuy, paused, narrowed }
}

/** Checks that the plan keeps from running as they are set. */
export async function narrowedIn(hub: HubPorts, workspace: string): Promise<Named[]> {
  const config = await hub.config.whole(workspace)
  if (!config) return []
  const { checks } = fitted(config)
  return config.checks
    .filter((check, index) => !check.paused && check !== checks[index])
    .map(({ id, name }) => ({ id, name }))
}
