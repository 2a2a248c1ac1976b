// What a full shard does in a slot of its checks over whole hours: the real domain and flow in virtual
// time, with uploads once an hour and the samples of hours that are over taken away, which no bench
// of some minutes sees. And the same for minutes like the bench's own, to be held against them.
import { type Counted, fullShard, playFullShard } from '../full-shard.ts'
import type { Counts } from './formula.ts'

export type Steady = Pick<Counts, 'alarms' | 'rowsWritten'>

/** Before them the shard begins; after them it goes on as it always will. */
const warmMinutes = 75
const hours = 3
/** Minutes without an upload, like those that are counted in the real program. */
const quiet = { from: 5, to: 10 }

/** Alarms and rows of a slot: of whole hours, and of minutes without an upload. */
export async function steadyShard(
  checks: number,
  intervalSeconds: number,
): Promise<{ steady: Steady; quietly: Steady }> {
  const minutes = warmMinutes + hours * 60
  const at = new Map<number, Counted>()
  await playFullShard(
    {
      ...fullShard,
      checks,
      intervalSeconds,
      minutes,
      outagesPerDay: 0,
      scheme: 'http',
      settings: { waves: 1, flushSeconds: 3_600 },
    },
    (minute, counted) => at.set(minute, { ...counted }),
  )
  const between = (from: number, to: number): Steady => {
    const [before, after] = [at.get(from)!, at.get(to)!]
    const slots = ((to - from) * 60) / intervalSeconds
    const each = (of: (one: Counted) => number) => (of(after) - of(before)) / slots
    return {
      alarms: each((one) => one.alarms),
      rowsWritten: each((one) => one.rows + one.alarmRows),
    }
  }
  return { steady: between(warmMinutes, minutes), quietly: between(quiet.from, quiet.to) }
}
