// What agents report of their hosts: taken once, judged, told through the normal path; and the silence
// of an agent.
import type { Agent } from '../domain/agent.ts'
import { groupFor } from '../domain/group.ts'
import {
  dayMs,
  daysKept,
  hourMs,
  hoursKept,
  type MetricHour,
  newDay,
  newHour,
  withHour,
  withMetrics,
} from '../domain/host/history.ts'
import type { HostReport } from '../domain/host/report.ts'
import { readReport } from '../domain/host/report-fields.ts'
import {
  type HostState,
  type HostStep,
  type HostWorld,
  hostGone,
  hostHandled,
  hostHeard,
  hostLeft,
  hostPassed,
  hostUnheard,
  isRepeated,
  newHost,
} from '../domain/host/state.ts'
import { restOf } from '../domain/id.ts'
import type { Incident } from '../domain/incident.ts'
import type { ShardPorts } from '../ports.ts'
import { noteAwake } from './awake.ts'
import { noteCauses } from './cause.ts'
import { othersOf } from './group.ts'
import { putIncident, tellIncident } from './judge.ts'
import { type Memory, remember } from './memory.ts'
import { type Change, newChange } from './write.ts'

/** Takes a report in, once. False: the agent is none of the workspace's, or not known
 *  here yet, so it shall come again. */
export function hearReport(
  memory: Memory,
  ports: ShardPorts,
  workspace: string,
  agent: string,
  sent: HostReport,
): boolean {
  if (!agentOf(memory, workspace, agent)) return false
  const before = memory.hosts.get(agent) ?? newHost(workspace, agent)
  const report = readReport(sent)
  if (!report) {
    // Sent again it would be no better.
    ports.log.error('host.report', new Error('a report that cannot be read'), { agent })
    return true
  }
  if (isRepeated(before, report)) return true
  const world = hostWorld(memory, ports, before)
  noteAwake(memory, ports, world.now)
  const known = memory.hosts.get(agent) ?? before
  const change = newChange()
  putMetrics(ports, change, agent, report)
  commitHost(memory, ports, change, hostHeard(known, report, world))
  return true
}

/** An agent stops as planned: until it is heard again, its silence is no news. */
export function hearGoodbye(
  memory: Memory,
  ports: ShardPorts,
  workspace: string,
  agent: string,
): void {
  const before = memory.hosts.get(agent)
  if (before?.workspace !== workspace) return
  commitHost(memory, ports, newChange(), hostLeft(before, hostWorld(memory, ports, before)))
}

/** Tells of agents that have gone silent. */
export function sweepHosts(memory: Memory, ports: ShardPorts): void {
  for (const before of memory.hosts.values()) {
    const step = hostPassed(before, hostWorld(memory, ports, before))
    if (step.state !== before) commitHost(memory, ports, newChange(), step)
  }
}

/** Our own door was closed until now. */
export function hostsUnheard(memory: Memory, put: [string, unknown][], to: number): void {
  for (const [agent, before] of memory.hosts) {
    const after = hostUnheard(before, to)
    if (after === before) continue
    memory.hosts.set(agent, after)
    put.push([`host/${agent}`, after])
  }
}

/** Somebody acknowledged or closed an incident about a host; false: it is about none. */
export function handleHost(memory: Memory, change: Change, incident: Incident): boolean {
  const before = incident.location === null ? undefined : memory.hosts.get(incident.location)
  if (!before) return false
  const after = hostHandled(before, incident)
  if (after === before) return false
  memory.hosts.set(before.agent, after)
  change.put.push([`host/${before.agent}`, after])
  return true
}

/** Lets go of an agent's host; nothing of it stays. */
export function dropHost(memory: Memory, ports: ShardPorts, agent: string): string[] {
  memory.hosts.delete(agent)
  return [`host/${agent}`, ...ports.store.read(`metrics/${agent}/`).keys()]
}

/** Days and hours of figures of an agent that reach past `since`, oldest first. */
export function metricHours(ports: ShardPorts, agent: string, since = 0): MetricHour[] {
  const all = [...ports.store.read(`metrics/${agent}/`)] as [string, MetricHour][]
  return all
    .filter(([key, one]) => one.hour + (isDay(key) ? dayMs : hourMs) > since)
    .map(([, one]) => one)
    .toSorted((a, b) => a.hour - b.hour)
}

