// Whether our own door was open: a shard that was away could hear nothing, so a heartbeat due then
// is not simply late (verdict.md F36).
import { beatUnheard } from '../domain/told/index.ts'
import type { ShardPorts } from '../ports.ts'
import { hostsUnheard } from './host.ts'
import type { Memory } from './memory.ts'
import { putState } from './write.ts'

/** A shard marks this often that it is awake, while it holds a heartbeat or an agent's word. */
const markEveryMs = 10_000
/** After a start, a mark older than this means that the door was closed meanwhile. */
const closedAtStartMs = 12_000
/** Without a start between, the machine was paused: cron alone wakes each minute, up to 30 s late. */
const closedMs = 100_000

/** Notes that the shard is awake now, and for each heartbeat how long it was not. */
export function noteAwake(memory: Memory, ports: ShardPorts, now: number): void {
  const { at, written, isFresh } = memory.awake
  const beats = [...memory.checks.values()].filter((one) => one.check.type === 'heartbeat')
  memory.awake.isFresh = false
  memory.awake.at = now
  if (beats.length === 0 && memory.hosts.size === 0) return
  const put: [string, unknown][] = []
  const drop: string[] = []
  if (at !== null && now - at > (isFresh ? closedAtStartMs : closedMs)) {
    hostsUnheard(memory, put, now)
    for (const watched of beats) {
      const { check, state } = watched
      if (check.type !== 'heartbeat' || check.paused) continue
      watched.state = beatUnheard(state, check, { from: at, to: now })
      putState({ put, drop }, watched)
    }
  }
  if (put.length > 0 || written === null || Math.abs(now - written) >= markEveryMs) {
    memory.awake.written = now
    put.push(['awake', now])
  }
  if (put.length > 0) ports.store.write({ put, drop })
}
