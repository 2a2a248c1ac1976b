// How late after its slot a check reached its target, read at the target alone.
import { slotAt, slotOf } from '../workers/domain/schedule.ts'

export interface Lateness {
  probes: number
  latenessMs: number[]
  /** Slots in which a check never came. */
  skipped: number
}

/** Of each check (a path) and slot the first arrival, late by what the grid of its shard says. What has
 *  no shard is not counted. */
export function latenessOf(
  arrivals: [path: string, at: number][],
  shardOf: (path: string) => string | undefined,
  intervalSeconds: number,
): Lateness {
  const seen: Lateness = { probes: 0, latenessMs: [], skipped: 0 }
  const ours = arrivals.filter(([path]) => shardOf(path) !== undefined)
  for (const of of Map.groupBy(ours, ([path]) => shardOf(path)!).values()) {
    const phaseMs = gridOf(
      of.map(([, at]) => at),
      intervalSeconds * 1_000,
    )
    const last = new Map<string, number>()
    for (const [path, at] of of) {
      seen.probes += 1
      const slot = slotOf(at, intervalSeconds, phaseMs)
      const before = last.get(path)
      if (before === slot) continue
      last.set(path, slot)
      if (before === undefined) continue
      seen.skipped += slot - before - 1
      seen.latenessMs.push(at - slotAt(slot, intervalSeconds, phaseMs))
    }
  }
  return seen
}

/** Where in the interval a shard's slots begin: at the earliest arrival after the longest silence. */
function gridOf(times: number[], everyMs: number): number {
  const offsets = [...new Set(times.map((at) => at % everyMs))].sort((a, b) => a - b)
  let phaseMs = offsets[0]!
  let longest = phaseMs + everyMs - offsets.at(-1)!
  for (const [index, offset] of offsets.entries()) {
    const silence = offset - (offsets[index - 1] ?? offset)
    if (silence > longest) [longest, phaseMs] = [silence, offset]
  }
  return phaseMs
}
