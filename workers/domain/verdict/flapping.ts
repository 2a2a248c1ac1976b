// Flapping: more than five changes in half an hour hold the open incident open, and say so once
// (verdict.md E27). Nothing that is worse than what is open is ever held back.
import type { Draft } from './draft.ts'
import { addEvent, endDown } from './incidents.ts'
import { flappingChanges, flappingWindowMs } from './numbers.ts'

/** Whether the open incident is kept as it is, though it would end or be lowered now. `since`: when
 *  that better time began. Each turn is counted once, and written into the timeline. */
export function isHeld(draft: Draft, since: number): boolean {
  const { engine, state } = draft
  const changes = recentChanges(draft)
  const isNews = engine.held !== 'better'
  if (changes.length + (isNews ? 1 : 0) <= flappingChanges) {
    engine.held = null
    return false
  }
  if (isNews) {
    engine.held = 'better'
    engine.changesAt = [...changes, draft.world.now]
    endDown(draft, since)
    say(draft, 'better', since)
  }
  return state.open.health !== undefined
}

/** While it is held: what was better is as bad as before again, since `since`. */
export function worseAgain(draft: Draft, since: number): void {
  const { engine, world } = draft
  if (engine.held !== 'better') return
  engine.held = 'worse'
  engine.changesAt = [...recentChanges(draft), world.now]
  if (draft.state.open.health?.kind === 'down') engine.downSince ??= since
  say(draft, 'worse', since)
}

/** Counts a change of the incident: opened, raised, lowered, resolved. */
export function noteChange(draft: Draft): void {
  draft.engine.changesAt = [...recentChanges(draft), draft.world.now]
}

/** Told once for each incident; afterwards a line in its timeline. */
function say(draft: Draft, held: 'better' | 'worse', since: number): void {
  const incident = draft.state.open.health!
  if (incident.flappingSince !== undefined) {
    addEvent(draft, incident, 'noted', { held, since })
    return
  }
  const verdict = { ...incident.verdict, rule: 'flapping' }
  const flapping = { ...incident, flappingSince: draft.world.now }
  addEvent(draft, flapping, 'updated', { held, since, verdict })
}

function recentChanges({ engine, world }: Draft): number[] {
  const isRecent = (at: number) => at <= world.now && world.now - at < flappingWindowMs
  return (engine.changesAt ?? []).filter(isRecent)
}
