// What a measurement without a whole answer means, for every check type alike.
import { overFamily, routeOf } from '../family.ts'
import type { Failed, NotMeasured } from '../measurement.ts'
import type { Judgement } from '../observation.ts'
import { patientReasons } from '../reason.ts'

/** A failure is a failure with its reason; what was not measured is unknown. */
export function judgeTrouble(measured: Failed | NotMeasured): Judgement {
  if (measured.kind === 'notMeasured') return { kind: 'unknown', reason: measured.reason }
  // A place without a way there says nothing of the target.
  if (routeOf(measured) === 'missing') return { kind: 'unknown', reason: 'no_route' }
  const unmet = overFamily(measured.unmet, measured.family)
  return {
    kind: 'fail',
    reasons: [measured.reason],
    phase: measured.phase,
    timeout: measured.accepted && patientReasons.has(measured.reason),
    ...(unmet ? { unmet } : {}),
  }
}
