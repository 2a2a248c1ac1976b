// Reports of agents, each taken once: an agent sends again what was not acknowledged.
import type { HostReport } from '../domain/host/report.ts'
import type { ShardPorts } from '../ports.ts'
import type { Memory } from './memory.ts'

/** How far a spool was taken in. */
export interface SpoolMark {
  v: 1
  spool: string
  seq: number
  /** Reports that the agent had to drop, over all. */
  lost: number
  /** When the shard last heard a report, by its own clock. */
  heardAt: number
  /** It said that it stops; absent: it is awaited. */
  goodbyeAt?: number
}

const keyOf = (agent: string) => `spool/${agent}`

/** How far the reports of an agent were taken in; null: none was. */
export function spoolMark(ports: ShardPorts, agent: string): SpoolMark | null {
  return (ports.store.read(keyOf(agent)).get(keyOf(agent)) as SpoolMark | undefined) ?? null
}

/** Whether an agent is one of the workspace and its key still works. */
export function isJoined(memory: Memory, workspace: string, agent: string): boolean {
  const agents = memory.configs.get(workspace)?.agents ?? []
  return agents.some((one) => one.id === agent && one.revokedAt === null)
}

/** Takes a report in, once. False: the agent is none of the workspace's, or not known here yet. */
export function takeReport(
  memory: Memory,
  ports: ShardPorts,
  workspace: string,
  agent: string,
  report: HostReport,
): boolean {
  if (!isJoined(memory, workspace, agent)) return false
  const mark = spoolMark(ports, agent)
  const isSame = mark?.spool === report.spool
  if (isSame && report.seq <= mark.seq) return true
  const { spool, seq } = report
  const lost = (mark?.lost ?? 0) + report.lost
  const next: SpoolMark = { v: 1, spool, seq, lost, heardAt: ports.clock.now() }
  ports.store.write({ put: [[keyOf(agent), next]] })
  return true
}

/** An agent stops as planned: until it is heard again, its silence is no news. */
export function noteGoodbye(
  memory: Memory,
  ports: ShardPorts,
  workspace: string,
  agent: string,
): void {
  const mark = spoolMark(ports, agent)
  if (!mark || !isJoined(memory, workspace, agent)) return
  ports.store.write({ put: [[keyOf(agent), { ...mark, goodbyeAt: ports.clock.now() }]] })
}
