// Who is owed which message when something happens to an incident: policy, levels, maintenance,
// acknowledgement. Plain data in, deliveries out; nothing is sent here.
import type { Channel, Policy, PolicyStep, WorkspaceConfig } from './config.ts'
import type { Delivery, DeliveryWhy } from './delivery.ts'
import { drop } from './delivery.ts'
import { type GroupFacts, groupWaitMs } from './group.ts'
import { makeId, restOf } from './id.ts'
import type { Incident, IncidentEvent, Level } from './incident.ts'
import { levels } from './incident.ts'
import { mutedUntil } from './maintenance.ts'
import { type MessageSubject, messageOf } from './message.ts'
import { type Hold, turnOf } from './parent.ts'

/** All that telling may look at. `previous` are all deliveries of this incident, in any state. */
export interface Telling extends MessageSubject {
  incident: Incident
  config: WorkspaceConfig
  now: number
  previousDeliveries: readonly Delivery[]
  /** What its parent holds back. */
  hold?: Hold | null
  /** Channels that a person reads, and how the incident's group stands: their messages may wait for
   *  others of it. */
  people?: ReadonlySet<string>
  together?: GroupFacts
}

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
      return [...ended(telling, 'resolved'), ...tellTold(telling, event)]
    case 'recovering':
    case 'noted':
      return []
  }
}

/** What is owed once neither maintenance nor a parent silences an incident any more: a target still broken is told
 *  then, unless its latest state was told already. Empty while still muted. */
export function owedAfterSilence(telling: Telling): Delivery[] {
  const { incident, previousDeliveries } = telling
  if (incident.resolvedAt !== null || isSilenced(telling)) return []
  const event = turnOf(incident)
  if (!event) return []
  if (previousDeliveries.some((one) => one.sequence >= event.sequence && isTurn(one))) return []
  return tellAll(telling, { ...event, level: incident.level, incidentKind: incident.kind })
}

/** Reminders due now for an open, unacknowledged incident, and when to ask again (null: never,
 *  until something happens). Only channels that were told are reminded. */
export function remind(telling: Telling): { deliveries: Delivery[]; nextAt: number | null } {
  const { incident, config, now, previousDeliveries } = telling
  const minutes = policyOf(config, incident.check).remindEveryMinutes
  if (minutes === null || minutes <= 0 || incident.resolvedAt !== null || isCovered(incident)) {
    return { deliveries: [], nextAt: null }
  }
  if (telling.hold) return { deliveries: [], nextAt: telling.hold.until }
  const until = mutedUntil(config, incident.check, now)
  if (until !== null) return { deliveries: [], nextAt: until }
  const deliveries: Delivery[] = []
  let nextAt: number | null = null
  for (const channel of toldChannels(telling)) {
    const theirs = previousDeliveries.filter((one) => one.channel === channel.id)
    const last = Math.max(...theirs.filter((one) => wasTold(one, now)).map(toldAt))
    // One under way is reminder enough.
    const isWaiting = theirs.some((one) => one.state === 'pending' && one.dueAt <= now)
    const isDue = now >= last + minutes * 60_000 && !isWaiting
    const number = theirs.filter((one) => one.event === 'reminder').length + 1
    if (isDue) deliveries.push(reminderTo(telling, channel, number))
    const at = (isDue || isWaiting ? now : last) + minutes * 60_000
    if (nextAt === null || at < nextAt) nextAt = at
  }
  return { deliveries, nextAt }
}

/** Pending deliveries whose channel is gone or switched off, ended as such. */
export function orphaned(
  deliveries: readonly Delivery[],
  config: WorkspaceConfig,
  now: number,
): Delivery[] {
  const byId = new Map(config.channels.map((channel) => [channel.id, channel]))
  return deliveries
    .filter((one) => one.state === 'pending' && one.workspace === config.workspace)
    .flatMap((one) => {
      const channel = byId.get(one.channel)
      if (channel?.enabled) return []
      return [drop(one, channel ? 'channel_off' : 'channel_removed', now)]
    })
}

