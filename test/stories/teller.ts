// Who is told what in a story: the real rules of telling, one channel that always answers, and
// the operator's notices about locations.
import { owed, owedAfterSilence } from '../../workers/domain/alert.ts'
import type { Check } from '../../workers/domain/check/check.ts'
import type { Maintenance } from '../../workers/domain/config.ts'
import type { Delivery } from '../../workers/domain/delivery.ts'
import { type Doubt, doubtOf } from '../../workers/domain/doubt.ts'
import type { Incident } from '../../workers/domain/incident.ts'
import { type Hold, type Kin, turnOf } from '../../workers/domain/parent.ts'
import { mutedUntil } from '../../workers/domain/silence.ts'
import { type BookChange, nodeIncident } from '../../workers/domain/verdict/index.ts'
import { channelOf, configOf, workspace } from '../fakes/telling.ts'

/** One message that a person gets, or a notice that the operator gets. */
export interface Told {
  at: number
  check: number | null
  event: string
  kind: string
  level: string
  incident: string
}

interface Moment {
  at: number
  now: number
  isAfter: boolean
  hold: Hold | null
  /** The check that the incident is about. */
  of: Kin
}

const all = channelOf('ops', { levels: ['info', 'warning', 'critical'] })

/** Remembers all that was told. `at` is the story's time, `now` the shard's clock. */
export function tellerOf(checks: () => Check[]) {
  const told: Told[] = []
  const deliveries: Delivery[] = []
  const nodes = new Map<string, Incident>()
  const maintenance: Maintenance[] = []

  function tell(incident: Incident, { at, now, isAfter, hold, of }: Moment): Doubt | null {
    const config = configOf({ checks: checks(), maintenance, channels: [all] })
    const fellAt = turnOf(incident)?.at ?? incident.startedAt
    const mutedTo = mutedUntil(config, incident.check, fellAt)
    const doubt = doubtOf(of, incident, mutedTo, now)
    const telling = {
      incident,
      config,
      now,
      previousDeliveries: deliveries.filter((one) => one.incident === incident.id),
      baseUrl: 'https://esonar.example',
      checkName: 'shop',
      checkTarget: 'https://shop.example',
      hold,
      doubt,
    }
    const event = incident.events.at(-1)!
    const made = isAfter ? owedAfterSilence(telling) : owed({ ...telling, event })
    const index = checks().findIndex((check) => check.id === incident.check)
    for (const delivery of made) {
      deliveries.push({ ...delivery, state: 'sent', settledAt: now })
      const { kind, level, id } = incident
      told.push({ at, check: index + 1, event: delivery.event, kind, level, incident: id })
    }
    return doubt
  }

  function notice(change: BookChange, at: number, now: number): void {
    const open = nodes.get(change.location) ?? null
    const incident = nodeIncident(change, { workspace, now, open })
    if (!incident) return
    const isOver = incident.resolvedAt !== null
    if (isOver) nodes.delete(change.location)
    else nodes.set(change.location, incident)
    told.push({
      at,
      check: null,
      event: isOver ? 'notice over' : 'notice',
      kind: change.location,
      level: change.why,
      incident: incident.id,
    })
  }

  return {
    told,
    tell,
    notice,
    maintain: (window: Omit<Maintenance, 'id' | 'checks'>) => {
      const one = { id: `m${maintenance.length}`, checks: null, ...window }
      maintenance.push(one)
      return one
    },
  }
}
