// Health and activity, derived after each step from what is open and what was said last.
import type { Draft } from './draft.ts'
import type { Activity, Health } from './state.ts'
import { isHurried, unknownAfterMs } from './wants.ts'

/** Writes health, activity and since when. */
export function settle(draft: Draft): void {
  const { state, world } = draft
  const health = healthOf(draft)
  if (health !== state.health) {
    state.health = health
    state.since = world.now
  }
  state.activity = activityOf(draft)
}

function healthOf({ state, engine, world }: Draft): Health {
  const kind = state.open.health?.kind
  if (kind === 'down' || kind === 'regional' || kind === 'slow') return kind
  // The target turns most places away: we cannot know.
  if (kind === 'blocked') return 'unknown'
  const { unknownSince, slowSince, lastSaid } = engine
  if (unknownSince !== null && world.now - unknownSince >= unknownAfterMs(world)) return 'unknown'
  if (lastSaid === 'pass') return slowSince === null ? 'up' : 'slow'
  // Neither a split nor a single `fail` is a verdict; an incident that ended by hand is unknown.
  return state.health === 'down' || state.health === 'regional' ? 'unknown' : state.health
}

function activityOf({ state, engine, world }: Draft): Activity {
  const open = state.open.health
  if (open?.kind === 'down') return engine.pass ? 'recovering' : 'steady'
  if (state.suspicion || isHurried(state, world)) return 'verifying'
  return open && engine.pass ? 'recovering' : 'steady'
}