/** The policy that rules a check: its own, else the workspace's default, else one that tells
 *  every enabled channel at once. A lost policy row must not silence anybody. */
export function policyOf(
  config: WorkspaceConfig,
  check: string | null,
): Pick<Policy, 'steps' | 'remindEveryMinutes'> {
  const own = config.checks.find((one) => one.id === check)?.policy
  return (
    config.policies.find((one) => one.id === own) ??
    config.policies.find((one) => one.isDefault) ?? {
      steps: [{ afterMinutes: 0, channels: 'all', levels: [...levels] }],
      remindEveryMinutes: null,
    }
  )
}

const isTurn = ({ event }: Delivery) => ['opened', 'raised', 'lowered'].includes(event)

/** Acknowledged at this level or above: neither rises nor falls below it are told, or a silent
 *  rise would leave people believing the lower level. */
function isCovered(incident: Incident): boolean {
  const level = incident.acknowledgedAt === null ? null : incident.acknowledgedLevel
  return level !== null && levels.indexOf(incident.level) <= levels.indexOf(level)
}

function isSilenced({ incident, config, now, hold }: Telling): boolean {
  return isCovered(incident) || Boolean(hold) || mutedUntil(config, incident.check, now) !== null
}

/** A turn for better or worse: everybody whom the policy names for the level, at the step's time
 *  (at once where that step has come up before), and at once everybody who was told. */
function tellAll(telling: Telling, event: IncidentEvent): Delivery[] {
  const { config, incident, now, previousDeliveries } = telling
  const waiting = previousDeliveries.filter((one) => isWaitingStep(one))
  const atOnce = new Set<string>()
  const fresh = new Map<string, Delivery>()
  const tell = (channel: Channel, step: number, dueAt: number) => {
    if (dueAt <= now && atOnce.has(channel.id)) return
    if (dueAt <= now) atOnce.add(channel.id)
    const one = make(telling, event, channel, { step, dueAt })
    fresh.set(one.id, one)
  }
  for (const [index, step] of policyOf(config, incident.check).steps.entries()) {
    for (const channel of channelsOf(config, step, event.level)) {
      tell(channel, index, stepDueAt(telling, event, step, index, channel))
    }
  }
  for (const channel of toldChannels(telling)) tell(channel, 0, now)
  const known = new Set(previousDeliveries.map((one) => one.id))
  return [
    ...waiting.filter((one) => !fresh.has(one.id)).map((one) => drop(one, 'superseded', now)),
    ...[...fresh.values()].filter((one) => !known.has(one.id)),
  ]
}

/** A step that waits keeps its time when the incident turns; one that came up is now at once. */
function stepDueAt(
  { previousDeliveries, now }: Telling,
  event: IncidentEvent,
  step: PolicyStep,
  index: number,
  channel: Channel,
): number {
  if (step.afterMinutes <= 0) return now
  const before = previousDeliveries.filter(
    (one) => one.step === index && one.channel === channel.id && one.state !== 'dropped',
  )
  if (before.some((one) => !isWaitingStep(one))) return now
  const dueAt = event.at + step.afterMinutes * 60_000
  return Math.max(now, Math.min(dueAt, ...before.map((one) => one.dueAt)))
}

/** News for those who know of the incident, whatever levels they asked for. */
function tellTold(telling: Telling, event: IncidentEvent): Delivery[] {
  const known = new Set(telling.previousDeliveries.map((one) => one.id))
  return toldChannels(telling)
    .map((channel) => make(telling, event, channel, { step: 0, dueAt: telling.now }))
    .filter((one) => !known.has(one.id))
}

/** Steps that have not come up and reminders not begun end with the incident or its
 *  acknowledgement. An alarm that is still on its way is kept: its end follows it. */
