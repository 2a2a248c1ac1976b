// Incidents like another one: the same kind and the same cause, and how long they took.
import type { Incident } from './incident.ts'

export interface Similar {
  /** Over, newest first. */
  incidents: Incident[]
  /** The middle of how long they took, in seconds; null: none has an end that counts. */
  medianSeconds: number | null
}

/** What it was decided by: the rule, the reason and the status, as far as there are. */
function causeOf({ kind, verdict }: Incident): string {
  return [kind, verdict.reason ?? verdict.rule, verdict.status ?? ''].join(' ')
}

/** Those of `all` that ended before this one began, with its cause. */
export function similarTo(incident: Incident, all: readonly Incident[]): Similar {
  const cause = causeOf(incident)
  const incidents = all
    .filter(
      (one) =>
        one.id !== incident.id &&
        one.check === incident.check &&
        one.resolvedAt !== null &&
        one.startedAt < incident.startedAt &&
        causeOf(one) === cause,
    )
    .toSorted((a, b) => b.startedAt - a.startedAt)
  const lengths = incidents
    .flatMap(({ downtimeSeconds }) => downtimeSeconds ?? [])
    .toSorted((a, b) => a - b)
  return { incidents, medianSeconds: lengths[Math.floor((lengths.length - 1) / 2)] ?? null }
}
