// What a location is asked: one order per check of a round, and the call that carries many.
import type { Check } from '../domain/check/check.ts'
import { orderTarget } from '../domain/check/index.ts'
import type { Batch, ProbeOrder } from '../domain/measurement.ts'
import type { RoundKind } from '../domain/round.ts'
import type { ShardPorts } from '../ports.ts'
import type { Watched } from './memory.ts'

/** Failed, or took longer than this last time: asked in the slow lane. */
const slowMs = 2_000
const graceMs = 4_000
const lanes = { quick: 6, slow: 3 }

/** One order. `check` is the watched one with its secrets open. */
export function orderOf(
  ports: ShardPorts,
  { state }: Watched,
  check: Check,
  { number, kind, location }: { number: number; kind: RoundKind; location: string },
): ProbeOrder {
  const verify = kind !== 'slot'
  const last = state.latest[location]
  const wasSlow = last !== undefined && (last.kind === 'fail' || last.ms > slowMs)
  return {
    v: 1,
    id: `${check.id}.${number}`,
    target: orderTarget(check),
    budgetMs: check.timeoutMs,
    fresh: verify,
    controls: verify ? 'always' : 'trouble',
    slowLane: wasSlow,
    ...(verify ? { traceparent: `00-${ports.random(16)}-${ports.random(8)}-01` } : {}),
  }
}

/** One call to a location, with time for every order in its lane. */
export function batchOf(
  ports: ShardPorts,
  location: string,
  orders: ProbeOrder[],
  slow: boolean,
): Batch {
  const longest = Math.max(...orders.map((order) => order.budgetMs))
  const waves = Math.max(1, Math.ceil(orders.length / (slow ? lanes.slow : lanes.quick)))
  return {
    v: 1,
    location,
    deadlineMs: Math.min(longest * waves, 20_000 + longest) + graceMs,
    controls: ports.settings.controls,
    aboutUrl: `${ports.settings.baseUrl}/about/prober`,
    orders,
  }
}