function ended(telling: Telling, why: DeliveryWhy): Delivery[] {
  const { now, previousDeliveries } = telling
  const isEnded = (one: Delivery) =>
    isWaitingStep(one) || (one.event === 'reminder' && one.state === 'pending' && !one.begun)
  return previousDeliveries.filter(isEnded).map((one) => drop(one, why, now))
}

const channelIdOf = (one: Delivery) => one.channel

/** A later step of the policy that no attempt was made for. */
function isWaitingStep(one: Delivery): boolean {
  return one.state === 'pending' && one.step > 0 && one.begun === 0
}

/** Whether its channel knows, or may know, or is about to. A dead one may have arrived. */
function wasTold(one: Delivery, now: number): boolean {
  if (one.event === 'test' || one.event === 'notice' || one.state === 'dropped') return false
  if (one.state === 'pending') return one.begun > 0 || one.step === 0 || one.dueAt <= now
  return one.state === 'sent' || one.begun > 0
}

const toldAt = (one: Delivery) => one.settledAt ?? one.dueAt

function toldChannels({ config, now, previousDeliveries, incident }: Telling): Channel[] {
  const told = new Set(
    previousDeliveries
      .filter((one) => one.incident === incident.id && !isWaitingStep(one) && wasTold(one, now))
      .map(channelIdOf),
  )
  return config.channels.filter((channel) => channel.enabled && told.has(channel.id))
}

function channelsOf(config: WorkspaceConfig, step: PolicyStep, level: Level): Channel[] {
  if (!step.levels.includes(level)) return []
  return config.channels.filter(
    (channel) =>
      channel.enabled &&
      channel.levels.includes(level) &&
      (step.channels === 'all' || step.channels.includes(channel.id)),
  )
}

function reminderTo(telling: Telling, channel: Channel, number: number): Delivery {
  const { incident, now } = telling
  const event = {
    v: 1 as const,
    sequence: incident.sequence,
    at: now,
    kind: 'updated' as const,
    level: incident.level,
    incidentKind: incident.kind,
  }
  const timing = { step: 0, dueAt: now, reminder: number }
  return make(telling, event, channel, timing)
}

/** A person's message waits a little for others of its group, while others fall. */
function waitOf(telling: Telling, channel: Channel, event: Delivery['event']): number {
  const { people, together } = telling
  if (!together || !people?.has(channel.id) || event === 'test' || event === 'notice') return 0
  return groupWaitMs(event, together)
}

function make(
  telling: Telling,
  event: IncidentEvent,
  channel: Channel,
  timing: { step: number; dueAt: number; reminder?: number },
): Delivery {
  const { incident, now, previousDeliveries } = telling
  const waitMs = waitOf(telling, channel, timing.reminder ? 'reminder' : event.kind)
  const isFirst = !previousDeliveries.some(
    (one) => one.channel === channel.id && wasTold(one, now) && !isWaitingStep(one),
  )
  const kind = timing.reminder ? 'reminder' : event.kind
  const message = messageOf(telling, { ...event, kind }, isFirst)
  const tail = timing.reminder ? `-r${timing.reminder}` : timing.step ? `-s${timing.step}` : ''
  const rest = `${restOf(incident.id)}-${event.sequence}-${restOf(channel.id)}${tail}`
  return {
    v: 1,
    id: makeId('delivery', incident.workspace, rest),
    workspace: incident.workspace,
    channel: channel.id,
    channelType: channel.type,
    incident: incident.id,
    check: incident.check,
    sequence: event.sequence,
    event: kind,
    level: event.level,
    step: timing.step,
    recipient: null,
    group: incident.groupId ?? null,
    receipt: null,
    state: 'pending',
    why: null,
    createdAt: now,
    dueAt: timing.dueAt + (timing.dueAt <= now ? waitMs : 0),
    ...(waitMs > 0 && timing.dueAt <= now ? { isHeld: true } : {}),
    leasedUntil: null,
    settledAt: null,
    attempts: [],
    begun: 0,
    payload: message,
  }
}
