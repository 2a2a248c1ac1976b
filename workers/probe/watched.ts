// A probe under the eye of our own timers: where they ran late, the machine measured itself, not the
// target (verdict.md: `stalled`).
import type { Measurement, ProbeOrder } from '../domain/measurement.ts'
import { stalledMsMax } from '../domain/measurement.ts'
import type { FailReason } from '../domain/reason.ts'
import type { Probe, ProbeContext } from './probe.ts'
import type { Pulse } from './pulse.ts'

/** For the second look over a socket. */
const diagnosisMs = 10_000

/** What a probe measures; `stalled` where that may be our own slowness. */
export async function watched(
  probe: Probe,
  order: ProbeOrder,
  context: ProbeContext,
  pulse: Pulse,
): Promise<Measurement> {
  const begun = context.now()
  const measured = await probe(order, context)
  const tookMs = context.now() - begun
  const isOver = measured.kind === 'failed' && tookMs > order.budgetMs + diagnosisMs + stalledMsMax
  if (isOver || (isOfTime(order, measured) && pulse.wasLateSince(begun))) {
    return { v: 1, kind: 'notMeasured', order: order.id, reason: 'stalled', totalMs: tookMs }
  }
  return measured
}

/** What our own slowness looks like. A refusal is none, nor is an answer that a patient probe was kept
 *  for. */
function isOfTime({ patient }: ProbeOrder, measured: Measurement): boolean {
  if (measured.kind === 'failed') return ofTime.has(measured.reason)
  return measured.kind === 'answered' && measured.totalMs > stalledMsMax && !patient
}

const ofTime: ReadonlySet<FailReason> = new Set<FailReason>([
  'dns_timeout',
  'connect_timeout',
  'connection_reset',
  'tls_timeout',
  'tls_handshake',
  'empty_reply',
  'headers_timeout',
  'body_timeout',
  'body_truncated',
  'message_timeout',
  'no_echo',
  'no_answer',
])
