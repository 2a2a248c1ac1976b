// A round: the observations of one slot, or of one verification, of one check.
import type { Observation } from './observation.ts'

/** `slot`: the regular grid. `verify`: after a failure. `wider`: spares asked too.
 *  `recover`: while an incident is open. */
export type RoundKind = 'slot' | 'verify' | 'wider' | 'recover'

export interface Round {
  v: 1
  /** Counts up within the check. */
  number: number
  kind: RoundKind
  /** The slot of the grid, for `slot` rounds. */
  slot?: number
  /** Shard's clock when the orders left. */
  startedAt: number
  /** Shard's clock when the majority was certain, or the last answer came. */
  decidedAt: number
  /** Measured on the locations' clocks: the longest probe that counted. A step of the wall
   *  clock cannot stretch it (verdict.md C13). */
  lengthMs: number
  /** Locations asked, voters and spares; witnesses are not in it. */
  asked: string[]
  /** Those of `asked` that still held an order of an earlier round: not asked twice, and unknown
   *  in this one. Their answer belongs to the round that asked. */
  measuring?: string[]
  /** One per location asked that has answered so far, in order of arrival. Late ones are added
   *  as evidence after the decision. */
  observations: Observation[]
}

export type Said = 'pass' | 'fail' | 'split' | 'unknown'
