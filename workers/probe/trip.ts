// A probe on its way through hops: where it is, and what it comes to when the way ends badly.
import type { Family } from '../domain/family.ts'
import type { Failed, Hop, Phase, PhasesMs, ProbeOrder } from '../domain/measurement.ts'
import type { FailReason } from '../domain/reason.ts'
import type { ProbeContext } from './probe.ts'

/** How far a probe by `fetch` has come. */
export interface Trip {
  startedAt: number
  hops: Hop[]
  url: URL
  phase: 'headers' | 'body'
  phases: PhasesMs
  /** Where a family was chosen: the addresses of the host that is asked now. */
  over?: Over
}

export interface Over {
  family: Family
  /** With its port, as an URL has it. */
  host: string
  addresses: string[]
}

/** Adds what one request took: `ms` to its headers, of which `phases` were seen apart. */
export function addPhases({ phases }: Trip, seen: PhasesMs, ms: number): void {
  let rest = ms
  for (const [phase, took] of Object.entries(seen) as [Phase, number][]) {
    phases[phase] = (phases[phase] ?? 0) + took
    rest -= took
  }
  phases.headers = (phases.headers ?? 0) + Math.max(0, rest)
}

/** The failure of a target that had accepted the connection. */
export function failed(
  order: ProbeOrder,
  trip: Trip,
  context: ProbeContext,
  reason: FailReason,
  detail?: string,
): Failed {
  return {
    v: 1,
    kind: 'failed',
    order: order.id,
    reason,
    phase: trip.phase,
    accepted: true,
    startedAt: trip.startedAt,
    totalMs: context.now() - trip.startedAt,
    budgetMs: order.budgetMs,
    phases: trip.phases,
    ...(detail ? { detail } : {}),
    ...(trip.hops.length > 0 ? { hops: trip.hops } : {}),
  }
}
