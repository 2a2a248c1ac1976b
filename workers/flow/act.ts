// What people do to a running shard: acknowledge, resolve, note, send a test, check now.

import { isAsked } from '../domain/check/index.ts'
import type { Delivery } from '../domain/delivery.ts'
import { restOf } from '../domain/id.ts'
import type { Incident } from '../domain/incident.ts'
import { testMessage } from '../domain/message.ts'
import { noticeTo } from '../domain/notice.ts'
import { byHand } from '../domain/verdict/index.ts'
import type { HandEvent } from '../domain/verdict/state.ts'
import type { ShardPorts } from '../ports.ts'
import { sendOne } from './deliver.ts'
import { handleHost } from './host.ts'
import { commit, putIncident, tellIncident } from './judge.ts'
import { type Memory, remember, type Watched, worldOf } from './memory.ts'
import { incidentsOf } from './view.ts'
import { newChange, putDeliveries } from './write.ts'

const notesMax = 2_000

/** Acknowledges or resolves; the incident as it is afterwards, null when there is none. */
export function actOn(
  memory: Memory,
  ports: ShardPorts,
  workspace: string,
  id: string,
  act: { kind: 'acknowledged' | 'resolved'; by: string },
): Incident | null {
  const incident = find(memory, workspace, id)
  if (!incident || incident.resolvedAt !== null) return incident
  const watched = incident.check ? memory.checks.get(incident.check) : undefined
  if (!watched) return actOnNode(memory, ports, incident, act)
  const event: HandEvent = { ...act, group: incident.group }
  commit(memory, ports, watched, byHand(watched.state, event, worldOf(memory, ports, watched)))
  if (act.kind === 'resolved') watched.now = true
  return find(memory, workspace, id)
}

function actOnNode(
  memory: Memory,
  ports: ShardPorts,
  incident: Incident,
  { kind, by }: { kind: 'acknowledged' | 'resolved'; by: string },
): Incident {
  const now = ports.clock.now()
  const facts: Partial<Incident> =
    kind === 'acknowledged'
      ? { acknowledgedAt: now, acknowledgedLevel: incident.level, acknowledgedBy: by }
      : {
          resolvedAt: now,
          resolvedHow: 'by_hand',
          downtimeSeconds: Math.max(0, Math.round((now - incident.startedAt) / 1000)),
        }
  const after = withEvent({ ...incident, ...facts }, now, kind, by)
  return save(memory, ports, after, null)
}

/** Adds a line to the incident's timeline, open or over. */
export function addNote(
  memory: Memory,
  ports: ShardPorts,
  workspace: string,
  id: string,
  note: { by: string; text: string },
): Incident | null {
  const incident = find(memory, workspace, id)
  if (!incident) return null
  const text = note.text.slice(0, notesMax)
  const after = withEvent(incident, ports.clock.now(), 'noted', note.by, text)
  const watched = incident.check ? (memory.checks.get(incident.check) ?? null) : null
  if (watched && watched.state.open[after.group]?.id === id) {
    commit(memory, ports, watched, {
      state: { ...watched.state, open: { ...watched.state.open, [after.group]: after } },
      incidents: [after],
      suspicions: [],
    })
    return after
  }
  return save(memory, ports, after, watched)
}

function withEvent(
  incident: Incident,
  at: number,
  kind: 'acknowledged' | 'resolved' | 'noted',
  by: string,
  text?: string,
): Incident {
  const sequence = incident.sequence + 1
  const { level, kind: incidentKind } = incident
  const event = {
    v: 1 as const,
    sequence,
    at,
    kind,
    level,
    incidentKind,
    by,
    ...(text ? { text } : {}),
  }
  return { ...incident, sequence, events: [...incident.events, event] }
}

function save(
  memory: Memory,
  ports: ShardPorts,
  incident: Incident,
  watched: Watched | null,
): Incident {
  const change = newChange()
  const isHost = handleHost(memory, change, incident)
  if (!isHost && incident.location !== null && memory.nodes.has(incident.location)) {
    if (incident.resolvedAt === null) {
      memory.nodes.set(incident.location, incident)
      change.put.push([`node/${incident.location}`, incident])
    } else {
      memory.nodes.delete(incident.location)
      change.drop.push(`node/${incident.location}`)
    }
  }
  if (incident.resolvedAt !== null) remember(memory, 'incidents', incident)
  putIncident(memory, ports, change, incident, watched)
  ports.store.write(change)
  tellIncident(ports, incident)
  return incident
}

function find(memory: Memory, workspace: string, id: string): Incident | null {
  return incidentsOf(memory, workspace).find((one) => one.id === id) ?? null
}

/** Sends a test through a channel now; the settled delivery, null when there is no such channel. */
export async function sendTest(
  memory: Memory,
  ports: ShardPorts,
  workspace: string,
  channelId: string,
): Promise<Delivery | null> {
  const channel = memory.configs.get(workspace)?.channels.find((one) => one.id === channelId)
  if (!channel) return null
  const now = ports.clock.now()
  const rest = `test-${restOf(channelId)}-${ports.random(6)}`
  const delivery = noticeTo(channel, rest, testMessage(channel.name, workspace, now), now, 'test')
  const change = newChange()
  putDeliveries(memory, change, [delivery])
  ports.store.write(change)
  return sendOne(memory, ports, delivery)
}

/** Asks a check at the next wake, whatever its slot says; false when there is none. */
export function checkNow(memory: Memory, workspace: string, id: string): boolean {
  const watched = memory.checks.get(id)
  if (watched?.check.workspace !== workspace || watched.check.paused) return false
  if (!isAsked(watched.check)) return false
  watched.now = true
  return true
}
