// How late after its slot a check reached its target, read at the target alone.
import { slotAt, slotOf } from '../workers/domain/schedule.ts'

export interface Lateness {
  probes: number
  latenessMs: number[]
  /** Slots in which a check never came. */
  skipped: number
}

/** Arrivals of one moment lie so far apart, at most. */
const earlyMsMax = 100
/** The launcher's (`WAVES`). */
const waves = 10

/** Of each check (a path) and slot the first arrival, late by the grid of its own wave. What has no
 *  shard is not counted. */
export function latenessOf(
  arrivals: [path: string, at: number][],
  shardOf: (path: string) => string | undefined,
  intervalSeconds: number,
): Lateness {
  const seen: Lateness = { probes: 0, latenessMs: [], skipped: 0 }
  const everyMs = intervalSeconds * 1_000
  const ours = arrivals.filter(([path]) => shardOf(path) !== undefined)
  for (const of of Map.groupBy(ours, ([path]) => shardOf(path)!).values()) {
    const firstMs = gridOf(
      of.map(([, at]) => at),
      everyMs / waves,
    )
    for (const mine of Map.groupBy(of, ([path]) => path).values()) {
      const times = mine.map(([, at]) => at)
      count(seen, times, { intervalSeconds, phaseMs: waveOf(times, firstMs, everyMs) })
    }
  }
  return seen
}

function count(
  seen: Lateness,
  times: number[],
  { intervalSeconds, phaseMs }: { intervalSeconds: number; phaseMs: number },
): void {
  let before: number | undefined
  for (const at of times) {
    seen.probes += 1
    const slot = slotOf(at, intervalSeconds, phaseMs)
    if (before === slot) continue
    if (before !== undefined) {
      seen.skipped += slot - before - 1
      seen.latenessMs.push(at - slotAt(slot, intervalSeconds, phaseMs))
    }
    before = slot
  }
}

/** The phase of the wave a check is in: that by which it was least late, all together. */
function waveOf(times: number[], firstMs: number, everyMs: number): number {
  const phases = Array.from(
    { length: waves },
    (_, index) => (firstMs + (index * everyMs) / waves) % everyMs,
  )
  return leastLate(times, phases, everyMs)
}

/** Where in a step the waves of a shard begin: at the arrival by which all are least late. */
function gridOf(times: number[], stepMs: number): number {
  const best = leastLate(times, [...new Set(times.map((at) => at % stepMs))], stepMs)
  // One that came a moment before is of the same slot, not thirty seconds late for the last.
  const beforeMs = times.map((at) => (((best - at) % stepMs) + stepMs) % stepMs)
  return best - Math.max(...beforeMs.filter((ms) => ms <= earlyMsMax), 0)
}

function leastLate(times: number[], phases: number[], everyMs: number): number {
  const sumOf = (phaseMs: number) =>
    times.reduce((sum, at) => sum + ((((at - phaseMs) % everyMs) + everyMs) % everyMs), 0)
  let best = { phaseMs: 0, sum: Number.POSITIVE_INFINITY }
  for (const phaseMs of phases) {
    const sum = sumOf(phaseMs)
    if (sum < best.sum) best = { phaseMs, sum }
  }
  return best.phaseMs
}
