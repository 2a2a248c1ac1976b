// News of many checks come at one moment, and each may concern messages, uploads, pages and the alarm.
// The first is acted on at once; those within a moment after it are acted on together.
import type { ShardPorts } from '../ports.ts'
import type { Memory } from './memory.ts'
import { noLonger } from './running.ts'
import { isStrained, turnOf } from './strain.ts'

/** When all was looked at last, and what the next look owes. */
export interface Kicks {
  at: number
  /** The timer of the next look; null: none is planned. */
  plan: AbortController | null
  /** Quiet states and samples wait to be written. */
  isQuietOwed: boolean
}

/** Of a shard that has looked at nothing yet. */
export const noKicks = (): Kicks => {
  return { at: Number.NEGATIVE_INFINITY, plan: null, isQuietOwed: false }
}

const apartMs = 50

/** Acts at once, or within a moment. `isLast`: nothing is under way any more, and no timer stays. */
export type Kick = (isLast?: boolean) => void

/** The call for `act`. */
export function kickerOf(
  memory: Memory,
  ports: ShardPorts,
  run: (work: Promise<void>) => void,
  act: () => void,
): Kick {
  const { kicks } = memory
  const go = () => {
    kicks.plan?.abort(noLonger)
    kicks.plan = null
    kicks.at = ports.clock.now()
    act()
  }
  return (isLast = false) => {
    const now = ports.clock.now()
    const leftMs = kicks.at + (isStrained(memory) ? turnOf(memory) : apartMs) - now
    if (isLast || leftMs <= 0 || now < kicks.at) return go()
    if (kicks.plan) return
    const plan = new AbortController()
    kicks.plan = plan
    run(ports.clock.sleep(leftMs, plan.signal).then(() => (kicks.plan === plan ? go() : undefined)))
  }
}
