// The address of a host that is asked without a connection: resolved, told apart where it is not, and
// never one that may not be a target.
import { lookup } from 'node:dns/promises'
import { refusal } from '../../workers/domain/address.ts'
import type { Measurement, PhasesMs, ProbeOrder } from '../../workers/domain/measurement.ts'
import { diagnoseName } from '../../workers/probe/diagnose.ts'
import { isLiteral } from '../../workers/probe/doh.ts'
import type { ProbeContext } from '../../workers/probe/probe.ts'
import { policy } from './guard.ts'

export interface Reached {
  address: string
  nameMs: number
  /** Empty where no name was asked for. */
  phases: PhasesMs
}

/** Where a host is; or what the probe is to say instead. */
export async function reach(
  order: ProbeOrder,
  host: string,
  port: number,
  context: ProbeContext,
): Promise<Reached | Measurement> {
  const startedAt = context.now()
  const named = await diagnoseName(host, port, context)
  const nameMs = context.now() - startedAt
  const blocked = (detail: string) =>
    ({ v: 1, kind: 'notMeasured', order: order.id, reason: 'blocked_target', detail }) as const
  if (named.kind === 'blocked') return blocked(named.detail)
  if (named.kind === 'found') {
    const { reason, phases } = named
    const seen = { order: order.id, startedAt, totalMs: nameMs, budgetMs: order.budgetMs }
    return { v: 1, kind: 'failed', ...seen, reason, phase: 'name', accepted: false, phases }
  }
  const address = await lookup(host.replace(/^\[|\]$/g, '')).then(
    (found) => found.address,
    () => null,
  )
  const literal = address?.includes(':') ? `[${address}]` : address
  if (address === null || literal === null || refusal(literal ?? '', port, policy)) {
    return blocked(`${host} may not be a target`)
  }
  return { address, nameMs, phases: isLiteral(host) ? {} : { name: nameMs } }
}
