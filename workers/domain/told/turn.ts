// Incidents of checks that are told something, or made of others: opened, raised, lowered, ended
// without rounds. The rules that decide are in `beat.ts`, `said.ts` and `group.ts`.
import type { Incident, IncidentKind, Level, Verdict } from '../incident.ts'
import { groupOf, levels } from '../incident.ts'
import type { Draft } from '../verdict/draft.ts'
import { addEvent, openNew, raise } from '../verdict/incidents.ts'
import type { CheckState, Health, Step } from '../verdict/state.ts'

/** A verdict without votes: `facts` say what it rests on. */
export function toldVerdict(rule: string, facts: Partial<Verdict>): Verdict {
  return {
    v: 1,
    rule,
    asked: [],
    fail: [],
    pass: [],
    abstained: [],
    networks: [],
    networksFailing: [],
    crossChecked: true,
    ...facts,
  }
}

export interface Turn {
  kind: IncidentKind
  level: Level
  startedAt: number
  verdict: Verdict
}

/** Opens the incident of the kind's group, or turns the open one to this kind and level. */
export function turnTo(draft: Draft, turn: Turn): void {
  const { kind, level, startedAt, verdict } = turn
  const open = draft.state.open[groupOf[kind]]
  if (!open) {
    openNew(draft, kind, level, startedAt, verdict)
    return
  }
  const before = levels.indexOf(open.level)
  const isWorse = levels.indexOf(level) > before || (kind === 'down' && open.kind !== 'down')
  const isBetter = levels.indexOf(level) < before || (kind !== 'down' && open.kind === 'down')
  const turned: Incident = { ...open, kind, level, verdict }
  if (isWorse) raise(draft, turned, startedAt)
  else if (isBetter) addEvent(draft, turned, 'lowered', { verdict, since: startedAt })
  else addEvent(draft, turned, 'updated', { verdict, since: startedAt })
}

/** Writes health and since when it is so. */
export function putHealth({ state, world }: Draft, health: Health): void {
  if (state.health === health) return
  state.health = health
  state.since = world.now
}

/** A step in which nothing happened. */
export function noStep(state: CheckState): Step {
  return { state, incidents: [], suspicions: [] }
}