const dayKey = (agent: string, { hour }: MetricHour) => `metrics/${agent}/day-${hour}`
const isDay = (key: string) => key.includes('/day-')

/** How it is called, and what time it is. */
function hostWorld(memory: Memory, ports: ShardPorts, state: HostState): HostWorld {
  return { now: ports.clock.now(), name: agentName(memory, state) }
}

/** What an agent is called. */
export function agentName(memory: Memory, { agent, workspace }: OfAgent): string {
  return agentOf(memory, workspace, agent)?.name ?? restOf(agent)
}

type OfAgent = Pick<HostState, 'agent' | 'workspace'>

/** An agent that is one of the workspace, and whose key still works. */
function agentOf(memory: Memory, workspace: string, id: string): Agent | undefined {
  const agents = memory.configs.get(workspace)?.agents ?? []
  return agents.find((one) => one.id === id && one.revokedAt === null)
}

/** Closes what is open of agents that are no longer a workspace's own. */
export function keepHosts(memory: Memory, ports: ShardPorts, workspace: string): void {
  for (const before of [...memory.hosts.values()]) {
    if (before.workspace !== workspace || agentOf(memory, workspace, before.agent)) continue
    const incidents = hostGone(before, hostWorld(memory, ports, before))
    const state = { ...before, open: {}, silent: null }
    const change = newChange()
    commitHost(memory, ports, change, { state, incidents })
    ports.store.write({ drop: dropHost(memory, ports, before.agent) })
  }
}

function commitHost(memory: Memory, ports: ShardPorts, change: Change, step: HostStep): void {
  const incidents = step.incidents.map((one) => withGroup(memory, one))
  const state = incidents.reduce(withIncident, step.state)
  memory.hosts.set(state.agent, state)
  change.put.push([`host/${state.agent}`, state])
  for (const incident of incidents) putIncident(memory, ports, change, incident, null)
  noteCauses(memory, ports, change, state)
  ports.store.write(change)
  for (const incident of incidents) {
    if (incident.resolvedAt !== null) remember(memory, 'incidents', incident)
    tellIncident(ports, incident)
  }
}

function withGroup(memory: Memory, incident: Incident): Incident {
  if (incident.groupId !== undefined || incident.events.at(-1)?.kind !== 'opened') return incident
  return { ...incident, groupId: groupFor(incident, othersOf(memory, incident)) }
}

/** The state with an open incident as it is written. */
function withIncident(state: HostState, incident: Incident): HostState {
  if (incident.resolvedAt !== null) return state
  if (state.silent?.id === incident.id) return { ...state, silent: incident }
  const key = incident.verdict.host?.finding?.key
  return key === undefined ? state : { ...state, open: { ...state.open, [key]: incident } }
}

/** The figures with those of their hour; with a new hour, those too old become days. */
function putMetrics(ports: ShardPorts, change: Change, agent: string, report: HostReport): void {
  const now = ports.clock.now()
  const at = Math.min(report.at, now)
  if (report.metrics.length === 0 || now - at > hoursKept * hourMs) return
  const fresh = newHour(agent, at)
  const key = (hour: number) => `metrics/${agent}/${hour}`
  const stored = ports.store.read(key(fresh.hour)).get(key(fresh.hour)) as MetricHour | undefined
  const after = withMetrics(stored ?? fresh, at, report.metrics)
  if (after === stored) return
  change.put.push([key(fresh.hour), after])
  if (stored) return
  rollMetrics(ports, change, agent, fresh.hour)
}

/** Hours too old become points of their day, and days too old go, in one write. */
function rollMetrics(ports: ShardPorts, change: Change, agent: string, newest: number): void {
  const kept = ports.store.read(`metrics/${agent}/`) as Map<string, MetricHour>
  const days = new Map<string, MetricHour>()
  for (const [key, one] of kept) {
    const isOver = one.hour < newest - (isDay(key) ? daysKept * dayMs : hoursKept * hourMs)
    if (!isOver) continue
    change.drop.push(key)
    if (one.hour < newest - daysKept * dayMs) continue
    const day = newDay(one)
    const its = dayKey(agent, day)
    days.set(its, withHour(days.get(its) ?? kept.get(its) ?? day, one))
  }
  change.put.push(...days)
}
