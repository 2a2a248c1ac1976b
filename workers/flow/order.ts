// What a location is asked: one order per check of a round, and the call that carries many.
import type { Check } from '../domain/check/check.ts'
import { orderTarget } from '../domain/check/index.ts'
import type { Batch, ProbeOrder, Target } from '../domain/measurement.ts'
import type { RoundKind } from '../domain/round.ts'
import type { ShardPorts } from '../ports.ts'
import type { Watched } from './memory.ts'

/** Failed, or took longer than this last time: asked in the slow lane. */
const slowMs = 2_000
const graceMs = 4_000
const lanes = { quick: 6, slow: 3 }

interface OrderFacts {
  number: number
  kind: RoundKind
  location: string
  /** Somebody listens to this round. */
  whole: boolean
  /** It reads the certificate too. */
  isReader?: boolean
}

/** One order. `check` is the watched one with its secrets open. */
export function orderOf(
  ports: ShardPorts,
  { state }: Watched,
  check: Check,
  { number, kind, location, whole, isReader = false }: OrderFacts,
): ProbeOrder {
  const verify = kind !== 'slot'
  const last = state.latest[location]
  const wasSlow = last !== undefined && (last.kind === 'fail' || last.ms > slowMs)
  return {
    v: 1,
    id: `${check.id}.${number}`,
    target: isReader ? readingToo(orderTarget(check)) : orderTarget(check),
    budgetMs: check.timeoutMs,
    fresh: verify,
    controls: verify ? 'always' : 'trouble',
    slowLane: wasSlow,
    traceparent: traceOf(ports, verify),
    ...(whole ? { whole } : {}),
  }
}

/** A new trace (W3C Trace Context). Sampled where somebody will look at it: on doubt, not at every
 *  slot, or a monitor fills the traces of those whom it watches. */
export function traceOf(ports: ShardPorts, isSampled: boolean): string {
  return `00-${ports.random(16)}-${ports.random(8)}-${isSampled ? '01' : '00'}`
}

/** The same with the certificate, once the answer is there. */
function readingToo(target: Target): Target {
  return target.type === 'http'
    ? { ...target, http: { ...target.http, certificateWanted: true } }
    : target
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
    ...(ports.settings.perHost ? { perHost: ports.settings.perHost } : {}),
    orders,
  }
}
