// What a shard is told: a job's ping, a person's word about a manual check. The road of checks
// that nobody asks (`told.ts` has what time and members bring).
import type { Heard, Ping } from '../domain/ping.ts'
import { pingsKept, pingsPerMinuteMax } from '../domain/ping.ts'
import { beatHeard, type Saying, saidSo } from '../domain/told/index.ts'
import type { ShardPorts } from '../ports.ts'
import type { PingAnswer, SlugAnswer } from '../shard-door.ts'
import { noteAwake } from './awake.ts'
import { commit } from './judge.ts'
import { type Memory, worldOf } from './memory.ts'

/** Takes in a ping. Of a paused check it is kept, and decides nothing. */
export function hearPing(
  memory: Memory,
  ports: ShardPorts,
  workspace: string,
  id: string,
  heard: Heard,
): PingAnswer {
  const watched = memory.checks.get(id)
  if (watched?.check.workspace !== workspace || watched.check.type !== 'heartbeat') return 'unknown'
  const now = ports.clock.now()
  if (!isAllowed(memory, id, now)) return 'limited'
  // Whatever passed while our door was closed is known before the first word.
  noteAwake(memory, ports, now)
  const { act, exitCode, rid, body } = heard
  if (watched.check.paused) {
    const durationMs = heard.durationMs
    const kept = withPing(memory, id, { v: 1, at: now, act, exitCode, rid, durationMs, body })
    ports.store.write({ put: [[`pings/${id}`, kept]] })
    return 'paused'
  }
  const { durationMs, ...step } = beatHeard(watched.state, heard, worldOf(memory, ports, watched))
  const ping: Ping = { v: 1, at: now, act, exitCode, rid, durationMs, body }
  const kept = withPing(memory, id, ping)
  commit(memory, ports, watched, step, { put: [[`pings/${id}`, kept]] })
  ports.live.tell(workspace, { type: 'ping', check: id, at: now, act, durationMs })
  return 'ok'
}

/** Takes in a ping for the workspace's heartbeat of this slug, if exactly one has it. */
export function hearSlug(
  memory: Memory,
  ports: ShardPorts,
  workspace: string,
  slug: string,
  heard: Heard,
): SlugAnswer {
  const checks = memory.configs.get(workspace)?.checks ?? []
  const named = checks.filter((one) => one.type === 'heartbeat' && one.heartbeat.slug === slug)
  if (named.length > 1) return 'ambiguous'
  return named[0] ? hearPing(memory, ports, workspace, named[0].id, heard) : 'unknown'
}

function withPing(memory: Memory, id: string, ping: Ping): Ping[] {
  const kept = [...(memory.pings.get(id) ?? []), ping].slice(-pingsKept)
  memory.pings.set(id, kept)
  return kept
}

/** A job gone wild must not fill the shard: so many a minute, and as many at once. */
function isAllowed(memory: Memory, id: string, now: number): boolean {
  const { left, at } = memory.allowance.get(id) ?? { left: pingsPerMinuteMax, at: now }
  const more = (Math.max(0, now - at) * pingsPerMinuteMax) / 60_000
  const filled = Math.min(pingsPerMinuteMax, left + more)
  memory.allowance.set(id, { left: filled < 1 ? filled : filled - 1, at: now })
  return filled >= 1
}

/** Takes over what somebody says of a manual check; false when the workspace has none of this id. */
export function hearSaying(
  memory: Memory,
  ports: ShardPorts,
  workspace: string,
  id: string,
  saying: Saying,
): boolean {
  const watched = memory.checks.get(id)
  if (watched?.check.workspace !== workspace || watched.check.type !== 'manual') return false
  commit(memory, ports, watched, saidSo(watched.state, saying, worldOf(memory, ports, watched)))
  return true
}
