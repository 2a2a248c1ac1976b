// The alarm of a shard as last set by this instance: `getAlarm` is a promise, and a decision cannot
// wait. Each time it is set a row is billed: what one wake sets, first its guard and then what comes
// next, is set once, when the wake has run through. What it wrote leaves at the same moment.
import type { Alarm } from '../ports.ts'

/** `keep` sets the platform's alarm; `wrote` hears of each row; times in ms, as `now` tells it. */
export function alarmOf(
  keep: (at: number) => void,
  wrote: (rows: number) => void,
  now: () => number = Date.now,
): Alarm {
  let set: number | null = null
  let kept: number | null = null
  let isWaiting = false
  const settle = () => {
    isWaiting = false
    if (set === null) return
    kept = set
    wrote(1)
    keep(set)
  }
  return {
    // A wake says its guard first, which is another time: so each wake sets an alarm that was lost anew.
    set: (at) => {
      set = at
      if (isWaiting || (at === kept && at > now())) return
      isWaiting = true
      queueMicrotask(settle)
    },
    get: () => (set !== null && set > now() ? set : null),
  }
}
