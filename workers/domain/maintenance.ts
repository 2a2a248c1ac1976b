// Windows of maintenance: which checks they are for, and until when nobody is told (design rule 11).
import type { Maintenance, WorkspaceConfig } from './config.ts'

/** When the maintenance that mutes a check ends, overlapping windows joined; null: not muted.
 *  `check` null (an incident about a location) is muted only by windows for all checks. */
export function mutedUntil(
  config: Pick<WorkspaceConfig, 'maintenance'>,
  check: string | null,
  now: number,
): number | null {
  const windows = config.maintenance.filter((window) => covers(window, check))
  let until = now
  for (;;) {
    const next = windows.find((window) => window.startsAt <= until && window.endsAt > until)
    if (!next) return until > now ? until : null
    until = next.endsAt
  }
}

const covers = (window: Maintenance, check: string | null) =>
  window.checks === null || (check !== null && window.checks.includes(check))
