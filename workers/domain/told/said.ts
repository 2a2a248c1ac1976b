// The verdict of a manual check: health is what somebody said last.
import type { SaidHealth } from '../incident.ts'
import { draftOf, stepOf } from '../verdict/draft.ts'
import { resolve } from '../verdict/incidents.ts'
import type { CheckState, Step, World } from '../verdict/state.ts'
import { noStep, putHealth, toldVerdict, turnTo } from './turn.ts'

/** What somebody says of a manual check. */
export interface Saying {
  health: SaidHealth
  /** Why, in the person's own words; may be empty. */
  text: string
  by: string
}

/** Takes a saying over; the same once more changes nothing. */
export function saidSo(state: CheckState, saying: Saying, world: World): Step {
  const { health, text, by } = saying
  const before = state.said
  if (before?.health === health && before.text === text && state.health === health) {
    return noStep(state)
  }
  const draft = draftOf(state, world)
  draft.state.said = { v: 1, ...saying, at: world.now }
  if (health === 'up') {
    const open = draft.state.open.health
    if (open) resolve(draft, open, 'recovered', { until: world.now, by })
  } else {
    turnTo(draft, {
      kind: health,
      level: health === 'down' ? world.check.downLevel : 'warning',
      startedAt: world.now,
      verdict: toldVerdict('by_hand', { said: { text, by }, decidedAfterMs: 0 }),
    })
  }
  putHealth(draft, health)
  return stepOf(draft)
}
