// A 403 says "not you". Whether that is what the site says to everybody, or what a firewall says to
// some of us, is seen only beside what the other places got (verdict.md F35).
import type { Blocked, Fail, Observation } from '../observation.ts'
import type { Round } from '../round.ts'

/** A failure that would be no vote if others got through. */
export function isRefusal(one: Observation): boolean {
  if (one.kind !== 'fail' || one.reasons[0] !== 'status') return false
  return one.measurement?.kind === 'answered' && one.measurement.status === 403
}

/** The round with its 403 as `blocked` where another place got through; as it is otherwise. */
export function refusalsApart(round: Round): Round {
  const passes = round.observations.some(({ kind }) => kind === 'pass' || kind === 'slow')
  if (!passes || !round.observations.some(isRefusal)) return round
  return {
    ...round,
    observations: round.observations.map((one) => (isRefusal(one) ? blockedOf(one as Fail) : one)),
  }
}

function blockedOf(fail: Fail): Blocked {
  const { reasons: _, phase: __, timeout: ___, proof: ____, unmet: _____, ...base } = fail
  return { ...base, kind: 'blocked', reason: 'blocked_by_waf' }
}
