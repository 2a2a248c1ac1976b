// What telling needs to know of an incident: its workspace, its names, what was told before, and
// what holds it back.
import { peopleOf } from '../channel/index.ts'
import type { Telling } from '../domain/alert.ts'
import { targetText } from '../domain/check/index.ts'
import type { Delivery } from '../domain/delivery.ts'
import { doubtOf } from '../domain/doubt.ts'
import type { Incident } from '../domain/incident.ts'
import { turnOf } from '../domain/parent.ts'
import { mutedUntil } from '../domain/silence.ts'
import type { ShardPorts } from '../ports.ts'
import { togetherOf } from './group.ts'
import { holdOf } from './hold.ts'
import type { Memory, Watched } from './memory.ts'
import { reachable } from './owners.ts'

/** The facts of an incident; null when its workspace is gone. */
export function tellingOf(
  memory: Memory,
  ports: ShardPorts,
  incident: Incident,
  watched: Watched | null,
): Telling | null {
  const config = memory.configs.get(incident.workspace)
  if (!config) return null
  const now = ports.clock.now()
  const fellAt = turnOf(incident)?.at ?? incident.startedAt
  const mutedTo = mutedUntil(config, incident.check, fellAt)
  return {
    incident,
    config: reachable(ports, config),
    now,
    previousDeliveries: deliveriesOf(memory, incident.id),
    checkName:
      watched?.check.name ?? incident.verdict.host?.name ?? incident.location ?? incident.id,
    checkTarget: watched ? targetText(watched.check) : '',
    checkTags: watched?.check.tags ?? [],
    baseUrl: ports.settings.baseUrl,
    hold: holdOf(memory, ports, incident, watched),
    doubt: watched && doubtOf(watched, incident, mutedTo, now),
    people: peopleOf(reachable(ports, config).channels),
    together: togetherOf(memory, incident),
  }
}

/** All deliveries of an incident, in any state. */
export function deliveriesOf(memory: Memory, incident: string): Delivery[] {
  const held = [...memory.deliveries.values()].filter((one) => one.incident === incident)
  const ids = new Set(held.map((one) => one.id))
  return [
    ...held,
    ...memory.ended.deliveries.filter((one) => one.incident === incident && !ids.has(one.id)),
  ]
}
