// One message that is owed: who knows of an incident already, when it may go, and what it says.
import type { Channel, WorkspaceConfig } from './config.ts'
import type { Delivery } from './delivery.ts'
import type { Doubt } from './doubt.ts'
import { freshDelivery } from './fresh-delivery.ts'
import { type GroupFacts, groupWaitMs } from './group.ts'
import { makeId, restOf } from './id.ts'
import type { Incident, IncidentEvent } from './incident.ts'
import { levels } from './incident.ts'
import { type MessageSubject, messageOf } from './message.ts'
import type { Hold } from './parent.ts'
import { type Call, policyOf } from './policy.ts'
import { type Wait, waitOf } from './quiet.ts'
import { mutedUntil } from './silence.ts'
import { isWaiting, wasTold } from './waiting.ts'
import { say } from './words/index.ts'

/** All that telling may look at. `previous` are all deliveries of this incident, in any state. */
export interface Telling extends MessageSubject {
  incident: Incident
  config: WorkspaceConfig
  now: number
  previousDeliveries: readonly Delivery[]
  /** What its parent holds back. */
  hold?: Hold | null
  /** It was kept quiet, and may be over. */
  doubt?: Doubt | null
  /** Channels that a person reads, and how the incident's group stands: their messages may wait for
   *  others of it. */
  people?: ReadonlySet<string>
  together?: GroupFacts
}

/** Acknowledged at this level or above: neither rises nor falls below it are told, or a silent
 *  rise would leave people believing the lower level. */
export function isCovered(incident: Incident): boolean {
  const level = incident.acknowledgedAt === null ? null : incident.acknowledgedLevel
  return level !== null && levels.indexOf(incident.level) <= levels.indexOf(level)
}

/** Whether nothing new is told of it now. */
export function isSilenced({ incident, config, now, hold }: Telling): boolean {
  return isCovered(incident) || Boolean(hold) || mutedUntil(config, incident.check, now) !== null
}

/** Enabled channels that know of the incident. */
export function toldChannels({ config, now, previousDeliveries, incident }: Telling): Channel[] {
  const told = new Set(
    previousDeliveries
      .filter((one) => one.incident === incident.id && !isWaiting(one) && wasTold(one, now))
      .map((one) => one.channel),
  )
  return config.channels.filter((channel) => channel.enabled && told.has(channel.id))
}

export interface Timing {
  stage: number
  dueAt: number
  reminder?: number
  /** Of a step: whom it is for, and why. */
  call?: Call
  /** It is only mentioned in the digest. */
  isMention?: boolean
}

/** Until when a message of this level to this channel waits. Whoever heard of it as critical is told
 *  how it goes on. */
export function waitFor(
  { config, incident, now, previousDeliveries }: Telling,
  channel: string,
  level: Delivery['level'],
  dueAt: number,
): Wait | null {
  const wasWoken = previousDeliveries.some(
    (one) =>
      one.channel === channel && one.level === 'critical' && wasTold(one, now) && !isWaiting(one),
  )
  return wasWoken ? null : waitOf(policyOf(config, incident.check), level, dueAt)
}

/** The delivery of an event to a channel. The same is asked for under the same id. */
export function make(
  telling: Telling,
  event: IncidentEvent,
  channel: Channel,
  timing: Timing,
): Delivery {
  const { incident, now, previousDeliveries } = telling
  const isFirst = !previousDeliveries.some(
    (one) => one.channel === channel.id && wasTold(one, now) && !isWaiting(one),
  )
  const kind = timing.reminder ? 'reminder' : event.kind
  const { call, stage } = timing
  const tail = timing.reminder ? `-r${timing.reminder}` : stage ? `-s${stage}` : ''
  const rest = `${restOf(incident.id)}-${event.sequence}-${restOf(channel.id)}${tail}`
  return freshDelivery({
    id: makeId('delivery', incident.workspace, rest),
    workspace: incident.workspace,
    channel: channel.id,
    channelType: channel.type,
    incident: incident.id,
    check: incident.check,
    sequence: event.sequence,
    event: kind,
    level: event.level,
    step: stage,
    recipient: call?.person ?? null,
    group: incident.groupId ?? null,
    createdAt: now,
    ...dueOf(telling, event, channel, timing),
    payload: payloadOf(telling, { ...event, kind }, isFirst, call),
    ...(call && call.why !== 'channel' ? { calledAs: call.why } : {}),
  })
}

/** What a message says of why it comes here. */
const whyWords: Partial<Record<Call['why'], 'nobodyOnCall' | 'policyIsOff' | 'noChannelOn'>> = {
  nobody: 'nobodyOnCall',
  instead: 'policyIsOff',
  owner: 'noChannelOn',
}

function payloadOf(
  telling: Telling,
  event: Parameters<typeof messageOf>[1],
  isFirst: boolean,
  call: Call | undefined,
) {
  const message = messageOf(telling, event, isFirst)
  const why = call && whyWords[call.why]
  return why ? { ...message, details: [...message.details, say(why, {})] } : message
}

/** When it goes: at its time, after the quiet hours or with the digest, or a little later with others
 *  of its group. */
function dueOf(
  telling: Telling,
  event: IncidentEvent,
  channel: Channel,
  { stage, dueAt, reminder, isMention }: Timing,
): Pick<Delivery, 'dueAt' | 'isHeld' | 'waitsFor' | 'owedAt'> {
  const wait = waitFor(telling, channel.id, isMention ? 'info' : event.level, dueAt)
  if (wait) return { dueAt: wait.until, waitsFor: wait.why, owedAt: dueAt }
  // The number of a later step says by itself that it waits.
  if (dueAt > telling.now) return { dueAt, ...(stage === 0 ? { waitsFor: 'step' } : {}) }
  const waitMs = groupWaitOf(telling, channel, reminder ? 'reminder' : event.kind)
  if (waitMs === 0) return { dueAt }
  return { dueAt: dueAt + waitMs, isHeld: true }
}

/** A person's message waits a little for others of its group, while others fall. */
function groupWaitOf(telling: Telling, channel: Channel, event: Delivery['event']): number {
  const { people, together } = telling
  if (!together || !people?.has(channel.id) || event === 'test' || event === 'notice') return 0
  return groupWaitMs(event, together)
}
