// What was kept quiet, by maintenance, a silence or a parent, and may be over by now: nobody is woken
// by old news (design rules 11 and 12).
import { isAsked } from './check/index.ts'
import type { Incident } from './incident.ts'
import { type Kin, settleMs } from './parent.ts'
import type { CheckState, LatestAnswer } from './verdict/state.ts'

/** `passing`: when it was last seen most places passed, or no most failed, or most of those few that
 *  still see it passed.
 *  `unasked`: it was not asked since nothing keeps it quiet any more. */
export type Doubt = 'passing' | 'unasked'

/** Why an outage that was kept quiet is not told yet; null: it may be told. One that passes is told when
 *  it fails again, or ends untold; one that was not asked is asked at once, and waits for no longer than
 *  a recovery takes. `mutedTo`: when the maintenance or the silence ended in which it fell, null where
 *  it fell in none. One that waited for the verdict about its parent alone is as sure as any. */
export function doubtOf(
  { check, state }: Kin,
  incident: Incident,
  mutedTo: number | null,
  now: number,
): Doubt | null {
  if (incident.kind !== 'down' || state.open.health?.id !== incident.id) return null
  const wasKept = mutedTo !== null || incident.because !== undefined || !check.parent
  if (wasKept && (state.engine.pass !== null || isSplit(state) || isSeenPassing(state)))
    return 'passing'
  if (mutedTo === null || now < mutedTo || !isAsked(check)) return null
  const isOld = state.engine.lastStartedAt < mutedTo
  return isOld && now < mutedTo + settleMs(check) ? 'unasked' : null
}

/** The last round said neither, and at least half of those that saw it saw it pass. */
function isSplit({ engine, latest }: CheckState): boolean {
  if (engine.lastSaid !== 'split') return false
  const votes = votesSince(latest, engine.lastStartedAt)
  return votes.length > 0 && passing(votes) * 2 >= votes.length
}

/** Too few places see it for a verdict, and most of those that saw it last saw it pass. */
function isSeenPassing({ engine, latest }: CheckState): boolean {
  if (engine.unknownSince === null) return false
  const newest = votesSince(latest, Math.max(engine.unknownSince, engine.lastStartedAt))
  const seen = newest.length > 0 ? newest : votesSince(latest, engine.unknownSince)
  return passing(seen) * 2 > seen.length
}

const votesSince = (latest: CheckState['latest'], since: number) =>
  Object.values(latest).filter(({ at, kind }) => at >= since && kind in isPass)

const passing = (votes: LatestAnswer[]) => votes.filter(({ kind }) => isPass[kind]).length

/** What is a vote, and whether it is one for the target. */
const isPass: Partial<Record<LatestAnswer['kind'], boolean>> = {
  pass: true,
  slow: true,
  fail: false,
}
