// Why `fetch` failed, as a measurement: what the socket found, or that it was ours.
import type { Measurement, ProbeOrder } from '../domain/measurement.ts'
import { diagnoseHttp } from './diagnose.ts'
import type { PlainQuestion } from './plain.ts'
import type { ProbeContext } from './probe.ts'
import type { Trip } from './trip.ts'

/** What a failed `fetch` comes to, once the same place has looked over a socket. `ranOut`: its budget
 *  was spent. */
export async function explain(
  order: ProbeOrder,
  question: PlainQuestion,
  trip: Trip,
  context: ProbeContext,
  ranOut: boolean,
  fault: unknown,
): Promise<Measurement> {
  const waitedMs = context.now() - trip.startedAt
  const found = await diagnoseHttp(trip, question, ranOut, context)
  const base = {
    order: order.id,
    startedAt: trip.startedAt,
    totalMs: waitedMs,
    budgetMs: order.budgetMs,
    ...(trip.hops.length > 0 ? { hops: trip.hops } : {}),
  }
  if (found.kind === 'clean') {
    return {
      v: 1,
      kind: 'notMeasured',
      order: order.id,
      reason: 'probe_error',
      totalMs: waitedMs,
      detail: `fetch failed (${faultName(fault)}), a socket found nothing wrong`,
    }
  }
  if (found.kind === 'blocked') {
    return {
      v: 1,
      kind: 'notMeasured',
      order: order.id,
      reason: 'blocked_target',
      totalMs: waitedMs,
      detail: found.detail,
    }
  }
  return {
    v: 1,
    kind: 'failed',
    ...base,
    reason: found.reason,
    phase: found.phase,
    accepted: found.accepted,
    phases: { ...trip.phases, ...found.phases, ...(ranOut ? { [found.phase]: waitedMs } : {}) },
    ...(found.detail ? { detail: found.detail } : {}),
    ...(found.certificate ? { certificate: found.certificate } : {}),
  }
}

function faultName(fault: unknown): string {
  return fault instanceof Error ? fault.message.slice(0, 80) : String(fault).slice(0, 80)
}
