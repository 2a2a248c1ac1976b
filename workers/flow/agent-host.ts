// What an agent said of its host, for people to read: findings and figures over time.
import { type Chart, chartsOf } from '../domain/host/chart.ts'
import { linesOf, type MetricLine } from '../domain/host/history.ts'
import type { Finding, FindingLevel } from '../domain/host/report.ts'
import { Problem } from '../domain/problem.ts'
import type { Actor, HubPorts } from '../hub-ports.ts'
import type { HostView } from '../shard-door.ts'
import { getAgent } from './agents.ts'
import { allow } from './change.ts'

export interface AgentHost {
  /** Null: it has said nothing yet. */
  view: HostView | null
  charts: Chart[]
}

/** The host of an agent of the actor's workspace; null when the shard cannot be asked. */
export async function hostOf(
  hub: HubPorts,
  actor: Actor,
  agent: string,
  span: FigureSpan,
): Promise<AgentHost | null> {
  allow(actor, 'read', 'agent')
  try {
    const door = await hub.shard(actor.workspace)
    const [all, charts] = await Promise.all([
      door.hosts(actor.workspace),
      hostCharts(hub, actor, agent, span),
    ])
    const view = all.find((one) => one.agent === agent) ?? null
    return { view, charts }
  } catch (fault) {
    hub.log.error('agent.host', fault, { agent })
    return null
  }
}

/** A stretch of time, and how far the one lies back that is shown beside it; null: none is. */
export interface FigureSpan {
  from: number
  to: number
  beforeMs: number | null
  /** Points of a line at most, about. */
  columns: number
}

/** The figures of an agent's host over a time, as charts. */
export async function hostCharts(
  hub: HubPorts,
  actor: Actor,
  agent: string,
  { from, to, beforeMs, columns }: FigureSpan,
): Promise<Chart[]> {
  allow(actor, 'read', 'agent')
  const door = await hub.shard(actor.workspace)
  const back = beforeMs ?? 0
  const kept = await door.hostMetrics(actor.workspace, agent, from - back)
  const before = beforeMs === null ? [] : linesOf(kept, from - back, to - back)
  const moved = before.map(
    ({ name, points }): MetricLine => ({
      name,
      points: points.map(([at, value]) => [at + back, value]),
    }),
  )
  const span = { from, to, columns, beforeMs: back, now: hub.now() }
  return chartsOf(linesOf(kept, from, to + 1), moved, span)
}

/** A finding of an agent, with the incident that it has open. */
export interface AgentFinding extends Finding {
  id: string
  agent: string
  foundAt: number
  incident: string | null
}

export const findingLevels = [
  'critical',
  'warning',
  'unknown',
  'ok',
] as const satisfies readonly FindingLevel[]

/** What all agents of the actor's workspace found last, worst first. */
export async function listFindings(
  hub: HubPorts,
  actor: Actor,
  wanted: { agent?: string | undefined; level?: FindingLevel | undefined },
): Promise<AgentFinding[]> {
  allow(actor, 'read', 'agent')
  const door = await hub.shard(actor.workspace)
  const rank = (one: AgentFinding) => findingLevels.indexOf(one.level)
  return (await door.hosts(actor.workspace))
    .filter(({ agent }) => wanted.agent === undefined || agent === wanted.agent)
    .flatMap(shownFindings)
    .filter(({ level }) => wanted.level === undefined || level === wanted.level)
    .toSorted((a, b) => rank(a) - rank(b) || (a.id < b.id ? -1 : 1))
}

function shownFindings({ agent, findings, foundAt, incidents }: HostView): AgentFinding[] {
  if (foundAt === null) return []
  return findings.map((one) => ({
    ...one,
    id: findingId(agent, one.key),
    agent,
    foundAt,
    incident: incidents[one.key] ?? null,
  }))
}

/** The agent's id, and the key as it may stand in an address. */
function findingId(agent: string, key: string): string {
  const letters = String.fromCharCode(...new TextEncoder().encode(key))
  return `${agent}.${btoa(letters).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')}`
}

/** One of them; `not_found` for any other. */
export async function getFinding(hub: HubPorts, actor: Actor, id: string): Promise<AgentFinding> {
  const all = await listFindings(hub, actor, {})
  const found = all.find((one) => one.id === id)
  if (!found) throw new Problem('not_found', 'There is no finding of this id now.')
  return found
}

/** Figures of a host over the last hours, by name; only those that begin with `name`. */
export async function figuresOf(
  hub: HubPorts,
  actor: Actor,
  id: string,
  { hours, name }: { hours: number; name: string },
): Promise<MetricLine[]> {
  const agent = await getAgent(hub, actor, id)
  const door = await hub.shard(actor.workspace)
  const now = hub.now()
  const from = now - hours * 3_600_000
  const kept = await door.hostMetrics(actor.workspace, agent.id, from)
  const lines = linesOf(kept, from, now + 1)
  return lines.filter((one) => one.name.startsWith(name))
}
