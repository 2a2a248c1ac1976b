// A step under way: a copy of the state that the rules may write to, and the records that changed.
// Nothing outside a step ever sees a draft.
import type { Incident } from '../incident.ts'
import type { Suspicion } from '../suspicion.ts'
import type { EngineMemory } from './memory.ts'
import type { CheckState, Step, World } from './state.ts'

export interface Draft {
  /** The new state: its own object, and its `engine`, `open` and `latest` too. */
  state: CheckState
  engine: EngineMemory
  world: World
  incidents: Map<string, Incident>
  suspicions: Map<string, Suspicion>
}

/** Starts a step: the state given stays as it is. */
export function draftOf(before: CheckState, world: World): Draft {
  const engine = {
    ...before.engine,
    places: { ...before.engine.places },
    patients: { ...before.engine.patients },
    tally: { ...before.engine.tally },
  }
  const state = {
    ...before,
    open: { ...before.open },
    latest: { ...before.latest },
    ...(before.expiries ? { expiries: { ...before.expiries } } : {}),
    engine,
  }
  return { state, engine, world, incidents: new Map(), suspicions: new Map() }
}

/** The step's result. */
export function stepOf(draft: Draft): Step {
  return {
    state: draft.state,
    incidents: [...draft.incidents.values()],
    suspicions: [...draft.suspicions.values()],
  }
}
