// What somebody answers to a text message, in the shard: acknowledge, or say what is wrong now.
import { levels } from '../domain/incident.ts'
import { ackText, statusText } from '../domain/reply.ts'
import type { ShardPorts } from '../ports.ts'
import { actOn } from './act.ts'
import type { Memory } from './memory.ts'
import { incidentsOf } from './view.ts'

/** Acknowledges every open incident that this channel was told of; what to answer. */
export function acknowledgeTold(
  memory: Memory,
  ports: ShardPorts,
  workspace: string,
  channelId: string,
): string {
  const all = [...memory.deliveries.values(), ...memory.ended.deliveries]
  const told = new Set(
    all
      .filter((one) => one.channel === channelId && one.workspace === workspace && one.begun > 0)
      .map((one) => one.incident),
  )
  const open = openIn(memory, workspace).filter(({ incident }) => told.has(incident.id))
  const fresh = open.filter(({ incident }) => incident.acknowledgedAt === null)
  const channel = memory.configs.get(workspace)?.channels.find((one) => one.id === channelId)
  const by = channel?.name ?? 'a text message'
  for (const { incident } of fresh) {
    actOn(memory, ports, workspace, incident.id, { kind: 'acknowledged', by })
  }
  return ackText(
    fresh.map(({ name }) => name),
    open.map(({ name }) => name),
  )
}

/** What is wrong now in a workspace, in one text message. */
export function statusOf(memory: Memory, workspace: string): string {
  const config = memory.configs.get(workspace)
  const watched = config?.checks.filter((check) => !check.paused).length ?? 0
  return statusText(openIn(memory, workspace), watched)
}

/** Open incidents with their names, worst and oldest first. */
function openIn(memory: Memory, workspace: string) {
  return incidentsOf(memory, workspace)
    .filter((one) => one.resolvedAt === null)
    .toSorted(
      (a, b) => levels.indexOf(b.level) - levels.indexOf(a.level) || a.startedAt - b.startedAt,
    )
    .map((incident) => {
      const check = incident.check ? memory.checks.get(incident.check)?.check : undefined
      return {
        incident,
        name: check?.name ?? incident.verdict.host?.name ?? incident.location ?? incident.id,
      }
    })
}
