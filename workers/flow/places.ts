// Places that probes are sent from: whether their word counts, and what they saw in a day.
import type { PlaceDay } from '../domain/sample.ts'
import type { Actor, HubPorts } from '../hub-ports.ts'
import type { PlaceView } from '../shard-door.ts'
import { placesShown } from './agent-places.ts'
import { allow } from './change.ts'

const hourMs = 3_600_000
const dayHours = 24

export interface PlaceLine {
  id: string
  network: string
  label: string
  default: boolean
  borrowed?: boolean
  /** Null: nothing is held against it, or the shard does not answer. */
  view: PlaceView | null
  /** Whole hours of the last day; null: it saw nothing, or the history is away. */
  day: PlaceDay | null
}

/** All places, in the order they are set. */
export async function placesOfHub(hub: HubPorts, actor: Actor): Promise<PlaceLine[]> {
  allow(actor, 'read', 'check')
  const { workspace } = actor
  const hour = Math.floor(hub.now() / hourMs) * hourMs
  const left = (fault: unknown) => {
    hub.log.error('places', fault, { workspace })
    return []
  }
  const [places, views, days] = await Promise.all([
    placesShown(hub, workspace),
    hub
      .shard(workspace)
      .then((door) => door.places(workspace))
      .catch(left),
    hub.history.placeDays(workspace, hour - dayHours * hourMs, hour).catch(left),
  ])
  return places.map(({ agent: _agent, ...one }) => ({
    ...one,
    view: views.find(({ location }) => location === one.id) ?? null,
    day: days.find(({ location }) => location === one.id) ?? null,
  }))
}
