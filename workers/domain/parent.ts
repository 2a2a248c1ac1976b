// Parents: a check that depends on another is not told about while that one is down (design rule 12,
// verdict.md F31). What is held is never lost: every wait has an end, but for a parent that is
// verified down, and told as loudly.
import type { Check } from './check/check.ts'
import { isAsked } from './check/index.ts'
import { type Incident, type IncidentEvent, type Level, levels } from './incident.ts'
import { openPaceMs, parentGraceMs, parentWaitMsMax, unknownAfterMs } from './verdict/numbers.ts'
import type { CheckState } from './verdict/state.ts'

/** A check with what is known of it. */
export interface Kin {
  check: Check
  state: CheckState
}

/** Why an incident is not told now. `down`: its parent is; `verifying`: its parent may be; `settling`:
 *  its parent has just come back. `until`: told then whatever comes; null: when the parent is up. */
export interface Hold {
  why: 'down' | 'verifying' | 'settling'
  check: string
  name: string
  until: number | null
}

/** What holds back an incident of `child` at `now`; null: it may be told. `kinOf` finds any check of
 *  the workspace. */
export function heldByParent(
  child: Kin,
  incident: Incident,
  kinOf: (id: string) => Kin | undefined,
  now: number,
): Hold | null {
  if (incident.group !== 'health' && incident.group !== 'silent') return null
  let found: Hold | null = null
  const ancestors = ancestorsOf(child, kinOf)
  for (const parent of ancestors) {
    const hold = holdOf(parent, child, incident, now)
    // The cause is the farthest that is down.
    if (hold && (found === null || hold.why === 'down')) found = hold
  }
  return found
}

/** Those above a check, nearest first. A circle (two edits at once) ends where it closes. */
export function ancestorsOf(child: Kin, kinOf: (id: string) => Kin | undefined): Kin[] {
  const found: Kin[] = []
  const seen = new Set([child.check.id])
  let id = child.check.parent ?? null
  while (id !== null && !seen.has(id)) {
    seen.add(id)
    const parent = kinOf(id)
    if (!parent) break
    found.push(parent)
    id = parent.check.parent ?? null
  }
  return found
}

function holdOf(parent: Kin, child: Kin, incident: Incident, now: number): Hold | null {
  const { check, state } = parent
  const hold = (why: Hold['why'], until: number | null): Hold => {
    return { why, check: check.id, name: check.name, until }
  }
  if (!isWatched(parent, now)) return null
  const down = downOf(state)
  // One that wakes nobody must not silence one that would.
  if (down) return rank(down.level) >= rank(incident.level) ? hold('down', null) : null
  const since = turnOf(incident)?.since ?? incident.startedAt
  const waitUntil = since + waitMs(check)
  if (now < waitUntil && (isVerifying(state) || isUnasked(parent, since))) {
    return hold('verifying', waitUntil)
  }
  const settledBy = state.since + settleMs(child.check)
  const isBack = now >= state.since && now < settledBy
  const { lastStartedAt, pass } = child.state.engine
  const isSettling = isAsked(child.check) && (lastStartedAt <= state.since || pass !== null)
  return isBack && isSettling ? hold('settling', settledBy) : null
}

/** Only a parent that is being checked suppresses: not paused, not unknown, not long unheard. */
function isWatched({ check, state }: Kin, now: number): boolean {
  if (check.paused) return false
  const { unknownSince, lastDecidedAt } = state.engine
  if (unknownSince !== null && now - unknownSince >= unknownAfterMs) return false
  if (state.health === 'unknown' && !downOf(state)) return false
  const longestMs = Math.max(3 * check.intervalSeconds * 1000, 180_000)
  return !isAsked(check) || Math.abs(now - lastDecidedAt) <= longestMs
}

/** The open incident that says that a check is down, or silent. */
function downOf({ open }: CheckState): Incident | null {
  if (open.health?.kind === 'down') return open.health
  return open.silent ?? null
}

const isVerifying = ({ activity, suspicion, engine }: CheckState) =>
  activity === 'verifying' && suspicion !== null && !engine.suspect?.waiting

/** Not yet judged by a round that began after its child failed: that is asked for at once. */
const isUnasked = ({ check, state }: Kin, since: number) =>
  isAsked(check) && state.engine.lastStartedAt < since

const rank = (level: Level) => levels.indexOf(level)

/** What a verdict about the parent takes at most, from its child's first failure on. */
function waitMs({ timeoutMs, confirmSeconds, patienceSeconds }: Check): number {
  const verdictMs = timeoutMs + (confirmSeconds + patienceSeconds) * 1000 + parentGraceMs
  return Math.min(parentWaitMsMax, verdictMs)
}

/** How long a check may take to be up again once nothing keeps it quiet. */
export function settleMs({ intervalSeconds, timeoutMs, recoverSeconds }: Check): number {
  const paceMs = Math.min(intervalSeconds * 1000, openPaceMs)
  return Math.min(parentWaitMsMax, paceMs + timeoutMs + recoverSeconds * 1000 + parentGraceMs)
}

/** The latest turn of an incident for better or worse. */
export function turnOf(incident: Incident): IncidentEvent | undefined {
  return incident.events.findLast(({ kind }) => turns.has(kind))
}
const turns = new Set<IncidentEvent['kind']>(['opened', 'raised', 'lowered'])

/** The incident with the line that says because of whom it is not told; the same one again when
 *  that is known. */
export function withBecause(incident: Incident, hold: Hold, now: number): Incident {
  if (hold.why !== 'down' || incident.because?.check === hold.check) return incident
  const because = { check: hold.check, name: hold.name }
  const sequence = incident.sequence + 1
  const { level, kind: incidentKind } = incident
  const event = {
    v: 1 as const,
    sequence,
    at: now,
    kind: 'noted' as const,
    level,
    incidentKind,
    because,
  }
  return { ...incident, because, sequence, events: [...incident.events, event] }
}
