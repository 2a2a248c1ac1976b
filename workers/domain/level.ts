// The level an incident is told at: each kind has its own, and a check may change it (design rule 16).
import type { Check } from './check/check.ts'
import type { IncidentKind, Level } from './incident.ts'

/** Kinds whose level a check may change; that of `down` is its `downLevel`. */
export const levelKinds = [
  'regional',
  'slow',
  'blocked',
  'unstable',
  'content',
  'certificate',
  'domain',
  'silent',
  'host',
] as const satisfies IncidentKind[]
export type LevelKind = (typeof levelKinds)[number]
export type Levels = Partial<Record<LevelKind, Level>>

/** What a kind is told at when nothing else is said. */
export const defaultLevels: Record<LevelKind, Level> = {
  regional: 'warning',
  slow: 'warning',
  blocked: 'warning',
  unstable: 'warning',
  content: 'warning',
  certificate: 'warning',
  domain: 'warning',
  silent: 'critical',
  host: 'warning',
}

/** The level of a kind for this check. `isMost`: a `regional` in which most places fail is told
 *  as `down` is. */
export function levelFor(
  check: Pick<Check, 'downLevel' | 'levels'>,
  kind: IncidentKind,
  isMost = false,
): Level {
  if (kind === 'down' || (kind === 'regional' && isMost)) return check.downLevel
  if (kind === 'node') return 'warning'
  return check.levels?.[kind] ?? defaultLevels[kind]
}
