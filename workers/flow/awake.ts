// Whether our own door was open: a shard that was away could hear nothing, so a heartbeat due then
// is not simply late (verdict.md F36).
import { beatUnheard } from '../domain/told/index.ts'
import type { ShardPorts } from '../ports.ts'
import { hostsUnheard } from './host.ts'
import type { Memory } from './memory.ts'
import { putState } from './write.ts'

/** A shard marks this often that it is awake, while it holds a heartbeat or an agent's word. */
const markEveryMs = 10_000
/** An alarm is set no later than this: a wake that dies is repeated then. */
export const guardMs = 20_000
/** A mark this old at the start of the process means that the door was closed meanwhile. */
const closedAtStartMs = 12_000
/** The same where the platform moves objects about: one with nothing to do is put away after a few seconds,
 *  and sleeps until its alarm, which is at most `guardMs` off. Whatever is said wakes it: no door is closed. */
const closedAtReturnMs = closedAtStartMs + markEveryMs + guardMs
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
  if (at !== null && now - at > leastMs(at, isFresh, ports)) {
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

/** How old the last mark must be, so that the door was closed since. */
function leastMs(at: number, isFresh: boolean, { settings: { bornAt } }: ShardPorts): number {
  if (!isFresh) return closedMs
  if (bornAt === undefined) return closedAtReturnMs
  return at < bornAt ? closedAtStartMs : closedMs
}
