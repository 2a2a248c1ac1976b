// A suspicion: a round that failed somewhere. It ends as an incident or as a false alarm
// avoided, and both are kept with their rounds: the ledger.
import type { IncidentKind } from './incident.ts'
import type { Round } from './round.ts'

/** Why a suspicion woke nobody. */
export const avoidedWhys = [
  'blip',
  'one_location',
  'location_unwell',
  'slow',
  'not_verified',
  'paused',
  'maintenance',
  'silence',
  'parent',
] as const
export type AvoidedWhy = (typeof avoidedWhys)[number]

/** PERSISTED CONTRACT. */
export interface Suspicion {
  v: 1
  id: string
  workspace: string
  check: string
  startedAt: number
  endedAt: number | null
  outcome: 'open' | 'avoided' | 'incident'
  why: AvoidedWhy | null
  /** The incident it became. */
  incident: string | null
  incidentKind: IncidentKind | null
  /** Locations that failed. */
  places: string[]
  rounds: Round[]
}
