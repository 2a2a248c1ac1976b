// Who is owed which message when something happens to an incident: policy, levels, maintenance,
// acknowledgement. Plain data in, deliveries out; nothing is sent here.
import type { Channel, PolicyStep, WorkspaceConfig } from './config.ts'
import type { Delivery, DeliveryWhy } from './delivery.ts'
import { drop } from './delivery.ts'
import type { IncidentEvent } from './incident.ts'
import { isSilenced, make, type Telling, toldChannels } from './owing.ts'
import { withOwners } from './owner-road.ts'
import { turnOf } from './parent.ts'
import { type Call, callsOf, planOf, policyOf, readStage } from './policy.ts'
import { isWaiting, owedAtOf } from './waiting.ts'

export type { Telling } from './owing.ts'

/** Deliveries to write for an event of an incident: new ones, and pending ones that it ends
 *  (`dropped`). Write each under its id; asking again gives the same ids. */
export function owed(telling: Telling & { event: IncidentEvent }): Delivery[] {
  const { event } = telling
  switch (event.kind) {
    case 'opened':
    case 'raised':
    case 'lowered':
      return isSilenced(telling) ? [] : tellAll(telling, event)
    case 'updated':
      return isSilenced(telling) ? [] : tellTold(telling, event)
    case 'acknowledged':
      return [...ended(telling, 'acknowledged'), ...tellTold(telling, event)]
    case 'resolved':
      return [
        ...ended(telling, 'resolved'),
        ...tellTold(telling, event),
        ...mentioned(telling, event),
      ]
    case 'recovering':
    case 'noted':
      return []
  }
}

/** What is owed once neither maintenance nor a parent silences an incident any more: a target still
 *  broken is told then, unless its latest state was told already. Empty while still muted, and while
 *  it may be over. */
export function owedAfterSilence(telling: Telling): Delivery[] {
  const { incident, doubt, previousDeliveries } = telling
  if (incident.resolvedAt !== null || doubt || isSilenced(telling)) return []
  const event = turnOf(incident)
  if (!event) return []
  if (previousDeliveries.some((one) => one.sequence >= event.sequence && isTurn(one))) return []
  return tellAll(telling, { ...event, level: incident.level, incidentKind: incident.kind })
}

/** Pending deliveries whose channel is gone or switched off, ended as such. */
export function orphaned(
  deliveries: readonly Delivery[],
  config: WorkspaceConfig,
  now: number,
): Delivery[] {
  const byId = new Map(withOwners(config).channels.map((channel) => [channel.id, channel]))
  return deliveries
    .filter((one) => one.state === 'pending' && one.workspace === config.workspace)
    .flatMap((one) => {
      const channel = byId.get(one.channel)
      if (channel?.enabled) return []
      return [drop(one, channel ? 'channel_off' : 'channel_removed', now)]
    })
}

const isTurn = ({ event }: Delivery) => ['opened', 'raised', 'lowered'].includes(event)

/** A turn for better or worse: everybody whom the policy names for the level, at the step's time
 *  (at once where that step has come up before), and at once everybody who was told. */
function tellAll(telling: Telling, event: IncidentEvent): Delivery[] {
  const { config, incident, now, previousDeliveries } = telling
  const waiting = previousDeliveries.filter((one) => isWaiting(one))
  const atOnce = new Set<string>()
  const fresh = new Map<string, Delivery>()
  const tell = (channel: Channel, stage: number, dueAt: number, call?: Call) => {
    if (dueAt <= now && atOnce.has(channel.id)) return
    if (dueAt <= now) atOnce.add(channel.id)
    const one = make(telling, event, channel, { stage, dueAt, ...(call ? { call } : {}) })
    fresh.set(one.id, one)
  }
  const { level } = event
  const { steps, isInstead } = planOf(config, policyOf(config, incident.check), level, now)
  for (const [index, step] of steps.entries()) {
    const at = stepAt(telling, event.at, step, index)
    for (const call of callsOf(config, step, { index, round: 0, level, at, isInstead })) {
      tell(call.channel, call.stage, callDueAt(telling, call), call)
    }
  }
  for (const channel of toldChannels(telling)) tell(channel, 0, now)
  const known = new Set(previousDeliveries.map((one) => one.id))
  return [
    ...waiting.filter((one) => !fresh.has(one.id)).map((one) => drop(one, 'superseded', now)),
    ...[...fresh.values()].filter((one) => !known.has(one.id)),
  ]
}

/** When a step comes up: one that waits keeps its time when the incident turns. */
export function stepAt(
  { previousDeliveries, now }: Telling,
  turnedAt: number,
  { afterMinutes }: PolicyStep,
  index: number,
): number {
  if (afterMinutes <= 0) return now
  const waiting = previousDeliveries.filter((one) => {
    const stage = readStage(one.step)
    return isWaiting(one) && stage.index === index && stage.way === 0 && stage.round === 0
  })
  const dueAt = turnedAt + afterMinutes * 60_000
  return Math.max(now, Math.min(dueAt, ...waiting.map(owedAtOf)))
}

/** A way that came up before is taken at once. */
function callDueAt({ previousDeliveries, now }: Telling, { stage, channel, dueAt }: Call): number {
  const before = previousDeliveries.filter(
    (one) => one.step === stage && one.channel === channel.id && one.state !== 'dropped',
  )
  if (before.some((one) => !isWaiting(one))) return now
  return Math.max(now, Math.min(dueAt, ...before.map(owedAtOf)))
}

/** News for those who know of the incident, whatever levels they asked for. */
function tellTold(telling: Telling, event: IncidentEvent): Delivery[] {
  const known = new Set(telling.previousDeliveries.map((one) => one.id))
  return toldChannels(telling)
    .map((channel) => make(telling, event, channel, { stage: 0, dueAt: telling.now }))
    .filter((one) => !known.has(one.id))
}

/** Steps that have not come up and reminders not begun end with the incident or its
 *  acknowledgement. An alarm that is still on its way is kept: its end follows it. */
function ended(telling: Telling, why: DeliveryWhy): Delivery[] {
  const { now, previousDeliveries } = telling
  const isEnded = (one: Delivery) =>
    isWaiting(one) || (one.event === 'reminder' && one.state === 'pending' && !one.begun)
  const whyOf = (one: Delivery) => (isKept(one) && why === 'resolved' ? 'over' : why)
  return previousDeliveries.filter(isEnded).map((one) => drop(one, whyOf(one), now))
}

/** It has come up, and waits for the end of the quiet hours or for its digest. */
const isKept = ({ waitsFor }: Delivery) => waitsFor === 'quiet' || waitsFor === 'digest'

/** The digest says what was over before its channel was told of it. */
function mentioned(telling: Telling, event: IncidentEvent): Delivery[] {
  const { config, incident, now, previousDeliveries } = telling
  if (!policyOf(config, incident.check).digest) return []
  const told = new Set(toldChannels(telling).map((one) => one.id))
  const waited = new Set(
    previousDeliveries.filter((one) => isWaiting(one) && isKept(one)).map((one) => one.channel),
  )
  return config.channels
    .filter((one) => one.enabled && waited.has(one.id) && !told.has(one.id))
    .map((one) => make(telling, event, one, { stage: 0, dueAt: now, isMention: true }))
}
