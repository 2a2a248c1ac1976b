// What waits while its check is in maintenance or silenced, and what waits for somebody else once the
// configuration has changed.
import { putOff, takenBack } from '../domain/mute.ts'
import { replanned } from '../domain/replan.ts'
import { mutedUntil } from '../domain/silence.ts'
import type { ShardPorts } from '../ports.ts'
import type { Memory } from './memory.ts'
import { openIncidents } from './sweep.ts'
import { tellingOf } from './telling.ts'
import { type Change, newChange, putDeliveries } from './write.ts'

/** Puts off the steps that come up while their check is muted. */
export function putOffMuted(memory: Memory, ports: ShardPorts, now: number): void {
  const late = putOff(
    [...memory.deliveries.values()],
    ({ workspace, check }) => {
      const config = memory.configs.get(workspace)
      return config ? mutedUntil(config, check, now) : null
    },
    now,
  )
  if (late.length === 0) return
  const change = newChange()
  putDeliveries(memory, change, late)
  ports.store.write(change)
}

/** A workspace's waiting steps by its new configuration. */
export function replan(memory: Memory, ports: ShardPorts, change: Change, workspace: string): void {
  const own = [...memory.deliveries.values()].filter((one) => one.workspace === workspace)
  putDeliveries(memory, change, takenBack(own))
  for (const [incident, watched] of openIncidents(memory)) {
    if (incident.workspace !== workspace) continue
    const telling = tellingOf(memory, ports, incident, watched)
    if (telling) putDeliveries(memory, change, replanned(telling))
  }
}
