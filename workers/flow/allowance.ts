// The month's text messages and calls of a workspace, and those it bought: whether one more may go by
// the installation's account, and the count, which is part of the write that settles a delivery.
import { usesInstallation } from '../channel/index.ts'
import {
  type Cost,
  leftOf,
  lowOf,
  type Means,
  mayGo,
  usedNow,
  withUsed,
} from '../domain/allowance.ts'
import type { Channel } from '../domain/config.ts'
import type { Delivery } from '../domain/delivery.ts'
import { limits } from '../domain/plan.ts'
import { tariffOf } from '../domain/sms-price.ts'
import type { ShardPorts } from '../ports.ts'
import type { LowCredits, UsedView } from '../shard-door.ts'
import { otherRoad } from './elsewhere.ts'
import type { Memory } from './memory.ts'
import type { Change } from './write.ts'

/** What keeps this delivery from going out by the installation's account; null: nothing. */
export function refusedHere(
  memory: Memory,
  ports: ShardPorts,
  delivery: Delivery,
  channel: Channel,
): 'no_calls' | 'allowance' | null {
  // What has begun may have gone out: only its answer is asked for.
  if (delivery.begun > 0 || delivery.promised || !usesInstallation(channel)) return null
  const { workspace } = delivery
  const hasOtherRoad = otherRoad(memory, ports, delivery) !== null
  if (channel.type === 'voice' && hasOtherRoad && !callsIn(memory, ports, workspace)) {
    return 'no_calls'
  }
  const { credits } = tariffOf(channel.settings.to ?? '')
  const means = meansOf(memory, ports, workspace)
  const used = memory.used.get(workspace)
  const may = mayGo(used, means, { credits, hasOtherRoad }, ports.clock.now())
  return may ? null : 'allowance'
}

/** What a workspace has used this month, and what it may; null: without end. */
export function usedIn(memory: Memory, ports: ShardPorts, workspace: string): UsedView {
  const now = ports.clock.now()
  const means = meansOf(memory, ports, workspace)
  const used = memory.used.get(workspace)
  const { segments, credits, bought, countries } = usedNow(used, now)
  const isEndless = !Number.isFinite(means.allowance)
  return {
    segments,
    credits,
    allowance: isEndless ? null : means.allowance,
    bought: { credits: means.bought, used: bought },
    left: isEndless ? null : leftOf(used, means, now),
    low: lowOf(used, means, now),
    countries: Object.entries(countries)
      .map(([country, one]) => ({ country, ...one }))
      .toSorted((a, b) => b.credits - a.credits || (a.country < b.country ? -1 : 1)),
  }
}

/** Takes parts for what is no alarm; false: there are not so many credits left. */
export function takeTexts(
  memory: Memory,
  ports: ShardPorts,
  workspace: string,
  { to, segments }: { to: string; segments: number },
): boolean {
  const now = ports.clock.now()
  const before = memory.used.get(workspace)
  const means = meansOf(memory, ports, workspace)
  const cost = costOf(to, segments)
  if (leftOf(before, means, now) < cost.credits) return false
  const used = withUsed(before, cost, means, now)
  memory.used.set(workspace, used)
  ports.store.write({ put: [[`used/${workspace}`, used]] })
  return true
}

function costOf(to: string, segments: number): Cost {
  const { country, credits } = tariffOf(to)
  return { segments, credits: segments * credits, country }
}

/** Whether its plan has calls; where the installation has a setting of its own, every one has. */
function callsIn(memory: Memory, ports: ShardPorts, workspace: string): boolean {
  if (ports.settings.carriers?.smsPerMonth != null) return true
  return limits(memory.configs.get(workspace)?.plan ?? '').calls
}

/** The installation's own setting, else that of the workspace's plan; and what was bought. */
function meansOf(memory: Memory, ports: ShardPorts, workspace: string): Means {
  const config = memory.configs.get(workspace)
  const allowance = ports.settings.carriers?.smsPerMonth ?? limits(config?.plan ?? '').smsPerMonth
  return { allowance, bought: config?.credits ?? 0 }
}

/** Counts a delivery that has just become `sent`, in the same write. */
export function countSent(
  memory: Memory,
  ports: ShardPorts,
  change: Change,
  delivery: Delivery,
): void {
  const { workspace, segments, state, channel: id } = delivery
  const channel = memory.configs.get(workspace)?.channels.find((one) => one.id === id)
  if (state !== 'sent' || !segments || !channel || !usesInstallation(channel)) return
  const cost = costOf(channel.settings.to ?? '', segments)
  const means = meansOf(memory, ports, workspace)
  const used = withUsed(memory.used.get(workspace), cost, means, ports.clock.now())
  memory.used.set(workspace, used)
  change.put.push([`used/${workspace}`, used])
}

/** Workspaces whose owners are to be told that little is left: less than they were told of last. */
export function lowIn(memory: Memory, ports: ShardPorts): LowCredits[] {
  const now = ports.clock.now()
  return [...memory.used].flatMap(([workspace, used]) => {
    const low = lowOf(used, meansOf(memory, ports, workspace), now)
    if (low === null || low === used.told || used.told === 'out') return []
    return [{ workspace, low, left: usedIn(memory, ports, workspace).left ?? 0 }]
  })
}

/** The owners were told, or there is enough again: the next time is told anew. */
export function lowTold(
  memory: Memory,
  ports: ShardPorts,
  workspace: string,
  low: LowCredits['low'] | null,
): void {
  const used = memory.used.get(workspace)
  if (!used || (used.told ?? null) === low) return
  const { told: _told, ...rest } = used
  const after = low === null ? rest : { ...rest, told: low }
  memory.used.set(workspace, after)
  ports.store.write({ put: [[`used/${workspace}`, after]] })
}

/** Lets be told anew what is better by now: a month began, or some were bought. */
export function sweepCredits(memory: Memory, ports: ShardPorts): void {
  const now = ports.clock.now()
  for (const [workspace, used] of memory.used) {
    if (used.told === undefined) continue
    const low = lowOf(used, meansOf(memory, ports, workspace), now)
    if (low === null || (low === 'low' && used.told === 'out'))
      lowTold(memory, ports, workspace, low)
  }
}
