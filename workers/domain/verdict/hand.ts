// What people do to a check, as far as the verdict must know (verdict.md F28, F32).
import type { Incident, ResolvedHow } from '../incident.ts'
import { levels } from '../incident.ts'
import { type Draft, draftOf, stepOf } from './draft.ts'
import { addEvent, resolve } from './incidents.ts'
import { newMemory } from './memory.ts'
import type { CheckState, HandEvent, Step, World } from './state.ts'
import { avoid } from './suspect.ts'

/** Pause, delete and a new target close what is open as such; resolving by hand puts health to
 *  unknown; an acknowledgement covers the level it was given at. */
export function byHand(state: CheckState, event: HandEvent, world: World): Step {
  const draft = draftOf(state, world)
  switch (event.kind) {
    case 'paused':
    case 'deleted':
    case 'retargeted':
      closeAll(draft, event.kind, event.by)
      break
    case 'resolved': {
      const incident = draft.state.open[event.group]
      if (!incident) break
      resolve(draft, incident, 'by_hand', { until: world.now, by: event.by })
      const isBeat = event.group === 'silent' && draft.state.beat !== undefined
      if (event.group === 'health' || isBeat) forget(draft)
      break
    }
    case 'acknowledged': {
      const incident = draft.state.open[event.group]
      if (incident) acknowledge(draft, incident, event.by)
    }
  }
  return stepOf(draft)
}

function closeAll(draft: Draft, how: Exclude<ResolvedHow, 'recovered'>, by: string): void {
  avoid(draft, 'paused')
  for (const incident of Object.values(draft.state.open)) {
    resolve(draft, incident, how, { until: draft.world.now, by })
  }
  forget(draft)
  delete draft.state.group
  // Another target: what was known of the old one says nothing of it.
  if (how === 'retargeted') {
    draft.engine.places = {}
    draft.engine.suspicionsAt = []
    draft.state.latest = {}
    delete draft.state.expiries
  }
}

/** Health is unknown, and nothing runs: the next rounds begin anew. */
function forget(draft: Draft): void {
  const { state, world } = draft
  avoid(draft, 'paused')
  const { judged, places, suspicionsAt, tally, made, lastStartedAt, lastDecidedAt } = draft.engine
  const kept = { judged, suspicionsAt, tally, made, lastStartedAt, lastDecidedAt }
  const engine = { ...newMemory(world.now), ...kept }
  for (const [id, place] of Object.entries(places)) {
    engine.places[id] = { ...place, failing: null }
  }
  draft.engine = engine
  state.engine = engine
  state.activity = 'steady'
  // What comes next is waited for from now on.
  if (state.beat) state.beat = { ...state.beat, from: world.now, runs: [], closed: null }
  if (state.health === 'unknown') return
  state.health = 'unknown'
  state.since = world.now
}

function acknowledge(draft: Draft, incident: Incident, by: string): void {
  const { acknowledgedLevel: before, level } = incident
  if (before !== null && levels.indexOf(before) >= levels.indexOf(level)) return
  const acknowledged = {
    ...incident,
    acknowledgedAt: draft.world.now,
    acknowledgedLevel: level,
    acknowledgedBy: by,
  }
  addEvent(draft, acknowledged, 'acknowledged', { by })
}
