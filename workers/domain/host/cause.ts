// What agents on a target's own side found when it fell: its probable cause. Evidence alone; it
// decides nothing.
import type { Incident, ProbableCause } from '../incident.ts'
import type { HostState } from './state.ts'

/** More in one message are noise. */
export const causesMax = 5
/** What is older is how the host always is. */
const agoMs = 24 * 3_600_000
/** What began later is a consequence. Its figure may be averaged over a time. */
const afterMs = 5 * 60_000

export interface Beside {
  state: HostState
  name: string
}

/** Findings of these hosts that may have caused what began at `startedAt`: worst first, then those
 *  nearest to it in time. */
export function causesOf(hosts: readonly Beside[], startedAt: number): ProbableCause[] {
  const all = hosts.flatMap(({ state, name }) =>
    state.findings.flatMap(({ key, level, text, since }): ProbableCause[] => {
      const isBad = level === 'warning' || level === 'critical'
      const isNear = startedAt - since <= agoMs && since - startedAt <= afterMs
      if (!isBad || !isNear) return []
      return [{ agent: state.agent, name, key, level, text, since }]
    }),
  )
  const nearness = (one: ProbableCause) => Math.abs(one.since - startedAt)
  const rank = (one: ProbableCause) => (one.level === 'critical' ? 0 : 1)
  return all.toSorted((a, b) => rank(a) - rank(b) || nearness(a) - nearness(b)).slice(0, causesMax)
}

/** The incident with its causes, in its verdict and in its last event; the same when none are new. */
export function withCauses(incident: Incident, causes: readonly ProbableCause[]): Incident {
  const known = new Set((incident.verdict.causes ?? []).map((one) => `${one.agent} ${one.key}`))
  const fresh = causes.filter((one) => !known.has(`${one.agent} ${one.key}`))
  if (fresh.length === 0 && known.size === 0) return incident
  const kept = [...(incident.verdict.causes ?? []), ...fresh].slice(0, causesMax)
  const events = incident.events.map((one, index) =>
    index === incident.events.length - 1 && one.verdict
      ? { ...one, verdict: { ...one.verdict, causes: kept } }
      : one,
  )
  return { ...incident, verdict: { ...incident.verdict, causes: kept }, events }
}
