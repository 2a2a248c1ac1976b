// A look: what one place saw of a target, whole, for a person to read. It decides nothing.
import { explainObservation } from './explain.ts'
import type { Location } from './location.ts'
import type { Measurement } from './measurement.ts'
import { bodyStartCharsMax } from './measurement.ts'
import type { Observation, Outcome } from './observation.ts'
import { redacted } from './redact.ts'
import { withoutSecrets } from './secret-evidence.ts'
import { isSecretName } from './secret-names.ts'

export interface Look {
  location: string
  network: string
  kind: Outcome
  /** Why it does not pass, from the closed list. */
  reasons: string[]
  /** What was seen, as a sentence. */
  words: string
  /** A round of the check asked, so that it votes; else it was only looked at. */
  counted: boolean
  /** Null: the place did not answer. */
  measurement: Measurement | null
}

/** A look, from what a place said and what was made of it. `own` are the check's secrets, which an
 *  answer may repeat. */
export function lookOf(
  place: Location & { label?: string },
  observation: Observation,
  measured: Measurement | null,
  { own, counted }: { own: string[]; counted: boolean },
): Look {
  const whole = measured ? { ...observation, measurement: shown(measured) } : observation
  const clean = withoutSecrets(whole, () => own)
  return {
    location: place.id,
    network: place.network,
    kind: clean.kind,
    reasons: reasonsOf(clean),
    words: explainObservation(clean, place.label ? { [place.id]: place.label } : {}),
    counted,
    measurement: clean.measurement ?? null,
  }
}

function reasonsOf(observation: Observation): string[] {
  if (observation.kind === 'fail') return observation.reasons
  return 'reason' in observation ? [observation.reason] : []
}

/** The first of the body stands for all of it; a header that is a secret by its name is hidden. */
function shown(measured: Measurement): Measurement {
  if (measured.kind !== 'answered') return measured
  const { body, headers = {}, ...rest } = measured
  const hidden = Object.entries(headers).map(([name, value]) => [
    name,
    isSecretName(name) ? redacted : value,
  ])
  const start = rest.bodyStart ?? body?.slice(0, bodyStartCharsMax)
  return {
    ...rest,
    headers: Object.fromEntries(hidden),
    ...(start ? { bodyStart: start } : {}),
  }
}
