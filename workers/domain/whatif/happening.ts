// What happened to a check beside its rounds, read from what was told of it: patient probes, and
// what people did. In order of time.
import type { Incident } from '../incident.ts'
import type { Suspicion } from '../suspicion.ts'
import type { HandEvent, PatientEvent } from '../verdict/state.ts'

export type Happening =
  | {
      at: number
      patient: Exclude<PatientEvent, { kind: 'started' }>
      startedAt: number
      /** It answered late: others that did are not kept, so all up to here is uncertain. */
      lateUntil?: number
    }
  | { at: number; hand: HandEvent }

/** The happenings behind incidents and suspicions, oldest first. */
export function happeningsOf(incidents: Incident[], suspicions: Suspicion[]): Happening[] {
  return [...incidents.flatMap(behindIncident), ...suspicions.flatMap(behindSuspicion)].toSorted(
    (a, b) => a.at - b.at,
  )
}

function behindIncident(incident: Incident): Happening[] {
  const found: Happening[] = []
  for (const { kind, at, verdict } of incident.events) {
    const waitedMs = verdict?.patientMs
    if (!verdict || waitedMs === undefined || kind === 'updated') continue
    const location = verdict.fail[0] ?? verdict.asked[0] ?? ''
    // A moment before what it led to.
    const startedAt = at - waitedMs
    if (verdict.patientAnswered) {
      const patient = { kind: 'answered' as const, location, ms: waitedMs, passes: true }
      found.push({ at: at - 1, patient, startedAt, lateUntil: incident.resolvedAt ?? at })
    } else {
      found.push({ at: at - 1, patient: { kind: 'waiting', location, waitedMs }, startedAt })
    }
  }
  const { resolvedAt, resolvedHow, group } = incident
  if (resolvedAt === null || resolvedHow === null || resolvedHow === 'recovered') return found
  const by = ''
  const hand: HandEvent =
    resolvedHow === 'by_hand' ? { kind: 'resolved', by, group } : { kind: resolvedHow, by }
  return [...found, { at: resolvedAt, hand }]
}

function behindSuspicion(one: Suspicion): Happening[] {
  if (one.endedAt === null || one.outcome !== 'avoided') return []
  const at = one.endedAt
  if (one.why === 'paused') return [{ at, hand: { kind: 'paused', by: '' } }]
  if (one.why !== 'slow') return []
  const location = one.places[0] ?? ''
  const ms = at - one.startedAt
  return [
    {
      at: at - 1,
      patient: { kind: 'answered', location, ms, passes: true },
      startedAt: at - ms,
      lateUntil: at,
    },
  ]
}
