// The month's text messages and calls of a workspace: whether one more may go by the installation's
// account, and the count, which is part of the write that settles a delivery.
import { usesInstallation } from '../channel/index.ts'
import { mayGo, usedNow, withUsed } from '../domain/allowance.ts'
import type { Channel } from '../domain/config.ts'
import type { Delivery } from '../domain/delivery.ts'
import { limits } from '../domain/plan.ts'
import type { ShardPorts } from '../ports.ts'
import type { UsedView } from '../shard-door.ts'
import { otherRoad } from './elsewhere.ts'
import type { Memory } from './memory.ts'
import type { Change } from './write.ts'

/** Whether the month's allowance keeps this delivery from going out here. */
export function isUsedUp(
  memory: Memory,
  ports: ShardPorts,
  delivery: Delivery,
  channel: Channel,
): boolean {
  // What has begun may have gone out: only its answer is asked for.
  if (delivery.begun > 0 || delivery.promised || !usesInstallation(channel)) return false
  const road = otherRoad(memory, delivery)
  if (channel.type === 'voice' && road && !callsIn(memory, ports, delivery.workspace)) return true
  const most = allowanceOf(memory, ports, delivery.workspace)
  const used = usedNow(memory.used.get(delivery.workspace), ports.clock.now())
  return !mayGo(used, most, road !== null)
}

/** What a workspace has used this month, and what it may; null: without end. */
export function usedIn(memory: Memory, ports: ShardPorts, workspace: string): UsedView {
  const most = allowanceOf(memory, ports, workspace)
  const segments = usedNow(memory.used.get(workspace), ports.clock.now())
  return { segments, allowance: Number.isFinite(most) ? most : null }
}

/** Takes parts for what is no alarm; false: those of the month are used up. */
export function takeTexts(
  memory: Memory,
  ports: ShardPorts,
  workspace: string,
  segments: number,
): boolean {
  const now = ports.clock.now()
  const before = memory.used.get(workspace)
  if (usedNow(before, now) + segments > allowanceOf(memory, ports, workspace)) return false
  const used = withUsed(before, segments, now)
  memory.used.set(workspace, used)
  ports.store.write({ put: [[`used/${workspace}`, used]] })
  return true
}

/** Whether its plan has calls; where the installation has a setting of its own, every one has. */
function callsIn(memory: Memory, ports: ShardPorts, workspace: string): boolean {
  if (ports.settings.carriers?.smsPerMonth != null) return true
  return limits(memory.configs.get(workspace)?.plan ?? '').calls
}

/** The installation's own setting, else that of the workspace's plan. */
function allowanceOf(memory: Memory, ports: ShardPorts, workspace: string): number {
  const plan = memory.configs.get(workspace)?.plan ?? ''
  return ports.settings.carriers?.smsPerMonth ?? limits(plan).smsPerMonth
}

/** Counts a delivery that has just become `sent`, in the same write. */
export function countSent(memory: Memory, change: Change, delivery: Delivery, now: number): void {
  const { workspace, segments, state, channel: id } = delivery
  const channel = memory.configs.get(workspace)?.channels.find((one) => one.id === id)
  if (state !== 'sent' || !segments || !channel || !usesInstallation(channel)) return
  const used = withUsed(memory.used.get(workspace), segments, now)
  memory.used.set(workspace, used)
  change.put.push([`used/${workspace}`, used])
}
